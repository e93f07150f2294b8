"""What is true of a whole payment: stated over the table, or repeated in every row."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

from adapters.sheets.cells import Reading
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import Columns
from adapters.sheets.grid import Row
from adapters.sheets.sheet import Sheet, UncheckedRow
from domain.identifiers import Malformed
from domain.problem import Problem

T = TypeVar("T")

_METHODS = {
    "CHK": ("chk", "check", "cheque", "warrant", "paper check"),
    "ACH": ("ach", "eft", "electronic", "direct deposit", "electronic funds transfer"),
    "NON": ("non", "no payment", "information only", "notice only", "zero payment"),
}
_BY_WORD = {word: method for method, words in _METHODS.items() for word in words}


class Headline:
    """The values of a payment's head, each stated once, with every problem found in them."""

    def __init__(self, sheet: Sheet, columns: Columns, rows: Sequence[UncheckedRow]) -> None:
        self.problems: list[Problem] = []
        self._sheet = sheet
        self._columns = columns
        self._rows = rows
        self._above = [pair for row in sheet.above for pair in _pairs(row, columns)]

    def find(self, column: str, reading: Reading[T]) -> T | None:
        """The one value of `column`; a problem where there are several."""
        texts = {text: row for row, name, text in reversed(self._above) if name == column}
        for row in reversed(self._rows):
            texts[getattr(row, column)] = row.row
        values: dict[T, int] = {}
        for text, at in sorted(texts.items(), key=lambda found: found[1]):
            check = self._check(at)
            value = check.read(column, text, reading)
            self.problems.extend(check.problems)
            if value is not None:
                values.setdefault(value, at)
        if len(values) > 1:
            check = self._check(list(values.values())[1])
            check.refuse(
                column,
                "differs",
                "the sheet holds more than one payment",
                "hand in one sheet for each payment",
            )
            self.problems.extend(check.problems)
        return next(iter(values), None)

    def need(self, column: str, reading: Reading[T]) -> T | None:
        """The same, and a problem where there is none."""
        before = len(self.problems)
        value = self.find(column, reading)
        if value is None and len(self.problems) == before:
            titled = (row for row, name, _ in self._above if name == column)
            check = self._check(next(titled, self._sheet.header_row))
            check.need(column, "", reading)
            self.problems.extend(check.problems)
        return value

    def _check(self, row: int) -> RowCheck:
        return RowCheck(UncheckedRow(row, self._sheet.places.headers), self._columns)


def unread_columns(sheet: Sheet) -> tuple[Problem, ...]:
    """Columns that nobody reads: what a refused sheet lacks may stand there."""
    if not sheet.unknown_columns:
        return ()
    letters = ", ".join(sheet.unknown_columns)
    return (
        Problem(
            code="sheet.unread-columns",
            what=f"not read, because nobody here knows what they are headed: columns {letters}",
            where=f"row {sheet.header_row}",
            fix="head them as the empty sheet of the template does",
        ),
    )


def read_method(text: str) -> str:
    """How a plan paid, as 005010X221A1 BPR04 says it: CHK, ACH, or NON where no money came."""
    known = _BY_WORD.get(text.strip().casefold())
    if known is None:
        raise Malformed("the payment method is none that is known", "write CHK, ACH or NON")
    return known


def is_adjustment(kind: str) -> bool:
    """Whether a row's type says that it belongs to no claim or member: ``provider adjustment``."""
    return kind.casefold().startswith(("provider", "plb", "adjustment"))


def _pairs(row: Row, columns: Columns) -> Iterator[tuple[int, str, str]]:
    """Titles over the table with the value at their right, or behind a colon in the same cell."""
    filled = [cell for cell in row.cells if cell]
    for cell, right in zip_longest(filled, filled[1:], fillvalue=""):
        title, _, behind = cell.partition(":")
        name = columns.name_of(title)
        if name in columns.above:
            yield row.number, name, behind.strip() or right
