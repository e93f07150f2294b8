"""A roster as an 834 states it: who is covered by what, and since when. Source: 005010X220A1.

Names, numbers, addresses, health and household of a member are personal details: they stand in
parties, numbers and kept segments, and printing shows none of them.
"""

from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.elements import day
from adapters.edi.finding import Finding
from adapters.edi.rosters.parties import NO_NUMBERS, Numbers, Party
from adapters.edi.values import NOTHING_KEPT, Amount, StatedDays, Verbatim

MEMBER = frozenset({"IL", "74"})
"""Whose NM1 is the member's: IL, or 74 where the name is corrected."""


class Count(msgspec.Struct, frozen=True, gc=False):
    """A QTY of the header: TO all, ET subscribers, DT dependents; None where it is no number."""

    qualifier: str
    number: Decimal | None


class RosterHeader(msgspec.Struct, frozen=True):
    """What an 834 says before its first member.

    `purpose` is BGN01 (00 original, 15 sent again, 22 a copy), `action` BGN08 (2 changes, 4 all
    members, RX replaces all); `policy` is REF*38.
    """

    purpose: str
    reference: str
    created_on: date | None
    action: str
    policy: str
    dates: tuple[StatedDays, ...]
    counts: tuple[Count, ...]
    organizations: tuple[Party, ...]
    version: str
    segments: Verbatim = NOTHING_KEPT
    others: Verbatim = NOTHING_KEPT

    @property
    def sponsor(self) -> Party | None:
        """Who covers the members (N1*P5)."""
        return self._of("P5")

    @property
    def payer(self) -> Party | None:
        """The plan (N1*IN)."""
        return self._of("IN")

    @property
    def brokers(self) -> tuple[Party, ...]:
        """Brokers and administrators (N1*BO, N1*TV)."""
        return tuple(each for each in self.organizations if each.entity in ("BO", "TV"))

    def _of(self, entity: str) -> Party | None:
        return next((each for each in self.organizations if each.entity == entity), None)


class OtherCoverage(msgspec.Struct, frozen=True, gc=False):
    """A COB: other insurance of the member.

    `sequence` is P, S, T or U; `coordination` 1 yes, 5 unknown, 6 none; `policy` is COB02.
    """

    sequence: str
    policy: str
    coordination: str
    service_types: tuple[str, ...] = ()
    numbers: Numbers = NO_NUMBERS
    dates: tuple[StatedDays, ...] = ()
    parties: tuple[Party, ...] = ()

    def __repr__(self) -> str:
        return f"<other coverage {self.sequence[:1]}, not shown>"


class Coverage(msgspec.Struct, frozen=True, gc=False):
    """An HD: one coverage of the member (loop 2300).

    `maintenance` is HD01 (021 added, 024 ended ...), `line` HD03 (HMO, DEN ...), `plan` HD04,
    `level` HD05 (IND, FAM ...). Dates: 348 begins, 349 ends, 303 changed. `providers` are those
    of loop 2310: P3 the primary care provider or group.
    """

    maintenance: str
    line: str
    plan: str
    level: str
    dates: tuple[StatedDays, ...] = ()
    amounts: tuple[Amount, ...] = ()
    numbers: Numbers = NO_NUMBERS
    providers: tuple[Party, ...] = ()
    other_coverages: tuple[OtherCoverage, ...] = ()

    @property
    def begins_on(self) -> date | None:
        """DTP*348."""
        return first_day(self.dates, "348")

    @property
    def ends_on(self) -> date | None:
        """DTP*349."""
        return first_day(self.dates, "349")


class Category(msgspec.Struct, frozen=True, gc=False):
    """A reporting category: what the sender calls it, and what it says of the member (2750)."""

    name: str
    numbers: Numbers = NO_NUMBERS
    dates: tuple[StatedDays, ...] = ()


class Member(msgspec.Struct, frozen=True, gc=False):
    """One INS: a subscriber or a dependent (loop 2000).

    `relationship` is INS02 (18 self, 01 spouse, 19 child), `maintenance` INS03 (001 changed, 021
    added, 024 ended, 025 back again, 030 listed whole), `reason` INS04, `benefit_status` INS05.
    Dates: 356 eligible from, 357 to, 336 employed from, 337 to. `amounts` are those of the member,
    each coverage has its own. `others` are segments that no field holds.
    """

    ordinal: int
    is_subscriber: bool
    relationship: str
    maintenance: str
    reason: str
    benefit_status: str
    medicare: str
    employment: str
    student: str
    confidentiality: str
    numbers: Numbers
    dates: tuple[StatedDays, ...]
    amounts: tuple[Amount, ...]
    parties: tuple[Party, ...]
    coverages: tuple[Coverage, ...]
    categories: tuple[Category, ...]
    disability: Verbatim
    segments: Verbatim
    others: Verbatim
    findings: tuple[Finding, ...]
    segment: int
    offset: int
    length: int

    @property
    def person(self) -> Party | None:
        """The member as now named."""
        return next((each for each in self.parties if each.entity in MEMBER), None)

    @property
    def named_wrongly(self) -> Party | None:
        """The member as named before (NM1*70)."""
        return next((each for each in self.parties if each.entity == "70"), None)

    @property
    def subscriber_number(self) -> str:
        """REF*0F: the number under which the sender keeps the family."""
        return self.numbers.get("0F")

    @property
    def group_number(self) -> str:
        """REF*1L: the group or policy."""
        return self.numbers.get("1L")

    @property
    def eligible_from(self) -> date | None:
        """DTP*356."""
        return first_day(self.dates, "356")

    @property
    def eligible_to(self) -> date | None:
        """DTP*357."""
        return first_day(self.dates, "357")

    @property
    def died_on(self) -> date | None:
        """INS12."""
        return day(self.segments.segments[0].get(12))


def first_day(dates: tuple[StatedDays, ...], qualifier: str) -> date | None:
    """The first day stated under a qualifier."""
    return next((each.first_day for each in dates if each.qualifier == qualifier), None)
