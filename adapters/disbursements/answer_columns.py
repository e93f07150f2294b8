"""Which columns and words the answers to a disbursement file have: data."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

from adapters.toml_file import read_toml
from domain.problem import Problem, Refused

COMMON = Path(__file__).with_name("answers.toml")

OutcomeWord = Literal["paid", "cleared", "voided", "stale", "reissued"]


class AnswerNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names that each column may have in the file; `replaces` is needed for reissued alone."""

    payout: tuple[str, ...]
    outcome: tuple[str, ...]
    number: tuple[str, ...]
    day: tuple[str, ...]
    amount: tuple[str, ...]
    replaces: tuple[str, ...] = ()


class AnswerColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How answers are written: columns, words for each outcome, and a strftime form of days."""

    columns: AnswerNames
    outcomes: dict[OutcomeWord, tuple[str, ...]]
    delimiter: str = ","
    day_format: str = ""

    def outcome_of(self, word: str) -> OutcomeWord | None:
        """What a word of the file means; None where nothing says."""
        plain = word.strip().casefold()
        for outcome, words in self.outcomes.items():
            if plain in {each.casefold() for each in words}:
                return outcome
        return None


def read_answer_columns(content: bytes, name: str) -> AnswerColumns | Refused:
    """What a file of columns says; or every reason why no answers can be read by it."""
    return read_toml(content, AnswerColumns, _faults, partial(_problem, name))


def common_answers() -> AnswerColumns:
    """The names and words that answers commonly have."""
    found = read_answer_columns(COMMON.read_bytes(), COMMON.name)
    assert isinstance(found, AnswerColumns)
    return found


def _faults(columns: AnswerColumns) -> Iterator[str]:
    if len(columns.delimiter) != 1 or columns.delimiter in '"\r\n':
        yield "delimiter is one character"
    for name, written in msgspec.structs.asdict(columns.columns).items():
        if not written and name != "replaces":
            yield f"{name} names no column"
    words = [word.casefold() for each in columns.outcomes.values() for word in each]
    if len(words) != len(set(words)):
        yield "one word stands for two outcomes"


def _problem(name: str, what: str) -> Problem:
    return Problem(
        code="answers.columns-not-usable",
        what=what,
        where=name,
        fix="mend the file of columns; the runbook on paying partners has an example",
    )
