"""When did each plan receive a claim, when did it pay it, and with what interest?"""

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec.structs import replace

from domain.claim_facts import (
    ClaimAdjudicated,
    ClaimMoneyMoved,
    ClaimOpened,
    ClaimReceived,
    ClaimSubmitted,
    Frequency,
)
from domain.contract import ByTheMonth
from domain.event import Source
from domain.identifiers import BatchId, ClaimId, ClaimNumber, PartnerCode, PlanKey, RemittanceId
from domain.money import Money
from projections.projection import Projection

PayFact = ClaimOpened | ClaimSubmitted | ClaimReceived | ClaimAdjudicated | ClaimMoneyMoved


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

    @property
    def place(self) -> tuple[date, str, int]:
        """When and where it was stated."""
        return (self.paid_on, self.remittance_id, self.ordinal)


class Added(msgspec.Struct, frozen=True, gc=False):
    """Interest or a penalty that a plan paid, in cents; below zero where it took it back."""

    on: date
    amount: Money
    remittance_id: RemittanceId


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


def _keys(fact: PayFact) -> Iterable[str]:
    return (fact.body.claim_id if isinstance(fact, ClaimOpened) else fact.claim_id,)


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
        case ClaimMoneyMoved(kind="interest"):
            added = Added(fact.paid_on, fact.amount, fact.remittance_id)
            return replace(pay, added=(*pay.added, added))
        case ClaimMoneyMoved():
            return pay


def _stated(fact: ClaimAdjudicated) -> Stated:
    return Stated(
        paid_on=fact.paid_on,
        remittance_id=fact.remittance_id,
        ordinal=fact.ordinal,
        sent_as=fact.sent_as,
        amounts=tuple([(line.line, line.paid) for line in fact.answer]),
        source=fact.source,
    )


EXPECTED_PAY: Projection[ExpectedPay] = Projection(
    name="expected_pay",
    version=1,
    row=ExpectedPay,
    indexes=("partner_code", "plan_key"),
    facts=(ClaimOpened, ClaimSubmitted, ClaimReceived, ClaimAdjudicated, ClaimMoneyMoved),
    keys=_keys,
    evolve=_evolve,
)
