"""The parties of a claim: what stands in the loop of one NM1, and the providers typed.

A second segment of a kind of which a field holds one is kept. Source: 005010X222A1 2310, 2420.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from adapters.edi.claims.claim_parties import (
    NO_PROVIDERS,
    Address,
    Contact,
    Provider,
    Providers,
)
from adapters.edi.claims.reading.findings_837p import unknown
from adapters.edi.claims.reading.stated_in_837p import Inside, Shape, kept, reference, texts
from adapters.edi.finding import Finding
from adapters.edi.values import Reference
from adapters.edi.x12 import Segment
from domain.identifiers import Npi

ADDRESS = frozenset({"N3", "N4"})
OF_A_PROVIDER = frozenset({"N3", "N4", "PER", "PRV", "REF"})
INSIDE = Inside(OF_A_PROVIDER, never=frozenset({"G1", "F8", "9F", "6R"}))


class Role(NamedTuple):
    """The loop of a party, and the field that holds it; empty where none does."""

    loop: str
    field: str = ""


Roles = Mapping[str, Role]

_NOTHING = [""] * 8
NOBODY = Role("")  # a party that the guide does not have

OF_A_CLAIM: Roles = {
    "DN": Role("2310A", "referring"),
    "P3": Role("2310A", "primary_care"),
    "82": Role("2310B", "rendering"),
    "77": Role("2310C", "facility"),
    "DQ": Role("2310D", "supervising"),
    "PW": Role("2310E"),  # where an ambulance fetched the member
    "45": Role("2310F"),  # and where it brought them
}
OF_A_LINE: Roles = {
    "82": Role("2420A", "rendering"),
    "QB": Role("2420B", "purchased"),
    "77": Role("2420C", "facility"),
    "DQ": Role("2420D", "supervising"),
    "DK": Role("2420E", "ordering"),
    "DN": Role("2420F", "referring"),
    "P3": Role("2420F", "primary_care"),
    "PW": Role("2420G"),
    "45": Role("2420H"),
}


class Party:
    """The loop of one NM1 by its parts: `parts` are the segments of which there is one."""

    __slots__ = ("name", "others", "parts", "references")

    def __init__(self, name: Segment) -> None:
        self.name = name
        self.parts: dict[str, Segment] = {}
        self.references: list[Reference] = []
        self.others: list[Segment] = []

    @property
    def numbers(self) -> tuple[Npi | None, tuple[Reference, ...]]:
        """NM109 where NM108 says that it is an NPI, else before the REFs; and the REFs."""
        qualifier, number = self.name.get(8), self.name.get(9)
        if qualifier == "XX" and number:
            return Npi(number), tuple(self.references)
        own = (Reference(qualifier, number),) if number else ()
        return None, (*own, *self.references)

    @property
    def address(self) -> Address | None:
        """N3 and N4; None where neither stands there."""
        street, city = self.parts.get("N3"), self.parts.get("N4")
        if street is None and city is None:
            return None
        lines = texts(street, 2) if street else _NOTHING
        places = texts(city, 7) if city else _NOTHING
        return Address(
            street=lines[1],
            second_line=lines[2],
            city=places[1],
            state=places[2],
            zip_code=places[3],
            country=places[4],
            subdivision=places[7],
        )

    @property
    def contact(self) -> Contact | None:
        """The first PER: a name, and up to three pairs of kind and number."""
        stated = self.parts.get("PER")
        if stated is None:
            return None
        pairs = ((stated.get(at), stated.get(at + 1)) for at in (3, 5, 7))
        return Contact(stated.get(2), tuple(pair for pair in pairs if any(pair)))

    @property
    def taxonomy(self) -> str:
        """PRV03."""
        stated = self.parts.get("PRV")
        return stated.get(3) if stated else ""


def read_party(
    loop: Sequence[Segment],
    name: str,
    holds: frozenset[str],
    found: list[Finding],
    keeps: frozenset[str] = frozenset(),
) -> Party:
    """One NM1 and what follows it in the loop called `name`.

    `holds` are the ids of segments that a field of the party holds, `keeps` those that the guide
    has here besides.
    """
    party = Party(loop[0])
    for segment in loop[1:]:
        of_kind = segment.id
        if of_kind not in holds:
            if of_kind not in keeps:
                found.append(unknown(segment, name))
        elif of_kind == "REF":
            if (stated := reference(segment)) is not None:
                party.references.append(stated)
                continue
        elif of_kind not in party.parts:
            party.parts[of_kind] = segment
            continue
        party.others.append(segment)
    return party


def read_provider(loop: Sequence[Segment], of_loop: str, found: list[Finding]) -> Provider:
    """One who has a part in the care."""
    party = read_party(loop, of_loop, OF_A_PROVIDER, found)
    name = texts(party.name, 7)
    npi, references = party.numbers
    return Provider(
        name=name[3],
        npi=npi,
        first_name=name[4],
        middle_name=name[5],
        suffix=name[7],
        is_person=name[2] == "1",
        taxonomy=party.taxonomy,
        address=party.address,
        contact=party.contact,
        references=references,
        others=kept(party.others),
    )


def read_providers(
    loops: Iterable[Sequence[Segment]], roles: Roles, found: list[Finding]
) -> tuple[Providers, list[Segment]]:
    """The providers of a claim or a line, and the segments of parties that no field holds."""
    held: dict[str, Provider] = {}
    others: list[Segment] = []
    for loop in loops:
        role = roles.get(loop[0].get(1), NOBODY)
        if role.field and role.field not in held:
            held[role.field] = read_provider(loop, role.loop, found)
        else:
            others += kept_party(loop, role, OF_A_PROVIDER, found)
    return (Providers(**held) if held else NO_PROVIDERS), others


def kept_party(
    loop: Sequence[Segment], role: Role, keeps: frozenset[str], found: list[Finding]
) -> list[Segment]:
    """A party that no field holds; `keeps` are the ids that the guide has in its loop."""
    if role is NOBODY:
        found.append(unknown(loop[0], ""))
    return [loop[0], *read_party(loop, role.loop, frozenset(), found, keeps).others]


def divided_parties(
    loops: Iterable[list[Segment]], roles: Collection[str], known: Roles, found: list[Finding]
) -> tuple[dict[str, list[Segment]], list[Segment]]:
    """The first loop of each role that a field holds, and the segments of all other loops.

    `known` are the roles that the guide has here besides.
    """
    held: dict[str, list[Segment]] = {}
    others: list[Segment] = []
    for loop in loops:
        role = loop[0].get(1)
        if role in roles and role not in held:
            held[role] = loop
        else:
            others += kept_party(loop, known.get(role, NOBODY), ADDRESS | {"REF"}, found)
    return held, others


def kept_segment(
    segment: Segment, loop: str, shape: Shape, found: list[Finding]
) -> tuple[Segment, ...]:
    """A segment that no field of its level holds; one that the guide does not have is flagged."""
    if segment.id not in shape.own:
        found.append(unknown(segment, loop))
    return (segment,)
