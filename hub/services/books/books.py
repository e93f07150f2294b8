"""Closing the months of the books, and what every account held before, in and after some days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.books.books import (
    BOOKS,
    AccountSums,
    Books,
    CloseMonth,
    DaySums,
    MonthReport,
    ReopenMonth,
)
from domain.money import Money
from domain.period import Month, Period
from domain.problem import Problem, Refused
from hub.handler import Ask
from hub.services.books.bookings import BOOKS_ID, Stretch, bookings, read_books
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE

Moved = dict[tuple[date, str], list[Money]]
"""Debit and credit by day and account."""


@dataclass(frozen=True)
class PeriodSums:
    """What every account held before a period, and what moved in it.

    `closed` tells that nothing is booked in it any more, `recorded` that it is what closing the
    month recorded; `problems` that a new count of the same facts comes to something else.
    """

    period: Period
    accounts: tuple[AccountSums, ...]
    closed: bool = False
    recorded: bool = False
    problems: tuple[Problem, ...] = ()


def period_sums(hub: Hub, period: Period, until: int | None = None) -> PeriodSums:
    """The sums of any days, from the last close before them on; `until` as for known at."""
    books = read_books(hub, until)
    base = books.before(Month.of(period.first_day))
    moved = _moved(hub, books, base, until)
    closed = books.through is not None and period.last_day <= books.through.period.last_day
    return PeriodSums(period, _sums(base, moved, period), closed=closed)


def month_sums(hub: Hub, month: Month, until: int | None = None) -> PeriodSums:
    """The sums of a month; what closing it recorded is counted again on every reading."""
    books = read_books(hub, until)
    recorded = books.report_of(month)
    if recorded is None:
        return period_sums(hub, month.period, until)
    again = _report(hub, books, month, recorded.position)
    problems = () if again == recorded else (_differs(recorded, again),)
    return PeriodSums(
        month.period, recorded.accounts, closed=True, recorded=True, problems=problems
    )


def close_month(hub: Hub, month: Month, *, dry_run: bool = False) -> MonthReport | Refused:
    """Close a month with what the log tells now; one that is closed keeps its report."""
    books = read_books(hub)
    if known := books.report_of(month):
        return known
    report = _report(hub, books, month, hub.log.head().position)
    posting = len(hub.projector.live.rows(REMITTANCE_BALANCE, state="posting"))
    ask = CloseMonth(report, hub.today, posting)
    decision = BOOKS.decide(books, ask) if dry_run else hub.run(Ask(BOOKS, BOOKS_ID, ask))
    return decision if isinstance(decision, Refused) else report


def reopen_month(hub: Hub, month: Month, *, because: str, by: str) -> Refused | None:
    """Open the month that was closed last."""
    ask = ReopenMonth(month, hub.log.head().position, because, by, hub.today)
    decision = hub.run(Ask(BOOKS, BOOKS_ID, ask))
    return decision if isinstance(decision, Refused) else None


def _report(hub: Hub, books: Books, month: Month, position: int) -> MonthReport:
    base = books.before(month)
    moved = _moved(hub, books, base, position)
    ahead = tuple(
        DaySums(day, account, debit, credit)
        for (day, account), (debit, credit) in sorted(moved.items())
        if day > month.period.last_day
    )
    return MonthReport(month, position, _sums(base, moved, month.period), ahead)


def _moved(hub: Hub, books: Books, base: MonthReport | None, until: int | None) -> Moved:
    """What moved by day and account: what was known ahead at the last close, and all since."""
    moved: Moved = {}
    for row in base.ahead if base else ():
        _add(moved, row.day, row.account, row.debit, row.credit)
    for page in bookings(hub, books, Stretch(base.position if base else 0, until)):
        for booking in page:
            for entry in booking.entries:
                debit, credit = max(entry.cents, 0), max(-entry.cents, 0)
                _add(moved, booking.booked_on, entry.account, debit, credit)
    return moved


def _add(moved: Moved, day: date, account: str, debit: Money, credit: Money) -> None:
    sums = moved.setdefault((day, account), [0, 0])
    sums[0] += debit
    sums[1] += credit


def _sums(base: MonthReport | None, moved: Moved, period: Period) -> tuple[AccountSums, ...]:
    opening: dict[str, Money] = {row.account: row.closing for row in base.accounts} if base else {}
    inside: dict[str, list[Money]] = {}
    for (day, account), (debit, credit) in moved.items():
        if day < period.first_day:
            opening[account] = opening.get(account, 0) + debit - credit
        elif day in period:
            sums = inside.setdefault(account, [0, 0])
            sums[0] += debit
            sums[1] += credit
    return tuple(_kept(opening, inside))


def _kept(opening: Mapping[str, Money], inside: Mapping[str, list[Money]]) -> Iterable[AccountSums]:
    for account in sorted({*opening, *inside}):
        debit, credit = inside.get(account, (0, 0))
        if (before := opening.get(account, 0)) or debit or credit:
            yield AccountSums(account, before, debit, credit)


def _differs(recorded: MonthReport, again: MonthReport) -> Problem:
    before = {row.account: row for row in recorded.accounts}
    now = {row.account: row for row in again.accounts}
    accounts = sorted(
        account for account in {*before, *now} if before.get(account) != now.get(account)
    )
    named = ", ".join(accounts) or "what was booked ahead of it"
    return Problem(
        code="books.closed-month-differs",
        what=f"a new count of {recorded.month} does not come to what closing it recorded: {named}",
        where=f"month {recorded.month}, closed at position {recorded.position}",
        fix="what closing recorded stands; check the ledger: hub audit verify; then report this",
    )
