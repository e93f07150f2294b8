"""Which money goes back to plans, by when, and how far has it come?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.identifiers import PartnerCode, PlanKey, RefundId
from domain.money import Money
from domain.payments.refund import (
    Refund,
    RefundApproved,
    RefundFact,
    RefundProposed,
    RefundSent,
    RefundVoided,
)
from projections.projection import Projection

RefundStep = Literal["proposed", "approved", "sent", "voided"]


class RefundStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A refund as it stands; `about` is a claim's number or a place in a payment notice."""

    refund_id: RefundId
    number: str
    plan_key: PlanKey
    partner_code: PartnerCode | None
    about: str
    amount: Money
    found_on: date
    due_on: date
    reason: str
    state: RefundStep
    proposed_by: str
    approved_by: str = ""
    cheque: str = ""
    sent_on: date | None = None


def _keys(fact: RefundFact) -> Iterable[str]:
    return (fact.refund.refund_id if isinstance(fact, RefundProposed) else fact.refund_id,)


def _evolve(_key: str, known: RefundStatus | None, fact: RefundFact) -> RefundStatus | None:
    match fact:
        case RefundProposed():
            return proposed(fact.refund, fact.by)
        case RefundApproved(by=by):
            return None if known is None else replace(known, state="approved", approved_by=by)
        case RefundSent(cheque=cheque, paid_on=day):
            if known is None:
                return None
            return replace(known, state="sent", cheque=cheque, sent_on=day)
        case RefundVoided():
            return None if known is None else replace(known, state="voided")
        case _:
            assert_never(fact)


def proposed(refund: Refund, by: str) -> RefundStatus:
    """A refund as it is proposed by somebody."""
    return RefundStatus(
        refund_id=refund.refund_id,
        number=refund.number,
        plan_key=refund.plan_key,
        partner_code=refund.partner_code,
        about=refund.about,
        amount=refund.amount,
        found_on=refund.found_on,
        due_on=refund.due_on,
        reason=refund.reason,
        state="proposed",
        proposed_by=by,
    )


REFUND_STATUS: Projection[RefundStatus] = Projection(
    name="refund_status",
    version=1,
    row=RefundStatus,
    indexes=("number", "plan_key", "state", "about"),
    facts=get_args(RefundFact),
    keys=_keys,
    evolve=_evolve,
)
