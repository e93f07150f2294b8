"""From which sum in a calendar year an information return is due: dated data with its source."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import msgspec

from adapters.toml_file import read_toml
from domain.money import Money, NotAnAmount, read_money
from domain.problem import Problem, Refused

COMMON = Path(__file__).with_name("return_thresholds.toml")
FILE = "return-thresholds.toml"


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in dollars, the years it holds for and where it was read.

    Without `verified_on` nobody has confirmed it.
    """

    first_year: int
    amount: str
    source: str
    last_year: int | None = None
    verified_on: date | None = None

    @property
    def cents(self) -> Money:
        """The amount in cents."""
        return read_money(self.amount)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    thresholds: tuple[Threshold, ...]


Thresholds = tuple[Threshold, ...]


def read_thresholds(content: bytes, name: str) -> Thresholds | Refused:
    """What a file of thresholds says; or every reason why it cannot be used."""
    found = read_toml(content, _File, _faults, partial(_problem, name))
    return found if isinstance(found, Refused) else found.thresholds


def common_thresholds() -> Thresholds:
    """What comes with the hub; none of it is confirmed."""
    found = read_thresholds(COMMON.read_bytes(), COMMON.name)
    assert not isinstance(found, Refused), found
    return found


def threshold_in(thresholds: Thresholds, year: int) -> Threshold | None:
    """The threshold of a year: the latest that began by then and has not ended; None for none."""
    begun = [each for each in thresholds if each.first_year <= year]
    latest = max(begun, key=lambda each: each.first_year, default=None)
    ended = latest is not None and latest.last_year is not None and latest.last_year < year
    return None if ended else latest


def _faults(file: _File) -> Iterator[str]:
    thresholds = file.thresholds
    years = [each.first_year for each in thresholds]
    if len(years) != len(set(years)):
        yield "two thresholds begin with one year"
    for each in thresholds:
        try:
            read_money(each.amount)
        except NotAnAmount:
            yield f"the amount of {each.first_year} is not dollars and cents"
        if not each.source.strip():
            yield f"the threshold of {each.first_year} names no source"


def _problem(name: str, what: str) -> Problem:
    return Problem(
        code="thresholds.not-usable",
        what=what,
        where=name,
        fix="mend the file; the runbook on paying partners has an example",
    )
