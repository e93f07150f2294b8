"""The months of the books: closed one after the other, each with what every account held.

What is posted carries a day of its own: the day the plan paid, or the bank had it. It is booked on
that day while the month is open. What is learned after its month was closed is booked on the first
day of the first open month, so the report of a closed month never changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.money import Money, show_money
from domain.period import Month
from domain.problem import Problem, Refused, refuse


class AccountSums(msgspec.Struct, frozen=True, gc=False):
    """What one account held before a stretch of days and what moved in it, in cents.

    `opening` is debit positive; `debit` and `credit` are both sums above zero.
    """

    account: str
    opening: Money
    debit: Money
    credit: Money

    @property
    def closing(self) -> Money:
        """What it held after it, debit positive."""
        return self.opening + self.debit - self.credit


class DaySums(msgspec.Struct, frozen=True, gc=False):
    """What moved in one account on one day, in cents above zero."""

    day: date
    account: str
    debit: Money
    credit: Money


class MonthReport(msgspec.Struct, frozen=True):
    """A month as the log tells it up to `position`.

    `ahead` is what was known by then and is booked on days after the month.
    """

    month: Month
    position: int
    accounts: tuple[AccountSums, ...]
    ahead: tuple[DaySums, ...]


class Turn(msgspec.Struct, frozen=True, gc=False):
    """From `position` on (not itself) the books are closed up to the end of `through`."""

    position: int
    through: Month | None


# commands


@dataclass(frozen=True)
class CloseMonth:
    """Close a month with its report; `on` is the hub's day, `posting` counts open postings."""

    report: MonthReport
    on: date
    posting: int


@dataclass(frozen=True)
class ReopenMonth:
    """Open the month that was closed last; `position` is where the log then ended."""

    month: Month
    position: int
    because: str
    by: str
    on: date


BooksCommand = CloseMonth | ReopenMonth

# events


@event("books.month-closed", version=1)
class MonthClosed(Fact, frozen=True):
    """A month is closed: what was learned after its position is booked in a later one."""

    report: MonthReport
    closed_on: date


@event("books.month-reopened", version=1)
class MonthReopened(Fact, frozen=True):
    """A person opened a closed month again; what is learned from then on may be booked in it."""

    month: Month
    position: int
    because: str
    by: str
    reopened_on: date


BooksFact = MonthClosed | MonthReopened

# states


