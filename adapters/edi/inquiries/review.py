"""What a plan decides about care it was asked to allow, or the request itself.

Source: 005010X217; 005010X215 and 005010X216 are read the same way.
"""

from collections.abc import Collection
from datetime import date

import msgspec

from adapters.edi.inquiries.authorization_question import AskedCare, AuthorizationRequest
from adapters.edi.inquiries.stated import Rejection, Trace, Unit
from adapters.edi.values import Reference, StatedDays

# HCR01 as 005010X217 lists it (general knowledge); CT (ask the plan) and NA (no decision is
# needed) decide nothing
_BY_ACTION = {
    "A1": "certified",
    "A2": "modified",
    "A3": "denied",
    "A4": "pended",
    "A6": "modified",
    "C": "cancelled",
}
_FINAL = frozenset({"certified", "modified", "denied"})
_NEW = frozenset({"", "I"})  # UM02: initial
# the days of a certification, then those asked about (general knowledge of DTP01)
_PERIODS = ("007", "472", "AAH", "435")


class Decision(msgspec.Struct, frozen=True, gc=False):
    """An HCR: `action` HCR01, `certification` HCR02 (the authorization number), `reason` HCR03."""

    action: str
    certification: str = ""
    reason: str = ""

    @property
    def result(self) -> str:
        """certified, modified, denied, pended, cancelled or unknown."""
        return _BY_ACTION.get(self.action, "unknown")


class SaidStatus(msgspec.Struct, frozen=True, gc=False):
    """An STC in a 278, which the guide does not have: kept, and never taken for a decision."""

    category: str
    stated_on: date | None = None


class ReviewedCare(msgspec.Struct, frozen=True, gc=False):
    """One service with what is decided about it."""

    asked: AskedCare
    decision: Decision | None = None
    rejections: tuple[Rejection, ...] = ()
    traces: tuple[Trace, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def result(self) -> str:
        """The decision; rejected where there is a rejection in its place, else unknown."""
        if self.decision:
            return self.decision.result
        return "rejected" if self.rejections else "unknown"


class Review(Unit, frozen=True, gc=False, kw_only=True):
    """One request for care, asked or answered.

    `request` is what is asked, or what the answer repeats. `asks` says which: a file that asks has
    no decision to give. `references` are REFs of the request itself (BB the number a plan gave,
    NT its own reference ...).
    """

    request: AuthorizationRequest
    asks: bool
    decision: Decision | None = None
    rejections: tuple[Rejection, ...] = ()
    rejections_above: tuple[Rejection, ...] = ()
    statuses: tuple[SaidStatus, ...] = ()
    references: tuple[Reference, ...] = ()
    services: tuple[ReviewedCare, ...] = ()

    @property
    def result(self) -> str:
        """asked, certified, modified, denied, pended, cancelled, rejected or unknown.

        What is decided about a service counts beside what is decided about the whole, and decides
        alone where nothing is: modified where they differ.
        """
        if self.asks:
            return "asked"
        if self.decision:
            return _together({self.decision.result, *self.decided_services})
        if any(status.category in _BY_ACTION for status in self.statuses):
            return "unknown"  # it may be meant as a decision, and say another than the rejection
        if self.rejections or self.rejections_above:
            return "rejected"
        return _together({service.result for service in self.services})

    @property
    def decided_services(self) -> frozenset[str]:
        """What is decided about services of their own."""
        return frozenset(service.result for service in self.services if service.decision)

    @property
    def certification(self) -> str:
        """The authorization number: HCR02, else REF*BB; empty while nothing is certified.

        Where an authorization is renewed or changed, REF*BB is the number of the earlier one.
        """
        if self.result not in ("certified", "modified"):
            return ""
        decided = [self.decision, *(service.decision for service in self.services)]
        given = (each.certification for each in decided if each and each.certification)
        is_new = self.request.certification in _NEW
        kept = (each.value for each in self.references if each.qualifier == "BB" and is_new)
        return next(given, next(kept, ""))

    @property
    def period(self) -> StatedDays | None:
        """From when to when: the days certified, else those of the care."""
        stated = {days.qualifier: days for days in reversed(self.request.dates)}
        return next((stated[kind] for kind in _PERIODS if kind in stated), None)


def _together(results: Collection[str]) -> str:
    """What several decisions come to: that of all of them, else modified where each is final."""
    if len(results) == 1:
        return next(iter(results))
    return "modified" if results and _FINAL.issuperset(results) else "unknown"
