"""Which of our own kinds of sheet a file looks like, by the headers that stand in it."""

from collections.abc import Iterator
from typing import Literal

from adapters.sheets.columns import columns_of
from adapters.sheets.grid import Row, read_grids
from adapters.sheets.layout import find_layout, layout_names
from adapters.sheets.sheet import DEEPEST_HEADER, known_columns
from domain.problem import Problem

SheetKind = Literal["encounters", "members", "authorizations", "rates", "written"]

_IMPORTED: tuple[SheetKind, ...] = ("encounters", "members", "authorizations", "rates")
_READ = (*_IMPORTED, "remittance", "roster")
# with one of these over a column, a sheet tells of a payment
_PAYMENT = frozenset({"trace", "paid_on", "total_paid", "paid", "reasons", "amounts"})


def sheet_kind(content: bytes) -> SheetKind | None:
    """The kind whose needed columns a row near the top holds, ``written`` for a file of ours.

    None where no kind fits, two fit as well as each other, or a column tells of a payment.
    """
    grids = read_grids(content)
    if isinstance(grids, Problem):
        return None
    rows = (row for grid in grids for row in grid.rows[:DEEPEST_HEADER])
    return next((kind for row in rows if (kind := _kind_of(row))), None)


def names_no_column(content: bytes) -> bool:
    """Whether a readable sheet has no heading near its top that any kind of sheet has."""
    grids = read_grids(content)
    if isinstance(grids, Problem):
        return False
    rows = (row for grid in grids for row in grid.rows[:DEEPEST_HEADER])
    return not any(known_columns(row, columns_of(kind)) for row in rows for kind in _READ)


def _kind_of(row: Row) -> SheetKind | None:
    if known_columns(row, columns_of("remittance")) & _PAYMENT:
        return None
    if any(titles.issubset(row.cells) for titles in _written_titles()):
        return "written"
    scores: dict[SheetKind, int] = {kind: _score(row, kind) for kind in _IMPORTED}
    best = max(scores.values())
    fitting = [kind for kind, score in scores.items() if score == best]
    return fitting[0] if best > 1 and len(fitting) == 1 else None


def _written_titles() -> Iterator[frozenset[str]]:
    for name in layout_names():
        yield frozenset(column.title for column in find_layout(name).columns)


def _score(row: Row, kind: SheetKind) -> int:
    """How many columns of the kind the row holds; 0 where one that must be there is missing."""
    columns = columns_of(kind)
    known = known_columns(row, columns)
    needed = {name for name, column in columns.columns.items() if column.required}
    return len(known) if needed <= known and not columns.unsaid(row.cells) else 0
