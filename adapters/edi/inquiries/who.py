"""Whom a question or an answer is about, and who asks whom, from a level and those above it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from adapters.edi.elements import day
from adapters.edi.hierarchy import Level
from adapters.edi.inquiries.stated import LEVELS, NO_PARTY, NOBODY, About, Party, Person
from adapters.edi.values import NOTHING_KEPT, Verbatim
from adapters.edi.x12 import Segment

SUBJECT = ("22", "23", "PT")
"""HL03 of the levels that name a person."""

PEOPLE = frozenset({"IL", "QC", "03"})
"""NM101 of a member, as subscriber or as dependent."""

_KEPT = 64  # every unit of a level asks for the same levels above it


class Described(msgspec.Struct, frozen=True, gc=False):
    """A person, and the segments that name and describe them as they stand."""

    person: Person = NOBODY
    details: Verbatim = NOTHING_KEPT


UNDESCRIBED = Described()


def about(level: Level, named: Described) -> About:
    """Whom the level is about, who asks and who is asked."""
    path = tuple(level.path())
    nearest = {each.code: each for each in reversed(path)}
    subject = next((each for each in path if each.code in SUBJECT), None)
    subscriber = nearest.get("22") if subject and subject.code != "22" else None
    return About(
        level=LEVELS.get(level.code, "other"),
        person=named.person,
        subscriber=_person_at(subscriber) if subscriber else None,
        plan=_party_at(nearest["20"]) if "20" in nearest else NO_PARTY,
        asker=_party_at(nearest["21"]) if "21" in nearest else NO_PARTY,
        provider=_party_at(nearest["19"]) if "19" in nearest else NO_PARTY,
        details=named.details,
        above=tuple(each.segments for each in path[1:]),
    )


def described(segments: Iterable[Segment], names: frozenset[str]) -> Described:
    """The person that the segments of these names describe."""
    details = tuple(segment for segment in segments if segment.id in names)
    return Described(_person(details), Verbatim(details))


def _person(segments: Sequence[Segment]) -> Person:
    """The person that NM1 and DMG describe; nobody where neither stands there."""
    name = next((s for s in segments if s.id == "NM1" and s.get(1) in PEOPLE), None)
    born = next((s for s in segments if s.id == "DMG"), None)
    if name is None:
        return NOBODY if born is None else Person(born_on=day(born.get(2)), sex=born.get(3))
    return Person(
        last_name=name.get(3),
        first_name=name.get(4),
        middle_name=name.get(5),
        suffix=name.get(7),
        number_kind=name.get(8),
        number=name.get(9).strip(),
        role=name.get(1),
        born_on=day(born.get(2)) if born else None,
        sex=born.get(3) if born else "",
    )


def party(name: Segment) -> Party:
    """An NM1 of a plan or a provider."""
    return Party(
        role=name.get(1),
        name=name.get(3),
        number=name.get(9).strip(),
        number_kind=name.get(8),
        is_person=name.get(2) == "1",
        first_name=name.get(4),
        middle_name=name.get(5),
        suffix=name.get(7),
    )


@lru_cache(_KEPT)
def _person_at(level: Level) -> Person:
    return _person(level.body)


@lru_cache(_KEPT)
def _party_at(level: Level) -> Party:
    """The first party that a level names."""
    names = (s for s in level.body if s.id == "NM1" and s.get(1) not in PEOPLE)
    return next((party(name) for name in names), NO_PARTY)
