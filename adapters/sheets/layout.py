"""How a sheet or flat file that we send is laid out: columns, formats and name, kept as data.

A layout is one file, `<name>_columns.toml`: a plan's own form is another file, not other code.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from adapters.sheets.billed_row import FIELDS

FileKind = Literal["xlsx", "csv"]

_FOLDER = Path(__file__).parent
_ENDING = "_columns.toml"
_NAMED = {"plan": "p", "control": "c", "date": "d", "file": "f"}


class LayoutNotUsable(Exception):
    """A layout's file does not say what a layout must; the text names it and every place."""


class LayoutColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column: its title, and the field of a `BilledRow` that stands in it.

    Without a `field` the hub does not know what is asked: the column stays empty, or says
    `always`. `part` counts from 1 where each item of a list has a column of its own, else `format`
    is the text between items; for an amount `format` is ``cents`` where no point is written.
    """

    title: str
    field: str = ""
    always: str = ""
    part: int = 0
    format: str = ""

    @property
    def kind(self) -> str:
        """How the field is written: text, list, day, count or amount; empty without one."""
        return FIELDS.get(self.field, "")


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The columns in order, and how the file around them is written.

    `file` is what it is unless the plan's profile says otherwise; `file_name` may name ``{plan}``,
    ``{control}``, ``{date}`` and ``{file}``. `day` is a strftime format, ISO where it is empty;
    `separator`, `header` and `byte_order_mark` are for text. `verified_on` is empty where nobody
    has confirmed `source` with whoever takes the file.
    """

    source: str
    verified_on: str
    columns: tuple[LayoutColumn, ...]
    file: FileKind = "xlsx"
    file_name: str = "{plan}-{control}.{file}"
    day: str = ""
    separator: str = ","
    header: bool = True
    byte_order_mark: bool = True

    def name(self, plan: str, control: str, date: str, file: FileKind) -> str:
        """What a file is called: nothing of anybody stands in it."""
        return self.file_name.format(plan=plan, control=control, date=date, file=file)


def layout_names(folder: Path = _FOLDER) -> list[str]:
    """The layouts there are."""
    return sorted(path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}"))


@cache
def find_layout(name: str, folder: Path = _FOLDER) -> Layout:
    """A layout by its name; raises `LayoutNotUsable` for one that is not sound or not there."""
    path = folder / f"{name}{_ENDING}"
    if name not in layout_names(folder):
        known = ", ".join(layout_names(folder))
        raise LayoutNotUsable(f"there is no layout {name}; choose among {known}")
    try:
        layout = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Layout)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise LayoutNotUsable(f"{path.name}: {error}") from None
    if faults := list(_faults(layout)):
        raise LayoutNotUsable(f"{path.name}: {'; '.join(faults)}")
    return layout


def _faults(layout: Layout) -> Iterator[str]:
    """Everything for which a file written in this layout could not be read back."""
    yield from _file_faults(layout)
    titles = Counter(column.title for column in layout.columns)
    for title, count in titles.items():
        if count > 1:
            yield f"{count} columns are titled {title}"
    places = Counter((column.field, column.part) for column in layout.columns if column.field)
    for (field, _), count in places.items():
        if count > 1:
            yield f"{field} stands in {count} columns"
    for column in layout.columns:
        yield from _column_faults(column)
    for field in {column.field for column in layout.columns if column.part}:
        parts = sorted(column.part for column in layout.columns if column.field == field)
        if parts != list(range(1, len(parts) + 1)):
            yield f"the parts of {field} do not count from 1"


def _file_faults(layout: Layout) -> Iterator[str]:
    try:
        name = layout.file_name.format_map(_NAMED)
    except (KeyError, ValueError, IndexError, AttributeError):
        name = ""
    if not name or "/" in name or "{control}" not in layout.file_name:
        yield "file_name must hold {control}, and may hold {plan}, {date} and {file}"
    if len(layout.separator) != 1 or layout.separator in '"\r\n':
        yield "separator is one character"
    if layout.day and not all(part in layout.day for part in ("%Y", "%m", "%d")):
        yield "day needs %Y, %m and %d"


def _column_faults(column: LayoutColumn) -> Iterator[str]:
    if column.field and not column.kind:
        yield f"there is no field {column.field}"
    if column.part and column.kind != "list":
        yield f"{column.title} has parts and is no list"
    if column.kind == "amount" and column.format not in ("", "cents"):
        yield f"{column.title} is an amount; its format is cents or nothing"
    if column.format and column.kind not in ("amount", "list"):
        yield f"{column.title} has a format, which only amounts and lists have"
    if column.always and column.field:
        yield f"{column.title} says a field and always the same"
