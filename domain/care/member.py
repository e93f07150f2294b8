"""Who receives care; the only facts that hold personal details."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import Cin, MemberId, PlanId, PlanKey
from domain.period import Period
from domain.problem import Refused, refuse, wrong_moment

Sex = Literal["F", "M", "U"]


class MemberDetails(msgspec.Struct, frozen=True):
    """The personal details that a plan needs to know a member. Sex as in 005010X222A1 DMG03."""

    cin: Cin
    last_name: str
    first_name: str
    born_on: date
    sex: Sex
    street: str
    city: str
    state: str
    zip_code: str


class Coverage(msgspec.Struct, frozen=True):
    """A plan that covers the member in a period."""

    plan_id: PlanId
    plan_key: PlanKey
    period: Period


# commands


@dataclass(frozen=True)
class RegisterMember:
    """A member becomes known to the hub."""

    member_id: MemberId
    details: MemberDetails


@dataclass(frozen=True)
class CorrectMember:
    """A member's details are stated anew, all of them."""

    details: MemberDetails


@dataclass(frozen=True)
class CoverMember:
    """A plan covers the member in a period; the same first day states the period anew."""

    coverage: Coverage


@dataclass(frozen=True)
class NumberMember:
    """A plan calls the member by a number of its own."""

    plan_key: PlanKey
    number: str


@dataclass(frozen=True)
class DisownNumber:
    """That a plan calls the member by this number was told wrongly."""

    plan_key: PlanKey
    number: str


MemberCommand = RegisterMember | CorrectMember | CoverMember | NumberMember | DisownNumber

# events


@event("member.registered", version=1)
class MemberRegistered(Fact, frozen=True):
    """A member became known."""

    member_id: MemberId
    details: MemberDetails


@event("member.corrected", version=1)
class MemberCorrected(Fact, frozen=True):
    """A member's details were stated anew."""

    member_id: MemberId
    details: MemberDetails


@event("member.covered", version=1)
class MemberCovered(Fact, frozen=True):
    """A plan covers the member in a period."""

    member_id: MemberId
    coverage: Coverage


@event("member.numbered", version=1)
class MemberNumbered(Fact, frozen=True):
    """It became known by which number a plan calls the member; earlier ones stay theirs."""

    member_id: MemberId
    plan_key: PlanKey
    number: str


@event("member.number-disowned", version=1)
class MemberNumberDisowned(Fact, frozen=True):
    """By which number a plan calls the member was told wrongly; nobody is known by it any more."""

    member_id: MemberId
    plan_key: PlanKey
    number: str


MemberFact = (
    MemberRegistered | MemberCorrected | MemberCovered | MemberNumbered | MemberNumberDisowned
)

# states


@dataclass(frozen=True)
class NoMember:
    """Not known to the hub."""


@dataclass(frozen=True)
class KnownMember:
    """A member, who covers them when, and the numbers by which plans call them."""

    member_id: MemberId
    details: MemberDetails
    coverages: tuple[Coverage, ...] = ()
    numbers: frozenset[tuple[PlanKey, str]] = frozenset()

    def plan_on(self, day: date) -> Coverage | None:
        """The coverage on a day; None where no plan is known to cover the member."""
        return next((c for c in self.coverages if day in c.period), None)


Member = NoMember | KnownMember

# decide


def decide(member: Member, command: MemberCommand) -> tuple[MemberFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match member, command:
        case NoMember(), RegisterMember(member_id=member_id, details=details):
            return (MemberRegistered(member_id=member_id, details=details),)
        case KnownMember(details=known), RegisterMember(details=asked) if known == asked:
            return ()
        case KnownMember(details=known), CorrectMember(details=asked) if known == asked:
            return ()
        case KnownMember(member_id=member_id), CorrectMember(details=details):
            return (MemberCorrected(member_id=member_id, details=details),)
        case KnownMember() as known_member, CoverMember(coverage=coverage):
            return _cover(known_member, coverage)
        case KnownMember(numbers=known), NumberMember(plan_key=plan, number=number):
            if (plan, number) in known:
                return ()
            return (MemberNumbered(member_id=member.member_id, plan_key=plan, number=number),)
        case KnownMember(numbers=known), DisownNumber(plan_key=plan, number=number):
            if (plan, number) not in known:
                return ()
            known_as = member.member_id
            return (MemberNumberDisowned(member_id=known_as, plan_key=plan, number=number),)
        case _:
            return wrong_moment("member", "member", member, command)


# rules


def _cover(member: KnownMember, asked: Coverage) -> tuple[MemberFact, ...] | Refused:
    """On any day one plan covers a member."""
    if asked in member.coverages:
        return ()
    if asked.period.last_day < asked.period.first_day:
        return refuse(
            "member.coverage-ends-before-start",
            what=f"it starts {asked.period.first_day} and ends {asked.period.last_day}",
            where=f"member {member.member_id}",
            fix="give a last day on or after the first",
        )
    for known in member.coverages:
        if known.period.overlaps(asked.period) and not _restates(known, asked):
            return refuse(
                "member.covered-twice",
                what=f"{known.plan_key} covers {known.period}; "
                f"{asked.plan_key} was given for {asked.period}",
                where=f"member {member.member_id}",
                fix="give the last day of the earlier coverage first",
            )
    return (MemberCovered(member_id=member.member_id, coverage=asked),)


def _restates(known: Coverage, asked: Coverage) -> bool:
    return (known.plan_id, known.period.first_day) == (asked.plan_id, asked.period.first_day)


# evolve


def evolve(member: Member, fact: MemberFact) -> Member:
    """The member after the fact."""
    match fact:
        case MemberRegistered(member_id=member_id, details=details):
            return KnownMember(member_id, details)
        case MemberCorrected(details=details):
            return replace(member, details=details) if isinstance(member, KnownMember) else member
        case MemberCovered(coverage=coverage):
            if not isinstance(member, KnownMember):
                return member
            others = tuple(c for c in member.coverages if not _restates(c, coverage))
            return replace(member, coverages=(*others, coverage))
        case MemberNumbered(plan_key=plan, number=number):
            if not isinstance(member, KnownMember):
                return member
            return replace(member, numbers=member.numbers | {(plan, number)})
        case MemberNumberDisowned(plan_key=plan, number=number):
            if not isinstance(member, KnownMember):
                return member
            return replace(member, numbers=member.numbers - {(plan, number)})
        case _:
            assert_never(fact)


MEMBER: Decider[Member, MemberCommand, MemberFact] = Decider(
    name="member",
    initial=NoMember(),
    decide=decide,
    evolve=evolve,
    facts=get_args(MemberFact),
    commands=get_args(MemberCommand),
    states=(NoMember, KnownMember),
)
