"""What the readings of all questions and answers have in common: header, units, findings."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from typing import Generic, TypeVar

from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.hierarchy import Hierarchy, Level
from adapters.edi.inquiries.stated import Beginning, Rejection, Unit
from adapters.edi.inquiries.unit_reading import UnitReading, beginning, divided
from adapters.edi.values import Verbatim

U = TypeVar("U", bound=Unit)

_OF_PARTIES = frozenset({"NM1", "N3", "N4", "PER", "PRV", "REF", "DMG"})
_ABOUT_PEOPLE = frozenset({"INS", "HI", "MPI", "DTP"})  # known here, and held by no field


class LevelReading(ABC, Generic[U]):
    """One transaction of questions or answers being read.

    `beginning` is there at once. Iterate `units` once; after it `findings` is complete: those
    outside of units, the tree's and the envelope's included; each unit carries its own. `others`
    are segments outside of units that nothing here describes.
    """

    def __init__(self, transaction: Transaction, *in_header: str) -> None:
        self._header = transaction.header
        self._delimiters = transaction.delimiters
        self._levels = Hierarchy(transaction)
        self._outside = UnitReading(transaction.delimiters)
        header = self._levels.header.segments
        self.beginning: Beginning = beginning(header)
        self.units: Iterator[U] = self._counted()
        for segment in header:
            if segment.id != "BHT" and segment.id not in in_header:
                self._outside.unknown(segment)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong outside of units, so far."""
        return [*self._outside.findings, *self._levels.findings]

    @property
    def others(self) -> Verbatim:
        """Segments outside of units that are not known where they stand, so far."""
        return Verbatim(tuple(self._outside.others))

    def _counted(self) -> Iterator[U]:
        units = 0
        for unit in self._read():
            units += 1
            yield unit
        if self._levels.count and not units:
            self._outside.findings.append(
                Finding(
                    code="inquiry.about-nobody",
                    what="the levels name who asks whom; none asks or answers anything",
                    fix="ask the sender for the whole transaction",
                    segment=self._header.first_segment,
                    offset=self._header.offset,
                    element="HL",
                )
            )

    @abstractmethod
    def _read(self) -> Iterator[U]:
        """The units, one at a time."""

    def _names_only(self, level: Level) -> None:
        """A level that says who takes part and nothing else: what else it holds is kept."""
        self._outside.described(level.body)
        for segment in level.body:
            if segment.id in _ABOUT_PEOPLE:
                self._outside.others.append(segment)
            elif segment.id not in _OF_PARTIES:
                self._outside.unknown(segment)


def loop_name(level: Level, letters: dict[str, str], number: str) -> str:
    """The guide's name of a loop at a level: ``2100C``; empty where it has none."""
    letter = letters.get(level.code, "")
    return f"{number}{letter}" if letter else ""


def has(level: Level, *names: str) -> bool:
    """Whether one of the segments stands in the level."""
    return any(segment.id in names for segment in level.body)


@lru_cache(64)  # every unit below a level asks for the same levels above it
def rejections_at(level: Level, below: str = "") -> tuple[Rejection, ...]:
    """The rejections of a level and of those above it; those of single loops `below` left out."""
    own, _ = divided(level.body, below)
    stated = tuple(Rejection(s.get(1), s.get(3), s.get(4)) for s in own if s.id == "AAA")
    return (rejections_at(level.above, below) if level.above else ()) + stated
