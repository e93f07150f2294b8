"""Days are the hub's days in California; instants are UTC."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from hub.clock import (
    day_of,
    end_of_day,
    from_microseconds,
    standing_clock,
    system_clock,
    to_microseconds,
    today,
)


def test_the_hubs_day_ends_later_than_the_day_in_utc() -> None:
    assert today(standing_clock(datetime(2026, 3, 2, 5, tzinfo=UTC))) == date(2026, 3, 1)


def test_a_bare_date_means_its_last_instant_in_california() -> None:
    assert end_of_day(date(2026, 1, 31)) == datetime(2026, 2, 1, 7, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_days_on_which_clocks_change_are_shorter_or_longer(day: date, hours: int) -> None:
    assert end_of_day(day) - end_of_day(day - timedelta(days=1)) == timedelta(hours=hours)
    assert day_of(end_of_day(day)) == day


def test_an_instant_survives_being_stored() -> None:
    instant = datetime(2026, 3, 1, 12, 30, 15, 123_457, tzinfo=UTC)
    assert from_microseconds(to_microseconds(instant)) == instant


def test_a_clock_shows_utc_and_knows_its_zone() -> None:
    east = timezone(timedelta(hours=9))
    assert standing_clock(datetime(2026, 3, 1, 9, tzinfo=east))().tzinfo is UTC
    assert system_clock().tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        standing_clock(datetime(2026, 3, 1))  # noqa: DTZ001 - what is refused
