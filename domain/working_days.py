"""Which days a plan works, and how many of them a period has."""

from datetime import date, timedelta

from domain.holidays import SATURDAY, holidays_of

_ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for the holidays."""
    return day.weekday() < SATURDAY and day not in holidays_of(day.year)


def add_working_days(day: date, count: int) -> date:
    """The working day that is `count` working days after `day`, which itself is not counted."""
    while count > 0:
        day += _ONE_DAY
        count -= is_working_day(day)
    return day


def first_working_day(day: date) -> date:
    """`day` where it is a working day, else the next one that is."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day
