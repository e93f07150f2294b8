"""What a plan took back of what it had rightly paid, and until when it may be told that it erred.

The days are those that domain.md 6.1 names for plans under the Knox-Keene Act. None is verified for
a plan of the hub's: its contract, or its manual, may say otherwise.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from domain.claims.attribution import ClaimMoney, met_by_announcement, told_apart
from domain.claims.denial import LineResult
from domain.money import Money
from domain.working_days import add_working_days

OBJECT_WORKING_DAYS = 30  # to object to an overpayment notice; silence may let the plan keep it
DISPUTE_DAYS = 365  # the least that a plan gives for a dispute, from what it did
ASK_BACK_DAYS = 365  # a plan asks for an overpayment within them, fraud apart


def taken_back(money: ClaimMoney, results: Iterable[LineResult]) -> Money:
    """What the plan undid or kept of it and neither paid nor denied since, in cents.

    What was paid twice, what the plan had announced and given before, and what the hub sent back
    itself are none of it.
    """
    if not (money.undone or money.taken):
        return 0
    right, twice = (sum(line.paid for line in lines) for lines in told_apart(money))
    left = money.recovered - met_by_announcement(money)
    kept = min(right, left - min(twice, max(left, 0)), left - money.returned_twice)
    sent_back = max(money.refunded - twice, 0)
    return max(_undone(money, results) + max(kept, 0) - sent_back, 0)


def _undone(money: ClaimMoney, results: Iterable[LineResult]) -> Money:
    """What was paid for the lines of which no later answer is known."""
    paid = {line.line: line.paid for payment in money.undone for line in payment.lines}
    live = {line.line for payment in money.payments for line in payment.lines if line.paid}
    return sum(
        paid.get(result.line, 0)
        for result in results
        if result.outcome == "taken-back" and result.line not in live
    )


def object_by(taken_on: date) -> date:
    """The last day to object to a takeback told on a day; earlier where a letter came before it."""
    return add_working_days(taken_on, OBJECT_WORKING_DAYS)


def dispute_by(taken_on: date) -> date:
    """The day until which a plan takes a dispute about a takeback, at the least."""
    return taken_on + timedelta(days=DISPUTE_DAYS)


def was_asked_late(paid_on: date, taken_on: date) -> bool:
    """Whether the plan took it later than it may ask for it."""
    return (taken_on - paid_on).days > ASK_BACK_DAYS
