"""Amounts, quantities and days, as written and as read."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.edi.elements import (
    cents,
    day,
    days,
    quantity,
    shown,
    shown_code,
    write_cents,
    write_day,
    write_quantity,
)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_an_amount_written_is_read_to_the_cent(amount: int) -> None:
    assert cents(write_cents(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"), [("45.7", 4570), ("-.5", -50), ("1200", 120000), (" 3.10 ", 310), ("0", 0)]
)
def test_amounts_are_read_in_the_forms_they_come_in(text: str, amount: int) -> None:
    assert cents(text) == amount


@pytest.mark.parametrize("text", ["", "-", "1,200", "$5", "1.005", "1e3", "n/a", "٣", "--5"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert cents(text) is None


@pytest.mark.parametrize(("amount", "text"), [(4500, "45"), (4570, "45.7"), (-5, "-.05"), (0, "0")])
def test_amounts_are_written_without_needless_zeros(amount: int, text: str) -> None:
    assert write_cents(amount) == text.replace("-.", "-0.")


@given(st.decimals(min_value=-9999, max_value=9999, places=2))
def test_a_quantity_written_is_read(number: Decimal) -> None:
    assert quantity(write_quantity(number)) == number


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "1E5", "two", "1_0", "."])
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert quantity(text) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_written_is_read(value: date) -> None:
    assert day(write_day(value)) == value


def test_a_range_of_days_is_read_by_its_first() -> None:
    assert day("20260301-20260331") == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["", "2026", "20260230", "260301", "March 01", "\uff12026030"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day(text) is None


def test_a_text_with_letters_is_never_shown() -> None:
    assert [shown(text) for text in ("", "12.3.4", "PERSON", "1" * 21)] == [
        "empty",
        "'12.3.4'",
        "a text of 6 characters",
        "a text of 21 characters",
    ]


@pytest.mark.parametrize("text", ["523-45-6789", "5/3/61", "19610503-19610503", "999 55 0199"])
def test_digits_in_groups_are_never_shown(text: str) -> None:
    assert shown(text) == f"a text of {len(text)} characters"


def test_a_number_is_shown_as_it_stands() -> None:
    assert [shown(text) for text in ("1,200", "-3", "000000908")] == [
        "'1,200'",
        "'-3'",
        "'000000908'",
    ]


def test_a_code_is_shown_where_it_is_as_short_as_one() -> None:
    assert [shown_code(text) for text in ("A7", "", "PERSON")] == [
        "A7",
        "empty",
        "a text of 6 characters",
    ]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("20260301", (date(2026, 3, 1), date(2026, 3, 1))),
        ("20260301-20260331", (date(2026, 3, 1), date(2026, 3, 31))),
        ("20260301-", None),
        ("-20260301", None),
        ("2026-03-01", None),
    ],
)
def test_days_are_one_day_or_the_first_and_the_last(
    text: str, stated: tuple[date, date] | None
) -> None:
    assert days(text) == stated
