"""A file's cells as plain text, before anyone knows what the columns mean.

Every number, date and time becomes the text a person sees, so that an identifier never loses a
digit on the way. Nothing is said about cents here: amounts stay text too.
"""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

import msgspec
import python_calamine

from domain.problem import Problem

DELIMITERS = (",", ";", "\t", "|")
_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UNSEEN = str.maketrans(dict.fromkeys("\ufeff\u200b\u200e\u200f\0", None))
_GUARDED = ("'=", "'+", "'-", "'@")


class Row(msgspec.Struct, frozen=True, gc=False):
    """One line of a sheet; `number` is the one a spreadsheet shows at its left edge."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(self.cells)

    def cell(self, at: int) -> str:
        """The text of the cell at position `at`, counted from 0; empty past the last."""
        return self.cells[at] if at < len(self.cells) else ""


class Grid(msgspec.Struct, frozen=True):
    """One worksheet, counted from 1 among the visible ones; or, as 0, a text file cut up.

    Worksheets go by number: people give them names of members.
    """

    worksheet: int
    rows: tuple[Row, ...]


def read_grids(content: bytes) -> tuple[Grid, ...] | Problem:
    """The visible worksheets of a workbook; or a text file, once for each likely delimiter."""
    if content.startswith(_WORKBOOK_STARTS):
        return _workbook(content)
    text = _decoded(content)
    if text is None:
        return Problem(
            code="sheet.unreadable",
            what="the file is neither a workbook nor text with separated columns",
            where="the file",
            fix="save it as Excel workbook (.xlsx) or as CSV UTF-8",
        )
    try:
        return tuple(_cut(text, delimiter) for delimiter in DELIMITERS if delimiter in text)
    except csv.Error:
        return Problem(
            code="sheet.unreadable",
            what="the text cannot be cut into rows: a quotation mark is not closed",
            where="the file",
            fix="save the sheet again as Excel workbook (.xlsx)",
        )


def _workbook(content: bytes) -> tuple[Grid, ...] | Problem:
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            visible = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
                and sheet.visible is python_calamine.SheetVisibleEnum.Visible
            ]
            return tuple(
                Grid(at, _rows(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)))
                for at, name in enumerate(visible, start=1)
            )
    except python_calamine.CalamineError:
        return Problem(
            code="sheet.unreadable",
            what="the workbook cannot be opened: it is damaged or has a password",
            where="the file",
            fix="open it in Excel, take the password off and save it as .xlsx",
        )


def _rows(lines: Iterable[Sequence[object]]) -> tuple[Row, ...]:
    return tuple(
        Row(number, tuple(shown(value) for value in line))
        for number, line in enumerate(lines, start=1)
    )


def _cut(text: str, delimiter: str) -> Grid:
    if text.count('"') % 2:
        _refuse_unclosed(text, delimiter)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Grid(0, _rows(lines))


def _refuse_unclosed(text: str, delimiter: str) -> None:
    """Raise where a quotation mark is never closed: all rows behind it would be one cell."""
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        deque(strict, maxlen=0)
    except csv.Error as wrong:
        if "unexpected end" in str(wrong):
            raise


def _decoded(content: bytes) -> str | None:
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(content: bytes) -> Iterator[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"  # Excel's "Unicode text"
    elif b"\0" not in content:
        yield "utf-8-sig"
        yield "cp1252"


def shown(value: object) -> str:
    """What a spreadsheet shows for a value: ``45`` for 45.0, ``2026-03-01`` for a date."""
    match value:
        case str():
            return _tidy(value)
        case bool():
            return str(value).upper()
        case datetime():
            midnight = value.time() == time()
            return f"{value:%Y-%m-%d}" if midnight else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            hours, minutes = divmod(round(value.total_seconds()) // 60, 60)
            return f"{hours}:{minutes:02d}"
        case _:
            # 15 digits are all that a spreadsheet keeps of a number
            return format(value, ".15g").upper()


def _tidy(text: str) -> str:
    tidy = " ".join(text.translate(_UNSEEN).split())
    return tidy[1:] if tidy.startswith(_GUARDED) else tidy
