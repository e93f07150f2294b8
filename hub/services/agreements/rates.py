"""Rates that stand are changed by facts: one ends, another is withdrawn; neither is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.agreements.fee_schedule import (
    FEE_SCHEDULE,
    EndRate,
    FeeSchedule,
    Rate,
    RateEnded,
    RateWithdrawn,
    WithdrawRate,
)
from domain.event import Fact
from domain.identifiers import PlanKey
from domain.money import show_money
from domain.problem import Refused, refuse
from domain.service_line import Service
from hub import lookups
from hub.handler import Ask
from hub.services.agreements.contracts import read_services
from hub.services.agreements.plans import find_plan, find_rates
from hub.wiring import Hub


@dataclass(frozen=True)
class ChangedRate:
    """A rate as it stood; `is_new` is False where it had that last day before."""

    plan_key: PlanKey
    rate: Rate
    is_new: bool


def end_rate(
    hub: Hub, key: str, service: str, *, last_day: date, reason: str, dry_run: bool = False
) -> ChangedRate | Refused:
    """The rate that a service has on a day ends with that day; what was charged stays."""
    found = _schedule(hub, key, service)
    if isinstance(found, Refused):
        return found
    plan_key, schedule, what = found
    ask = EndRate(plan_key, what, last_day, reason)
    facts = _changed(hub, schedule, ask, dry_run=dry_run)
    if isinstance(facts, Refused):
        return facts
    rate = schedule.rate_on(what, last_day)
    assert rate is not None  # else the fee schedule had refused
    return ChangedRate(plan_key, rate, bool(facts))


def withdraw_rate(
    hub: Hub, key: str, service: str, *, on: date | None, reason: str, dry_run: bool = False
) -> ChangedRate | Refused:
    """An announced rate is taken back whole; the announcement stays in the history.

    `on` is a day of the rate that is meant; it may be None where the service has one rate only.
    """
    found = _schedule(hub, key, service)
    if isinstance(found, Refused):
        return found
    plan_key, schedule, what = found
    rate = _meant(schedule.rates_of(what), f"rates of {plan_key}, {what}", on)
    if isinstance(rate, Refused):
        return rate
    ask = WithdrawRate(plan_key, rate, reason)
    facts = _changed(hub, schedule, ask, dry_run=dry_run)
    return facts if isinstance(facts, Refused) else ChangedRate(plan_key, rate, bool(facts))


def past_rates(hub: Hub, key: PlanKey) -> list[RateEnded | RateWithdrawn]:
    """The rates of a plan that were ended or withdrawn, in the order in which that happened."""
    streams = hub.log.read_streams(hub.log.find(lookups.FEE_SCHEDULE, key)).values()
    facts = (fact for each in streams for fact in each)
    return [fact for fact in facts if isinstance(fact, RateEnded | RateWithdrawn)]


def _schedule(hub: Hub, key: str, service: str) -> tuple[PlanKey, FeeSchedule, Service] | Refused:
    plan, services = find_plan(hub, key), read_services((service,))
    if isinstance(plan, Refused):
        return plan
    if isinstance(services, Refused):
        return services
    return plan.profile.key, find_rates(hub, plan.profile.key), services[0]


def _changed(
    hub: Hub, schedule: FeeSchedule, ask: EndRate | WithdrawRate, *, dry_run: bool
) -> tuple[Fact, ...] | Refused:
    decision = FEE_SCHEDULE.decide(schedule, ask)
    if dry_run or isinstance(decision, Refused):
        return decision
    (schedule_id,) = hub.log.find(lookups.FEE_SCHEDULE, ask.plan_key)
    done = hub.run(Ask(FEE_SCHEDULE, schedule_id, ask))
    return done if isinstance(done, Refused) else done.facts


def _meant(rates: Sequence[Rate], where: str, on: date | None) -> Rate | Refused:
    """The only rate of a service, or the one that it has on a day."""
    meant = [rate for rate in rates if on is None or on in rate.period]
    match meant:
        case [rate]:
            return rate
        case []:
            return refuse(
                "rate.unknown",
                what=f"no rate stands{f' on {on}' if on else ''}",
                where=where,
                fix="look at the rates that stand: hub plan show",
            )
        case _:
            periods = "; ".join(f"{show_money(r.per_unit)} for {r.period}" for r in meant)
            return refuse(
                "rate.which",
                what=f"{len(meant)} rates stand: {periods}",
                where=where,
                fix="give a day of the one you mean: --on",
            )
