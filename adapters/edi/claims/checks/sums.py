"""What must add up: lines to the claim; what another payer paid and adjusted to what was charged.

Source: 005010X222A1 1.4.4 (balancing), 2300 CLM02, 2320, 2430.
"""

from collections.abc import Iterator, Sequence

from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance
from adapters.edi.claims.professional_claim import ClaimLine, ProfessionalClaim
from domain.money import show_money
from domain.problem import Problem

_FIX_OTHER = "copy paid and adjusted amounts from the other payer's notice"


def line_total(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """A claim charges what its lines charge."""
    stated = sum([line.charge for line in claim.lines])
    if claim.charge != stated:
        yield Problem(
            "837p.total-differs",
            f"the claim charges {show_money(claim.charge)}; its lines charge {show_money(stated)}",
            f"{at}, loop 2300, CLM02",
            "state all lines again",
        )


def other_payer_totals(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """What another payer paid and what it adjusted are together what it was charged."""
    for number, other in enumerate(claim.other_insurance, start=1):
        paid = other.paid
        if paid is None:
            continue
        adjusted = sum(each.amount for each in other.adjustments)
        adjusted += sum(
            each.amount for decision in _decisions(claim, other) for each in decision.adjustments
        )
        if paid + adjusted != claim.charge:
            yield Problem(
                "837p.other-payer-total",
                f"the other payer paid {show_money(paid)} and adjusted {show_money(adjusted)}; "
                f"the claim charges {show_money(claim.charge)}",
                f"{at}, loop 2320, other insurance {number}, AMT*D",
                _FIX_OTHER,
            )
    for number, line in enumerate(claim.lines, start=1):
        for payer in dict.fromkeys(decision.payer for decision in line.decisions):
            decisions = [each for each in line.decisions if each.payer == payer]
            yield from _line_decisions(line, decisions, f"{at}, loop 2430, line {number}")


def _decisions(claim: ProfessionalClaim, other: OtherInsurance) -> Iterator[LineDecision]:
    payer = other.payer.identifier if other.payer else None
    for line in claim.lines:
        yield from (each for each in line.decisions if each.payer == payer)


def _line_decisions(
    line: ClaimLine, decisions: Sequence[LineDecision], where: str
) -> Iterator[Problem]:
    """What one payer decided about a line, in parts where it divided the line.

    A line that was bundled into another is paid there, so its own sum says nothing.
    """
    if any(decision.bundled_into for decision in decisions):
        return
    paid = sum(decision.paid for decision in decisions)
    adjusted = sum(each.amount for decision in decisions for each in decision.adjustments)
    if paid + adjusted != line.charge:
        yield Problem(
            "837p.line-decision-total",
            f"the other payer paid {show_money(paid)} and adjusted "
            f"{show_money(adjusted)}; the line charges {show_money(line.charge)}",
            f"{where}, SVD02",
            _FIX_OTHER,
        )
