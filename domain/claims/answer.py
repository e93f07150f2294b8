"""What all answers of a plan to one claim come to, in whatever order they arrived."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from domain.agreements.shares import PaidLine
from domain.claims.attribution import ClaimMoney, Place, told_apart
from domain.claims.denial import LineResult, asks_anew
from domain.identifiers import PayerControlNumber, RemittanceId
from domain.service_line import ServiceLine

_PAID = frozenset({"paid", "part-paid", "covered"})
_DENIED = frozenset({"denied", "part-paid"})


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What one claim payment of a remittance said, line by line.

    `correct_by` is the last day to correct what it denied.
    """

    paid_on: date
    remittance_id: RemittanceId
    ordinal: int
    payer_control: PayerControlNumber
    results: tuple[LineResult, ...]
    correct_by: date

    @property
    def place(self) -> Place:
        """When and where it stands; answers are told in this order."""
        return (self.paid_on, self.remittance_id, self.ordinal)


def results_of(
    answers: Sequence[Answer],
    money: ClaimMoney,
    *,
    month_paid: bool,
    most_units: Mapping[int, int],
) -> tuple[LineResult, ...]:
    """The result of each line as it stands; `month_paid` covers those at $0.

    A payment that stands is never outdone by a later denial (a plan denies a copy of what it paid);
    one that a person accepted adds to it, for no more units than `most_units` has of the line.
    Otherwise the last answer holds, taken back where its payment was undone or recovered whole.
    """
    said: dict[int, list[tuple[Place, LineResult]]] = {}
    for answer in sorted(answers, key=lambda answer: answer.place):
        place = answer.place
        for result in answer.results:
            said.setdefault(result.line, []).append((place, result))
    standing = _Standing.of(money, month_paid=month_paid)
    results = [standing.result(said[number]) for number in sorted(said)]
    if not money.accepted:
        return tuple(results)
    right = {line.line: line for line in told_apart(money, most_units=most_units)[0]}
    return tuple(_with_accepted(result, right.get(result.line)) for result in results)


def answer_by_of(
    answers: Sequence[Answer],
    results: Iterable[LineResult],
    billed: Iterable[ServiceLine],
    file_by: date | None,
) -> date | None:
    """The last day to correct what stands denied, as the last answer says.

    What the plan never took in goes out as a new claim, which it takes until `file_by`.
    """
    if not any(result.outcome in _DENIED for result in results):
        return None
    correct_by = max(answers, key=lambda answer: answer.place).correct_by
    if file_by is None or not never_taken_in(answers, billed):
        return correct_by
    return min(correct_by, file_by)


def never_taken_in(answers: Iterable[Answer], billed: Iterable[ServiceLine]) -> bool:
    """Whether all that a plan ever said denies every line and asks for a new claim.

    There is nothing to replace then. A plan that ever took a line in has a claim to be replaced.
    """
    said = [result for answer in answers for result in answer.results]
    lines = {result.line for result in said}
    return all(map(asks_anew, said)) and lines.issuperset(line.line for line in billed)


def payer_control_of(answers: Sequence[Answer]) -> PayerControlNumber | None:
    """The plan's number of the claim in its last answer that gives one."""
    numbered = [answer for answer in answers if answer.payer_control]
    return max(numbered, key=lambda answer: answer.place).payer_control if numbered else None


class _Standing(NamedTuple):
    """What of a claim's money decides which of the answers to a line holds."""

    live: frozenset[Place]
    undone: frozenset[Place]
    recovered: bool
    month_paid: bool

    @classmethod
    def of(cls, money: ClaimMoney, *, month_paid: bool) -> "_Standing":
        live = frozenset([payment.place for payment in money.payments])
        undone = frozenset([payment.place for payment in money.undone])
        return cls(live, undone, money.recovered_whole, month_paid)

    def result(self, said: Sequence[tuple[Place, LineResult]]) -> LineResult:
        """The result of a line of which this was said, in order."""
        paid = [each for each in said if each[0] in self.live and each[1].paid]
        place, result = paid[0] if paid else said[-1]
        if self.month_paid and not result.paid:
            return replace(result, outcome="covered")
        return _taken_back(result) if self.recovered or place in self.undone else result


def _with_accepted(result: LineResult, right: PaidLine | None) -> LineResult:
    """A line with all that was rightly paid for it."""
    if right is None or result.outcome not in _PAID or right.paid <= result.paid:
        return result
    return replace(result, paid=right.paid, units=max(right.units, result.units))


def _taken_back(result: LineResult) -> LineResult:
    if result.outcome not in _PAID:
        return result
    return replace(result, outcome="taken-back", paid=0, units=0)
