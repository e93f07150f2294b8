"""Parties and numbers as rosters and premium payments state them; printing shows none of them."""

from collections.abc import Iterable
from datetime import date

import msgspec

from adapters.edi.elements import day
from adapters.edi.values import Reference, Verbatim
from adapters.edi.x12 import Segment

NOWHERE = Segment("", [""], 0, 0, 0)
"""Stands in for a segment that is missing: all its elements are empty."""


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


def numbers(segments: Iterable[Segment]) -> Numbers:
    """The numbers that REFs state."""
    return Numbers(tuple(reference(segment) for segment in segments))


def reference(segment: Segment) -> Reference:
    """The number that one REF states."""
    return Reference(segment.get(1), segment.get(2))
