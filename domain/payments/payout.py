"""Money paid out to a partner: asked for, agreed to by a second person, sent, and answered.

Paid it is only when the answer comes back, with the number of a warrant, cheque or EFT. Answers may
come in any order: each tells one thing about one warrant, and what they come to is the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never, get_args

from domain.decider import Decider
from domain.four_eyes import name_problems, second_person_problems
from domain.money import Money, show_money
from domain.payments.payout_answers import (
    TellCleared,
    TellPaid,
    TellReissued,
    TellVoided,
    answer,
    told_of,
)
from domain.payments.payout_facts import (
    HeldBecause,
    Payout,
    PayoutApproved,
    PayoutCancelled,
    PayoutCleared,
    PayoutFact,
    PayoutHeld,
    PayoutPaid,
    PayoutProposed,
    PayoutReleased,
    PayoutSent,
    PayoutVoided,
    PayoutVoidRedated,
    Recipient,
)
from domain.payments.payout_states import (
    ApprovedPayout,
    CancelledPayout,
    HeldPayout,
    NoPayout,
    PayoutState,
    ProposedPayout,
    SentPayout,
)
from domain.problem import Problem, Refused, refuse, wrong_moment

# commands


@dataclass(frozen=True)
class ProposePayout:
    """Pay it out; `room` is what may be paid out now, in cents."""

    payout: Payout
    by: str
    room: Money


@dataclass(frozen=True)
class HoldPayout:
    """Do not pay it out for now."""

    because: HeldBecause
    reason: str


@dataclass(frozen=True)
class ReleasePayout:
    """What held it is over."""

    because: HeldBecause


@dataclass(frozen=True)
class ApprovePayout:
    """A second person agrees; `room` is what may be paid out now, itself included."""

    by: str
    on: date
    room: Money


@dataclass(frozen=True)
class CancelPayout:
    """Do not pay it out."""

    reason: str


@dataclass(frozen=True)
class SendPayout:
    """It goes into a disbursement file, made out to the recipient."""

    file_number: str
    recipient: Recipient
    on: date
    room: Money


PayoutCommand = (
    ProposePayout
    | HoldPayout
    | ReleasePayout
    | ApprovePayout
    | CancelPayout
    | SendPayout
    | TellPaid
    | TellCleared
    | TellVoided
    | TellReissued
)

Decision = tuple[PayoutFact, ...] | Refused

# decide


def decide(state: PayoutState, command: PayoutCommand) -> Decision:
    """What follows from the command, or every reason against it."""
    match state, command:
        case NoPayout(), ProposePayout() as ask:
            return _propose(ask)
        case NoPayout(), _:
            return wrong_moment("payout", "payout", state, command)
        case _, ProposePayout(payout=payout) if payout == state.payout:
            return ()
        case SentPayout(), TellPaid() | TellCleared() | TellVoided() | TellReissued():
            return answer(state, command)
        case SentPayout(file_number=known), SendPayout(file_number=asked) if known == asked:
            return ()
        case CancelledPayout(), CancelPayout():
            return ()
        case CancelledPayout() | SentPayout(), _:
            return wrong_moment("payout", state.payout.where, state, command)
        case _, CancelPayout(reason=reason):
            return (PayoutCancelled(payout_id=state.payout.payout_id, reason=reason),)
        case _, HoldPayout() as ask:
            return _hold(state, ask)
        case HeldPayout(), ReleasePayout(because=because):
            return _release(state, because)
        case _, ReleasePayout():
            return ()
        case ProposedPayout(), ApprovePayout() as ask:
            return _approve(state, ask)
        case ApprovedPayout(), ApprovePayout():
            return ()
        case ApprovedPayout(), SendPayout() as ask:
            return _send(state, ask)
        case HeldPayout(), ApprovePayout() | SendPayout():
            return _held(state)
        case _:
            return wrong_moment("payout", state.payout.where, state, command)


# rules


def _propose(ask: ProposePayout) -> Decision:
    where = ask.payout.where
    lower = "ask for no more than that; what each may be paid: hub payout list"
    problems = (*name_problems(ask.by, where), *_room_problems(ask.payout, ask.room, lower))
    return Refused(problems) if problems else (PayoutProposed(payout=ask.payout, by=ask.by),)


def _approve(state: ProposedPayout, ask: ApprovePayout) -> Decision:
    payout = state.payout
    problems = (
        *second_person_problems(state.by, ask.by, payout.where),
        *_room_problems(payout, ask.room, _ANEW),
    )
    if problems:
        return Refused(problems)
    return (
        PayoutApproved(payout_id=payout.payout_id, by=ask.by, approved_on=ask.on, room=ask.room),
    )


def _send(state: ApprovedPayout, ask: SendPayout) -> Decision:
    if problems := tuple(_room_problems(state.payout, ask.room, _ANEW)):
        return Refused(problems)
    return (
        PayoutSent(
            payout_id=state.payout.payout_id,
            file_number=ask.file_number,
            recipient=ask.recipient,
            sent_on=ask.on,
        ),
    )


_ANEW = "look at what the bank covers: hub payout list; then cancel it and propose anew"


def _room_problems(payout: Payout, room: Money, fix: str) -> Iterator[Problem]:
    """No more goes out than the bank covers of what is owed to it; seed money is the hub's."""
    whose = " of the hub's own money" if payout.kind == "advance" else ""
    if payout.amount <= 0:
        yield Problem(
            code="payout.of-nothing",
            what=f"the amount is {show_money(payout.amount)}",
            where=payout.where,
            fix="pay out an amount above zero",
        )
    if payout.amount > room:
        yield Problem(
            code="payout.above-what-is-payable",
            what=f"{show_money(payout.amount)} is asked; "
            f"{show_money(room)}{whose} may be paid out now",
            where=payout.where,
            fix=fix,
        )


