"""What we hand out: exact, repeatable, and never run as a formula."""

import io
from datetime import date

import pytest
import python_calamine

from adapters.sheets.grid import read_grids
from adapters.sheets.write_sheet import Amount, Cell, guarded, write_csv, write_xlsx

HEADERS = ("Control number", "Service date", "Charge", "Units", "Note")
ROWS: list[tuple[Cell, ...]] = [
    ("00017", date(2026, 3, 1), Amount(-405), 2, None),
    ("0018", date(2026, 3, 2), Amount(123450), 1, "=HYPERLINK(1)"),
]
SEEN = [
    HEADERS,
    ("00017", "2026-03-01", "-4.05", "2", ""),
    ("0018", "2026-03-02", "1234.5", "1", "=HYPERLINK(1)"),
]


def test_csv_comes_back_as_it_was_written() -> None:
    content = write_csv(HEADERS, ROWS)
    assert content.startswith("\ufeff".encode())
    assert b"-4.05,2,\r\n" in content
    grids = read_grids(content)
    assert isinstance(grids, tuple)
    last = ("0018", "2026-03-02", "1234.50", "1", "=HYPERLINK(1)")
    assert [row.cells for row in grids[0].rows] == [*SEEN[:2], last]


def test_a_workbook_comes_back_as_it_was_written() -> None:
    grids = read_grids(write_xlsx("Invoice", HEADERS, ROWS))
    assert isinstance(grids, tuple)
    assert [row.cells for row in grids[0].rows] == SEEN


def test_the_same_rows_give_the_same_bytes() -> None:
    assert write_xlsx("Invoice", HEADERS, ROWS) == write_xlsx("Invoice", HEADERS, ROWS)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    lines = write_csv(["Note"], [[text]]).decode("utf-8-sig")
    assert lines.split("\r\n", 1)[1].lstrip('"').startswith("'")
    book = python_calamine.load_workbook(io.BytesIO(write_xlsx("Notes", ["Note"], [[text]])))
    assert str(book.get_sheet_by_index(0).to_python()[1][0]).startswith("'")


def test_an_ordinary_text_is_left_as_it_is() -> None:
    assert guarded("1 Invented Way - rear") == "1 Invented Way - rear"