@dataclass(frozen=True)
class Books:
    """The months that stand closed, oldest first, and every turn that closing took."""

    closed: tuple[MonthReport, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def through(self) -> Month | None:
        """The last month that is closed."""
        return self.closed[-1].month if self.closed else None

    def report_of(self, month: Month) -> MonthReport | None:
        """The report of a closed month; None where it is open, or was closed with a later one."""
        return next((report for report in self.closed if report.month == month), None)

    def before(self, month: Month) -> MonthReport | None:
        """The last report of an earlier month."""
        earlier = (report for report in reversed(self.closed) if report.month < month)
        return next(earlier, None)

    def booked_on(self, day: date, position: int) -> date:
        """The day on which a posting of that day and position is booked."""
        through = _closed_when(self.turns, position)
        return day if through is None else max(day, first_day_after(through))


def first_day_after(month: Month) -> date:
    """The first day of the month that follows."""
    return month.period.last_day + timedelta(days=1)


def _closed_when(turns: Sequence[Turn], position: int) -> Month | None:
    """How far the books were closed when a fact came to stand at `position`."""
    for turn in reversed(turns):
        if turn.position < position:
            return turn.through
    return None


# decide


def decide(books: Books, command: BooksCommand) -> tuple[BooksFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match command:
        case CloseMonth(report=report):
            if books.through and report.month <= books.through:
                return ()
            problems = (*_moment_problems(books, command), *_sum_problems(books, report))
            closed = MonthClosed(report=report, closed_on=command.on)
            return Refused(problems) if problems else (closed,)
        case ReopenMonth():
            return _reopen(books, command)


# rules


def _moment_problems(books: Books, ask: CloseMonth) -> Iterator[Problem]:
    """Months are closed in order, each once it has ended; the first takes in all before it."""
    month, where = ask.report.month, f"month {ask.report.month}"
    if ask.on <= month.period.last_day:
        yield Problem(
            code="books.month-not-ended",
            what=f"{month} ends on {month.period.last_day}; today is {ask.on}",
            where=where,
            fix="close it once it has ended",
        )
    due = Month.of(first_day_after(books.through)) if books.through else month
    if month != due:
        yield Problem(
            code="books.not-in-order",
            what=f"{due} is open, and it comes before {month}",
            where=where,
            fix=f"close {due} first: hub ledger close {due}",
        )
    if ask.posting:
        yield Problem(
            code="books.posting-under-way",
            what=f"{ask.posting} payment notices are being posted",
            where=where,
            fix="let the posting end, or receive its file again; then close the month",
        )


def _sum_problems(books: Books, report: MonthReport) -> Iterator[Problem]:
    """A month begins where the one before it ended, and its accounts come to zero."""
    where = f"month {report.month}"
    opened = sum(row.opening for row in report.accounts)
    moved = sum(row.debit - row.credit for row in report.accounts)
    if opened or moved:
        yield Problem(
            code="books.off-zero",
            what=f"its accounts open with {show_money(opened)} together and move by "
            f"{show_money(moved)}; both must be 0.00",
            where=where,
            fix="check the ledger: hub audit verify; then report this",
        )
    if books.through and first_day_after(books.through) == report.month.period.first_day:
        ended = {row.account: row.closing for row in books.closed[-1].accounts if row.closing}
        # what was booked ahead of its month moves in this one; what opens it was there before
        opening = {row.account: row.opening for row in report.accounts if row.opening}
        if ended != opening:
            yield Problem(
                code="books.opening-differs",
                what=f"it does not open with what {books.through} ended with",
                where=where,
                fix="check the ledger: hub audit verify; then report this",
            )


def _reopen(books: Books, ask: ReopenMonth) -> tuple[BooksFact, ...] | Refused:
    """Only the last closed month opens again, for a reason that somebody answers for."""
    where = f"month {ask.month}"
    if books.report_of(ask.month) is None:
        return () if _was_closed(books, ask.month) else _never_closed(ask.month)
    problems = []
    if ask.month != books.through:
        problems.append(
            Problem(
                code="books.reopen-not-last",
                what=f"{books.through} is closed, and it comes after {ask.month}",
                where=where,
                fix=f"reopen {books.through} first",
            )
        )
    if not ask.because.strip() or not ask.by.strip():
        problems.append(
            Problem(
                code="books.reopen-unexplained",
                what="no reason is given, or nobody who answers for it",
                where=where,
                fix="say why and who: --reason and --by",
            )
        )
    if problems:
        return Refused(tuple(problems))
    return (
        MonthReopened(
            month=ask.month,
            position=ask.position,
            because=ask.because,
            by=ask.by,
            reopened_on=ask.on,
        ),
    )


def _was_closed(books: Books, month: Month) -> bool:
    return any(turn.through == month for turn in books.turns)


def _never_closed(month: Month) -> Refused:
    return refuse(
        "books.not-closed",
        what=f"{month} was not closed by itself",
        where=f"month {month}",
        fix="look at the months that were: hub ledger months",
    )


# evolve


def evolve(books: Books, fact: BooksFact) -> Books:
    """The books after the fact."""
    match fact:
        case MonthClosed(report=report):
            turn = Turn(report.position, report.month)
            return Books((*books.closed, report), (*books.turns, turn))
        case MonthReopened(month=month, position=position):
            left = tuple(report for report in books.closed if report.month < month)
            turn = Turn(position, left[-1].month if left else None)
            return Books(left, (*books.turns, turn))
        case _:
            assert_never(fact)


BOOKS: Decider[Books, BooksCommand, BooksFact] = Decider(
    name="books",
    initial=Books(),
    decide=decide,
    evolve=evolve,
    facts=get_args(BooksFact),
    commands=get_args(BooksCommand),
    states=(Books,),
)
