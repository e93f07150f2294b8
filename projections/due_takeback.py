"""What a plan took back of a claim: somebody looks whether it was right, while that can be said."""

from datetime import date

from msgspec.structs import replace

from domain.claims.claim_facts import ClaimFact
from domain.claims.takeback import (
    ASK_BACK_DAYS,
    DISPUTE_DAYS,
    OBJECT_WORKING_DAYS,
    dispute_by,
    object_by,
    was_asked_late,
)
from domain.money import show_money
from projections.claim_journey import Journey, MoneyFact
from projections.due_item import DueItem


def taken_back_item(item: DueItem, journey: Journey, fact: ClaimFact) -> DueItem:
    """What waits of a claim whose money was taken back, and by when the plan can be told."""
    taken_on = journey.taken_on
    assert taken_on is not None, "what was taken back was told on a day"
    what = item.what
    if isinstance(fact, MoneyFact):
        what = _what(taken_on, journey, fact)
    return replace(
        item,
        kind="taken-back",
        what=what,
        who=journey.waiting_on,
        due_on=journey.act_by,
        amount=journey.takeback,
        journey=journey,
    )


def _what(taken_on: date, journey: Journey, fact: MoneyFact) -> str:
    return (
        f"the plan took back {show_money(journey.takeback)} on {taken_on}{_late(taken_on, fact)}; "
        f"look whether that is right. If not, object in writing by {object_by(taken_on)} "
        f"({OBJECT_WORKING_DAYS} working days) or dispute it by {dispute_by(taken_on)} "
        f"({DISPUTE_DAYS} days; both unverified: ask the plan). If it is, bill the care again (hub "
        "claim correct; for another plan hub claim void), or leave it so: hub claim close"
    )


def _late(taken_on: date, fact: MoneyFact) -> str:
    """A plan may ask only so long for what it paid."""
    days = [payment.paid_on for payment in (*fact.money.payments, *fact.money.undone)]
    paid_on = max(days, default=taken_on)
    if not was_asked_late(paid_on, taken_on):
        return ""
    return f", more than {ASK_BACK_DAYS} days after it had paid it on {paid_on}"
