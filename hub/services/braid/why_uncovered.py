"""What an encounter costs, piece by piece, and why plans do not cover it."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.braid.braiding import CostedCare
from domain.braid.fund_terms import GapKind
from domain.money import Money
from projections.claim_status import ClaimStatus, LineStatus
from projections.encounter_status import EncounterStatus

_ANSWERED = frozenset({"answered", "voiding", "voided", "closed"})
_COVERED = frozenset({"paid", "covered"})


@dataclass(frozen=True)
class Billed:
    """What a claim holds of one encounter: its part of the line's units paid and of the money."""

    claim: ClaimStatus
    line: LineStatus
    units_paid: int
    net: Money


def costed(
    encounter: EncounterStatus, units: int, per_unit: Money, billed: Billed | None
) -> Iterator[CostedCare]:
    """The encounter's units with their cost; those that were paid stand apart."""
    day, service = encounter.service_on, encounter.service
    kind, reason = _why(encounter, billed)
    net = billed.net if billed else 0
    paid = min(units, billed.units_paid) if billed and _is_part_paid(billed) else 0
    if paid:
        yield CostedCare(day, service, paid, paid * per_unit, net, "below-cost", "rate")
        net = 0
    if unpaid := units - paid:
        yield CostedCare(day, service, unpaid, unpaid * per_unit, net, kind, reason)


def _is_part_paid(billed: Billed) -> bool:
    return billed.line.outcome == "part-paid"


def _why(encounter: EncounterStatus, billed: Billed | None) -> tuple[GapKind, str]:
    match encounter.state:
        case "not-billable":
            return "not-billable", next(iter(encounter.reasons), "no-reason-stated")
        case "held":
            return "waiting", next(iter(encounter.reasons), "hub")
        case _:
            return _why_not_paid(billed) if billed else ("waiting", "hub")


def _why_not_paid(billed: Billed) -> tuple[GapKind, str]:
    claim, line = billed.claim, billed.line
    if line.outcome in _COVERED:
        return "below-cost", "rate"
    if claim.state not in _ANSWERED:  # a correction is on its way, or nothing was answered yet
        return "waiting", claim.waiting_on
    if line.outcome is None:
        return "denied", f"claim-{claim.state}"
    if line.outcome == "taken-back":
        return "denied", "taken-back"
    return "denied", " ".join(line.reasons) or "no-reason-stated"
