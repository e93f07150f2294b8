"""What questions and answers state alike: people, parties, days, traces, rejections, services.

Source: 005010X212, 005010X217, 005010X279A1.
"""

from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.finding import Finding
from adapters.edi.values import NOTHING_KEPT, Verbatim

LEVELS = {
    "20": "source",
    "21": "receiver",
    "19": "provider",
    "22": "subscriber",
    "23": "dependent",
    "PT": "dependent",
    "EV": "event",
    "SS": "service",
}
"""HL03 in words."""


class Person(msgspec.Struct, frozen=True, gc=False):
    """Who is asked about: personal details, so that printing one shows none of them.

    `number` is NM109, the CIN or what the plan calls the member by; `number_kind` NM108 (MI).
    `role` is NM101 (IL subscriber, QC or 03 dependent). `sex` is DMG03 as it stands.
    """

    last_name: str = ""
    first_name: str = ""
    number: str = ""
    born_on: date | None = None
    sex: str = ""
    middle_name: str = ""
    suffix: str = ""
    number_kind: str = "MI"
    role: str = "IL"

    def __repr__(self) -> str:
        return "<a person, not shown>"


NOBODY = Person(number_kind="", role="")


class Party(msgspec.Struct, frozen=True, gc=False):
    """A plan, a provider, or whoever asks: an NM1. It may be a person, so none is printed.

    `role` is NM101 (PR plan, 1P provider, 41 submitter, X3 reviewing organization), `number` NM109
    and `number_kind` its kind (PI payer id, XX NPI, 46 submitter id).
    """

    role: str
    name: str
    number: str = ""
    number_kind: str = ""
    is_person: bool = False
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""

    def __repr__(self) -> str:
        return f"<a party {self.role}, not shown>"


NO_PARTY = Party("", "")


class Beginning(msgspec.Struct, frozen=True, gc=False):
    """The BHT: `purpose` 13 asks, 11 and 08 answer, 01 cancels; `reference` is BHT03."""

    structure: str = ""
    purpose: str = ""
    reference: str = ""
    created_on: date | None = None
    created_at: str = ""
    kind: str = ""


class Trace(msgspec.Struct, frozen=True, gc=False):
    """A TRN: `kind` 1 is the sender's own number, 2 one that the sender was sent; `by` is whose."""

    kind: str
    number: str
    by: str = ""
    by_more: str = ""


class Rejection(msgspec.Struct, frozen=True, gc=False):
    """An AAA: why a question is not answered, and what may be done next.

    `reason` is AAA03 (72 member number, 75 not found ...), `follow_up` AAA04 (C correct and
    resubmit, N not to be resubmitted, R resubmission allowed ...). `understood` is AAA01: N where
    the request itself was at fault, Y where it was not.
    """

    understood: str
    reason: str
    follow_up: str


class Procedure(msgspec.Struct, frozen=True, gc=False):
    """A composite of a code: ``HC:98960:U2``."""

    qualifier: str
    code: str
    modifiers: tuple[str, ...] = ()
    description: str = ""


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """An HSD: how much, how often, for how long.

    `quantity` counts `quantity_kind` (VS visits, UN units, HS hours, DY days) per `basis` (DA, WK,
    MO); `periods` counts `period` (7 day, 34 month, 35 week).
    """

    quantity_kind: str = ""
    quantity: Decimal | None = None
    basis: str = ""
    modulus: Decimal | None = None
    period: str = ""
    periods: Decimal | None = None
    pattern: str = ""
    time: str = ""


class Message(msgspec.Struct, frozen=True, gc=False):
    """An MSG: free text, which may hold personal details; printing it shows none."""

    text: str

    def __repr__(self) -> str:
        return "<a message, not shown>"


class About(msgspec.Struct, frozen=True, gc=False):
    """Whom one question or answer is about, and who asks whom.

    `level` is the level it stands at, in words. `person` is the member, `subscriber` the one
    through whom a dependent is covered. `plan`, `asker` and `provider` are the parties of the
    levels above. `details` are the segments that describe the person, `above` those of the levels
    above, the nearest first, all as they stand.
    """

    level: str
    person: Person = NOBODY
    subscriber: Person | None = None
    plan: Party = NO_PARTY
    asker: Party = NO_PARTY
    provider: Party = NO_PARTY
    details: Verbatim = NOTHING_KEPT
    above: tuple[Verbatim, ...] = ()

    def reference(self, qualifier: str) -> str:
        """REF02 of the member's REF of that kind, empty where there is none."""
        found = (s.get(2) for s in self.details.segments if s.id == "REF" and s.get(1) == qualifier)
        return next(found, "")


class Unit(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One question or one answer: whom it is about, its traces, and where in the file it stands.

    `segments` are all of it, `others` those that no field holds. `segment` and `offset` are its
    first, `length` is in bytes.
    """

    about: About
    traces: tuple[Trace, ...] = ()
    findings: tuple[Finding, ...] = ()
    segments: Verbatim = NOTHING_KEPT
    others: Verbatim = NOTHING_KEPT
    segment: int = 0
    offset: int = 0
    length: int = 0

    @property
    def result(self) -> str:
        """What is said in one word; a question has no result yet."""
        return "asked"

    @property
    def trace(self) -> str:
        """The number of whoever asked: TRN02 of kind 2 in an answer, else of the first TRN."""
        echoed = (trace.number for trace in self.traces if trace.kind == "2")
        first = self.traces[0].number if self.traces else ""
        return next(echoed, first)
