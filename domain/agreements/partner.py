"""Who gives care: joins, is suspended, leaves."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import Npi, PartnerCode, PartnerId, Tin
from domain.problem import Refused, wrong_moment


class BillsAs(msgspec.Struct, frozen=True):
    """How a partner stands on claims that go out under its own NPI and TIN.

    Source: 005010X222A1 2000A PRV03, 2010AA N3 and N4; `zip_code` is nine digits.
    """

    taxonomy: str
    street: str
    city: str
    state: str
    zip_code: str


class PartnerDetails(msgspec.Struct, frozen=True):
    """An organization that gives care. `code` begins its claim numbers and never changes.

    `billing` is stated where claims go out under its own numbers.
    """

    partner_id: PartnerId
    code: PartnerCode
    name: str
    npi: Npi | None = None
    tin: Tin | None = None
    billing: BillsAs | None = None

    @property
    def bills_itself(self) -> bool:
        """Whether a claim may go out under its own numbers."""
        return None not in {self.npi, self.tin, self.billing}

    def says(self, other: "PartnerDetails") -> bool:
        """Whether all that the other states is known of it already."""
        same = (self.partner_id, self.code, self.name) == (
            other.partner_id,
            other.code,
            other.name,
        )
        pairs = ((self.npi, other.npi), (self.tin, other.tin), (self.billing, other.billing))
        return same and all(stated in {None, known} for known, stated in pairs)


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


@dataclass(frozen=True)
class StateBilling:
    """What claims that go out under the partner's own numbers say of it."""

    npi: Npi
    tin: Tin
    billing: BillsAs


PartnerCommand = StateBilling | JoinPartner | SuspendPartner | ReinstatePartner | LeavePartner

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


@event("partner.billing-stated", version=1)
class PartnerBillingStated(Fact, frozen=True):
    """It is known how the partner stands on claims under its own numbers."""

    partner_id: PartnerId
    npi: Npi
    tin: Tin
    billing: BillsAs


PartnerFact = (
    PartnerBillingStated | PartnerJoined | PartnerSuspended | PartnerReinstated | PartnerLeft
)

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
        case ActivePartner(details=known), JoinPartner(details=asked) if known.says(asked):
            return ()
        case ActivePartner() | SuspendedPartner() | FormerPartner(), StateBilling() as ask:
            return _state_billing(partner.details, ask)
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


# rules


def _state_billing(known: PartnerDetails, ask: StateBilling) -> tuple[PartnerFact, ...]:
    if (known.npi, known.tin, known.billing) == (ask.npi, ask.tin, ask.billing):
        return ()
    return (
        PartnerBillingStated(
            partner_id=known.partner_id, npi=ask.npi, tin=ask.tin, billing=ask.billing
        ),
    )


# evolve


def evolve(partner: Partner, fact: PartnerFact) -> Partner:
    """The partner after the fact."""
    match fact:
        case PartnerJoined(details=details):
            return ActivePartner(details)
        case PartnerBillingStated(npi=npi, tin=tin, billing=billing):
            if isinstance(partner, NoPartner):
                return partner
            stated = msgspec.structs.replace(partner.details, npi=npi, tin=tin, billing=billing)
            return replace(partner, details=stated)
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
    facts=get_args(PartnerFact),
    commands=get_args(PartnerCommand),
    states=(NoPartner, ActivePartner, SuspendedPartner, FormerPartner),
)
