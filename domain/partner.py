"""Who gives care: joins, is suspended, leaves."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import Npi, PartnerCode, PartnerId, Tin
from domain.problem import Refused, wrong_moment


class PartnerDetails(msgspec.Struct, frozen=True):
    """An organization that gives care. `code` begins its claim numbers and never changes."""

    partner_id: PartnerId
    code: PartnerCode
    name: str
    npi: Npi | None = None
    tin: Tin | None = None


# commands


@dataclass(frozen=True)
class JoinPartner:
    """A partner comes under the hub."""

    details: PartnerDetails
    joined_on: date


@dataclass(frozen=True)
class SuspendPartner:
    """Nothing new of this partner is billed until it is reinstated."""

    on: date
    reason: str


@dataclass(frozen=True)
class ReinstatePartner:
    """A suspended partner's care is billed again."""

    on: date


@dataclass(frozen=True)
class LeavePartner:
    """The partner leaves; money about its care still finds it."""

    on: date


PartnerCommand = JoinPartner | SuspendPartner | ReinstatePartner | LeavePartner

# events


@event("partner.joined", version=1)
class PartnerJoined(Fact, frozen=True):
    """A partner came under the hub."""

    details: PartnerDetails
    joined_on: date


@event("partner.suspended", version=1)
class PartnerSuspended(Fact, frozen=True):
    """A partner was suspended."""

    partner_id: PartnerId
    on: date
    reason: str


@event("partner.reinstated", version=1)
class PartnerReinstated(Fact, frozen=True):
    """A suspended partner was reinstated."""

    partner_id: PartnerId
    on: date


@event("partner.left", version=1)
class PartnerLeft(Fact, frozen=True):
    """A partner left."""

    partner_id: PartnerId
    on: date


PartnerFact = PartnerJoined | PartnerSuspended | PartnerReinstated | PartnerLeft

# states


@dataclass(frozen=True)
class NoPartner:
    """Not a partner of the hub."""


@dataclass(frozen=True)
class ActivePartner:
    """Its care is billed."""

    details: PartnerDetails


@dataclass(frozen=True)
class SuspendedPartner:
    """Its care waits."""

    details: PartnerDetails
    reason: str


@dataclass(frozen=True)
class FormerPartner:
    """It left; its accounts live on."""

    details: PartnerDetails
    left_on: date


Partner = NoPartner | ActivePartner | SuspendedPartner | FormerPartner

# decide


def decide(partner: Partner, command: PartnerCommand) -> tuple[PartnerFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match partner, command:
        case NoPartner(), JoinPartner(details=details, joined_on=day):
            return (PartnerJoined(details=details, joined_on=day),)
        case ActivePartner(details=known), JoinPartner(details=asked) if known == asked:
            return ()
        case ActivePartner(details=known), SuspendPartner(on=day, reason=reason):
            return (PartnerSuspended(partner_id=known.partner_id, on=day, reason=reason),)
        case SuspendedPartner(reason=known_reason), SuspendPartner(reason=reason) if (
            known_reason == reason
        ):
            return ()
        case SuspendedPartner(details=known), ReinstatePartner(on=day):
            return (PartnerReinstated(partner_id=known.partner_id, on=day),)
        case ActivePartner(), ReinstatePartner():
            return ()
        case ActivePartner(details=known) | SuspendedPartner(details=known), LeavePartner(on=day):
            return (PartnerLeft(partner_id=known.partner_id, on=day),)
        case FormerPartner(left_on=known_day), LeavePartner(on=day) if known_day == day:
            return ()
        case _:
            return wrong_moment("partner", "partner", partner, command)


# evolve


def evolve(partner: Partner, fact: PartnerFact) -> Partner:
    """The partner after the fact."""
    match fact:
        case PartnerJoined(details=details):
            return ActivePartner(details)
        case PartnerSuspended(reason=reason):
            return (
                SuspendedPartner(partner.details, reason)
                if isinstance(partner, ActivePartner)
                else partner
            )
        case PartnerReinstated():
            return (
                ActivePartner(partner.details) if isinstance(partner, SuspendedPartner) else partner
            )
        case PartnerLeft(on=day):
            return (
                partner if isinstance(partner, NoPartner) else FormerPartner(partner.details, day)
            )
        case _:
            assert_never(fact)


PARTNER: Decider[Partner, PartnerCommand, PartnerFact] = Decider(
    name="partner",
    initial=NoPartner(),
    decide=decide,
    evolve=evolve,
    facts=(PartnerJoined, PartnerSuspended, PartnerReinstated, PartnerLeft),
    commands=(JoinPartner, SuspendPartner, ReinstatePartner, LeavePartner),
    states=(NoPartner, ActivePartner, SuspendedPartner, FormerPartner),
)
