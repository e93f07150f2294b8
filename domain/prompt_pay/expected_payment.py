"""What a plan should pay for a line, and how what it paid compares.

A plan pays its rate for each unit, and never more than was charged, so a charge below the rate
costs the difference (general knowledge, unverified; a contract may say otherwise).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec

from domain.agreements.fee_schedule import (
    FeeSchedule,
    FeeScheduleFact,
    Rate,
    RateEnded,
    RatePublished,
    RateWithdrawn,
)
from domain.money import Money
from domain.service_line import Service

Verdict = Literal["underpaid", "overpaid", "as-expected", "no-rate"]


class Priced(msgspec.Struct, frozen=True, gc=False):
    """What is billed in one line, as a rate sees it; `charge` in cents for all units."""

    service: Service
    service_on: date
    units: int
    charge: Money


class RateRise(msgspec.Struct, frozen=True):
    """A rate per unit that was raised for a day already past; both in cents."""

    service: Service
    service_on: date
    before: Money
    after: Money
    published_on: date
    source: str


class DatedRate(msgspec.Struct, frozen=True):
    """A rate as first announced, and the day on which that was."""

    rate: Rate
    published_on: date


def expected_payment(line: Priced, schedule: FeeSchedule) -> Money | None:
    """The rate of the day of care for each unit, never above the charge; None without a rate."""
    rate = schedule.rate_on(line.service, line.service_on)
    return None if rate is None else min(rate.per_unit * line.units, line.charge)


def expected_payments(
    lines: Sequence[Priced], schedule: FeeSchedule, *, by_the_month: bool
) -> tuple[Money | None, ...]:
    """What should come for each line of a claim; None for a line without a rate.

    A plan that pays the member month pays it once: by the dearest line, the first of several.
    """
    alone = tuple(expected_payment(line, schedule) for line in lines)
    if not by_the_month:
        return alone
    most = max((each for each in alone if each is not None), default=0)
    pays = alone.index(most) if most else -1
    return tuple(each if each is None or at == pays else 0 for at, each in enumerate(alone))


def verdict(expected: Money | None, paid: Money, tolerance: Money) -> Verdict:
    """How a payment compares with what was expected; a difference up to `tolerance` is none."""
    if expected is None:
        return "no-rate"
    if abs(paid - expected) <= tolerance:
        return "as-expected"
    return "underpaid" if paid < expected else "overpaid"


def below_rate(line: Priced, schedule: FeeSchedule) -> Money:
    """By how much the charge of a line is below what the plan would pay by its rate."""
    rate = schedule.rate_on(line.service, line.service_on)
    return 0 if rate is None else max(rate.per_unit * line.units - line.charge, 0)


# a rate that rises for days already past


def announced(facts: Iterable[tuple[date, FeeScheduleFact]]) -> tuple[DatedRate, ...]:
    """Every rate that care may have been charged at, in order of announcement, with its day.

    A rate that ended counts for the days of its end too: care was charged at it before. One that
    was withdrawn before its first day never counted.
    """
    known: list[DatedRate] = []
    for on, fact in facts:
        match fact:
            case RatePublished(rate=rate):
                known.append(DatedRate(rate, on))
            case RateWithdrawn(rate=gone) if on < gone.period.first_day:
                known = [each for each in known if not _is_same(each.rate, gone)]
            case RateWithdrawn() | RateEnded():
                pass  # care may have been charged at it
    return tuple(known)


def rise_for(
    service: Service, day: date, known: Iterable[DatedRate], schedule: FeeSchedule
) -> RateRise | None:
    """How the rate of a service rose for a day after that day; None where it did not.

    `schedule` holds the rates that now stand.
    """
    now = schedule.rate_on(service, day)
    if now is None:
        return None
    covering = [each for each in known if each.rate.service == service and day in each.rate.period]
    at = max((n for n, each in enumerate(covering) if _is_same(each.rate, now)), default=0)
    if at == 0 or covering[at].published_on <= day:
        return None
    before = covering[at - 1].rate.per_unit
    if before >= now.per_unit:
        return None
    return RateRise(service, day, before, now.per_unit, covering[at].published_on, now.source)


def still_moved(line: Priced, rise: RateRise, *, paid: Money, units_paid: int) -> Money:
    """What a rise still moves for a paid line: the difference alone, less what has come of it.

    A line that was charged at the new rate has nothing to make good.
    """
    if line.charge >= rise.after * line.units:
        return 0
    difference = units_paid * (rise.after - rise.before)
    return max(min(difference, units_paid * rise.after - paid), 0)


def _is_same(announced_rate: Rate, stands: Rate) -> bool:
    """Whether the rate that stands is the announced one, which may have got an earlier end."""
    return (announced_rate.per_unit, announced_rate.period.first_day, announced_rate.source) == (
        stands.per_unit,
        stands.period.first_day,
        stands.source,
    )
