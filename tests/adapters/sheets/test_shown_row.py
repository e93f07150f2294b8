"""A row of a bank's file shows its amounts and its own day; every other cell is masked."""

from datetime import date

import pytest

from adapters.sheets.shown_row import shown_row

DAY = date(2026, 9, 21)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (
            b'09/21/2026,"ACH CREDIT ZELDA, QUILLFEATHER",,318.58,1318.58\r\n',
            "09/21/2026 | - |  | 318.58 | 1318.58",
        ),
        (b"2026-09-21;-1,318.58;12345678\n", "2026-09-21 | -1,318.58 | -"),
        (b"LPV-P0001,paid,W1,,2026-09-21,42.50", "- | - | - |  | 2026-09-21 | 42.50"),
    ],
)
def test_amounts_and_the_day_of_the_posting_are_shown(row: bytes, shown: str) -> None:
    assert shown_row(row, DAY) == shown


def test_another_day_is_masked_for_it_may_be_a_birth_date() -> None:
    assert shown_row(b"2026-09-21,1980-01-02,5.00", DAY) == "2026-09-21 | - | 5.00"


def test_numbers_without_cents_are_masked() -> None:
    assert shown_row(b"2026-09-21,990000011,42", DAY) == "2026-09-21 | - | -"


@pytest.mark.parametrize("row", [b"", b"\xff\x00\xfe", b'"open', b"no cells"])
def test_what_is_no_row_fails_nothing(row: bytes) -> None:
    assert shown_row(row, DAY) in {"", "-"}
