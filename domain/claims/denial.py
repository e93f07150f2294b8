"""What a plan answered line by line, and which lines someone must answer by a date.

Paid or denied is decided from money, adjustments and contract, never from CLP02: full denials
mostly arrive with status 1 and $0 (domain.md 7.4).
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from domain.adjustment import COVERED_BY_CAPITATION, MEMBER, NOT_A_DENIAL, Adjustment
from domain.agreements.contract import ByTheMonth, Terms
from domain.money import Money, split
from domain.service_line import ServiceLine

# by these remarks a plan says that it took nothing in, and asks for a new claim (domain.md 7.6)
_NEW_CLAIM = frozenset({"MA130", "N142", "N517"})

Outcome = Literal["paid", "part-paid", "covered", "denied", "taken-back"]


class AnsweredLine(msgspec.Struct, frozen=True, gc=False):
    """One line as a payment notice states it; `units` is empty where it does not say."""

    line: int
    paid: Money
    units: int | None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()


class LineResult(msgspec.Struct, frozen=True, gc=False):
    """What became of one billed line: `units` were paid; `covered` is paid with the month."""

    line: int
    outcome: Outcome
    billed: Money
    paid: Money
    units: int
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]


def complete_answer(
    billed: Sequence[ServiceLine],
    answered: Sequence[AnsweredLine],
    paid: Money,
    claim_adjustments: tuple[Adjustment, ...],
    claim_remarks: tuple[str, ...] = (),
) -> tuple[AnsweredLine, ...]:
    """The answer line by line, its amounts adding up to `paid`.

    A notice without lines answers every billed line, in proportion to the charges. What
    claim-level adjustments took from the lines' sum is spread over the lines in proportion to what
    was paid for each, or to the charges where the lines state nothing. Claim-level adjustments
    count as reasons of every line, and the claim's remarks (MOA, MIA) as remarks of every line that
    is not paid whole. Every line answered must be one of those billed.
    """
    charges = {line.line: line.charge for line in billed}
    if not answered:
        parts = _spread(paid, list(charges.values()))
        answered = [
            AnsweredLine(line.line, part, None) for line, part in zip(billed, parts, strict=True)
        ]
    stated = tuple([line.paid for line in answered])
    if sum(stated) == paid and not claim_adjustments and not claim_remarks:
        return tuple(answered)
    weights = stated if sum(stated) else [charges[line.line] for line in answered]
    parts = stated if sum(stated) == paid else _spread(paid, weights)
    return tuple(
        AnsweredLine(
            line.line,
            part,
            line.units,
            line.adjustments + claim_adjustments,
            _remarks(line, claim_remarks if part < charges[line.line] else ()),
        )
        for line, part in zip(answered, parts, strict=True)
    )


def _remarks(line: AnsweredLine, claim_remarks: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the line first; what the claim says too is said once."""
    return tuple(dict.fromkeys((*line.remarks, *claim_remarks))) if claim_remarks else line.remarks


def _spread(paid: Money, weights: Sequence[Money]) -> tuple[Money, ...]:
    """By the weights; evenly where they come to nothing, as the charges of a free line do."""
    return split(paid, weights if sum(weights) else [1] * len(weights))


def units_paid(billed: ServiceLine, answered: AnsweredLine) -> int:
    """The units that a line is paid for; where the notice is silent, the fewest that can be meant.

    Silence means one unit (005010X221A1 2110 SVC05), and a plan pays no unit above its charge: so
    an amount above the charge of one unit is for as many as it takes, never more than were billed.
    """
    if answered.paid <= 0:
        return 0
    if answered.units is not None:
        return answered.units
    reached = -(-answered.paid * billed.units // billed.charge) if billed.charge > 0 else 1
    return min(max(reached, 1), billed.units)


def judge(
    billed: Sequence[ServiceLine], answered: Sequence[AnsweredLine], terms: Terms
) -> tuple[LineResult, ...]:
    """The outcome of every line that was answered, as this notice alone tells it.

    Under monthly terms the $0 lines beside a paid one are covered by it.
    """
    by_number = {line.line: line for line in billed}
    monthly = isinstance(terms.rule, ByTheMonth)
    covered = monthly and any(line.paid > 0 for line in answered)
    return tuple(
        [
            _result(by_number[line.line], line, terms, month_covers=covered)
            for line in answered
            if line.line in by_number
        ]
    )


def _result(
    billed: ServiceLine, answered: AnsweredLine, terms: Terms, *, month_covers: bool
) -> LineResult:
    units = units_paid(billed, answered)
    return LineResult(
        line=billed.line,
        outcome=_outcome(billed, answered, units, terms, month_covers=month_covers),
        billed=billed.charge,
        paid=answered.paid,
        units=units,
        adjustments=answered.adjustments,
        remarks=answered.remarks,
    )


def _outcome(
    billed: ServiceLine, answered: AnsweredLine, units: int, terms: Terms, *, month_covers: bool
) -> Outcome:
    if answered.paid > 0:
        reduced = units < billed.units or any(_denies(a) for a in answered.adjustments)
        return "part-paid" if reduced else "paid"
    if month_covers or (terms.capitated and _is_capitation(answered)):
        return "covered"
    return "denied"


def _is_capitation(answered: AnsweredLine) -> bool:
    return any(each.reason == COVERED_BY_CAPITATION for each in answered.adjustments)


def _denies(adjustment: Adjustment) -> bool:
    return adjustment.amount > 0 and adjustment.reason not in NOT_A_DENIAL


def standing(results: Iterable[LineResult]) -> Outcome:
    """What the results of all lines come to, for the whole claim."""
    outcomes = {result.outcome for result in results}
    if not outcomes or outcomes == {"denied"}:
        return "denied"
    if outcomes == {"taken-back"}:
        return "taken-back"
    if outcomes <= {"paid", "covered"}:
        return "paid" if "paid" in outcomes else "covered"
    return "part-paid" if outcomes & {"paid", "part-paid", "covered"} else "denied"


def asks_anew(result: LineResult) -> bool:
    """Whether a plan denies a line and asks for a new claim."""
    return result.outcome == "denied" and not _NEW_CLAIM.isdisjoint(result.remarks)


def charges_the_member(results: Iterable[LineResult]) -> bool:
    """Whether a plan says that the member owes: Medi-Cal members must never be billed."""
    return any(
        adjustment.group == MEMBER and adjustment.amount > 0
        for result in results
        if result.outcome != "taken-back"
        for adjustment in result.adjustments
    )
