"""Months that several partners share, where a person must say how."""

from collections.abc import Iterable

from domain.months.month_split import (
    ContactsAccepted,
    ContactsDeclined,
    MonthSplitDecided,
    MonthSplitWaits,
)
from projections.due_item import DueItem

MonthDue = MonthSplitDecided | MonthSplitWaits | ContactsAccepted | ContactsDeclined


def month_keys(fact: MonthDue) -> Iterable[str]:
    """The month that the fact is about."""
    of = fact.body if isinstance(fact, MonthSplitDecided) else fact
    return (f"month/{of.split_id}",)


def waiting_month(fact: MonthDue) -> DueItem | None:
    """What of a month waits; None where nothing does any more."""
    waits = fact.waiting if isinstance(fact, MonthSplitWaits) else None
    if waits is None:
        return None
    about = f"{waits.number} --month {waits.month}"
    if waits.for_what == "lead":
        what = (
            "the month goes to the lead care manager, and nobody is recorded as that: "
            f"hub member-month lead {waits.number} --from DAY"
        )
    else:
        what = (
            "contacts became known after it was shared: hub member-month accept "
            f"{about}, or decline it"
        )
    return DueItem(
        kind="month-without-lead" if waits.for_what == "lead" else "later-contacts",
        what=what,
        who="hub",
        plan_key=waits.plan_key,
        amount=waits.cents,
        subject=f"member month {waits.month} of claim {waits.number}",
    )
