"""When a plan must have paid, and what it owes where it paid later: figures worked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.prompt_pay.prompt_pay import (
    Contest,
    PaidPart,
    automatic_until,
    due_on,
    increments,
    interest_on,
    penalty_on,
    rule_for,
)

OLD, NEW = rule_for(date(2025, 12, 31)), rule_for(date(2026, 1, 1))
RECEIVED = date(2026, 1, 5)
DUE = date(2026, 2, 4)
AMOUNTS = st.integers(0, 5_000_000)
DAYS = st.integers(0, 900)


def part(amount: int, days_late: int, *, line: int = 1, due: date = DUE) -> PaidPart:
    """What came for a line, so many days after the last one in time."""
    return PaidPart(line, amount, due + timedelta(days=days_late), due, rule_for(RECEIVED))


# the last day in time


@pytest.mark.parametrize(
    ("received", "working_days", "expected"),
    [
        ("2025-11-03", 30, "2025-12-18"),
        ("2025-11-03", 45, "2026-01-12"),
        ("2025-11-01", 30, "2025-12-18"),  # a Saturday: received on Monday, 3 November
        ("2025-12-31", 30, "2026-02-13"),
        ("2025-12-31", 45, "2026-03-09"),
        ("2026-01-01", 30, "2026-01-31"),  # calendar days, whatever the plan had before
        ("2026-01-01", 45, "2026-01-31"),
        ("2026-01-30", 30, "2026-03-01"),
        ("2028-01-30", 30, "2028-02-29"),
    ],
)
def test_the_day_of_receipt_decides_which_rule_counts(
    received: str, working_days: int, expected: str
) -> None:
    last_day = due_on(date.fromisoformat(received), working_days=working_days)
    assert last_day == date.fromisoformat(expected)


def test_a_claim_received_a_day_earlier_is_later_by_fewer_days() -> None:
    paid = date(2026, 2, 20)
    before = PaidPart(1, 10_000, paid, date(2026, 2, 13), OLD)
    after = PaidPart(1, 10_000, paid, date(2026, 1, 31), NEW)
    assert (before.days_late, after.days_late) == (7, 20)
    # 100.00 x 15% x 7/365 = 0.287...; x 20/365 = 0.821...
    assert (interest_on([before]).total, interest_on([after]).total) == (28, 82)
    assert (penalty_on(28, [OLD]), penalty_on(82, [NEW])) == (1_000, 1_500)


def contested_due(received: date, *contests: Contest) -> date | None:
    return due_on(received, working_days=30, contests=contests)


def test_the_clock_stands_while_a_plan_waits_for_information() -> None:
    assert contested_due(RECEIVED, Contest(date(2026, 1, 20), None)) is None


def test_once_the_information_arrives_the_plan_has_the_whole_period_again() -> None:
    new = contested_due(RECEIVED, Contest(date(2026, 1, 20), date(2026, 2, 10)))
    old = contested_due(date(2025, 10, 1), Contest(date(2025, 10, 9), date(2025, 11, 3)))
    assert (new, old) == (date(2026, 3, 12), date(2025, 12, 18))


def test_a_plan_may_ask_again_within_the_new_period() -> None:
    first = Contest(date(2026, 1, 20), date(2026, 2, 10))  # in time until 2026-03-12
    assert contested_due(RECEIVED, first, Contest(date(2026, 3, 12), None)) is None
    again = contested_due(RECEIVED, first, Contest(date(2026, 3, 12), date(2026, 3, 20)))
    assert again == date(2026, 4, 19)


def test_a_claim_that_is_contested_too_late_keeps_its_day() -> None:
    assert contested_due(RECEIVED, Contest(DUE + timedelta(days=1), None)) == DUE


# what is owed


@pytest.mark.parametrize(
    ("amount", "days_late", "interest"),
    [
        (5_332, 1, 2),  # 53.32 x 15% / 365 = 0.0219
        (5_332, 30, 65),  # 0.6573
        (100_000, 365, 15_000),  # a year of 15%
        (1_000_000, 100, 41_095),  # 410.9589
    ],
)
def test_interest_is_fifteen_percent_a_year_from_the_first_day_after_the_period(
    amount: int, days_late: int, interest: int
) -> None:
    assert interest_on([part(amount, days_late)]).total == interest


@pytest.mark.parametrize(
    ("interest", "penalty"), [(0, 0), (1, 1_500), (15_000, 1_500), (15_010, 1_501), (41_095, 4_109)]
)
def test_the_penalty_is_fifteen_dollars_or_a_tenth_of_the_interest(
    interest: int, penalty: int
) -> None:
    assert penalty_on(interest, [NEW]) == penalty


def test_the_older_penalty_is_ten_dollars_whatever_the_interest() -> None:
    assert penalty_on(41_095, [OLD]) == 1_000
    assert penalty_on(41_095, [NEW, OLD]) == 1_000


def test_the_cent_is_rounded_once_and_the_lines_share_it() -> None:
    # 0.0041 a line and day: each line alone would come to nothing
    owed = interest_on([part(1_000, 1, line=number) for number in (1, 2, 3)])
    assert (owed.total, owed.by_line) == (1, ((1, 1), (2, 0), (3, 0)))


def test_small_interest_may_come_until_ten_days_after_the_month() -> None:
    assert automatic_until(199, date(2026, 3, 6)) == date(2026, 4, 10)
    assert automatic_until(200, date(2026, 3, 6)) == date(2026, 3, 6)


# laws


@given(AMOUNTS, st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_there_is_no_interest_up_to_day_30(amount: int, received: date, days: int) -> None:
    last_day = due_on(received, working_days=30)
    assert last_day is not None
    paid = PaidPart(1, amount, received + timedelta(days=days), last_day, rule_for(received))
    assert interest_on([paid]).total == 0


@given(AMOUNTS, DAYS, DAYS)
def test_interest_never_falls_as_days_pass(amount: int, days: int, more: int) -> None:
    assert interest_on([part(amount, days)]).total <= interest_on([part(amount, days + more)]).total


@given(st.lists(st.tuples(st.integers(1, 3), AMOUNTS, DAYS), min_size=1, max_size=8))
def test_a_claim_paid_in_parts_owes_no_more_than_one_paid_whole_on_the_last_day(
    parts: list[tuple[int, int, int]],
) -> None:
    last = max(days for _, _, days in parts)
    in_parts = interest_on([part(amount, days, line=line) for line, amount, days in parts])
    whole = interest_on([part(amount, last, line=line) for line, amount, _ in parts])
    assert in_parts.total <= whole.total


@given(st.lists(st.tuples(st.integers(1, 9), AMOUNTS, DAYS), max_size=9))
def test_the_lines_share_the_interest_to_the_cent(parts: list[tuple[int, int, int]]) -> None:
    owed = interest_on([part(amount, days, line=line) for line, amount, days in parts])
    assert sum(cents for _, cents in owed.by_line) == owed.total
    assert all(cents >= 0 for _, cents in owed.by_line)


# which part came when


def test_a_payment_stated_anew_and_higher_was_late_with_the_difference() -> None:
    assert increments([10_000, 12_000], 12_000) == (10_000, 2_000)


def test_a_payment_that_was_lowered_or_undone_adds_nothing() -> None:
    assert increments([10_000, 8_000], 8_000) == (8_000, 0)
    assert increments([10_000], 0) == (0,)


@given(st.lists(AMOUNTS, min_size=1), st.data())
def test_the_parts_of_a_line_come_to_what_stands_paid(
    payments: list[int], data: st.DataObject
) -> None:
    stands = data.draw(st.sampled_from(payments))
    added = increments(payments, stands)
    assert sum(added) == stands
    assert min(added) >= 0
