"""What a plan should pay for a line, and what a rate that rises for days past moves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.agreements.fee_schedule import (
    FEE_SCHEDULE,
    FeeSchedule,
    FeeScheduleFact,
    Rate,
    RateEnded,
    RatePublished,
    RateWithdrawn,
)
from domain.period import Period
from domain.prompt_pay.expected_payment import (
    Priced,
    announced,
    below_rate,
    expected_payment,
    expected_payments,
    rise_for,
    still_moved,
    verdict,
)
from tests.support import builders as b

OLD = Rate(b.CHW, 2666, Period(date(2025, 1, 1)), "notice of 2024-11-01")
RISE = Rate(b.CHW, 3000, Period(date(2026, 1, 1)), "notice of 2026-05-01")
SERVED = b.SERVED_ON  # 2026-03-02
AGREED, RAISED = date(2024, 11, 15), date(2026, 5, 4)


def schedule(*rates: Rate) -> FeeSchedule:
    return FeeSchedule(rates)


def line(charge: int = 5_332, units: int = 2) -> Priced:
    return Priced(b.CHW, SERVED, units, charge)


def published(rate: Rate, on: date) -> tuple[date, FeeScheduleFact]:
    return on, RatePublished(plan_id=b.PLAN_ID, plan_key=b.PLAN_KEY, rate=rate)


def ended(rate: Rate, last_day: date, on: date) -> tuple[date, FeeScheduleFact]:
    fact = RateEnded(plan_key=b.PLAN_KEY, rate=rate, last_day=last_day, reason="a new one")
    return on, fact


def withdrawn(rate: Rate, on: date) -> tuple[date, FeeScheduleFact]:
    return on, RateWithdrawn(plan_key=b.PLAN_KEY, rate=rate, reason="a ballot")


HISTORY = (
    published(OLD, AGREED),
    ended(OLD, date(2025, 12, 31), RAISED),
    published(RISE, RAISED),
)
STANDING = FEE_SCHEDULE.fold([fact for _, fact in HISTORY])

# beside its rate


@pytest.mark.parametrize(
    ("charge", "expected"),
    [(5_332, 5_332), (8_000, 5_332), (4_000, 4_000)],
)
def test_a_plan_should_pay_its_rate_for_each_unit_and_never_more_than_was_charged(
    charge: int, expected: int
) -> None:
    assert expected_payment(line(charge), schedule(OLD)) == expected


def test_without_a_rate_on_the_day_of_care_nothing_is_expected() -> None:
    assert expected_payment(line(), schedule()) is None
    assert verdict(None, 5_000, 0) == "no-rate"


def test_a_plan_that_pays_the_month_pays_its_dearest_line_alone() -> None:
    unknown = Priced(b.GROUP, SERVED, 1, 9_000)
    lines = [line(units=1, charge=2_666), line(), line(), unknown]
    assert expected_payments(lines, schedule(OLD), by_the_month=True) == (0, 5_332, 0, None)
    assert expected_payments(lines, schedule(OLD), by_the_month=False) == (
        2_666,
        5_332,
        5_332,
        None,
    )


@pytest.mark.parametrize(
    ("paid", "tolerance", "says"),
    [
        (5_331, 0, "underpaid"),
        (5_333, 0, "overpaid"),
        (5_332, 0, "as-expected"),
        (5_331, 1, "as-expected"),
        (5_330, 1, "underpaid"),
    ],
)
def test_a_difference_counts_above_the_tolerance(paid: int, tolerance: int, says: str) -> None:
    assert verdict(5_332, paid, tolerance) == says


def test_a_charge_below_the_rate_costs_the_difference() -> None:
    assert below_rate(line(4_000), schedule(OLD)) == 1_332
    assert below_rate(line(8_000), schedule(OLD)) == 0
    assert below_rate(line(4_000), schedule()) == 0


# a rise for days already past


def test_a_rate_raised_for_a_day_already_past_moves_the_difference_alone() -> None:
    rise = rise_for(b.CHW, SERVED, announced(HISTORY), STANDING)
    assert rise is not None
    assert (rise.before, rise.after, rise.published_on) == (2666, 3000, RAISED)
    # 2 units x 3.34
    assert still_moved(line(), rise, paid=5_332, units_paid=2) == 668


def test_what_was_underpaid_before_is_no_part_of_the_rise() -> None:
    rise = rise_for(b.CHW, SERVED, announced(HISTORY), STANDING)
    assert rise is not None
    assert still_moved(line(), rise, paid=5_000, units_paid=2) == 668
    assert still_moved(line(), rise, paid=2_666, units_paid=1) == 334


def test_a_line_processed_anew_at_the_new_rate_moves_nothing() -> None:
    rise = rise_for(b.CHW, SERVED, announced(HISTORY), STANDING)
    assert rise is not None
    assert still_moved(line(), rise, paid=6_000, units_paid=2) == 0
    assert still_moved(line(), rise, paid=5_900, units_paid=2) == 100


def test_a_line_charged_at_the_new_rate_is_underpaid_and_moved_by_no_rise() -> None:
    rise = rise_for(b.CHW, SERVED, announced(HISTORY), STANDING)
    assert rise is not None
    assert still_moved(line(6_000), rise, paid=5_332, units_paid=2) == 0


def test_a_rate_announced_before_its_days_is_no_rise_for_days_past() -> None:
    history = (HISTORY[0], ended(OLD, date(2025, 12, 31), date(2025, 12, 1)))
    early = (*history, published(RISE, date(2025, 12, 1)))
    assert rise_for(b.CHW, SERVED, announced(early), STANDING) is None


def test_care_after_the_announcement_is_no_care_of_days_past() -> None:
    assert rise_for(b.CHW, date(2026, 5, 5), announced(HISTORY), STANDING) is None
    assert rise_for(b.CHW, date(2025, 12, 31), announced(HISTORY), STANDING) is None


def test_a_rate_that_falls_moves_nothing() -> None:
    lower = Rate(b.CHW, 2000, RISE.period, "notice of 2026-05-01")
    history = (*HISTORY[:2], published(lower, RAISED))
    standing = FEE_SCHEDULE.fold([fact for _, fact in history])
    assert rise_for(b.CHW, SERVED, announced(history), standing) is None


def test_a_rate_withdrawn_before_its_first_day_was_never_charged() -> None:
    promised = Rate(b.CHW, 5000, Period(date(2026, 1, 1)), "budget act")
    history = (
        HISTORY[0],
        ended(OLD, date(2025, 12, 31), date(2025, 7, 1)),
        published(promised, date(2025, 7, 1)),
        withdrawn(promised, date(2025, 11, 5)),
        published(RISE, RAISED),
    )
    standing = FEE_SCHEDULE.fold([fact for _, fact in history])
    rise = rise_for(b.CHW, SERVED, announced(history), standing)
    assert rise is not None
    assert rise.before == 2666


def test_a_rate_that_was_charged_and_then_withdrawn_for_a_higher_one_is_where_it_rose_from() -> (
    None
):
    mistaken = Rate(b.CHW, 2700, Period(date(2026, 1, 1)), "notice of 2025-12-01")
    history = (
        published(mistaken, date(2025, 12, 1)),
        withdrawn(mistaken, RAISED),
        published(RISE, RAISED),
    )
    standing = FEE_SCHEDULE.fold([fact for _, fact in history])
    rise = rise_for(b.CHW, SERVED, announced(history), standing)
    assert rise is not None
    assert rise.before == 2700


@given(
    before=st.integers(0, 10_000),
    more=st.integers(1, 10_000),
    units=st.integers(1, 50),
    paid=st.integers(0, 2_000_000),
)
def test_a_rise_never_moves_more_than_its_difference_and_never_less_than_nothing(
    before: int, more: int, units: int, paid: int
) -> None:
    rise = rise_for(b.CHW, SERVED, announced(HISTORY), STANDING)
    assert rise is not None
    rise = replace(rise, before=before, after=before + more)
    care = Priced(b.CHW, SERVED, units, before * units)
    moved = still_moved(care, rise, paid=paid, units_paid=units)
    assert 0 <= moved <= more * units
    # what is paid after it comes never goes beyond the new rate
    assert paid + moved <= max(paid, (before + more) * units)
