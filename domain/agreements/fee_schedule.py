"""Dated rates for procedure codes: what a unit of a service is charged to a plan."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

import msgspec
from msgspec import structs

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import PlanId, PlanKey
from domain.money import Money, show_money
from domain.period import Period
from domain.problem import Refused, refuse
from domain.service_line import Service


class Rate(msgspec.Struct, frozen=True):
    """A charge per unit in cents for a service in a period, and where it stands written."""

    service: Service
    per_unit: Money
    period: Period
    source: str


# commands


@dataclass(frozen=True)
class PublishRate:
    """A rate is announced, perhaps for days to come."""

    plan_id: PlanId
    plan_key: PlanKey
    rate: Rate


@dataclass(frozen=True)
class WithdrawRate:
    """An announced rate is taken back; what was charged under it stays as it was."""

    plan_key: PlanKey
    rate: Rate
    reason: str


@dataclass(frozen=True)
class EndRate:
    """The rate that a service has on a day holds no longer than that day.

    What was charged for later days stays as it was.
    """

    plan_key: PlanKey
    service: Service
    last_day: date
    reason: str


FeeScheduleCommand = PublishRate | WithdrawRate | EndRate

# events


@event("fee-schedule.rate-published", version=1)
class RatePublished(Fact, frozen=True):
    """A rate holds for a period."""

    plan_id: PlanId
    plan_key: PlanKey
    rate: Rate


@event("fee-schedule.rate-withdrawn", version=1)
class RateWithdrawn(Fact, frozen=True):
    """A published rate no longer holds."""

    plan_key: PlanKey
    rate: Rate
    reason: str


@event("fee-schedule.rate-ended", version=1)
class RateEnded(Fact, frozen=True):
    """A published rate, as it then stood, got an earlier last day."""

    plan_key: PlanKey
    rate: Rate
    last_day: date
    reason: str

    @property
    def left(self) -> Rate:
        """The rate as it stands from then on."""
        return _ended(self.rate, self.last_day)


FeeScheduleFact = RatePublished | RateWithdrawn | RateEnded

# states


@dataclass(frozen=True)
class FeeSchedule:
    """The rates that now stand, in the order in which they were published."""

    rates: tuple[Rate, ...] = ()

    def rate_on(self, service: Service, day: date) -> Rate | None:
        """The rate for a service on a day; None where none was published."""
        return next((r for r in self.rates_of(service) if day in r.period), None)

    def rates_of(self, service: Service) -> tuple[Rate, ...]:
        """The rates that stand for a service."""
        return tuple(rate for rate in self.rates if rate.service == service)


# decide


def decide(
    schedule: FeeSchedule, command: FeeScheduleCommand
) -> tuple[FeeScheduleFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match command:
        case PublishRate(rate=rate) if rate in schedule.rates:
            return ()
        case PublishRate():
            return _publish(schedule, command)
        case WithdrawRate(plan_key=plan, rate=rate, reason=reason) if rate in schedule.rates:
            return (RateWithdrawn(plan_key=plan, rate=rate, reason=reason),)
        case WithdrawRate(plan_key=plan, rate=rate):
            return refuse(
                "fee-schedule.no-such-rate",
                what=f"no rate of {show_money(rate.per_unit)} stands for {rate.service}",
                where=f"{rate.service}, {rate.period}",
                fix=f"look at the rates that stand: hub plan show {plan}",
            )
        case EndRate():
            return _end(schedule, command)
        case _:
            assert_never(command)


# rules


def _publish(schedule: FeeSchedule, ask: PublishRate) -> tuple[FeeScheduleFact, ...] | Refused:
    """A service has one rate on any day."""
    rate = ask.rate
    if rate.per_unit < 0:
        return refuse(
            "fee-schedule.rate-below-zero",
            what=f"the rate of {rate.service} is {show_money(rate.per_unit)}",
            where=f"rates of {ask.plan_key}, {rate.service}, {rate.period}",
            fix="give the rate in dollars and cents",
        )
    for known in schedule.rates:
        if known.service == rate.service and known.period.overlaps(rate.period):
            return refuse(
                "fee-schedule.rates-overlap",
                what=f"{rate.service} already has {show_money(known.per_unit)} for {known.period}",
                where=f"rates of {ask.plan_key}, {rate.service}, {rate.period}",
                fix="let the standing rate end the day before: hub plan end-rate; "
                "or take it back: hub plan withdraw-rate",
            )
    return (RatePublished(plan_id=ask.plan_id, plan_key=ask.plan_key, rate=rate),)


def _end(schedule: FeeSchedule, ask: EndRate) -> tuple[FeeScheduleFact, ...] | Refused:
    """The day decides which rate is meant; a rate never holds for longer than was announced."""
    rate = schedule.rate_on(ask.service, ask.last_day)
    if rate is None:
        return refuse(
            "fee-schedule.no-rate-that-day",
            what=f"{ask.service} has no rate on {ask.last_day}",
            where=f"rates of {ask.plan_key}, {ask.service}",
            fix=f"give a day on which the rate stands: hub plan show {ask.plan_key}",
        )
    if rate.period.last_day == ask.last_day:
        return ()
    return (RateEnded(plan_key=ask.plan_key, rate=rate, last_day=ask.last_day, reason=ask.reason),)


def _ended(rate: Rate, last_day: date) -> Rate:
    return structs.replace(rate, period=Period(rate.period.first_day, last_day))


# evolve


def evolve(schedule: FeeSchedule, fact: FeeScheduleFact) -> FeeSchedule:
    """The fee schedule after the fact."""
    match fact:
        case RatePublished(rate=rate):
            return replace(schedule, rates=(*schedule.rates, rate))
        case RateWithdrawn(rate=gone):
            return replace(schedule, rates=tuple(r for r in schedule.rates if r != gone))
        case RateEnded(rate=ended, left=left):
            rates = tuple(left if rate == ended else rate for rate in schedule.rates)
            return replace(schedule, rates=rates)
        case _:
            assert_never(fact)


FEE_SCHEDULE: Decider[FeeSchedule, FeeScheduleCommand, FeeScheduleFact] = Decider(
    name="fee-schedule",
    initial=FeeSchedule(),
    decide=decide,
    evolve=evolve,
    facts=(RatePublished, RateWithdrawn, RateEnded),
    commands=(PublishRate, WithdrawRate, EndRate),
    states=(FeeSchedule,),
)
