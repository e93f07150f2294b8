"""What a person learned of a plan's clock for a claim: when it had it, and what it asked for.

Acknowledgements and payment notices tell most of it by themselves. This holds what came by letter,
portal or telephone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import ClaimId, ClaimNumber, SendNumber
from domain.problem import Problem, Refused, refuse


class SentClaim(msgspec.Struct, frozen=True, gc=False):
    """One sending of a claim, which is what a plan receives."""

    claim_id: ClaimId
    number: ClaimNumber
    sent_as: SendNumber
    sent_on: date


# commands


@dataclass(frozen=True)
class ProveReceipt:
    """Something proves that the plan had a sending on a day; `proof` says what, and where it is."""

    sending: SentClaim
    received_on: date
    proof: str
    learned_on: date


@dataclass(frozen=True)
class ContestClaim:
    """The plan asks for information before it pays; `asks` says for what."""

    sending: SentClaim
    asked_on: date
    asks: str
    learned_on: date


@dataclass(frozen=True)
class BringInformation:
    """The plan has what it asked for."""

    sending: SentClaim
    arrived_on: date
    learned_on: date


ClockCommand = ProveReceipt | ContestClaim | BringInformation

# events


@event("pay-clock.receipt-proven", version=1)
class ReceiptProven(Fact, frozen=True):
    """The plan had a sending on this day."""

    sending: SentClaim
    received_on: date
    proof: str


@event("pay-clock.contested", version=1)
class ClaimContested(Fact, frozen=True):
    """The plan asked for information; its clock stands until it has it."""

    sending: SentClaim
    asked_on: date
    asks: str


@event("pay-clock.information-arrived", version=1)
class InformationArrived(Fact, frozen=True):
    """The plan had what it asked for; its clock starts anew."""

    sending: SentClaim
    arrived_on: date


ClockFact = ReceiptProven | ClaimContested | InformationArrived

# states


@dataclass(frozen=True)
class NoClock:
    """Nobody learned anything."""


@dataclass(frozen=True)
class KnownClock:
    """What was learned of each sending, in order."""

    told: tuple[ClockFact, ...]

    def of(self, sent_as: SendNumber) -> tuple[ClockFact, ...]:
        """What was learned of one sending."""
        return tuple(fact for fact in self.told if fact.sending.sent_as == sent_as)


PayClock = NoClock | KnownClock

# decide


def decide(clock: PayClock, command: ClockCommand) -> tuple[ClockFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    told = clock.of(command.sending.sent_as) if isinstance(clock, KnownClock) else ()
    fact = _fact(command)
    if fact in told:
        return ()
    problems = tuple(_day_problems(command, _day(fact)))
    if problems:
        return Refused(problems)
    match fact:
        case ReceiptProven():
            return (fact,)
        case ClaimContested():
            return _contested(fact, told)
        case InformationArrived():
            return _informed(fact, told)
        case _:
            assert_never(fact)


# rules


def _fact(command: ClockCommand) -> ClockFact:
    match command:
        case ProveReceipt(sending=sending, received_on=day, proof=proof):
            return ReceiptProven(sending=sending, received_on=day, proof=proof)
        case ContestClaim(sending=sending, asked_on=day, asks=asks):
            return ClaimContested(sending=sending, asked_on=day, asks=asks)
        case BringInformation(sending=sending, arrived_on=day):
            return InformationArrived(sending=sending, arrived_on=day)
        case _:
            assert_never(command)


def _day(fact: ClockFact) -> date:
    match fact:
        case ReceiptProven(received_on=day):
            return day
        case ClaimContested(asked_on=day):
            return day
        case InformationArrived(arrived_on=day):
            return day
        case _:
            assert_never(fact)


def _day_problems(command: ClockCommand, day: date) -> Iterator[Problem]:
    """Nothing happens to a claim before it is sent, and nothing is known of days to come."""
    sending = command.sending
    if day < sending.sent_on:
        yield Problem(
            code="pay-clock.before-sending",
            what=f"it was sent on {sending.sent_on}, and the day given is {day}",
            where=_where(sending),
            fix="look at the day, or name the sending that you mean by its CLM01",
        )
    if day > command.learned_on:
        yield Problem(
            code="pay-clock.day-to-come",
            what=f"the day given is {day}, and today is {command.learned_on}",
            where=_where(sending),
            fix="give the day once it has come",
        )


def _contested(
    fact: ClaimContested, told: tuple[ClockFact, ...]
) -> tuple[ClockFact, ...] | Refused:
    """A plan that waits for information asks for no other before it has that."""
    if _waits_since(told) is None:
        return (fact,)
    return refuse(
        "pay-clock.contested-already",
        what=f"the plan has waited for information since {_waits_since(told)}",
        where=_where(fact.sending),
        fix="say first that it arrived: hub interest information",
    )


def _informed(
    fact: InformationArrived, told: tuple[ClockFact, ...]
) -> tuple[ClockFact, ...] | Refused:
    """Only what was asked for can arrive, and not before that."""
    since = _waits_since(told)
    if since is not None and fact.arrived_on >= since:
        return (fact,)
    waits = f"waits for information since {since}" if since else "waits for no information"
    return refuse(
        "pay-clock.nothing-asked",
        what=f"the plan {waits}, and the day given is {fact.arrived_on}",
        where=_where(fact.sending),
        fix="say first what the plan asked for and when: hub interest contested",
    )


def _waits_since(told: tuple[ClockFact, ...]) -> date | None:
    asked = [fact for fact in told if not isinstance(fact, ReceiptProven)]
    last = asked[-1] if asked else None
    return last.asked_on if isinstance(last, ClaimContested) else None


def _where(sending: SentClaim) -> str:
    return f"claim {sending.number}, sent as {sending.sent_as}"


# evolve


def evolve(clock: PayClock, fact: ClockFact) -> PayClock:
    """What is known after the fact."""
    match clock:
        case NoClock():
            return KnownClock((fact,))
        case KnownClock(told=told):
            return replace(clock, told=(*told, fact))
        case _:
            assert_never(clock)


PAY_CLOCK: Decider[PayClock, ClockCommand, ClockFact] = Decider(
    name="pay-clock",
    initial=NoClock(),
    decide=decide,
    evolve=evolve,
    facts=get_args(ClockFact),
    commands=get_args(ClockCommand),
    states=get_args(PayClock),
)
