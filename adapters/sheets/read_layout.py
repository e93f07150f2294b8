"""A file that we wrote in a layout back to its billed rows: columns by the same layout.

Nothing aborts: what cannot be read is left empty and said, with the row and column that people see
and never with what stands there.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import python_calamine

from adapters.sheets.billed_row import BilledRow
from adapters.sheets.grid import shown
from adapters.sheets.layout import Layout, LayoutColumn
from adapters.sheets.write_layout import BETWEEN
from adapters.sheets.write_sheet import unguarded
from domain.money import Money, NotAnAmount, read_money
from domain.problem import Problem

_WORKBOOK_START = b"PK\x03\x04"
_MOST_DIGITS = 15

Lines = list[list[str]]


class ReadRows(msgspec.Struct, frozen=True):
    """The rows of a file, in order, and what is wrong in it."""

    rows: tuple[BilledRow, ...]
    problems: tuple[Problem, ...]


def read_layout(content: bytes, layout: Layout) -> ReadRows:
    """The rows of a workbook or text in this layout."""
    lines = _workbook(content) if content.startswith(_WORKBOOK_START) else _text(content, layout)
    if isinstance(lines, Problem):
        return ReadRows((), (lines,))
    places, problems = _places(lines, layout, is_text=not content.startswith(_WORKBOOK_START))
    first = 1 if layout.header or content.startswith(_WORKBOOK_START) else 0
    rows = [
        _row(line, number, layout, places, problems)
        for number, line in enumerate(lines[first:], start=first + 1)
        if any(line)
    ]
    return ReadRows(tuple(rows), tuple(problems))


def _places(lines: Lines, layout: Layout, *, is_text: bool) -> tuple[dict[str, int], list[Problem]]:
    """Where each column stands: by its title, or by order in a text without titles."""
    if is_text and not layout.header:
        return {column.title: at for at, column in enumerate(layout.columns)}, []
    titles = lines[0] if lines else []
    places = {title: at for at, title in reversed(list(enumerate(titles)))}
    missing = [
        Problem(
            code="sheet.missing-column",
            what=f"there is no column {column.title}",
            where="row 1",
            fix=f"add a column with the header {column.title}",
        )
        for column in layout.columns
        if column.field and column.title not in places
    ]
    return places, missing


def _row(
    line: Sequence[str],
    number: int,
    layout: Layout,
    places: dict[str, int],
    problems: list[Problem],
) -> BilledRow:
    values: dict[str, Any] = {}
    for column in layout.columns:
        at = places.get(column.title, len(line))
        text = line[at] if at < len(line) else ""
        if not (column.field and text):
            continue
        read = _READINGS[column.kind](layout, column, text)
        if read is None:
            problems.append(_unreadable(column, number))
        elif column.part:
            values[column.field] = (*values.get(column.field, ()), *read)
        else:
            values[column.field] = read
    return BilledRow(**values)


def _unreadable(column: LayoutColumn, number: int) -> Problem:
    what, fix = _WANTED[column.kind]
    return Problem(
        code=f"row.{column.field.replace('_', '-')}-unreadable",
        what=f"what is written is not {what}",
        where=f"row {number}, column {column.title}",
        fix=fix,
    )


# cells


def _plain(_: Layout, __: LayoutColumn, text: str) -> str:
    return text


def _items(_: Layout, column: LayoutColumn, text: str) -> tuple[str, ...]:
    return (text,) if column.part else tuple(text.split(column.format or BETWEEN))


def _day(layout: Layout, _: LayoutColumn, text: str) -> date | None:
    try:
        if layout.day:
            return datetime.strptime(text, layout.day).date()  # noqa: DTZ007 - a day has no zone
        return date.fromisoformat(text)
    except ValueError:
        return None


def _count(_: Layout, __: LayoutColumn, text: str) -> int | None:
    digits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if digits else None


def _amount(_: Layout, column: LayoutColumn, text: str) -> Money | None:
    if column.format == "cents":
        whole = _count(_, column, text.removeprefix("-"))
        return -whole if whole is not None and text.startswith("-") else whole
    try:
        return read_money(text)
    except NotAnAmount:
        return None


_READINGS: dict[str, Callable[[Layout, LayoutColumn, str], Any]] = {
    "text": _plain,
    "list": _items,
    "day": _day,
    "count": _count,
    "amount": _amount,
}
_WANTED = {
    "day": ("a day", "write the day as the layout has it"),
    "count": ("a whole number", "write the number with digits alone"),
    "amount": ("an amount in dollars and whole cents", "write the amount like 1234.50"),
}


# lines


def _workbook(content: bytes) -> Lines | Problem:
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            values = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except python_calamine.CalamineError:
        return _not_readable("the workbook cannot be opened: it is damaged or has a password")
    return [list(_texts(line)) for line in values]


def _texts(line: Sequence[object]) -> Iterator[str]:
    for value in line:
        yield unguarded(value) if isinstance(value, str) else shown(value)


def _text(content: bytes, layout: Layout) -> Lines | Problem:
    try:
        text = content.decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator)
        return [[unguarded(cell) for cell in line] for line in lines]
    except (UnicodeDecodeError, csv.Error):
        return _not_readable("the file is not text with separated columns")


def _not_readable(what: str) -> Problem:
    return Problem(
        code="sheet.unreadable",
        what=what,
        where="the file",
        fix="send the file as it was written, unchanged",
    )
