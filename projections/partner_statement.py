"""What moved about each claim of a partner: what a statement is drawn from."""

from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.adjustment import Adjustment
from domain.claim_facts import (
    ClaimAdjudicated,
    ClaimCorrected,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    ClaimOpened,
    MoneyKind,
)
from domain.denial import LineResult, Outcome
from domain.identifiers import ClaimId, ClaimNumber, PartnerCode, PlanKey, RemittanceId
from domain.money import Money
from domain.posting import Entry
from domain.service_line import ServiceLine
from projections.projection import Projection

MoneyFact = ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled
StatementFact = ClaimOpened | ClaimCorrected | MoneyFact

# where money comes in by, and where it waits between two notices: nobody's part yet
_CASH = frozenset({"deposit", "carried"})


class MovedPart(msgspec.Struct, frozen=True, gc=False):
    """What one movement means for one line (line 0: the whole claim), in cents.

    `plan_paid` is the plan's money, `fee` the hub's part of it, `net` the partner's; below zero
    where money was taken back. What is in suspense is in `plan_paid` alone. `units` were paid;
    outcome and adjustments are those the line has after it.
    """

    line: int
    plan_paid: Money
    fee: Money
    net: Money
    outcome: Outcome | None = None
    units: int = 0
    adjustments: tuple[Adjustment, ...] = ()


class Movement(msgspec.Struct, frozen=True, gc=False):
    """One payment, reversal, takeback or interest, with the lines that it changes."""

    posting_id: str
    kind: MoneyKind
    remittance_id: RemittanceId
    paid_on: date
    parts: tuple[MovedPart, ...]


class PartnerStatementClaim(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim of a partner: every line it ever billed, as last stated, and all its movements."""

    claim_id: ClaimId
    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    lines: tuple[ServiceLine, ...]
    movements: tuple[Movement, ...] = ()


def _keys(fact: StatementFact) -> Iterable[str]:
    return (fact.body.claim_id if isinstance(fact, ClaimOpened) else fact.claim_id,)


def _evolve(
    _key: str, claim: PartnerStatementClaim | None, fact: StatementFact
) -> PartnerStatementClaim | None:
    if isinstance(fact, ClaimOpened):
        body = fact.body
        return PartnerStatementClaim(
            claim_id=body.claim_id,
            number=body.number,
            partner_code=body.partner_code,
            plan_key=body.plan_key,
            lines=body.lines,
        )
    if claim is None:
        return None
    if isinstance(fact, ClaimCorrected):
        by_number = {line.line: line for line in (*claim.lines, *fact.lines)}
        return replace(claim, lines=tuple(by_number[number] for number in sorted(by_number)))
    return replace(claim, movements=(*claim.movements, _movement(claim, fact)))


def _movement(claim: PartnerStatementClaim, fact: MoneyFact) -> Movement:
    return Movement(
        posting_id=fact.posting_id,
        kind=fact.kind,
        remittance_id=fact.remittance_id,
        paid_on=fact.paid_on,
        parts=_parts(claim, fact),
    )


def _parts(claim: PartnerStatementClaim, fact: MoneyFact) -> tuple[MovedPart, ...]:
    """The lines whose money moved, or of which the plan now says something else."""
    said = {part.line: part for moved in claim.movements for part in moved.parts}
    moved: dict[int, list[Entry]] = {}
    for entry in fact.entries:
        if entry.account.partition(":")[0] not in _CASH and entry.account != fact.cash:
            moved.setdefault(entry.line, []).append(entry)
    results = {result.line: result for result in fact.results}
    parts = []
    for line in sorted({*moved, *results}):
        part = _part(line, moved.get(line, ()), results.get(line))
        if line in moved or _says_else(said.get(line), part):
            parts.append(part)
    return tuple(parts)


def _part(line: int, entries: Iterable[Entry], result: LineResult | None) -> MovedPart:
    plan_paid = fee = net = 0
    for entry in entries:
        plan_paid -= entry.cents
        match entry.account.partition(":")[0]:
            case "hub-fee":
                fee -= entry.cents
            case "partner":
                net -= entry.cents
    if result is None:
        return MovedPart(line, plan_paid, fee, net)
    return MovedPart(line, plan_paid, fee, net, result.outcome, result.units, result.adjustments)


def _says_else(known: MovedPart | None, new: MovedPart) -> bool:
    return known is None or (known.outcome, known.units, known.adjustments) != (
        new.outcome,
        new.units,
        new.adjustments,
    )


PARTNER_STATEMENT: Projection[PartnerStatementClaim] = Projection(
    name="partner_statement",
    version=1,
    row=PartnerStatementClaim,
    indexes=("partner_code",),
    facts=get_args(StatementFact),
    keys=_keys,
    evolve=_evolve,
)
