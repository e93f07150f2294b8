"""Which columns and words the answers to a disbursement file have: data."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

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
    try:
        columns = msgspec.convert(tomllib.loads(content.decode("utf-8")), AnswerColumns)
    except UnicodeDecodeError:
        return Refused((_problem(name, "it is not text in UTF-8"),))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line \d+", str(error))
        what = f"it is not written as TOML, {place[0] if place else 'at its end'}"
        return Refused((_problem(name, what),))
    except msgspec.ValidationError as error:
        return Refused((_problem(name, str(error)),))
    problems = tuple(_problem(name, what) for what in _faults(columns))
    return Refused(problems) if problems else columns


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
