"""Units a plan allows: reserved, used, given back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import (
    AuthorizationId,
    AuthorizationNumber,
    ClaimId,
    MemberId,
    Npi,
    PlanId,
    PlanKey,
)
from domain.period import Period
from domain.problem import Refused, refuse, wrong_moment
from domain.service_line import Service


class Grant(msgspec.Struct, frozen=True):
    """What a plan allowed.

    `number` is as the plan writes it, empty where the authorization stands on a roster only;
    `units` is empty where the plan set no limit; `provider` is the NPI named on it, whoever draws.
    """

    authorization_id: AuthorizationId
    member_id: MemberId
    plan_id: PlanId
    plan_key: PlanKey
    number: AuthorizationNumber | None
    services: tuple[Service, ...]
    units: int | None
    period: Period
    provider: Npi | None = None

    def allows(self, service: Service, day: date) -> bool:
        """Whether the service on this day falls under it."""
        return day in self.period and service in self.services


# commands


@dataclass(frozen=True)
class GrantAuthorization:
    """A plan allows units of a service for a member."""

    grant: Grant


@dataclass(frozen=True)
class ReserveUnits:
    """A claim bills units: from now on `units` are reserved for it, beside those it used."""

    claim_id: ClaimId
    units: int


@dataclass(frozen=True)
class UseUnits:
    """The plan paid `used` units of a claim in all; `reserved` more stay reserved for it."""

    claim_id: ClaimId
    used: int
    reserved: int


AuthorizationCommand = GrantAuthorization | ReserveUnits | UseUnits

# events


@event("authorization.granted", version=1)
class AuthorizationGranted(Fact, frozen=True):
    """A plan allowed units of a service."""

    grant: Grant


@event("authorization.units-reserved", version=1)
class UnitsReserved(Fact, frozen=True):
    """Units of a claim that was billed stand reserved; `units` is what is now reserved for it."""

    authorization_id: AuthorizationId
    claim_id: ClaimId
    units: int


@event("authorization.units-settled", version=1)
class UnitsSettled(Fact, frozen=True):
    """What a claim has used and still reserves; `given_back` is what others may draw again."""

    authorization_id: AuthorizationId
    claim_id: ClaimId
    used: int
    reserved: int
    given_back: int


AuthorizationFact = AuthorizationGranted | UnitsReserved | UnitsSettled

# states


@dataclass(frozen=True)
class NoAuthorization:
    """The plan allowed nothing."""


class Draw(msgspec.Struct, frozen=True):
    """What one claim holds of an authorization."""

    reserved: int = 0
    used: int = 0


@dataclass(frozen=True)
class GrantedAuthorization:
    """What the plan allowed, and what each claim holds of it."""

    grant: Grant
    draws: Mapping[ClaimId, Draw]

    @property
    def left(self) -> int | None:
        """Units that nobody holds; None where the plan set no limit."""
        if self.grant.units is None:
            return None
        return self.grant.units - sum(d.reserved + d.used for d in self.draws.values())

    def draw(self, claim_id: ClaimId) -> Draw:
        """What a claim holds."""
        return self.draws.get(claim_id, Draw())


Authorization = NoAuthorization | GrantedAuthorization

# decide


def decide(
    authorization: Authorization, command: AuthorizationCommand
) -> tuple[AuthorizationFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match authorization, command:
        case NoAuthorization(), GrantAuthorization(grant=grant):
            return _grant(grant)
        case GrantedAuthorization(grant=known), GrantAuthorization(grant=asked) if known == asked:
            return ()
        case GrantedAuthorization() as granted, ReserveUnits() as ask:
            return _reserve(granted, ask)
        case GrantedAuthorization() as granted, UseUnits() as ask:
            return _settle(granted, ask)
        case _:
            return wrong_moment("authorization", "authorization", authorization, command)


# rules


def _grant(grant: Grant) -> tuple[AuthorizationFact, ...] | Refused:
    if grant.units is not None and grant.units < 0:
        return _below_zero(grant, grant.units)
    if grant.period.last_day < grant.period.first_day:
        return refuse(
            "authorization.ends-before-start",
            what=f"it starts {grant.period.first_day} and ends {grant.period.last_day}",
            where=f"authorization for {grant.plan_key}",
            fix="give a last day on or after the first",
        )
    return (AuthorizationGranted(grant=grant),)


def _reserve(
    granted: GrantedAuthorization, ask: ReserveUnits
) -> tuple[AuthorizationFact, ...] | Refused:
    """Nobody may bill more units than the plan allows."""
    held = granted.draw(ask.claim_id)
    if held.reserved == ask.units:
        return ()
    if ask.units < 0:
        return _below_zero(granted.grant, ask.units)
    left = granted.left
    more = ask.units - held.reserved
    if left is not None and more > max(left, 0):
        return refuse(
            "authorization.units-exceeded",
            what=f"units asked for: {ask.units}; left: {max(left + held.reserved, 0)}",
            where=f"authorization {granted.grant.authorization_id}, {granted.grant.period}",
            fix="ask the plan for more units, or bill what is left",
        )
    return (
        UnitsReserved(
            authorization_id=granted.grant.authorization_id,
            claim_id=ask.claim_id,
            units=ask.units,
        ),
    )


def _below_zero(grant: Grant, units: int) -> Refused:
    return refuse(
        "authorization.units-below-zero",
        what=f"the units are {units}",
        where=f"authorization {grant.authorization_id}, {grant.period}",
        fix="give a number of units from zero up",
    )


def _settle(
    granted: GrantedAuthorization, ask: UseUnits
) -> tuple[AuthorizationFact, ...] | Refused:
    """What the plan did is recorded even where it paid more units than it allowed."""
    if min(ask.used, ask.reserved) < 0:
        return _below_zero(granted.grant, min(ask.used, ask.reserved))
    held = granted.draw(ask.claim_id)
    if (held.used, held.reserved) == (ask.used, ask.reserved):
        return ()
    return (
        UnitsSettled(
            authorization_id=granted.grant.authorization_id,
            claim_id=ask.claim_id,
            used=ask.used,
            reserved=ask.reserved,
            given_back=held.used + held.reserved - ask.used - ask.reserved,
        ),
    )


# evolve


def evolve(authorization: Authorization, fact: AuthorizationFact) -> Authorization:
    """The authorization after the fact."""
    match fact:
        case AuthorizationGranted(grant=grant):
            return GrantedAuthorization(grant, {})
        case UnitsReserved(claim_id=claim_id, units=units):
            if not isinstance(authorization, GrantedAuthorization):
                return authorization
            held = authorization.draw(claim_id)
            return _with_draw(authorization, claim_id, Draw(units, held.used))
        case UnitsSettled(claim_id=claim_id, used=used, reserved=reserved):
            if not isinstance(authorization, GrantedAuthorization):
                return authorization
            return _with_draw(authorization, claim_id, Draw(reserved, used))
        case _:
            assert_never(fact)


def _with_draw(
    authorization: GrantedAuthorization, claim_id: ClaimId, draw: Draw
) -> GrantedAuthorization:
    return replace(authorization, draws={**authorization.draws, claim_id: draw})


AUTHORIZATION: Decider[Authorization, AuthorizationCommand, AuthorizationFact] = Decider(
    name="authorization",
    initial=NoAuthorization(),
    decide=decide,
    evolve=evolve,
    facts=(AuthorizationGranted, UnitsReserved, UnitsSettled),
    commands=(GrantAuthorization, ReserveUnits, UseUnits),
    states=(NoAuthorization, GrantedAuthorization),
)
