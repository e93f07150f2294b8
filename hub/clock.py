"""What time it is: instants are UTC, days are the hub's days in California."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the present instant, in UTC."""

HUB_ZONE = ZoneInfo("America/Los_Angeles")


def system_clock() -> datetime:
    """The present instant by this machine's clock."""
    return datetime.now(UTC)


def standing_clock(instant: datetime) -> Clock:
    """A clock that always shows `instant`, for rehearsals and tests; refuses one without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    shown = instant.astimezone(UTC)
    return lambda: shown


def today(clock: Clock) -> date:
    """The hub's day at this moment."""
    return day_of(clock())


def day_of(instant: datetime) -> date:
    """The hub's day an instant falls in."""
    return instant.astimezone(HUB_ZONE).date()


def end_of_day(day: date) -> datetime:
    """The last instant of the hub's day, in UTC: what a bare date means when asked as known at."""
    next_day = datetime.combine(day + timedelta(days=1), time(), tzinfo=HUB_ZONE)
    return next_day.astimezone(UTC) - timedelta(microseconds=1)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """Whole microseconds since 1970, as the ledger database stores an instant."""
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """The instant, in UTC, that many microseconds after 1970 began."""
    return _EPOCH + timedelta(microseconds=count)
