"""The days on which plans do not work, year by year, and what a number of working days comes to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.holidays import holidays_of
from domain.working_days import add_working_days, first_working_day, is_working_day

# set down by hand from calendars of these years
KEPT = {
    2024: "01-01 01-15 02-19 04-01 05-27 06-19 07-04 09-02 10-14 11-11 11-28 11-29 12-25",
    2025: "01-01 01-20 02-17 03-31 05-26 06-19 07-04 09-01 10-13 11-11 11-27 11-28 12-25",
    2026: "01-01 01-19 02-16 03-31 05-25 06-19 07-03 09-07 10-12 11-11 11-26 11-27 12-25",
    2027: "01-01 01-18 02-15 03-31 05-31 06-18 07-05 09-06 10-11 11-11 11-25 11-26 12-24 12-31",
    2028: "01-17 02-21 03-31 05-29 06-19 07-04 09-04 10-09 11-10 11-23 11-24 12-25",
}
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("year", KEPT)
def test_the_holidays_of_a_year_are_those_of_its_calendar(year: int) -> None:
    assert holidays_of(year) == {date.fromisoformat(f"{year}-{day}") for day in KEPT[year].split()}


def test_a_holiday_on_sunday_is_kept_on_monday_and_one_on_saturday_on_friday() -> None:
    assert not is_working_day(date(2024, 4, 1))  # 31 March 2024 was a Sunday
    assert not is_working_day(date(2028, 11, 10))  # 11 November 2028 is a Saturday
    assert not is_working_day(date(2027, 12, 31))  # 1 January 2028 is a Saturday


def test_a_holiday_of_the_state_alone_that_falls_on_saturday_moves_nowhere() -> None:
    assert is_working_day(date(2029, 3, 30))  # 31 March 2029 is a Saturday
    assert is_working_day(date(2029, 4, 2))


def test_a_day_that_is_named_and_on_which_offices_stay_open_is_a_working_day() -> None:
    lincoln, admission, native_american = date(2026, 2, 12), date(2026, 9, 9), date(2026, 9, 25)
    assert all(map(is_working_day, (lincoln, admission, native_american)))


def test_juneteenth_is_no_holiday_before_it_was_law() -> None:
    assert is_working_day(date(2020, 6, 19))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2025-11-03", 30, "2025-12-18"),
        ("2025-11-03", 45, "2026-01-12"),
        ("2025-12-31", 30, "2026-02-13"),
        ("2024-03-29", 1, "2024-04-02"),  # over a weekend and the Monday after
        ("2024-02-28", 2, "2024-03-01"),  # over a leap day
    ],
)
def test_working_days_are_counted_from_the_day_after(day: str, count: int, expected: str) -> None:
    assert add_working_days(date.fromisoformat(day), count) == date.fromisoformat(expected)


def test_what_comes_on_a_day_off_comes_on_the_next_working_day() -> None:
    assert first_working_day(date(2025, 11, 1)) == date(2025, 11, 3)
    assert first_working_day(date(2025, 11, 3)) == date(2025, 11, 3)


@given(DAYS, st.integers(1, 60))
def test_there_are_that_many_working_days_up_to_the_day_that_is_found(
    day: date, count: int
) -> None:
    last = add_working_days(day, count)
    between = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    assert is_working_day(last)
    assert sum(map(is_working_day, between)) == count
