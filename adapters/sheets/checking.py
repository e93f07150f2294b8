"""Every problem of one row, gathered while its cells are read."""

from collections.abc import Sequence
from typing import TypeVar

from adapters.sheets.cells import Reading, is_nothing
from adapters.sheets.columns import Columns
from adapters.sheets.sheet import UncheckedRow
from domain.identifiers import Malformed
from domain.problem import Problem, Refused

T = TypeVar("T")


class RowCheck:
    """The problems of one row; each names the row number and header that the person sees."""

    def __init__(self, row: UncheckedRow, columns: Columns) -> None:
        self._row = row
        self._columns = columns.columns
        self.problems: list[Problem] = []

    def read(self, column: str, text: str, reading: Reading[T]) -> T | None:
        """What the cell says; None where it says nothing or cannot be read."""
        if is_nothing(text):
            return None
        try:
            return reading(text)
        except Malformed as wrong:
            self.refuse(column, "unreadable", wrong.what, wrong.fix)
            return None

    def need(self, column: str, text: str, reading: Reading[T]) -> T | None:
        """The same, and a problem where it says nothing."""
        if is_nothing(text):
            title = self._columns[column].title
            self.refuse(column, "missing", "the cell is empty", f"fill in the {title.lower()}")
            return None
        return self.read(column, text, reading)

    def read_all(
        self, column: str, texts: Sequence[str], reading: Reading[T], most: int
    ) -> tuple[T, ...]:
        """What several cells say, each value once; a problem for each that cannot be read."""
        found = dict.fromkeys(self.read(column, text, reading) for text in texts)
        values = tuple(value for value in found if value is not None)
        if len(values) > most:
            self.refuse(
                column,
                "too-many",
                f"{len(values)} are written; a claim takes {most}",
                f"keep the {most} that matter",
            )
        return values

    def refuse(self, column: str, reason: str, what: str, fix: str) -> None:
        """Add a problem of one column; its code is ``row.<column>-<reason>``."""
        header = self._row.headers.get(column) or self._columns[column].title
        self.problems.append(
            Problem(
                code=f"row.{column.replace('_', '-')}-{reason}",
                what=what,
                where=f"row {self._row.row}, column {header}",
                fix=fix,
            )
        )

    @property
    def refused(self) -> Refused:
        """All problems of the row."""
        return Refused(tuple(self.problems))
