"""Sheets that we hand out, as CSV or workbook; no cell of theirs is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction

import msgspec
import xlsxwriter

from domain.money import Money, show_money

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)  # the same rows always give the same bytes


class Amount(msgspec.Struct, frozen=True, gc=False):
    """Cents in a cell, shown with two decimals."""

    cents: Money


Cell = str | int | date | Amount | None
Worksheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
"""A title, headers, and rows."""


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula.

    One that has such an apostrophe already gets another, so that `unguarded` takes back only ours.
    """
    return f"'{text}" if _runs(text) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return text[1:] if text.startswith("'") and _runs(text) else text


def _runs(text: str) -> bool:
    return text.lstrip(" '").startswith(_FORMULA_STARTS)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV in UTF-8 with the mark that spreadsheets look for; lines end in CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(header) for header in headers])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as a workbook of one worksheet; texts stay texts, so no identifier loses a zero."""
    return write_workbook([(title, headers, rows)])


def write_workbook(sheets: Iterable[Worksheet]) -> bytes:
    """Tables as a workbook, each on a worksheet of its own."""
    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"created": _MADE_AT.replace(tzinfo=None)})
        formats: dict[type, object] = {
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
            Amount: workbook.add_format({"num_format": "0.00"}),
            str: workbook.add_format({"bold": True}),
        }
        for title, headers, rows in sheets:
            _fill(workbook.add_worksheet(title), headers, rows, formats)
    return content.getvalue()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    formats: dict[type, object],
) -> None:
    for at, header in enumerate(headers):
        sheet.write_string(0, at, guarded(header), formats[str])
        sheet.set_column(at, at, max(12, len(header) + 2))
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            _write(sheet, number, at, cell, formats)
    sheet.freeze_panes(1, 0)


def as_text(cell: Cell) -> str:
    """What stands in a text file for a cell; guarded where it is a text."""
    match cell:
        case None:
            return ""
        case Amount(cents=cents):
            return show_money(cents)
        case str():
            return guarded(cell)
        case _:
            return str(cell)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    formats: dict[type, object],
) -> None:
    match cell:
        case None:
            return
        case Amount(cents=cents):
            sheet.write_number(row, column, Fraction(cents, 100), formats[Amount])
        case date():
            sheet.write_datetime(row, column, cell, formats[date])
        case str():
            sheet.write_string(row, column, guarded(cell))
        case _:
            sheet.write_number(row, column, cell)
