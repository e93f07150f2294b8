"""Who has to act before a held visit can be billed: one rule for every list and every count."""

from collections.abc import Iterable
from typing import Literal

from domain.care.encounter import EncounterHeld
from projections.due_item import DueItem, told

_ROW_SAYS = frozenset(
    {
        "encounter.no-amount",
        "encounter.no-service",
        "encounter.other-plan",
        "encounter.service-not-paid",
        "encounter.too-short",
    }
)
"""What a visit's row itself says, so that the partner has to mend it."""
_PLAN_CHECKS = "edit."  # each looks at what the row says of the care
_HUB_GETS = "edit.authorization-required"


def held_by(reasons: Iterable[str]) -> Literal["partner", "hub"]:
    """The partner where its row has to change, whatever else is wrong; else the hub.

    The hub sees to contracts, plans' rules and rates, authorizations and rosters.
    """
    return "partner" if any(map(_is_of_row, reasons)) else "hub"


def held_visit(fact: EncounterHeld) -> DueItem:
    """A visit that may not be billed as it stands."""
    return DueItem(
        kind="held-visit",
        what=told(fact.problems),
        who=held_by(problem.code for problem in fact.problems),
        partner_code=fact.partner_code,
        subject=fact.encounter_id,
    )


def _is_of_row(reason: str) -> bool:
    return reason in _ROW_SAYS or (reason.startswith(_PLAN_CHECKS) and reason != _HUB_GETS)
