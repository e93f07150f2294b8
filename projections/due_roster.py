"""Rows of rosters that tell of no month yet: each waits for a person."""

from domain.months.roster_row import RosterRowParked
from projections.due_item import DueItem, told


def waiting_row(fact: RosterRowParked) -> DueItem:
    """A row that waits, and why."""
    item = fact.item
    return DueItem(
        kind="waiting-roster-row",
        what=f"{told(fact.problems)}; say whose month it is: hub roster place",
        who="hub",
        plan_key=item.plan_key,
        amount=abs(item.amount),
        subject=f"{item.trace or item.remittance_id}/{item.ordinal}",
    )
