"""Which deposits are which remittances' money, told by trace and amount alone.

The answer follows from all lines and remittances that share traces, never from the order in which
they became known: what comes later may therefore take apart what was matched before. What does not
follow is left to a person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.identifiers import DepositId, RemittanceId
from domain.money import Money
from domain.notices.bank_part import NEAR

Matches = dict[tuple[DepositId, RemittanceId], Money]
"""Which cents of which deposit belong to which remittance, in the order in which they came."""


@dataclass(frozen=True)
class TracedLine:
    """A line of the bank that no person has matched; `keys` are its traces as compared.

    `apart` are the remittances that a person has kept it from.
    """

    deposit_id: DepositId
    bank_on: date
    cents: Money
    keys: frozenset[str]
    apart: frozenset[RemittanceId] = frozenset()


@dataclass(frozen=True)
class Announced:
    """What a remittance announced under its trace; `held` came by deposits that people matched."""

    remittance_id: RemittanceId
    key: str
    cents: Money
    held: Money = 0


def matches_by_trace(lines: Iterable[TracedLine], announced: Iterable[Announced]) -> Matches:
    """What follows for lines and remittances; they share traces with each other and no others."""
    known = sorted(announced, key=lambda each: each.remittance_id)
    held = {each.remittance_id: each.held for each in known}
    found: Matches = {}
    for line in sorted(lines, key=_by_day):
        named = [
            each for each in known if each.key in line.keys and each.remittance_id not in line.apart
        ]
        for remittance_id, cents in _parts(line.cents, named, held).items():
            found[line.deposit_id, remittance_id] = cents
            held[remittance_id] += cents
    return found


def _by_day(line: TracedLine) -> tuple[date, Money, list[str], DepositId]:
    """As the bank had them; within a day the largest first, and what went out after what came in.

    Only of lines that are alike in all of this does the id, which means nothing, decide.
    """
    return line.bank_on, -line.cents, sorted(line.keys), line.deposit_id


def _parts(
    cents: Money, named: Sequence[Announced], held: Mapping[RemittanceId, Money]
) -> dict[RemittanceId, Money]:
    """The parts of a line; none where it fits nothing, or more than one thing."""
    if len(named) == 1:
        (only,) = named
        after = held[only.remittance_id] + cents
        return {only.remittance_id: cents} if 0 <= after <= only.cents + NEAR else {}
    answers = list(_exact(cents, _fillable(named, held) if cents > 0 else _givable(named, held)))
    return answers[0] if len(answers) == 1 else {}


def _fillable(
    named: Iterable[Announced], held: Mapping[RemittanceId, Money]
) -> dict[RemittanceId, Money]:
    """What each still lacks."""
    lacking = {each.remittance_id: each.cents - held[each.remittance_id] for each in named}
    return {key: cents for key, cents in lacking.items() if cents > 0}


def _givable(
    named: Iterable[Announced], held: Mapping[RemittanceId, Money]
) -> dict[RemittanceId, Money]:
    """What each may give back, below zero."""
    return {
        each.remittance_id: -held[each.remittance_id] for each in named if held[each.remittance_id]
    }


def _exact(
    cents: Money, amounts: Mapping[RemittanceId, Money]
) -> Iterator[dict[RemittanceId, Money]]:
    """Each remittance that takes exactly the line, and all of them where together they do."""
    for remittance_id, amount in amounts.items():
        if amount == cents:
            yield {remittance_id: amount}
    if len(amounts) > 1 and sum(amounts.values()) == cents:
        yield dict(amounts)
