"""The books written out, line by line: for a county, hledger or beancount."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from adapters.books.beancount import Beancount
from adapters.books.county_codes import CountyCodes, read_county_codes
from adapters.books.entry_rows import EntryRows
from adapters.books.hledger import Hledger
from adapters.books.journal import Journal
from domain.books.books import Books
from domain.money import Money
from domain.period import Period
from domain.problem import Refused, refuse
from hub.services.books.bookings import Stretch, bookings, read_books, with_care
from hub.services.books.books import period_sums
from hub.wiring import Hub

FORMATS = ("csv", "hledger", "beancount")
_BEGINNING = date.min


@dataclass
class Exported:
    """What went into an export so far: postings, entries, and accounts with their first day.

    `unmapped` are accounts that the county's codes do not name, where there are any codes.
    """

    postings: int = 0
    entries: int = 0
    first_days: dict[str, date] = field(default_factory=dict)
    unmapped: set[str] = field(default_factory=set)


def county_codes(hub: Hub, named: str) -> CountyCodes | Refused:
    """The county's codes in the file that is named, else in the one of the settings, if any."""
    path = Path(named) if named else hub.settings.file.books.county_codes_in(hub.settings.folder)
    if path is None:
        return CountyCodes()
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return refuse(
            "county-codes.unreadable",
            what="the county's codes cannot be read as text in UTF-8",
            where=str(path),
            fix="check its name and folder; save it as CSV in UTF-8",
        )
    return read_county_codes(text, path.name)


def journal_of(kind: str, codes: CountyCodes, first_month: int) -> Journal:
    """The journal of one of `FORMATS`."""
    match kind:
        case "beancount":
            return Beancount()
        case "hledger":
            return Hledger()
        case _:
            return EntryRows(codes, first_month)


def export_lines(
    hub: Hub, journal: Journal, codes: CountyCodes, period: Period, done: Exported
) -> Iterator[str]:
    """The lines of a journal for the postings booked in a period; `done` counts them."""
    until = hub.log.head().position
    books = read_books(hub, until)
    yield from journal.begin()
    if period.first_day > _BEGINNING:
        sums = period_sums(hub, period, until).accounts
        balances = {row.account: row.opening for row in sums if row.opening}
        if balances:
            _note(done, codes, period.first_day, balances)
            yield from journal.opening(period.first_day, balances)
    stretch = Stretch(start_of(books, period.first_day), until)
    for page in bookings(hub, books, stretch):
        for booking in with_care(hub, [each for each in page if each.booked_on in period]):
            moved = {entry.account: entry.cents for entry in booking.entries}
            _note(done, codes, booking.booked_on, moved)
            done.postings += 1
            done.entries += len(booking.entries)
            yield from journal.posting(booking)
    for report in books.closed:
        if report.month.period.last_day in period:
            yield from journal.closing(report)
    yield from journal.end(done.first_days)


def start_of(books: Books, first_day: date) -> int:
    """A position of the log before which nothing is booked on the day or later."""
    for report in reversed(books.closed):
        ahead = any(row.day >= first_day for row in report.ahead)
        if report.month.period.last_day < first_day and not ahead:
            return report.position
    return 0


def _note(done: Exported, codes: CountyCodes, day: date, moved: Mapping[str, Money]) -> None:
    for account in moved:
        if codes.columns and account not in done.first_days and not codes.codes_of(account):
            done.unmapped.add(account)
        if day < done.first_days.get(account, date.max):
            done.first_days[account] = day
