"""Money that goes back to a plan: found, agreed to by a second person, sent by cheque, or voided.

What a provider finds to be paid too much goes back within 60 days of the day it was found
(42 CFR 438.608(d)(2)). Once agreed it is owed to the plan (`payable`): whatever the claim shares or
what waits gives it up in the same transaction. A plan that takes it back itself before the cheque
is sent leaves the refund to be voided.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.four_eyes import name_problems, second_person_problems
from domain.identifiers import (
    ClaimId,
    ParkedMoneyId,
    PartnerCode,
    PlanKey,
    RefundId,
    RemittanceId,
)
from domain.money import Money, show_money
from domain.posting import BANK, Entries, Entry, balanced, payable_account, reversed_entries
from domain.problem import Problem, Refused, refuse, wrong_moment

REFUND_DAYS = 60  # 42 CFR 438.608(d)(2)


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back to a plan, in cents, and why.

    It is about a claim, or about an item that waits in suspense: one of the two ids is empty.
    `number` is what people call it, `about` the claim's number or the place in a payment notice.
    `remittance_id` is the notice that brought the money, `found_on` the day it was found to be too
    much. `partner_code` is empty where it was never a partner's.
    """

    refund_id: RefundId
    number: str
    plan_key: PlanKey
    partner_code: PartnerCode | None
    about: str
    claim_id: ClaimId | None
    item_id: ParkedMoneyId | None
    remittance_id: RemittanceId
    amount: Money
    found_on: date
    reason: str

    @property
    def due_on(self) -> date:
        """The last day for the plan to have it."""
        return self.found_on + timedelta(days=REFUND_DAYS)

    @property
    def where(self) -> str:
        """The refund, for a reader."""
        return f"refund {self.number}"


# commands


@dataclass(frozen=True)
class ProposeRefund:
    """It is to go back; `room` is what of it the plan has paid and not taken back, in cents."""

    refund: Refund
    by: str
    room: Money
    told_on: date


@dataclass(frozen=True)
class ApproveRefund:
    """A second person agrees; `room` is as when it was proposed, as it stands now.

    `stands` is what of it the plan has paid and not taken back itself, in cents: what the hub sends
    back, by this refund or another, does not lower it.
    """

    by: str
    on: date
    room: Money
    stands: Money


@dataclass(frozen=True)
class SendRefund:
    """It went out by a cheque; `stands` is as when it was agreed to, as it stands now."""

    cheque: str
    on: date
    stands: Money
    told_on: date


@dataclass(frozen=True)
class VoidRefund:
    """It does not go back: it was wrong, its cheque came back, or the plan took it itself."""

    reason: str
    on: date


RefundCommand = ProposeRefund | ApproveRefund | SendRefund | VoidRefund

# events


@event("refund.proposed", version=1)
class RefundProposed(Fact, frozen=True):
    """Somebody found money that is to go back to a plan."""

    refund: Refund
    by: str


@event("refund.approved", version=1)
class RefundApproved(Fact, frozen=True):
    """A second person agreed; it is owed to the plan from now on.

    `stands` is what of it the plan had paid by then and not taken back itself, in cents.
    """

    refund_id: RefundId
    by: str
    approved_on: date
    stands: Money


@event("refund.sent", version=1)
class RefundSent(Fact, frozen=True):
    """It went out by a cheque: what was owed to the plan has left the bank."""

    refund_id: RefundId
    number: str
    cheque: str
    paid_on: date
    entries: Entries


@event("refund.voided", version=1)
class RefundVoided(Fact, frozen=True):
    """It does not go back; a cheque that was sent is back in the bank."""

    refund_id: RefundId
    number: str
    reason: str
    paid_on: date
    entries: Entries


RefundFact = RefundProposed | RefundApproved | RefundSent | RefundVoided

# states


@dataclass(frozen=True)
class NoRefund:
    """Nothing is to go back."""


@dataclass(frozen=True)
class ProposedRefund:
    """Waits for a second person."""

    refund: Refund
    by: str


@dataclass(frozen=True)
class ApprovedRefund:
    """Owed to the plan; the cheque is to be sent."""

    refund: Refund
    by: str
    stands: Money
    approved_on: date


@dataclass(frozen=True)
class SentRefund:
    """On its way to the plan, or there."""

    refund: Refund
    cheque: str
    sent_on: date


@dataclass(frozen=True)
class VoidedRefund:
    """It does not go back."""

    refund: Refund


KnownRefund = ProposedRefund | ApprovedRefund | SentRefund | VoidedRefund
RefundState = NoRefund | KnownRefund
Decision = tuple[RefundFact, ...] | Refused

# decide


def decide(state: RefundState, command: RefundCommand) -> Decision:
    """What follows from the command, or every reason against it."""
    match state, command:
        case NoRefund(), ProposeRefund() as ask:
            return _propose(ask)
        case NoRefund(), _:
            return wrong_moment("refund", "refund", state, command)
        case _, ProposeRefund(refund=refund) if refund == state.refund:
            return ()
        case ProposedRefund() as proposed, ApproveRefund() as ask:
            return _approve(proposed, ask)
        case ApprovedRefund(by=known), ApproveRefund(by=asked) if known == asked:
            return ()
        case ApprovedRefund() as approved, SendRefund() as ask:
            return _send(approved, ask)
        case SentRefund(cheque=known, sent_on=day), SendRefund(cheque=asked, on=on) if (
            known,
            day,
        ) == (asked, on):
            return ()
        case VoidedRefund(), VoidRefund():
            return ()
        case ProposedRefund() | ApprovedRefund() | SentRefund(), VoidRefund() as ask:
            return (_void(state, ask),)
        case _:
            return wrong_moment("refund", state.refund.where, state, command)


