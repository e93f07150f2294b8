"""Days on which plans do not work, as dated data, each with its source.

A day counts as a holiday where state offices in California close (Government Code 19853, with the
shifts of 6701), or where federal ones do (5 U.S.C. 6103). Which of the two lists is meant by the
working days of a plan is unverified: with both, a period ends on the later day, so what is late by
this list is late by either. Days that Government Code 6700 names and on which offices stay open
(Lincoln Day, Admission Day, Native American Day, the hours of Good Friday) are working days.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from domain.period import Month, Period

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
STATE = "Gov. Code 19853 and 6701"
FEDERAL = "5 U.S.C. 6103"
LAST = -1

Shift = Literal["from-sunday", "from-both"]


class FixedDay(msgspec.Struct, frozen=True):
    """The same day every year; one that falls on a day off is kept on a day beside it.

    `from-sunday` is kept on the Monday after; `from-both` also moves from Saturday to the Friday.
    """

    month: int
    day: int
    shift: Shift


class CountedDay(msgspec.Struct, frozen=True):
    """A weekday of a month by its count, `LAST` from the end; `later` days after it."""

    month: int
    weekday: int
    count: int
    later: int = 0


class Holiday(msgspec.Struct, frozen=True):
    """A holiday, when it is kept, in which days it was law, and where that stands."""

    name: str
    kept: FixedDay | CountedDay
    source: str
    period: Period = Period(date(1, 1, 1))


HOLIDAYS: tuple[Holiday, ...] = (
    Holiday("New Year's Day", FixedDay(1, 1, "from-both"), f"{STATE}; {FEDERAL}"),
    Holiday("Martin Luther King Jr. Day", CountedDay(1, MONDAY, 3), f"{STATE}; {FEDERAL}"),
    Holiday("Presidents' Day", CountedDay(2, MONDAY, 3), f"{STATE}; {FEDERAL}"),
    Holiday("Cesar Chavez Day", FixedDay(3, 31, "from-sunday"), STATE),
    Holiday("Memorial Day", CountedDay(5, MONDAY, LAST), f"{STATE}; {FEDERAL}"),
    Holiday("Juneteenth", FixedDay(6, 19, "from-both"), FEDERAL, Period(date(2021, 6, 17))),
    Holiday("Independence Day", FixedDay(7, 4, "from-both"), f"{STATE}; {FEDERAL}"),
    Holiday("Labor Day", CountedDay(9, MONDAY, 1), f"{STATE}; {FEDERAL}"),
    Holiday("Columbus Day", CountedDay(10, MONDAY, 2), FEDERAL),
    Holiday("Veterans Day", FixedDay(11, 11, "from-both"), f"{STATE}; {FEDERAL}"),
    Holiday("Thanksgiving Day", CountedDay(11, THURSDAY, 4), f"{STATE}; {FEDERAL}"),
    Holiday("day after Thanksgiving", CountedDay(11, THURSDAY, 4, later=1), STATE),
    Holiday("Christmas Day", FixedDay(12, 25, "from-both"), f"{STATE}; {FEDERAL}"),
)


@lru_cache
def holidays_of(year: int) -> frozenset[date]:
    """The days of a year on which a holiday is kept.

    The New Year's Day of the next year may be kept on the last day of this one.
    """
    kept = (
        day
        for holiday in HOLIDAYS
        for of_year in (year, year + 1)
        if (day := _kept_on(holiday.kept, of_year)) in holiday.period
    )
    return frozenset(day for day in kept if day.year == year)


def _kept_on(kept: FixedDay | CountedDay, year: int) -> date:
    if isinstance(kept, CountedDay):
        return _counted(kept, year)
    day = date(year, kept.month, kept.day)
    if day.weekday() == SUNDAY:
        return day + timedelta(days=1)
    if day.weekday() == SATURDAY and kept.shift == "from-both":
        return day - timedelta(days=1)
    return day


def _counted(kept: CountedDay, year: int) -> date:
    if kept.count == LAST:
        last = Month(year, kept.month).period.last_day
        return last - timedelta(days=(last.weekday() - kept.weekday) % 7)
    first = date(year, kept.month, 1)
    ahead = (kept.weekday - first.weekday()) % 7 + 7 * (kept.count - 1) + kept.later
    return first + timedelta(days=ahead)
