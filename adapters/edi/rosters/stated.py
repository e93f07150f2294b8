"""What rosters and premium payments state alike: parties, numbers, days; and what is none."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

import msgspec

from adapters.edi.elements import cents, day, quantity, shown
from adapters.edi.envelope import TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.values import Reference, Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money

_KEPT = 1 << 12


class Numbers(msgspec.Struct, frozen=True, gc=False):
    """REFs that may name a person: printing them shows none."""

    references: tuple[Reference, ...] = ()

    def __repr__(self) -> str:
        return f"<{len(self.references)} numbers, not shown>"

    def get(self, qualifier: str) -> str:
        """The first number of this kind; empty where there is none."""
        found = (each.value for each in self.references if each.qualifier == qualifier)
        return next(found, "")


NO_NUMBERS = Numbers()


class Dated(msgspec.Struct, frozen=True, gc=False):
    """A DTP or DTM: what kind of day, from the first to the last of them; mostly one day."""

    qualifier: str
    first_day: date
    last_day: date


class Party(msgspec.Struct, frozen=True, gc=False):
    """A person or an organization: its NM1 or N1 and what stands under it; printing shows nothing.

    `entity` says who it is: IL or 74 the member, 70 the member as named wrongly before, P3 a
    provider, PE who is paid ...
    """

    stated: Verbatim

    def __repr__(self) -> str:
        return f"<party {self.entity}, not shown>"

    @property
    def entity(self) -> str:
        """NM101 or N101, as far as it is a code."""
        code = self.stated.segments[0].get(1)
        return code if len(code) <= 3 else ""

    @property
    def name(self) -> str:
        """The last name of a person, the name of an organization."""
        opening = self.stated.segments[0]
        return opening.get(3 if opening.id == "NM1" else 2)

    @property
    def first_name(self) -> str:
        """The first name of a person."""
        opening = self.stated.segments[0]
        return opening.get(4) if opening.id == "NM1" else ""

    @property
    def number_qualifier(self) -> str:
        """What kind of number `number` is: 34 social security, MI member, XX NPI, FI tax."""
        opening = self.stated.segments[0]
        return opening.get(8 if opening.id == "NM1" else 3)

    @property
    def number(self) -> str:
        """The number by which the party is known."""
        opening = self.stated.segments[0]
        return opening.get(9 if opening.id == "NM1" else 4)

    @property
    def born_on(self) -> date | None:
        """The birth date, where a DMG states one."""
        return day(self._first("DMG").get(2))

    @property
    def sex(self) -> str:
        """M, F or U, where a DMG states it."""
        return self._first("DMG").get(3)

    @property
    def references(self) -> Numbers:
        """The REFs under the party."""
        return numbers(segment for segment in self.stated.segments if segment.id == "REF")

    def _first(self, name: str) -> Segment:
        return next((each for each in self.stated.segments if each.id == name), NOWHERE)


NOWHERE = Segment("", [""], 0, 0, 0)
"""Stands in for a segment that is missing: all its elements are empty."""


class Findings:
    """Reads elements of one kind of file, `area`, and keeps what is none as findings."""

    __slots__ = ("_area", "found")

    def __init__(self, area: str) -> None:
        self._area = area
        self.found: list[Finding] = []

    def amount(self, segment: Segment, element: int, loop: str = "") -> Money | None:
        """The cents of an element; None and a finding where it states none."""
        text = segment.get(element)
        amount = cents(text)
        if amount is None:
            self.add(
                "not-an-amount",
                segment,
                what=f"{segment.id}{element:02d} is {shown(text)}; "
                "it should be an amount in dollars and cents",
                fix="ask the sender what the amount is; nothing was assumed in its place",
                loop=loop,
                element=f"{segment.id}{element:02d}",
            )
        return amount

    def quantity(self, segment: Segment, element: int, loop: str = "") -> Decimal | None:
        """The number of an element; None and a finding where it states none."""
        text = segment.get(element)
        number = quantity(text)
        if number is None:
            self.add(
                "not-a-quantity",
                segment,
                what=f"{segment.id}{element:02d} is {shown(text)}; it should be a number",
                fix="ask the sender how many it means; nothing was assumed in its place",
                loop=loop,
                element=f"{segment.id}{element:02d}",
            )
        return number

    def dated(self, segment: Segment, element: int, loop: str = "") -> tuple[Dated, ...]:
        """The day or period of an element; nothing and a finding where it states none."""
        text = segment.get(element)
        stated = _period(text)
        if stated is not None:
            return (Dated(segment.get(1), *stated),)
        self.add(
            "not-a-date",
            segment,
            what=f"{segment.id}{element:02d} is {shown(text)}; it should be a day as CCYYMMDD",
            fix="ask the sender which day it means",
            loop=loop,
            element=f"{segment.id}{element:02d}",
        )
        return ()

    def unknown(self, segment: Segment, loop: str = "") -> None:
        """Flag a segment that the guide does not have at this place; its reader keeps it."""
        self.add(
            "unknown-segment",
            segment,
            what="a segment stands here that the guide does not know",
            fix="ask the sender what it means; it is kept as it stands",
            loop=loop,
        )

    def missing(self, name: str, means: str, at: Segment) -> None:
        """Flag that there is no segment `name`."""
        self.add(
            "segment-missing",
            at,
            what=f"there is no {name}, the segment that says {means}",
            fix="ask the sender for a corrected file; what could be understood was read",
            element=name,
        )

    def add(
        self, code: str, at: Segment, *, what: str, fix: str, loop: str = "", element: str = ""
    ) -> None:
        """Keep one finding about the segment `at`."""
        self.found.append(
            Finding(
                code=f"{self._area}.{code}",
                what=what,
                fix=fix,
                segment=at.number,
                offset=at.offset,
                loop=loop,
                element=element,
            )
        )


def parties(
    segments: Iterable[Segment], under: frozenset[str]
) -> tuple[tuple[Party, ...], list[Segment]]:
    """Each N1 with the segments of the ids `under` that follow it, and the segments of none."""
    found: list[list[Segment]] = []
    rest: list[Segment] = []
    for segment in segments:
        if segment.id == "N1":
            found.append([segment])
        elif found and segment.id in under:
            found[-1].append(segment)
        else:
            rest.append(segment)
    return tuple(Party(Verbatim(tuple(each))) for each in found), rest


def place(start: TransactionHeader) -> Segment:
    """Where a transaction begins, for findings about the whole of it."""
    return Segment("ST", ["ST"], start.first_segment, start.offset, 0)


def numbers(segments: Iterable[Segment]) -> Numbers:
    """The numbers that REFs state."""
    return Numbers(tuple(reference(segment) for segment in segments))


def reference(segment: Segment) -> Reference:
    """The number that one REF states."""
    return Reference(segment.get(1), segment.get(2))


@lru_cache(_KEPT)
def _period(text: str) -> tuple[date, date] | None:
    """The days written CCYYMMDD or CCYYMMDD-CCYYMMDD."""
    first, dash, last = text.partition("-")
    first_day = day(first)
    last_day = day(last) if dash else first_day
    return None if first_day is None or last_day is None else (first_day, last_day)
