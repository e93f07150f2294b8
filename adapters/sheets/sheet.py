"""The rows of one table in a spreadsheet, CSV or workbook, with the numbers people see."""

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

import msgspec

from adapters.sheets.columns import Columns, Places, column_problems, find_columns
from adapters.sheets.grid import Grid, Row, read_grids
from domain.problem import Problem, Refused

DEEPEST_HEADER = 40  # rows of titles and notes that may stand above the header
_TOTALS = ("total", "totals", "grand total", "sum")


class Sheet(msgspec.Struct, frozen=True):
    """One table: its headers as written, and its rows in order.

    `above` are the rows over the header, `totals` those that only add up others; both are kept
    apart. Blank lines are left out and counted. `unknown_columns` are those nobody reads.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    places: Places
    above: tuple[Row, ...] = ()
    totals: tuple[Row, ...] = ()
    blank_lines: int = 0

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """The letters over columns that are none of ours, for whoever handed the sheet in."""
        return self.places.unknown


class UncheckedRow(msgspec.Struct, frozen=True, gc=False):
    """One row as texts, before anything in it is believed.

    `row` is the number people see; `headers` gives each column's header as written in the sheet.
    """

    row: int
    headers: dict[str, str]


U = TypeVar("U", bound=UncheckedRow)


def read_sheet(content: bytes, columns: Columns) -> Sheet | Refused:
    """The one table with these columns in a CSV file or workbook.

    The header is the row, among the first forty, that holds most of the columns; at least two.
    """
    grids = read_grids(content)
    if isinstance(grids, Problem):
        return Refused((grids,))
    tables = [(grid, at) for grid in grids if (at := _header_at(grid, columns)) is not None]
    if not tables:
        return Refused((_no_header(columns),))
    worksheets = [g.worksheet for g, at in tables if g.worksheet and len(g.rows) > at + 1]
    if len(worksheets) > 1:
        return Refused((_several(worksheets),))
    grid, at = max(tables, key=lambda table: _known(table[0].rows[table[1]], columns))
    return _table(grid, at, columns)


def unchecked_rows(sheet: Sheet, kind: type[U]) -> Iterator[U]:
    """Each row as `kind`, a Struct whose fields are named like the columns.

    A field that is a tuple takes all cells of its columns in order, empty ones too.
    """
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    singles = {name: at[0] for name, at in sheet.places.positions.items() if fields[name] is str}
    several = {name: at for name, at in sheet.places.positions.items() if name not in singles}
    build = cast("Callable[..., U]", kind)
    for row in sheet.rows:
        one = {name: row.cell(at) for name, at in singles.items()}
        many = {name: tuple(row.cell(at) for at in places) for name, places in several.items()}
        yield build(row=row.number, headers=sheet.places.headers, **one, **many)


def _header_at(grid: Grid, columns: Columns) -> int | None:
    """The index of the header row; None if no row holds two of the columns."""
    scores = [_known(row, columns) for row in grid.rows[:DEEPEST_HEADER]]
    best = max(scores, default=0)
    return scores.index(best) if best > 1 else None


def known_columns(row: Row, columns: Columns) -> frozenset[str]:
    """Our names for the headers in a row that are known, each once."""
    return frozenset(name for cell in row.cells if cell and (name := columns.name_of(cell)))


def _known(row: Row, columns: Columns) -> int:
    return len(known_columns(row, columns))


def _table(grid: Grid, at: int, columns: Columns) -> Sheet | Refused:
    headers = grid.rows[at].cells
    places = find_columns(headers, columns)
    where = f"worksheet {grid.worksheet}, row {at + 1}" if grid.worksheet else f"row {at + 1}"
    if problems := column_problems(places, columns, where):
        return Refused(problems)
    below = grid.rows[at + 1 :]
    filled = [row for row in below if not row.is_blank]
    totals = tuple(row for row in filled if _adds_up(row))
    return Sheet(
        headers=headers,
        rows=tuple(row for row in filled if row not in totals) if totals else tuple(filled),
        header_row=at + 1,
        places=places,
        above=grid.rows[:at],
        totals=totals,
        blank_lines=len(below) - len(filled),
    )


def _adds_up(row: Row) -> bool:
    first = next(cell for cell in row.cells if cell)
    return first.casefold().rstrip(": ") in _TOTALS


def _no_header(columns: Columns) -> Problem:
    wanted = [column.title for column in columns.columns.values() if column.required]
    return Problem(
        code="sheet.no-header",
        what="no row of the sheet holds the headers of its columns",
        where=f"the first {DEEPEST_HEADER} rows",
        fix="write a header over each column, such as " + ", ".join(wanted),
    )


def _several(worksheets: list[int]) -> Problem:
    return Problem(
        code="sheet.several-worksheets",
        what="rows stand in more than one worksheet: " + ", ".join(map(str, worksheets)),
        where="the workbook",
        fix="hand in each worksheet as a file of its own, or put the rows together in one",
    )
