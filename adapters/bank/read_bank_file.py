"""A bank's file of separated columns, line by line; what cannot be read is told with its row.

No message repeats a cell: a bank's text may name people.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from adapters.bank.bank_columns import BankColumns, ColumnNames
from adapters.bank.bank_traces import traces_in
from adapters.sheets.cells import read_cents, read_day_as
from domain.identifiers import Malformed
from domain.money import Money
from domain.problem import Problem, Refused, refuse

DEEPEST_HEADER = 40  # rows of titles and balances that may stand above the header
_TOTALS = ("total", "totals", "closing balance", "opening balance", "ending balance")


class StatedLine(msgspec.Struct, frozen=True, gc=False):
    """One line of a bank's file: the cents below zero where money went out.

    `text` is all that the bank wrote about it, to tell lines apart and never to be shown; `line_id`
    is the bank's own number for it, empty where it gives none. `row` is the one that a spreadsheet
    shows; `offset` and `length` are bytes in the file.
    """

    row: int
    bank_on: date
    amount: Money
    traces: tuple[str, ...]
    text: str
    line_id: str
    offset: int
    length: int


class UnreadLine(msgspec.Struct, frozen=True):
    """A line that cannot be taken in, and every reason."""

    row: int
    problems: tuple[Problem, ...]


BankFile = Iterator[StatedLine | UnreadLine]


def read_bank_file(content: bytes, columns: BankColumns) -> BankFile | Refused:
    """The lines of the file, one at a time; refused where its columns cannot be found."""
    encoding = _encoding(content)
    if encoding is None:
        return _not_text("it is neither UTF-8 nor Windows text")
    if content.count(b'"') % 2 and (row := _unclosed(content, encoding, columns.delimiter)):
        return Refused((_uncut(row),))
    records = _records(content, encoding, columns.delimiter)
    names = columns.columns
    if not columns.header:
        places = {
            name: tuple(int(each) - 1 for each in written)
            for name, written in msgspec.structs.asdict(names).items()
        }
        return _lines(records, columns, places)
    for record in records:
        if isinstance(record, UnreadLine):
            return Refused(record.problems)
        found = _places(record.cells, names)
        if found["day"] and (found["amount"] or found["credit"]):
            return _lines(records, columns, found)
        if record.row == DEEPEST_HEADER:
            break
    return _no_header(names)


@dataclass(frozen=True)
class _Record:
    """One record of the file, and the bytes it stands in."""

    row: int
    cells: Sequence[str]
    offset: int
    length: int


class _Texts(Iterator[str]):
    """The lines of the file as text; `at` is where the next one begins, in bytes."""

    def __init__(self, content: bytes, encoding: str) -> None:
        self._content = content
        self._encoding = encoding
        self.at = len(BOM_UTF8) if content.startswith(BOM_UTF8) else 0

    def __next__(self) -> str:
        if self.at >= len(self._content):
            raise StopIteration
        start = self.at
        self.at = self._content.find(b"\n", start) + 1 or len(self._content)
        return self._content[start : self.at].decode(self._encoding).replace("\0", "")


def _unclosed(content: bytes, encoding: str, delimiter: str) -> int | None:
    """The row whose quotation mark is never closed: all rows behind it would be one cell."""
    strict = csv.reader(_Texts(content, encoding), delimiter=delimiter, strict=True)
    row = 1
    try:
        for _ in strict:
            row += 1
    except csv.Error as wrong:
        return row if "unexpected end" in str(wrong) else None
    return None


def _records(content: bytes, encoding: str, delimiter: str) -> Iterator[_Record | UnreadLine]:
    """The records in order; what cannot be cut into cells ends them with a problem."""
    texts = _Texts(content, encoding)
    reader = csv.reader(texts, delimiter=delimiter)
    row = 0
    while True:
        start = texts.at
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield UnreadLine(row + 1, (_uncut(row + 1),))
            return
        row += 1
        yield _Record(row, [" ".join(cell.split()) for cell in cells], start, texts.at - start)


def _lines(
    records: Iterator[_Record | UnreadLine],
    columns: BankColumns,
    places: dict[str, tuple[int, ...]],
) -> BankFile:
    for record in records:
        if isinstance(record, UnreadLine):
            yield record
        elif any(record.cells) and not _adds_up(record.cells):
            yield _line(record, columns, places)


def _line(
    record: _Record, columns: BankColumns, places: dict[str, tuple[int, ...]]
) -> StatedLine | UnreadLine:
    cells = {
        name: [record.cells[at] for at in found if at < len(record.cells)]
        for name, found in places.items()
    }
    problems: list[Problem] = []
    day = amount = None
    try:
        day = read_day_as(_first(cells["day"]), columns.day_format)
    except Malformed as wrong:
        problems.append(_unread(record.row, "day", wrong))
    try:
        amount = _amount(cells, columns)
    except Malformed as wrong:
        problems.append(_unread(record.row, "amount", wrong))
    if day is None or amount is None:
        return UnreadLine(record.row, tuple(problems))
    text = "\n".join(cells["text"])
    stated = _first(cells["trace"])
    return StatedLine(
        row=record.row,
        bank_on=day,
        amount=amount,
        traces=traces_in(stated, text),
        text=f"{stated}\n{text}",
        line_id=_first(cells["line_id"]),
        offset=record.offset,
        length=record.length,
    )


def _amount(cells: dict[str, list[str]], columns: BankColumns) -> Money:
    """Money in above zero, whatever sign, column or word the bank says it with."""
    came, went = _first(cells["credit"]), _first(cells["debit"])
    if came or went:
        return _cents(came) - abs(_cents(went))
    amount = read_cents(_first(cells["amount"]))
    if word := _first(cells["direction"]):
        is_out = word.casefold() in {each.casefold() for each in columns.out_words}
        return -abs(amount) if is_out else abs(amount)
    return amount if columns.money_in == "positive" else -amount


def _cents(text: str) -> Money:
    return read_cents(text) if text else 0


def _first(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if cell), "")


def _places(cells: Sequence[str], names: ColumnNames) -> dict[str, tuple[int, ...]]:
    """Where each column stands: the first of its names that the header has; of `text` all."""
    headers = {_even(cell): at for at, cell in reversed(list(enumerate(cells))) if cell}
    found = {
        name: tuple(headers[_even(each)] for each in written if _even(each) in headers)
        for name, written in msgspec.structs.asdict(names).items()
    }
    return {name: at if name == "text" else at[:1] for name, at in found.items()}


def _even(title: str) -> str:
    return "".join(character for character in title.casefold() if character.isalnum())


def _adds_up(cells: Sequence[str]) -> bool:
    return next(cell for cell in cells if cell).casefold().rstrip(": ") in _TOTALS


def _encoding(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "utf-8" if encoding == "utf-8-sig" else encoding
    return None


def _unread(row: int, column: str, wrong: Malformed) -> Problem:
    return Problem(
        code=f"bank.{column}-unreadable",
        what=wrong.what,
        where=f"row {row}, column {column}",
        fix=wrong.fix,
    )


def _uncut(row: int) -> Problem:
    return Problem(
        code="bank.rows-not-cut",
        what="from here on the text cannot be cut into rows and columns",
        where=f"row {row}",
        fix="look for a quotation mark that is not closed, or export the file anew",
    )


def _no_header(names: ColumnNames) -> Refused:
    return refuse(
        "bank.no-header",
        what="no row holds the headers of a day and of an amount",
        where=f"the first {DEEPEST_HEADER} rows",
        fix="name the bank's columns in a file of columns (--columns); known are "
        + ", ".join((*names.day[:2], *names.amount[:1], *names.credit[:1])),
    )


def _not_text(what: str) -> Refused:
    return refuse(
        "bank.not-text",
        what=what,
        where="the file",
        fix="export the file from the bank as CSV",
    )
