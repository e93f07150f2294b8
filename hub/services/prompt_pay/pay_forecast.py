"""When the money of claims with plans should come: by the law's clock, by each plan's habit.

Amounts are what plans should pay, before the hub's fee.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from statistics import median_low
from typing import Any

from domain.agreements.plan import PromptPay
from domain.identifiers import ClaimNumber, PartnerCode, PlanKey
from domain.money import Money
from domain.period import FOREVER
from domain.prompt_pay.prompt_pay import due_on
from hub.services.agreements.plans import find_rates
from hub.services.known import all_plans
from hub.services.moment import of_one_moment
from hub.services.prompt_pay.late_payments import (
    VOID,
    WITH_THE_PLAN,
    contests_of,
    expected_of,
    sending_of,
)
from hub.services.sending.receipt_proofs import Proof, ReceiptProofs
from hub.views import View
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS, ClaimStatus
from projections.expected_pay import EXPECTED_PAY, ExpectedPay, Sending, Stated
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance

HABIT_OF = 50


@dataclass(frozen=True)
class Habit:
    """How many days a plan took over its last paid claims: the median, and of how many claims.

    `from_receipt` of them are counted from a proven receipt, the others from the day of sending.
    """

    plan_key: PlanKey
    days: int
    claims: int
    from_receipt: int


@dataclass(frozen=True)
class Expected:
    """A claim with a plan: what should come in cents, and when; `amount` is None without rates.

    `by_clock` is None while the plan waits for information that it asked for, `by_habit` for a plan
    that never paid. `proven` tells that its receipt is proven; else
    the clock is counted from the day of sending.
    """

    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    amount: Money | None
    by_clock: date | None
    by_habit: date | None
    proven: bool


@dataclass(frozen=True)
class Forecast:
    """What should come, claim by claim; `announced` are remittances not all in the bank yet."""

    today: date
    claims: tuple[Expected, ...]
    habits: tuple[Habit, ...]
    announced: tuple[RemittanceBalance, ...]


@dataclass(frozen=True)
class Week:
    """What should come from a plan in the week that begins on a Monday, in cents.

    What is overdue counts in the present week.
    """

    plan_key: PlanKey
    begins_on: date
    by_clock: Money
    by_habit: Money


def forecast(
    hub: Hub, *, plan: PlanKey | None = None, partner: PartnerCode | None = None
) -> Forecast:
    """What should come of the claims that are with the plans, as things stand today.

    A plan's habit is that with all partners, whichever of them is asked for.
    """

    def read(view: View, _position: int) -> list[_Claim]:
        pays = [each for each in view.rows(EXPECTED_PAY, **_of(plan)) if each.sendings]
        known = view.get_many(CLAIM_STATUS, [each.claim_id for each in pays])
        return [_Claim(known[each.claim_id], each) for each in pays if each.claim_id in known]

    claims = of_one_moment(hub, read, EXPECTED_PAY, CLAIM_STATUS)
    looking = _Looking(hub)
    habits = looking.habits(each.pay for each in claims)
    waiting = [
        looking.expected(each, habits)
        for each in claims
        if _is_with_the_plan(each) and partner in {None, each.pay.partner_code}
    ]
    return Forecast(
        today=hub.today,
        claims=tuple(sorted(waiting, key=lambda each: (each.by_clock or FOREVER, each.number))),
        habits=tuple(habits[key] for key in sorted(habits)),
        announced=_announced(hub, plan),
    )


def weeks_of(made: Forecast) -> list[Week]:
    """What should come from each plan in each week, by both reckonings."""
    present = _monday(made.today)
    sums: dict[tuple[PlanKey, date], list[Money]] = {}
    for claim in made.claims:
        for at, day in enumerate((claim.by_clock, claim.by_habit)):
            if day is not None:
                key = (claim.plan_key, max(_monday(day), present))
                sums.setdefault(key, [0, 0])[at] += claim.amount or 0
    return [Week(plan, day, *both) for (plan, day), both in sorted(sums.items()) if any(both)]


def by_partner(made: Forecast) -> dict[PartnerCode, Money]:
    """What should come for the care of each partner, in order of code."""
    sums: dict[PartnerCode, Money] = {}
    for claim in made.claims:
        sums[claim.partner_code] = sums.get(claim.partner_code, 0) + (claim.amount or 0)
    return dict(sorted(sums.items()))


@dataclass(frozen=True)
class _Claim:
    """A claim as it stands and its times with the plan."""

    status: ClaimStatus
    pay: ExpectedPay


class _Looking:
    """Looks claim by claim; what plans, rates and archived files say is looked up once."""

    def __init__(self, hub: Hub) -> None:
        self._plans = all_plans(hub)
        self._proofs = ReceiptProofs(hub, self._plans)
        self._rates = cache(lambda key: find_rates(hub, key))

    def habits(self, pays: Iterable[ExpectedPay]) -> dict[PlanKey, Habit]:
        """How long each plan took over the last claims it paid."""
        paid: dict[PlanKey, list[tuple[date, ExpectedPay, Stated]]] = {}
        for pay in pays:
            first = next((s for s in pay.stated if any(cents > 0 for _, cents in s.amounts)), None)
            if first is not None:
                paid.setdefault(pay.plan_key, []).append((first.paid_on, pay, first))
        return {key: self._habit(key, some) for key, some in paid.items()}

    def expected(self, claim: _Claim, habits: Mapping[PlanKey, Habit]) -> Expected:
        """What should come of a claim that is with its plan, and when."""
        pay, status = claim.pay, claim.status
        plan = self._plans.get(pay.plan_key)
        prompt_pay = plan.profile.prompt_pay if plan else PromptPay()
        start, proven = self._start(pay, pay.sendings[-1])
        by_clock = due_on(
            start,
            working_days=prompt_pay.working_days,
            contests=contests_of(pay, pay.sendings[-1].sent_as),
        )
        habit = habits.get(pay.plan_key)
        amounts = expected_of(status, pay, self._rates(pay.plan_key))
        known = [each for each in amounts if each is not None]
        return Expected(
            number=pay.number,
            partner_code=pay.partner_code,
            plan_key=pay.plan_key,
            amount=max(sum(known) - status.paid, 0) if known else None,
            by_clock=by_clock,
            by_habit=start + timedelta(days=habit.days) if habit else None,
            proven=proven,
        )

    def _habit(self, key: PlanKey, paid: list[tuple[date, ExpectedPay, Stated]]) -> Habit:
        last = sorted(paid, key=lambda each: (each[0], each[1].number))[-HABIT_OF:]
        starts = [self._start(pay, sending_of(pay, s.sent_as, on)) for on, pay, s in last]
        days = [(on - start).days for (on, _, _), (start, _) in zip(last, starts, strict=True)]
        return Habit(key, max(median_low(days), 0), len(last), sum(proven for _, proven in starts))

    def _start(self, pay: ExpectedPay, sending: Sending) -> tuple[date, bool]:
        """The day on which the plan had the claim, and whether that is proven."""
        proof = self._proofs.of(pay, sending.sent_as)
        if isinstance(proof, Proof):
            return max(proof.received_on, sending.sent_on), True
        return sending.sent_on, False


def _is_with_the_plan(claim: _Claim) -> bool:
    return claim.status.state in WITH_THE_PLAN and claim.pay.sendings[-1].frequency != VOID


def _announced(hub: Hub, plan: PlanKey | None) -> tuple[RemittanceBalance, ...]:
    rows = hub.projector.live.rows(REMITTANCE_BALANCE, **_of(plan))
    return tuple(
        row for row in sorted(rows, key=lambda row: (row.paid_on, row.trace)) if row.awaited > 0
    )


def _of(plan: PlanKey | None) -> dict[str, Any]:
    return {"plan_key": plan} if plan else {}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
