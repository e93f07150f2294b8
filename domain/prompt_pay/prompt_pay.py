"""When a plan must have paid, and what it owes where it paid later.

The rule follows the day on which the plan or its designated clearinghouse received the claim, never
the day of care. Numbers and dates are facts of the law, kept as data with their source.
"""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from domain.money import Money, split
from domain.period import Period
from domain.working_days import add_working_days, first_working_day

SMALL_INTEREST: Money = 200
GROUPED_WITHIN_DAYS = 10
WHOLE = 10_000  # basis points
SHORTEST = timedelta(days=30)  # no rule gives a plan less time: 30 working days are more
DAYS_IN_YEAR = 365

Line = int


class PayRule(msgspec.Struct, frozen=True):
    """What the law asks of a plan for claims received in a period.

    `days` is the time to pay; 0 where the plan's own number of working days holds. The penalty is
    owed where late interest was left out: `penalty_least` cents, or `penalty_basis_points` of the
    interest where that is more.
    """

    period: Period
    days: int
    interest_basis_points: int
    penalty_least: Money
    penalty_basis_points: int
    source: str


PAY_RULES = (
    PayRule(
        period=Period(date(1, 1, 1), date(2025, 12, 31)),
        days=0,
        interest_basis_points=1_500,
        penalty_least=1_000,
        penalty_basis_points=0,
        source="Health and Safety Code 1371 before AB 3275",
    ),
    PayRule(
        period=Period(date(2026, 1, 1)),
        days=30,
        interest_basis_points=1_500,
        penalty_least=1_500,
        penalty_basis_points=1_000,
        source="Health and Safety Code 1371 as changed by AB 3275 (Chapter 763 of 2024)",
    ),
)


class Contest(msgspec.Struct, frozen=True):
    """A plan asks for information; `arrived_on` is the day it got it, empty while it waits."""

    asked_on: date
    arrived_on: date | None


class PaidPart(msgspec.Struct, frozen=True, gc=False):
    """What came for a line on one day, in cents, and the last day on which it was in time."""

    line: Line
    amount: Money
    paid_on: date
    due_on: date
    rule: PayRule

    @property
    def days_late(self) -> int:
        """Calendar days from the first day after the period to the payment, both counted."""
        return max((self.paid_on - self.due_on).days, 0)


class Interest(msgspec.Struct, frozen=True):
    """What is owed for paying late, in cents: the whole, and what falls to each line."""

    total: Money
    by_line: tuple[tuple[Line, Money], ...]


NO_INTEREST = Interest(0, ())

# when must it have paid


def rule_for(received_on: date) -> PayRule:
    """The rule for a claim received on a day."""
    return next(rule for rule in PAY_RULES if received_on in rule.period)


def due_on(
    received_on: date, *, working_days: int, contests: Iterable[Contest] = ()
) -> date | None:
    """The last day on which payment is in time; None while the plan waits for information.

    `working_days` is the plan's own time under the rule that counts working days; a claim that
    comes on a day off is received on the next working day there. A claim that is contested in time
    has the whole period once more from the day on which the information arrives; `contests` come
    in order of their days.
    """
    rule = rule_for(received_on)
    last_day = _last_day(rule, received_on, working_days)
    for contest in contests:
        if contest.asked_on > last_day:
            break
        if contest.arrived_on is None:
            return None
        last_day = _last_day(rule, contest.arrived_on, working_days)
    return last_day


def _last_day(rule: PayRule, first_day: date, working_days: int) -> date:
    if rule.days:
        return first_day + timedelta(days=rule.days)
    return add_working_days(first_working_day(first_day), working_days)


# what it owes


def interest_on(parts: Iterable[PaidPart]) -> Interest:
    """Interest on what was paid late: amount x rate x days late / 365, for each part.

    Rounded down to the cent, once for the whole claim: a plan that rounds otherwise never owes less
    than is asked, so no line of a letter is disputed for a cent. The lines share it in proportion,
    by largest remainder. A line paid in parts therefore never owes more than one paid whole on the
    last part's day.
    """
    weights: dict[Line, int] = {}
    for part in parts:
        weight = part.amount * part.days_late * part.rule.interest_basis_points
        if weight:
            weights[part.line] = weights.get(part.line, 0) + weight
    total = sum(weights.values()) // (WHOLE * DAYS_IN_YEAR)
    shared = split(total, list(weights.values()))
    return Interest(total, tuple(zip(weights, shared, strict=True)))


def penalty_on(interest: Money, rules: Iterable[PayRule]) -> Money:
    """What is owed besides where interest was left out; the least of several rules.

    The part of the interest is rounded down to the cent, as the interest is. No interest, no
    penalty.
    """
    owed = (
        max(rule.penalty_least, interest * rule.penalty_basis_points // WHOLE) for rule in rules
    )
    return min(owed, default=0) if interest > 0 else 0


def automatic_until(interest: Money, paid_on: date) -> date:
    """The last day on which interest on a late payment still counts as paid by itself.

    It comes with the payment; interest under two dollars may be grouped, and then comes within ten
    calendar days after the payment's month.
    """
    if interest >= SMALL_INTEREST:
        return paid_on
    last = calendar.monthrange(paid_on.year, paid_on.month)[1]
    return paid_on.replace(day=last) + timedelta(days=GROUPED_WITHIN_DAYS)


# which part of a line was paid when


def increments(payments: Sequence[Money], stands: Money) -> tuple[Money, ...]:
    """What each payment of a line added to those before it, up to what now stands paid.

    Payments come in their order, those that were undone since too: a plan that reverses a payment
    and states it anew, higher, was late with the difference only.
    """
    reached: Money = 0
    added: list[Money] = []
    for amount in payments:
        upto = max(min(amount, stands), reached)
        added.append(upto - reached)
        reached = upto
    return tuple(added)