# rules


def _propose(ask: ProposeRefund) -> Decision:
    refund = ask.refund
    problems = (
        *name_problems(ask.by, refund.where),
        *_amount_problems(refund, ask.room),
        *_day_problems(refund.where, refund.found_on, ask.told_on),
    )
    return Refused(problems) if problems else (RefundProposed(refund=refund, by=ask.by),)


def _amount_problems(refund: Refund, room: Money) -> Iterator[Problem]:
    """Only what a plan has paid and not taken back may go back to it."""
    if refund.amount <= 0:
        yield Problem(
            code="refund.not-above-zero",
            what="a refund gives back more than nothing",
            where=refund.where,
            fix="state the amount that goes back to the plan",
        )
    elif refund.amount > room:
        yield Problem(
            code="refund.more-than-stands",
            what=f"{show_money(refund.amount)} would go back; {show_money(room)} is paid for "
            f"{refund.about} and not taken back",
            where=refund.where,
            fix="give back no more than that; void a refund that the plan took back itself",
        )


def _day_problems(where: str, day: date, today: date) -> Iterator[Problem]:
    if day > today:
        yield Problem(
            code="refund.not-yet",
            what=f"the refund is of {day}, which is after today, {today}",
            where=where,
            fix="state the day on which it was found or sent, no later than today",
        )


def _approve(proposed: ProposedRefund, ask: ApproveRefund) -> Decision:
    refund = proposed.refund
    problems = (
        *second_person_problems(proposed.by, ask.by, refund.where),
        *_amount_problems(refund, ask.room),
    )
    if problems:
        return Refused(problems)
    return (
        RefundApproved(
            refund_id=refund.refund_id, by=ask.by, approved_on=ask.on, stands=ask.stands
        ),
    )


def _send(approved: ApprovedRefund, ask: SendRefund) -> Decision:
    """Nothing is sent to a plan that may have helped itself since."""
    refund, taken = approved.refund, approved.stands - ask.stands
    if taken > 0:
        return refuse(
            "refund.taken-back-by-plan",
            what=f"the plan has taken back {show_money(taken)} of what it paid for {refund.about} "
            "since the refund was agreed to",
            where=refund.where,
            fix="void the refund: hub refund void; propose it anew if that was for something else",
        )
    problems = (
        *_cheque_problems(refund, ask.cheque),
        *_day_problems(refund.where, ask.on, ask.told_on),
        *_early_problems(approved, ask.on),
    )
    if problems:
        return Refused(problems)
    return (
        RefundSent(
            refund_id=refund.refund_id,
            number=refund.number,
            cheque=ask.cheque,
            paid_on=ask.on,
            entries=_sent(refund),
        ),
    )


def _early_problems(approved: ApprovedRefund, day: date) -> Iterator[Problem]:
    """No cheque goes out before a second person agreed."""
    if day < approved.approved_on:
        yield Problem(
            code="refund.sent-before-approved",
            what=f"the cheque went out on {day}; the refund was approved on {approved.approved_on}",
            where=approved.refund.where,
            fix="state the day on which the cheque went out, not one before that",
        )


def _cheque_problems(refund: Refund, cheque: str) -> Iterator[Problem]:
    if not cheque.strip():
        yield Problem(
            code="refund.no-cheque",
            what="the cheque has no number",
            where=refund.where,
            fix="state the number by which the plan will name it",
        )


def _void(state: ProposedRefund | ApprovedRefund | SentRefund, ask: VoidRefund) -> RefundVoided:
    refund = state.refund
    return RefundVoided(
        refund_id=refund.refund_id,
        number=refund.number,
        reason=ask.reason,
        paid_on=ask.on,
        entries=reversed_entries(_sent(refund)) if isinstance(state, SentRefund) else (),
    )


def _sent(refund: Refund) -> Entries:
    owed = Entry(payable_account(refund.plan_key), refund.amount)
    return balanced((owed, Entry(BANK, -refund.amount)))


# evolve


def evolve(state: RefundState, fact: RefundFact) -> RefundState:
    """The refund after the fact."""
    match fact:
        case RefundProposed(refund=refund, by=by):
            return ProposedRefund(refund, by)
        case RefundApproved(by=by, stands=cents, approved_on=day):
            known = None if isinstance(state, NoRefund) else state.refund
            return ApprovedRefund(known, by, cents, day) if known else state
        case RefundSent(cheque=cheque, paid_on=day):
            return state if isinstance(state, NoRefund) else SentRefund(state.refund, cheque, day)
        case RefundVoided():
            return state if isinstance(state, NoRefund) else VoidedRefund(state.refund)
        case _:
            assert_never(fact)


REFUND: Decider[RefundState, RefundCommand, RefundFact] = Decider(
    name="refund",
    initial=NoRefund(),
    decide=decide,
    evolve=evolve,
    facts=get_args(RefundFact),
    commands=get_args(RefundCommand),
    states=get_args(RefundState),
)
