"""What every journal has in common: one transaction for each posting, and where it was read.

A journal is written line by line in the order in which postings were recorded; the programs that
read it order transactions by day themselves. No transaction holds a personal detail: a claim goes
by its number, a file by its archive id.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from domain.books.account_class import class_of
from domain.books.booking import Booking
from domain.books.books import MonthReport
from domain.money import Money, show_money

Lines = Iterator[str]


class Journal(Protocol):
    """How one bookkeeping program writes its journal, line by line."""

    def begin(self) -> Lines:
        """What stands first."""

    def opening(self, day: date, balances: Mapping[str, Money]) -> Lines:
        """What accounts held before `day`, where the journal does not go back to the beginning."""

    def posting(self, booking: Booking) -> Lines:
        """One posting."""

    def closing(self, report: MonthReport, /) -> Lines:
        """What every account must hold at the end of a month that was closed."""

    def end(self, first_days: Mapping[str, date], /) -> Lines:
        """What stands last: every account, with the first day it occurs on."""


def facts_of(booking: Booking) -> Iterator[tuple[str, str | int]]:
    """What is known of a posting beside its amounts: names and values, those that there are."""
    yield "position", booking.position
    yield "kind", booking.kind
    if booking.dated != booking.booked_on:
        yield "dated", str(booking.dated)
    for name, value in (
        ("claim", booking.claim),
        ("notice", booking.trace),
        ("remittance", booking.remittance_id),
    ):
        if value:
            yield name, value
    if (source := booking.source) is not None:
        yield "file", source.archive_id
        yield "segment", source.segment
        yield "offset", source.offset
        yield "length", source.length


def leg_facts(booking: Booking, account: str, line: int) -> Iterator[tuple[str, str | int]]:
    """What is known of one entry: its line and the month of care; its class where it has none."""
    if line:
        yield "line", line
    if month := booking.service_month(line):
        yield "service-month", str(month)
    if class_of(account) == "unclassed":
        yield "class", "unclassed"


def title_of(booking: Booking) -> str:
    """A posting in one line: what it was, and the number that people know it by."""
    return ", ".join(part for part in (booking.what, booking.number) if part)


def dollars(cents: Money) -> str:
    """An amount with its currency."""
    return f"{show_money(cents)} USD"
