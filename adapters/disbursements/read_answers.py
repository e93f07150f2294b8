"""The answers to a disbursement file, row by row; what cannot be read is told with its row."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from adapters.disbursements.answer_columns import AnswerColumns, AnswerNames, OutcomeWord
from adapters.sheets.cells import read_cents, read_day_as, read_number_text
from domain.identifiers import Malformed
from domain.money import Money
from domain.problem import Problem, Refused, refuse

T = TypeVar("T")


@dataclass(frozen=True)
class StatedAnswer:
    """What one row says of one warrant; `offset` and `length` are bytes in the file."""

    row: int
    payout: str
    outcome: OutcomeWord
    number: str
    replaces: str
    on: date
    amount: Money
    offset: int
    length: int


@dataclass(frozen=True)
class _Line:
    row: int
    cells: Sequence[str]
    offset: int
    length: int


def read_answers(content: bytes, columns: AnswerColumns) -> tuple[StatedAnswer, ...] | Refused:
    """Every answer of the file, in order; or everything in it that cannot be read."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return refuse(
            "answers.not-text",
            what="it is not text in UTF-8",
            where="the file",
            fix="export it anew as CSV in UTF-8",
        )
    lines = list(_lines(content, columns.delimiter))
    places = _places(lines[0].cells if lines else (), columns.columns)
    missing = [name for name, at in places.items() if at is None and name != "replaces"]
    if missing:
        return refuse(
            "answers.no-header",
            what=f"the first row has no column for {', '.join(missing)}",
            where="row 1",
            fix="name the columns, or what stands between them, in a file of columns: --columns; "
            "see the runbook on paying partners",
        )
    problems: list[Problem] = []
    found = [_answer(line, columns, places, problems) for line in lines[1:]]
    if problems:
        return Refused(tuple(problems))
    return tuple(each for each in found if each is not None)


def _lines(content: bytes, delimiter: str) -> Iterator[_Line]:
    """The rows that hold anything, and the bytes each stands in; a cell holds no line break."""
    offset = 0
    for row, written in enumerate(content.splitlines(keepends=True), start=1):
        text = written.decode("utf-8-sig" if row == 1 else "utf-8").replace("\0", "")
        cells = next(csv.reader([text], delimiter=delimiter), [])
        if any(cell.strip() for cell in cells):
            yield _Line(row, [cell.strip() for cell in cells], offset, len(written))
        offset += len(written)


def _places(cells: Sequence[str], names: AnswerNames) -> dict[str, int | None]:
    headers = {_even(cell): at for at, cell in reversed(list(enumerate(cells)))}
    return {
        name: next((headers[_even(each)] for each in written if _even(each) in headers), None)
        for name, written in msgspec.structs.asdict(names).items()
    }


def _even(title: str) -> str:
    return "".join(character for character in title.casefold() if character.isalnum())


def _answer(
    line: _Line, columns: AnswerColumns, places: dict[str, int | None], problems: list[Problem]
) -> StatedAnswer | None:
    """What a row says; None where `problems` got every reason why it cannot be read."""
    cells = {
        name: line.cells[at] if at is not None and at < len(line.cells) else ""
        for name, at in places.items()
    }
    before = len(problems)

    def read(name: str, reading: Callable[[str], T]) -> T | None:
        try:
            return reading(cells[name])
        except Malformed as wrong:
            code = f"answers.{name}-unreadable"
            problems.append(Problem(code, wrong.what, f"row {line.row}, {name}", wrong.fix))
            return None

    payout = read("payout", _some("the number of the payout"))
    outcome = read("outcome", lambda word: _outcome(word, columns))
    number = read("number", _number("" if outcome in {"voided", "stale"} else "the number"))
    replaces = read("replaces", _number("the old number" if outcome == "reissued" else ""))
    day = read("day", lambda text: read_day_as(text, columns.day_format))
    amount = read("amount", read_cents)
    if len(problems) > before:
        return None
    assert payout is not None
    assert outcome is not None
    assert number is not None
    assert replaces is not None
    assert day is not None
    assert amount is not None
    return StatedAnswer(
        line.row, payout, outcome, number, replaces, day, amount, line.offset, line.length
    )


def _number(needed: str) -> Callable[[str], str]:
    """A number as whoever pays gave it; where it is `needed`, that is what to call it."""
    some = _some(needed) if needed else str
    return lambda text: some(read_number_text(text))


def _some(what: str) -> Callable[[str], str]:
    def reading(text: str) -> str:
        if not text:
            raise Malformed(f"{what} is missing", "fill it in as whoever pays gives it")
        return text

    return reading


def _outcome(word: str, columns: AnswerColumns) -> OutcomeWord:
    found = columns.outcome_of(word)
    if found is None:
        known = ", ".join(each for words in columns.outcomes.values() for each in words[:1])
        raise Malformed("nothing says what its word means", f"write one of {known}, or add it")
    return found
