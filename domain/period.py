"""A stretch of days, both ends included."""

import calendar
import re
from datetime import date

import msgspec

FOREVER = date(9999, 12, 31)


class Period(msgspec.Struct, frozen=True, gc=False):
    """`first_day` to `last_day`, both included; an open end is `FOREVER`."""

    first_day: date
    last_day: date = FOREVER

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share at least one day."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def __str__(self) -> str:
        end = "open" if self.last_day == FOREVER else str(self.last_day)
        return f"{self.first_day} to {end}"


class Month(msgspec.Struct, frozen=True, order=True, gc=False):
    """A calendar month, written ``2026-03``."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day falls in."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month":
        """The month written ``2026-03``; raises ValueError for anything else."""
        if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", text):
            raise ValueError(f"{text!r} is no month; write it as 2026-03")
        return cls(int(text[:4]), int(text[5:]))

    @property
    def period(self) -> Period:
        """Its first day to its last."""
        last = calendar.monthrange(self.year, self.month)[1]
        return Period(date(self.year, self.month, 1), date(self.year, self.month, last))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
