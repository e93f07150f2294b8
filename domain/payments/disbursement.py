"""A file of payouts for whoever pays them: made once, under a number that is never used again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import ArchiveId, DisbursementId, PayoutId
from domain.money import Money, show_money
from domain.problem import Problem, Refused, refuse


class DisbursedPayout(msgspec.Struct, frozen=True, gc=False):
    """One payout in a file, in cents."""

    payout_id: PayoutId
    number: str
    amount: Money


class DisbursementFile(msgspec.Struct, frozen=True):
    """A file as it was made: `total` in cents is its control total, `form` how it is written.

    Its bytes are in the archive.
    """

    disbursement_id: DisbursementId
    number: str
    form: str
    file_name: str
    archive_id: ArchiveId
    payouts: tuple[DisbursedPayout, ...]
    total: Money
    made_on: date


# commands


@dataclass(frozen=True)
class WriteDisbursement:
    """The file was made; it leaves the building with this."""

    file: DisbursementFile


DisbursementCommand = WriteDisbursement

# events


@event("disbursement.written", version=1)
class DisbursementWritten(Fact, frozen=True):
    """A disbursement file was made."""

    file: DisbursementFile


DisbursementFact = DisbursementWritten

# states


@dataclass(frozen=True)
class NoDisbursement:
    """No file."""


@dataclass(frozen=True)
class WrittenDisbursement:
    """A file that was made."""

    file: DisbursementFile


Disbursement = NoDisbursement | WrittenDisbursement

# decide


def decide(
    disbursement: Disbursement, command: DisbursementCommand
) -> tuple[DisbursementFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    asked = command.file
    match disbursement:
        case NoDisbursement():
            problems = tuple(_file_problems(asked))
            return Refused(problems) if problems else (DisbursementWritten(file=asked),)
        case WrittenDisbursement(file=known):
            return () if known == asked else _number_used(known)


# rules


def _file_problems(file: DisbursementFile) -> Iterator[Problem]:
    """The control total is that of its payouts, and each stands in it once."""
    where = f"disbursement {file.number}"
    if not file.payouts:
        yield Problem(
            code="disbursement.empty",
            what="no payout stands in it",
            where=where,
            fix="approve payouts first: hub payout approve",
        )
    come_to = sum(each.amount for each in file.payouts)
    if come_to != file.total:
        yield Problem(
            code="disbursement.total-differs",
            what=f"its payouts come to {show_money(come_to)}; its total is "
            f"{show_money(file.total)}",
            where=where,
            fix="nothing was sent; report this",
        )
    if len({each.payout_id for each in file.payouts}) < len(file.payouts):
        yield Problem(
            code="disbursement.payout-twice",
            what="a payout stands in it twice",
            where=where,
            fix="nothing was sent; report this",
        )


def _number_used(known: DisbursementFile) -> Refused:
    return refuse(
        "disbursement.number-taken",
        what=f"a file of {show_money(known.total)} was made under this number",
        where=f"disbursement {known.number}",
        fix="make it again: it gets the next number",
    )


# evolve


def evolve(disbursement: Disbursement, fact: DisbursementFact) -> Disbursement:
    """The file after the fact."""
    return WrittenDisbursement(fact.file)


DISBURSEMENT: Decider[Disbursement, DisbursementCommand, DisbursementFact] = Decider(
    name="disbursement",
    initial=NoDisbursement(),
    decide=decide,
    evolve=evolve,
    facts=(DisbursementWritten,),
    commands=(WriteDisbursement,),
    states=(NoDisbursement, WrittenDisbursement),
)
