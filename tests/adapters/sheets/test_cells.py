"""What one cell says, however people type it."""

from datetime import date, time

import pytest

from adapters.sheets.cells import (
    read_cents,
    read_clock,
    read_count,
    read_day,
    read_full_day,
    read_minutes,
    read_number_text,
)
from domain.identifiers import Malformed

FIRST_OF_MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026-3-1",
        "3/1/2026",
        "03/01/2026",
        "3/1/26",
        "3-1-2026",
        "03.01.2026",
        "Mar 1, 2026",
        "March 1 2026",
        "1 Mar 2026",
        "01-Mar-2026",
        "01-Mar-26",
        "20260301",
        "03012026",
        "3012026",
        "46082",
        "46082.5",
        "2026-03-01 09:30",
        "2026-03-01T00:00:00",
        "3/1/2026 12:00 AM",
    ],
)
def test_a_day_is_understood_as_people_type_it(text: str) -> None:
    assert read_day(text) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    "text", ["13/01/2026", "2026-02-30", "yesterday", "1234", "9", "2026", "99999999", "3/2026"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(Malformed) as wrong:
        read_day(text)
    assert text not in wrong.value.what


def test_a_birth_date_needs_four_digits_for_its_year() -> None:
    assert read_full_day("7/4/1961") == date(1961, 7, 4)
    with pytest.raises(Malformed, match="two digits"):
        read_full_day("7/4/61")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:30", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("2:30pm", time(14, 30)),
        ("9am", time(9)),
        ("9 a.m.", time(9)),
        ("12:05 am", time(0, 5)),
        ("12 pm", time(12)),
        ("09:00:00", time(9)),
        ("0930", time(9, 30)),
        (".375", time(9)),
        ("0.604166666666667", time(14, 30)),
        ("2026-03-01 09:15", time(9, 15)),
        ("00:00", time(0)),
    ],
)
def test_a_time_of_day_is_understood_as_people_type_it(text: str, expected: time) -> None:
    assert read_clock(text) == expected


@pytest.mark.parametrize("text", ["25:00", "13 pm", "9:75", "9", "noon", "0 am"])
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    with pytest.raises(Malformed):
        read_clock(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45", 45),
        ("45.0", 45),
        ("45 min", 45),
        ("45 minutes", 45),
        ("1:15", 75),
        ("0:45", 45),
        ("1 hr 15 min", 75),
        ("1h15", 75),
        ("2 hours", 120),
        ("45 mins.", 45),
    ],
)
def test_a_length_of_time_is_understood_as_people_type_it(text: str, expected: int) -> None:
    assert read_minutes(text) == expected


@pytest.mark.parametrize("text", ["0", "-5", "1441", "a while", "0.75", "45-60", "0:00"])
def test_what_is_no_length_of_time_is_not_guessed(text: str) -> None:
    with pytest.raises(Malformed):
        read_minutes(text)


@pytest.mark.parametrize("text", ["2.5", "0", "-1", "two", "10000", "1e3", ""])
def test_units_are_whole_numbers_from_one(text: str) -> None:
    assert read_count("2") == read_count("2.0") == 2
    with pytest.raises(Malformed, match="whole number"):
        read_count(text)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("45.75", 4575),
        ("$1,234.50", 123450),
        ("(12.00)", -1200),
        ("-4.05", -405),
        ("12.5-", -1250),
        ("$ 7", 700),
        ("-$3.10", -310),
        ("0", 0),
        ("1,385", 138500),
        ("$1,385,000.5", 138500050),
        ("(1,385.00)", -138500),
    ],
)
def test_an_amount_is_read_to_the_cent(text: str, cents: int) -> None:
    assert read_cents(text) == cents


@pytest.mark.parametrize("text", ["12.345", "free", "1.2.3", "()", "$"])
def test_what_is_no_amount_is_never_zero(text: str) -> None:
    with pytest.raises(Malformed):
        read_cents(text)


@pytest.mark.parametrize(
    "text",
    ["212,00", "27,5", "1.385,00", "1385,00", "1,385,00", "12,34,567", ",385", "0,385", "(27,5)"],
)
def test_a_decimal_comma_never_multiplies_an_amount(text: str) -> None:
    with pytest.raises(Malformed, match="comma") as wrong:
        read_cents(text)
    assert wrong.value.fix == "write 212.00 with a point; a comma only separates thousands"


def test_a_number_that_a_spreadsheet_shortened_is_refused() -> None:
    assert read_number_text("0012-AB") == "0012-AB"
    for text in ("1.23457E+11", "1E+15"):
        with pytest.raises(Malformed, match="lost its last digits"):
            read_number_text(text)
