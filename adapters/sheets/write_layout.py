"""Billed rows to the bytes of a workbook or a separated text, in the columns of a layout."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from adapters.sheets.billed_row import BilledRow
from adapters.sheets.layout import FileKind, Layout, LayoutColumn
from adapters.sheets.write_sheet import Amount, Cell, as_text, guarded, write_xlsx
from domain.money import Money
from domain.problem import Problem

BETWEEN = " "
"""What stands between the items of a list where the column says nothing else."""


def write_layout(layout: Layout, rows: Iterable[BilledRow], file: FileKind) -> bytes:
    """The file of these rows; the same rows give the same bytes, no cell is run as a formula."""
    titles = [column.title for column in layout.columns]
    cells = ([_cell(layout, column, row) for column in layout.columns] for row in rows)
    if file == "xlsx":
        return write_xlsx("Invoice", titles, cells)
    return _separated(layout, titles, cells)


def room_problems(layout: Layout, row: BilledRow) -> Iterator[Problem]:
    """Lists of a row that are longer than the columns which the layout has for their items."""
    for field in sorted({column.field for column in layout.columns if column.part}):
        room = sum(column.field == field for column in layout.columns)
        items: tuple[str, ...] = getattr(row, field)
        if len(items) > room:
            yield Problem(
                code="sheet.no-room",
                what=f"the line has {len(items)} {field}; the plan's form has room for {room}",
                where=f"line {row.control}",
                fix="bill it with fewer, or ask the plan how to send the others",
            )


def _separated(layout: Layout, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.separator, lineterminator="\r\n")
    if layout.header:
        writer.writerow([guarded(title) for title in titles])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if layout.byte_order_mark else "utf-8")


def _cell(layout: Layout, column: LayoutColumn, row: BilledRow) -> Cell:
    if not column.field:
        return column.always
    value: str | int | date | tuple[str, ...] | None = getattr(row, column.field)
    match value:
        case tuple():
            return _of_list(column, value)
        case date() if layout.day:
            return value.strftime(layout.day)
        case int() if column.kind == "amount":
            return _amount(column, value)
        case _:
            return value


def _of_list(column: LayoutColumn, items: tuple[str, ...]) -> str:
    if not column.part:
        return (column.format or BETWEEN).join(items)
    return items[column.part - 1] if column.part <= len(items) else ""


def _amount(column: LayoutColumn, cents: Money) -> Cell:
    return cents if column.format == "cents" else Amount(cents)
