"""The years of the books: twelve months from a month that the hub names, July for a county."""

import re

import msgspec

from domain.period import Month, Period

JULY = 7


class FiscalYear(msgspec.Struct, frozen=True, order=True, gc=False):
    """Twelve months from `first_month` of `year` on, written ``FY2026-27``.

    One that begins in January is that calendar year, written ``FY2026``.
    """

    year: int
    first_month: int = JULY

    @classmethod
    def of(cls, month: Month, first_month: int = JULY) -> "FiscalYear":
        """The year a month falls in."""
        return cls(month.year - (month.month < first_month), first_month)

    @classmethod
    def read(cls, text: str, first_month: int = JULY) -> "FiscalYear":
        """The year written ``FY2026-27``; raises ValueError for anything else."""
        if found := re.fullmatch("FY([0-9]{4})(-[0-9]{2})?", text):
            asked = cls(int(found[1]), first_month)
            if str(asked) == text:
                return asked
        raise ValueError(f"{text!r} is no year of the books; write it as {cls(2026, first_month)}")

    @property
    def period(self) -> Period:
        """Its first day to its last."""
        end = Month(self.year + (self.first_month > 1), (self.first_month - 2) % 12 + 1)
        return Period(Month(self.year, self.first_month).period.first_day, end.period.last_day)

    def __str__(self) -> str:
        if self.first_month == 1:
            return f"FY{self.year:04d}"
        return f"FY{self.year:04d}-{(self.year + 1) % 100:02d}"