def _hold(state: ProposedPayout | HeldPayout | ApprovedPayout, ask: HoldPayout) -> Decision:
    if isinstance(state, HeldPayout) and state.holds.get(ask.because) == ask.reason:
        return ()
    return (PayoutHeld(payout_id=state.payout.payout_id, because=ask.because, reason=ask.reason),)


def _release(state: HeldPayout, because: HeldBecause) -> Decision:
    if because not in state.holds:
        return ()
    at = state.payout.payout_id
    # what still holds it is told again: whoever reads the last fact alone reads the truth
    others = ((why, reason) for why, reason in state.holds.items() if why != because)
    return (
        PayoutReleased(payout_id=at, because=because),
        *(PayoutHeld(payout_id=at, because=why, reason=reason) for why, reason in others),
    )


def _held(state: HeldPayout) -> Refused:
    return refuse(
        "payout.held",
        what=f"it is held: {'; '.join(state.holds.values())}",
        where=state.payout.where,
        fix="settle that first: hub payee confirm, or hub payout release",
    )


# evolve


def evolve(state: PayoutState, fact: PayoutFact) -> PayoutState:
    """The payout after the fact."""
    match fact:
        case PayoutProposed(payout=payout, by=by):
            return ProposedPayout(payout, by)
        case PayoutHeld() | PayoutReleased() | PayoutApproved():
            return _waiting(state, fact)
        case PayoutCancelled(reason=reason):
            return state if isinstance(state, NoPayout) else CancelledPayout(state.payout, reason)
        case PayoutSent():
            if isinstance(state, NoPayout):
                return state
            return SentPayout(state.payout, fact.file_number, fact.recipient, fact.sent_on)
        case PayoutPaid() | PayoutCleared() | PayoutVoided():
            return told_of(state, fact) if isinstance(state, SentPayout) else state
        case PayoutVoidRedated():
            return state  # the day stands in the fact that follows
        case _:
            assert_never(fact)


def _waiting(state: PayoutState, fact: PayoutHeld | PayoutReleased | PayoutApproved) -> PayoutState:
    if not isinstance(state, ProposedPayout | HeldPayout | ApprovedPayout):
        return state
    holds = dict(state.holds) if isinstance(state, HeldPayout) else {}
    match fact:
        case PayoutHeld(because=because, reason=reason):
            return HeldPayout(state.payout, state.by, {**holds, because: reason})
        case PayoutReleased(because=because):
            left = {why: text for why, text in holds.items() if why != because}
            if left:
                return HeldPayout(state.payout, state.by, left)
            return ProposedPayout(state.payout, state.by)
        case PayoutApproved(by=by):
            return ApprovedPayout(state.payout, state.by, by)


PAYOUT: Decider[PayoutState, PayoutCommand, PayoutFact] = Decider(
    name="payout",
    initial=NoPayout(),
    decide=decide,
    evolve=evolve,
    facts=get_args(PayoutFact),
    commands=get_args(PayoutCommand),
    states=get_args(PayoutState),
)
