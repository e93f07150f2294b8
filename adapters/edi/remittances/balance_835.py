"""The three sums that must hold inside one claim. Source: domain.md 7.4, 2 and 3."""

from collections.abc import Sequence
from operator import attrgetter

from adapters.edi.finding import Finding
from adapters.edi.remittances.remittance import ServicePayment
from adapters.edi.values import CasAdjustment
from adapters.edi.x12 import Segment
from domain.money import Money, show_money

_AMOUNT = attrgetter("amount")
_FIX = "ask the plan for a corrected remittance; this claim waits for a person"


def imbalances(
    clp: Segment,
    ordinal: int,
    billed: Money | None,
    paid: Money | None,
    adjustments: Sequence[CasAdjustment],
    lines: Sequence[ServicePayment],
) -> list[Finding]:
    """Every sum of the claim of `clp` that does not hold; one with an unread amount is unknown."""
    own = _lowered(adjustments)
    of_lines = lines_paid = 0
    found: list[Finding] = []
    for line in lines:
        lowered, charge, payment = _lowered(line.adjustments), line.billed, line.paid
        of_lines += lowered
        lines_paid += payment or 0
        if charge is not None and payment is not None and charge - lowered != payment:
            found.append(_uneven_line(line, ordinal, charge, lowered, payment))
    if paid is None:
        return found
    if billed is not None and billed - own - of_lines != paid:
        what = (
            f"claim {ordinal} is billed {show_money(billed)} and adjusted by "
            f"{show_money(own + of_lines)}, but paid {show_money(paid)}"
        )
        found.append(_uneven(clp, "claim", what))
    if lines and lines_paid - own != paid:
        what = (
            f"the lines of claim {ordinal} are paid {show_money(lines_paid)} and the claim "
            f"adjusted by {show_money(own)}, but it is paid {show_money(paid)}"
        )
        found.append(_uneven(clp, "lines", what))
    return found


def _lowered(adjustments: Sequence[CasAdjustment]) -> Money:
    if len(adjustments) == 1:  # as most are
        return adjustments[0].amount
    return sum(map(_AMOUNT, adjustments))


def _uneven_line(
    line: ServicePayment, claim: int, billed: Money, lowered: Money, paid: Money
) -> Finding:
    return Finding(
        code="remittance.line-out-of-balance",
        what=f"line {line.ordinal} of claim {claim} is billed {show_money(billed)} "
        f"and adjusted by {show_money(lowered)}, but paid {show_money(paid)}",
        fix=_FIX,
        segment=line.segment,
        loop="2110",
        element="SVC03",
    )


def _uneven(clp: Segment, which: str, what: str) -> Finding:
    return Finding(
        code=f"remittance.{which}-out-of-balance",
        what=what,
        fix=_FIX,
        segment=clp.number,
        offset=clp.offset,
        loop="2100",
        element="CLP04",
    )
