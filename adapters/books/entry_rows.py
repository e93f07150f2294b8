"""The books as CSV: one row for each entry, with the county's codes where there are any."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from adapters.books.county_codes import CountyCodes
from adapters.books.journal import Lines
from adapters.sheets.write_sheet import guarded
from domain.books.account_class import class_of
from domain.books.booking import Booking
from domain.books.books import MonthReport
from domain.books.fiscal_year import FiscalYear
from domain.money import Money, show_money
from domain.period import Month
from domain.posting import Entry

HEADERS = (
    *("position", "booked on", "month", "fiscal year", "dated", "service month"),
    *("account", "class", "debit", "credit", "what", "line", "claim", "notice", "remittance"),
    *("file", "segment", "offset", "length"),
)


class EntryRows:
    """One row for each entry; a stretch that begins later opens with a row for each balance."""

    def __init__(self, codes: CountyCodes, first_month: int) -> None:
        self._codes = codes
        self._first_month = first_month
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="")

    def begin(self) -> Lines:
        """The headers, the county's last; the mark before them is what spreadsheets look for."""
        yield "\ufeff" + self._line([*HEADERS, *map(_guarded, self._codes.columns)])

    def opening(self, day: date, balances: Mapping[str, Money]) -> Lines:
        """A row for each account that held something."""
        for account, cents in balances.items():
            days = self._days(day, day, "")
            amounts = self._amounts(account, cents)
            yield self._line(["", *days, *amounts, "opening balance", *[""] * 8], account)

    def posting(self, booking: Booking) -> Lines:
        """A row for each of its entries."""
        source = booking.source
        read = (
            [source.archive_id, source.segment, source.offset, source.length]
            if source
            else ["", "", "", ""]
        )
        for entry in booking.entries:
            yield self._line([*self._row(booking, entry), *read], entry.account)

    def closing(self, _report: MonthReport) -> Lines:
        """Nothing: a table states no balances."""
        yield from ()

    def end(self, _first_days: Mapping[str, date]) -> Lines:
        """Nothing more."""
        yield from ()

    def _row(self, booking: Booking, entry: Entry) -> list[object]:
        month = booking.service_month(entry.line)
        return [
            booking.position,
            *self._days(booking.booked_on, booking.dated, str(month or "")),
            *self._amounts(entry.account, entry.cents),
            booking.what,
            entry.line or "",
            booking.claim,
            _guarded(booking.trace),
            booking.remittance_id,
        ]

    def _days(self, booked_on: date, dated: date, service_month: str) -> list[object]:
        month = Month.of(booked_on)
        return [booked_on, month, FiscalYear.of(month, self._first_month), dated, service_month]

    def _amounts(self, account: str, cents: Money) -> list[object]:
        debit = show_money(cents) if cents > 0 else ""
        credit = show_money(-cents) if cents < 0 else ""
        return [_guarded(account), class_of(account), debit, credit]

    def _line(self, cells: Sequence[object], account: str = "") -> str:
        codes = (self._codes.codes_of(account) if account else None) or ()
        self._writer.writerow((*cells, *map(_guarded, codes)))
        line = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return line


_guarded = lru_cache(maxsize=4096)(guarded)
