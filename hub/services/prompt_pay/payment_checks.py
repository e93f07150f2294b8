"""What plans paid, line by line, beside what their rates promise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from domain.agreements.fee_schedule import FeeSchedule, RateEnded, RatePublished, RateWithdrawn
from domain.agreements.plan import PromptPay
from domain.identifiers import ClaimNumber, PartnerCode, PlanKey
from domain.money import Money, show_money
from domain.problem import Problem
from domain.prompt_pay.expected_payment import (
    DatedRate,
    Verdict,
    announced,
    below_rate,
    expected_payment,
    rise_for,
    still_moved,
    verdict,
)
from hub import lookups
from hub.clock import day_of
from hub.services.agreements.plans import find_rates
from hub.services.known import all_plans
from hub.services.prompt_pay.late_payments import priced
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS, ClaimStatus, LineStatus

_PAID = frozenset({"paid", "part-paid"})
_UNSENT = ("open", "held", "correcting")


@dataclass(frozen=True)
class CheckedLine:
    """A paid line, what was expected for it (None without a rate), and how the two compare."""

    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    line: LineStatus
    expected: Money | None
    verdict: Verdict

    @property
    def difference(self) -> Money:
        """Paid above what was expected, below zero where it is less; 0 without a rate."""
        return 0 if self.expected is None else self.line.paid - self.expected


@dataclass(frozen=True)
class MovedLine:
    """A paid line whose rate rose afterwards, and the difference that is still to come, in cents.

    `before` and `after` are the rates per unit.
    """

    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    line: LineStatus
    before: Money
    after: Money
    published_on: date
    source: str
    difference: Money


def check_payments(
    hub: Hub, *, plan: PlanKey | None = None, partner: PartnerCode | None = None
) -> list[CheckedLine]:
    """Every line that was paid, by claim and line; what was denied is another matter."""
    rates = cache(lambda key: find_rates(hub, key))
    plans = all_plans(hub)
    checked: list[CheckedLine] = []
    for row, line in _paid_lines(hub, plan, partner):
        expected = expected_payment(priced(line), rates(row.plan_key))
        known = plans.get(row.plan_key)
        tolerance = (known.profile.prompt_pay if known else PromptPay()).tolerance
        says = verdict(expected, line.paid, tolerance)
        checked.append(
            CheckedLine(row.number, row.partner_code, row.plan_key, line, expected, says)
        )
    return checked


def moved_by_rises(
    hub: Hub, *, plan: PlanKey | None = None, partner: PartnerCode | None = None
) -> list[MovedLine]:
    """Paid lines whose rate rose afterwards, with the difference that the plan still has to pay.

    The plan pays it by processing the claims anew, or in one sum.
    """
    histories = cache(lambda key: _history(hub, key))
    moved: list[MovedLine] = []
    for row, line in _paid_lines(hub, plan, partner):
        known, schedule = histories(row.plan_key)
        care = priced(line)
        rise = rise_for(care.service, care.service_on, known, schedule)
        if rise is None:
            continue
        difference = still_moved(care, rise, paid=line.paid, units_paid=line.units_paid)
        if difference:
            moved.append(
                MovedLine(
                    number=row.number,
                    partner_code=row.partner_code,
                    plan_key=row.plan_key,
                    line=line,
                    before=rise.before,
                    after=rise.after,
                    published_on=rise.published_on,
                    source=rise.source,
                    difference=difference,
                )
            )
    return moved


def charges_below_rate(hub: Hub, *, plan: PlanKey | None = None) -> tuple[Problem, ...]:
    """Lines not sent yet that charge less than the plan would pay; a warning that holds nothing."""
    rates = cache(lambda key: find_rates(hub, key))
    only: dict[str, Any] = {"plan_key": plan} if plan else {}
    rows = [
        row
        for state in _UNSENT
        for row in hub.projector.live.rows(CLAIM_STATUS, state=state, **only)
    ]
    return tuple(
        _charge_below_rate(row, line, short)
        for row in sorted(rows, key=lambda row: row.number)
        for line in row.lines
        if (short := below_rate(priced(line), rates(row.plan_key)))
    )


def _charge_below_rate(row: ClaimStatus, line: LineStatus, short: Money) -> Problem:
    return Problem(
        code="claim.charge-below-rate",
        what=f"{show_money(line.charge)} is charged and the plan's rate makes it "
        f"{show_money(line.charge + short)}; the plan pays no more than is charged",
        where=f"claim {row.number}, line {line.line}",
        fix=f"state it anew before it is sent: hub claim correct {row.number}",
    )


def _paid_lines(
    hub: Hub, plan: PlanKey | None, partner: PartnerCode | None
) -> Iterator[tuple[ClaimStatus, LineStatus]]:
    asked = {"plan_key": plan, "partner_code": partner}
    only: dict[str, Any] = {field: value for field, value in asked.items() if value is not None}
    rows = sorted(hub.projector.live.rows(CLAIM_STATUS, **only), key=lambda row: row.number)
    for row in rows:
        yield from ((row, line) for line in row.lines if line.outcome in _PAID and line.paid)


def _history(hub: Hub, key: PlanKey) -> tuple[Sequence[DatedRate], FeeSchedule]:
    """Every rate that a plan announced, with the day, and those that now stand."""
    facts = [
        (day_of(recorded.recorded_at), recorded.fact)
        for stream_id in hub.log.find(lookups.FEE_SCHEDULE, key)
        for recorded in hub.log.read_stream(stream_id)
        if isinstance(recorded.fact, RatePublished | RateWithdrawn | RateEnded)
    ]
    return announced(facts), find_rates(hub, key)
