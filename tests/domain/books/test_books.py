"""Months of the books: closed in order, never changed, opened again only with a reason."""

from datetime import date

from msgspec.structs import replace

from domain.books.books import BOOKS, Books, CloseMonth, MonthReport, ReopenMonth
from domain.period import Month
from domain.problem import Refused
from tests.support import builders as b
from tests.support.given import given

LATER = date(2026, 7, 1)
APRIL, MAY = Month(2026, 4), Month(2026, 5)
MARCH_REPORT = b.month_report()
APRIL_REPORT = b.month_report(APRIL, 9, opening=800)
CLOSE_MARCH = CloseMonth(MARCH_REPORT, LATER, 0)
CLOSE_APRIL = CloseMonth(APRIL_REPORT, LATER, 0)
CLOSED = given(BOOKS).after(CLOSE_MARCH)


def reopen(month: Month, position: int, because: str = "mistyped", by: str = "A. Keeper") -> object:
    return ReopenMonth(month, position, because, by, LATER)


def books(*commands: object) -> Books:
    state = given(BOOKS).after(*commands).state
    assert isinstance(state, Books)
    return state


def codes(decision: object) -> list[str]:
    assert isinstance(decision, Refused)
    return decision.codes


def test_the_first_month_to_be_closed_may_be_any_that_has_ended() -> None:
    assert books(CLOSE_MARCH).through == b.MARCH


def test_months_are_closed_in_order() -> None:
    may = CloseMonth(b.month_report(MAY, 12, opening=800), LATER, 0)
    assert codes(CLOSED.when(may)) == ["books.not-in-order"]
    assert books(CLOSE_MARCH, CLOSE_APRIL).through == APRIL


def test_a_month_is_closed_on_the_day_after_it_at_the_earliest() -> None:
    last_day = CloseMonth(MARCH_REPORT, date(2026, 3, 31), 0)
    assert codes(given(BOOKS).when(last_day)) == ["books.month-not-ended"]
    assert books(CloseMonth(MARCH_REPORT, date(2026, 4, 1), 0)).through == b.MARCH


def test_a_month_is_not_closed_while_a_notice_is_being_posted() -> None:
    assert codes(given(BOOKS).when(CloseMonth(MARCH_REPORT, LATER, 1))) == [
        "books.posting-under-way"
    ]


def test_closing_twice_adds_nothing_whatever_was_learned_meanwhile() -> None:
    other = CloseMonth(b.month_report(position=99, moved=5), LATER, 0)
    assert CLOSED.when(CLOSE_MARCH) == ()
    assert CLOSED.when(other) == ()
    assert books(CLOSE_MARCH).report_of(b.MARCH) == MARCH_REPORT


def test_a_month_opens_with_what_the_one_before_ended_with() -> None:
    other = CloseMonth(b.month_report(APRIL, 9, opening=799), LATER, 0)
    assert codes(CLOSED.when(other)) == ["books.opening-differs"]


def test_accounts_that_do_not_come_to_zero_are_not_closed() -> None:
    off = MonthReport(b.MARCH, 7, MARCH_REPORT.accounts[1:], ())
    assert codes(given(BOOKS).when(CloseMonth(off, LATER, 0))) == ["books.off-zero"]


def test_only_the_last_closed_month_opens_again() -> None:
    both = given(BOOKS).after(CLOSE_MARCH, CLOSE_APRIL)
    assert codes(both.when(reopen(b.MARCH, 20))) == ["books.reopen-not-last"]
    assert books(CLOSE_MARCH, CLOSE_APRIL, reopen(APRIL, 20)).through == b.MARCH
    assert codes(CLOSED.when(reopen(APRIL, 20))) == ["books.not-closed"]


def test_a_month_opens_again_for_a_reason_that_a_person_gives() -> None:
    assert codes(CLOSED.when(reopen(b.MARCH, 20, because=" "))) == ["books.reopen-unexplained"]
    assert codes(CLOSED.when(reopen(b.MARCH, 20, by=""))) == ["books.reopen-unexplained"]


def test_what_is_learned_after_a_close_is_booked_on_the_first_open_day() -> None:
    known = books(CLOSE_MARCH)
    in_march = date(2026, 3, 9)
    assert known.booked_on(in_march, 7) == in_march
    assert known.booked_on(in_march, 8) == date(2026, 4, 1)
    assert known.booked_on(date(2026, 4, 20), 8) == date(2026, 4, 20)


def test_what_was_learned_while_a_month_was_closed_stays_where_it_was_booked() -> None:
    known = books(CLOSE_MARCH, reopen(b.MARCH, 20), CloseMonth(replace_position(30), LATER, 0))
    in_march = date(2026, 3, 9)
    assert [known.booked_on(in_march, at) for at in (7, 20, 21, 30, 31)] == [
        in_march,
        date(2026, 4, 1),
        in_march,
        in_march,
        date(2026, 4, 1),
    ]


def replace_position(position: int) -> MonthReport:
    return replace(MARCH_REPORT, position=position)
