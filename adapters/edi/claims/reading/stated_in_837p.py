"""What single segments of a claim or a line state, and the loops that stand inside a loop.

A segment of which no field holds the whole is kept as it stands. Source: 005010X222A1 2300, 2400.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import ClassVar

import msgspec

from adapters.edi.claims.professional_claim import Attachment, Note
from adapters.edi.claims.reading.findings_837p import (
    A_DAY,
    A_NUMBER,
    AN_AMOUNT,
    unknown,
    unreadable,
)
from adapters.edi.elements import cents, day, quantity
from adapters.edi.finding import Finding
from adapters.edi.values import NOTHING_KEPT, Amount, CasAdjustment, Reference, StatedDays, Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money

_KEPT = 1 << 14  # the same few days come again and again in one file


class Inside(msgspec.Struct, frozen=True):
    """A loop inside another: `follows` are the segments that may stand behind its first one.

    `never` are first elements of those that belong to the loop around it even then: some senders
    put REF*6R behind a provider.
    """

    follows: frozenset[str]
    never: frozenset[str] = frozenset()


class Shape(msgspec.Struct, frozen=True):
    """A loop of the guide: its own segments, and the loops inside it by what opens them."""

    own: frozenset[str]
    inside: Mapping[str, Inside]


_NOTHING = Inside(frozenset())


def divided(segments: Sequence[Segment], shape: Shape) -> tuple[list[Segment], list[list[Segment]]]:
    """The segments of a loop itself, and the loops inside it, each with what opens it first.

    A segment that belongs to neither stays with those before it.
    """
    if shape.inside.keys().isdisjoint([segment.id for segment in segments]):
        return list(segments), []  # so are most lines
    own: list[Segment] = []
    loops: list[list[Segment]] = []
    current, inner = _NOTHING, own
    for segment in segments:
        name = segment.id
        if name in current.follows and not (current.never and segment.get(1) in current.never):
            inner.append(segment)
        elif name in shape.inside:
            current, inner = shape.inside[name], [segment]
            loops.append(inner)
        elif name in shape.own:
            own.append(segment)
        else:
            inner.append(segment)
    return own, loops


class Stated:
    """The segments of a claim or a line that state one thing each, being collected.

    `known` are the ids that the guide has here: any other is kept and flagged.
    """

    __slots__ = (
        "_found",
        "_known",
        "_loop",
        "amounts",
        "attachments",
        "dates",
        "notes",
        "others",
        "references",
    )

    def __init__(self, loop: str, known: frozenset[str], found: list[Finding]) -> None:
        self._loop = loop
        self._known = known
        self._found = found
        self.dates: list[StatedDays] = []
        self.attachments: list[Attachment] = []
        self.amounts: list[Amount] = []
        self.references: list[Reference] = []
        self.notes: list[Note] = []
        self.others: list[Segment] = []

    def take(self, segment: Segment) -> None:
        """Add one segment: to its field, or to those that no field holds."""
        taker = self._TAKES.get(segment.id)
        if taker is None:
            if segment.id not in self._known:
                self._found.append(unknown(segment, self._loop))
        elif taker(self, segment):
            return
        self.others.append(segment)

    def number(self, qualifier: str) -> str:
        """The first REF of a kind, no longer among the references; empty where there is none."""
        for at, reference in enumerate(self.references):
            if reference.qualifier == qualifier:
                del self.references[at]
                return reference.value
        return ""

    def _date(self, segment: Segment) -> bool:
        stated = period(segment.get(3))
        if stated is not None and segment.get(1):
            self.dates.append(StatedDays(segment.get(1), *stated))
            return True
        if stated is not None:
            self._found.append(unreadable(segment, 1, self._loop, "what kind of day it is"))
        elif segment.get(2) != "DT":  # a day with a time: no field holds the time
            self._found.append(unreadable(segment, 3, self._loop, A_DAY))
        return False

    def _attachment(self, segment: Segment) -> bool:
        used = {1, 2, 5, 6} if segment.get(5) in ("", "AC") else {1, 2, 6}
        if any(text for at, text in enumerate(segment.elements) if at and at not in used):
            return False
        self.attachments.append(Attachment(segment.get(1), segment.get(2), segment.get(6)))
        return True

    def _amount(self, segment: Segment) -> bool:
        amount = cents(segment.get(2))
        if amount is None:
            self._found.append(unreadable(segment, 2, self._loop, AN_AMOUNT))
            return False
        self.amounts.append(Amount(segment.get(1), amount))
        return True

    def _reference(self, segment: Segment) -> bool:
        stated = reference(segment)
        if stated is None:
            return False
        self.references.append(stated)
        return True

    def _note(self, segment: Segment) -> bool:
        self.notes.append(Note(segment.get(1), segment.get(2)))
        return True

    _TAKES: ClassVar[dict[str, Callable[["Stated", Segment], bool]]] = {
        "DTP": _date,
        "PWK": _attachment,
        "AMT": _amount,
        "REF": _reference,
        "NTE": _note,
    }


def reference(segment: Segment) -> Reference | None:
    """A REF; None for one that says more, like whose number it is (REF04)."""
    return None if any(segment.elements[3:]) else Reference(segment.get(1), segment.get(2))


def adjustments(
    segment: Segment, loop: str, others: list[Segment], found: list[Finding]
) -> list[CasAdjustment]:
    """Up to six triplets of reason, amount and quantity; kept whole where one is no number."""
    stated: list[CasAdjustment] = []
    for at in range(2, len(segment.elements), 3):
        reason, amount, count = segment.get(at), segment.get(at + 1), segment.get(at + 2)
        if not (reason or amount or count):
            continue
        lowered = stated_amount(segment, at + 1, loop, found)
        counted = quantity(count) if count else None
        if count and counted is None:
            found.append(unreadable(segment, at + 2, loop, A_NUMBER))
        if lowered is None or (count and counted is None):
            others.append(segment)
            return []
        stated.append(CasAdjustment(segment.get(1), reason, lowered, counted))
    return stated


def stated_amount(segment: Segment, element: int, loop: str, found: list[Finding]) -> Money | None:
    """The amount in cents; None with a finding for anything that is not one."""
    amount = cents(segment.get(element))
    if amount is None:
        found.append(unreadable(segment, element, loop, AN_AMOUNT))
    return amount


@lru_cache(_KEPT)
def period(text: str) -> tuple[date, date] | None:
    """The first and last day of ``CCYYMMDD`` or ``CCYYMMDD-CCYYMMDD``; None for another text."""
    first, dash, last = text.strip().partition("-")
    if len(first) != 8 or (dash and len(last) != 8):
        return None
    begins, ends = day(first), day(last if dash else first)
    return None if begins is None or ends is None else (begins, ends)


def texts(segment: Segment, last: int) -> list[str]:
    """The elements of a segment up to `last`, empty ones for those that it leaves out."""
    elements = segment.elements
    short = last + 1 - len(elements)
    return elements if short <= 0 else [*elements, *[""] * short]


def kept(segments: list[Segment]) -> Verbatim:
    """Segments that no field holds, in the order of the file."""
    if not segments:
        return NOTHING_KEPT
    return Verbatim(tuple(sorted(segments, key=lambda segment: segment.number)))
