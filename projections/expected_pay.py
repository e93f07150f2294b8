"""When did each plan receive a claim, when did it pay it, and with what interest?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.agreements.contract import ByTheMonth
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimMoneyMoved,
    ClaimOpened,
    ClaimReceived,
    ClaimSubmitted,
    Frequency,
)
from domain.event import Source
from domain.identifiers import BatchId, ClaimId, ClaimNumber, PartnerCode, PlanKey, RemittanceId
from domain.money import Money
from domain.prompt_pay.pay_clock import ClaimContested, ClockFact, InformationArrived, ReceiptProven
from projections.projection import Projection

PayFact = (
    ClaimOpened | ClaimSubmitted | ClaimReceived | ClaimAdjudicated | ClaimMoneyMoved | ClockFact
)


class Sending(msgspec.Struct, frozen=True, gc=False):
    """One sending of the claim: its CLM01, its batch, as what and when."""

    sent_as: str
    batch_id: BatchId
    frequency: Frequency
    sent_on: date


class Heard(msgspec.Struct, frozen=True, gc=False):
    """An acknowledgement of a sending; who signed it stands in the file at `source`."""

    sent_as: str
    accepted: bool
    on: date
    source: Source | None


class Stated(msgspec.Struct, frozen=True, gc=False):
    """What a payment notice stated of the claim: cents by line, for the sending `sent_as`."""

    paid_on: date
    remittance_id: RemittanceId
    ordinal: int
    sent_as: str
    amounts: tuple[tuple[int, Money], ...]
    source: Source | None
    posting_id: str

    @property
    def place(self) -> tuple[date, str, int]:
        """When and where it was stated."""
        return (self.paid_on, self.remittance_id, self.ordinal)


class Proven(msgspec.Struct, frozen=True, gc=False):
    """A person has something that proves that the plan had a sending on a day."""

    sent_as: str
    received_on: date
    proof: str


class Contested(msgspec.Struct, frozen=True, gc=False):
    """The plan asked for information about a sending, and got it on `arrived_on`, if it has."""

    sent_as: str
    asked_on: date
    arrived_on: date | None = None


class Added(msgspec.Struct, frozen=True, gc=False):
    """Interest or a penalty that a plan paid, in cents; below zero where it took it back."""

    kind: Literal["interest", "penalty"]
    on: date
    amount: Money
    remittance_id: RemittanceId
    posting_id: str


class ExpectedPay(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim's times with its plan; what its lines bill and what stands paid is its status.

    `stated` are all answers in their order, denials and payments that were undone since too.
    `by_the_month`: the plan pays the member month, whatever its lines.
    """

    claim_id: ClaimId
    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    by_the_month: bool
    sendings: tuple[Sending, ...] = ()
    heard: tuple[Heard, ...] = ()
    stated: tuple[Stated, ...] = ()
    added: tuple[Added, ...] = ()
    proven: tuple[Proven, ...] = ()
    contested: tuple[Contested, ...] = ()


def _keys(fact: PayFact) -> Iterable[str]:
    match fact:
        case ClaimOpened(body=body):
            return (body.claim_id,)
        case ReceiptProven() | ClaimContested() | InformationArrived():
            return (fact.sending.claim_id,)
        case _:
            return (fact.claim_id,)


def _evolve(_key: str, pay: ExpectedPay | None, fact: PayFact) -> ExpectedPay | None:
    if isinstance(fact, ClaimOpened):
        body = fact.body
        return ExpectedPay(
            claim_id=body.claim_id,
            number=body.number,
            partner_code=body.partner_code,
            plan_key=body.plan_key,
            by_the_month=isinstance(body.terms.rule, ByTheMonth),
        )
    if pay is None:
        return None
    match fact:
        case ClaimSubmitted(send=send):
            sending = Sending(send.sent_as, send.batch_id, send.frequency, send.sent_on)
            return replace(pay, sendings=(*pay.sendings, sending))
        case ClaimReceived():
            heard = Heard(fact.sent_as, fact.receipt == "accepted", fact.on, fact.source)
            return replace(pay, heard=(*pay.heard, heard))
        case ClaimAdjudicated():
            stated = sorted((*pay.stated, _stated(fact)), key=lambda each: each.place)
            return replace(pay, stated=tuple(stated))
        case ClaimMoneyMoved(kind=("interest" | "penalty") as kind):
            added = Added(kind, fact.paid_on, fact.amount, fact.remittance_id, fact.posting_id)
            return replace(pay, added=(*pay.added, added))
        case ClaimMoneyMoved(kind="undone", undoes=posting_id):
            return _without(pay, posting_id)
        case ClaimMoneyMoved():
            return pay
        case ReceiptProven(sending=sent):
            proven = Proven(sent.sent_as, fact.received_on, fact.proof)
            return replace(pay, proven=(*pay.proven, proven))
        case ClaimContested(sending=sent):
            contested = Contested(sent.sent_as, fact.asked_on)
            return replace(pay, contested=(*pay.contested, contested))
        case InformationArrived(sending=sent):
            return replace(pay, contested=_informed(pay.contested, sent.sent_as, fact.arrived_on))
        case _:
            assert_never(fact)


def _informed(
    contested: tuple[Contested, ...], sent_as: str, arrived_on: date
) -> tuple[Contested, ...]:
    """Of each sending at most one contest waits."""
    return tuple(
        replace(each, arrived_on=arrived_on)
        if each.sent_as == sent_as and each.arrived_on is None
        else each
        for each in contested
    )


def _stated(fact: ClaimAdjudicated) -> Stated:
    return Stated(
        paid_on=fact.paid_on,
        remittance_id=fact.remittance_id,
        ordinal=fact.ordinal,
        sent_as=fact.sent_as,
        amounts=tuple([(line.line, line.paid) for line in fact.answer]),
        source=fact.source,
        posting_id=fact.posting_id,
    )


def _without(pay: ExpectedPay, posting_id: str) -> ExpectedPay:
    """A person found that a posting is about something else."""
    return replace(
        pay,
        stated=tuple(each for each in pay.stated if each.posting_id != posting_id),
        added=tuple(each for each in pay.added if each.posting_id != posting_id),
    )


EXPECTED_PAY: Projection[ExpectedPay] = Projection(
    name="expected_pay",
    version=2,
    row=ExpectedPay,
    indexes=("partner_code", "plan_key"),
    facts=get_args(PayFact),
    keys=_keys,
    evolve=_evolve,
)
