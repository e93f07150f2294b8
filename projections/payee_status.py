"""Whom is each partner's money paid to, and what still waits for a second person?"""

from collections.abc import Iterable
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.identifiers import PartnerCode
from domain.payments.payee import (
    W9,
    PayeeChangeAsked,
    PayeeChangeDropped,
    PayeeConfirmed,
    PayeeFact,
    PayeeW9Recorded,
    PayTo,
)
from domain.payments.payout_facts import Recipient
from projections.projection import Projection


class ShownPayee(msgspec.Struct, frozen=True, gc=False):
    """Whom to pay, as far as anyone may see it: of a bank account its last four digits."""

    recipient: Recipient
    vendor: str = ""


class PayeeStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How a partner is paid: `pay_to` is confirmed, `asked` waits for somebody else than `by`."""

    partner_code: PartnerCode
    state: Literal["missing", "asked", "confirmed", "changing"] = "missing"
    pay_to: ShownPayee | None = None
    confirmed_by: str = ""
    asked: ShownPayee | None = None
    by: str = ""
    w9: W9 = W9()


def shown_payee(pay_to: PayTo) -> ShownPayee:
    """What may be seen of it."""
    return ShownPayee(pay_to.recipient, pay_to.vendor)


def _keys(fact: PayeeFact) -> Iterable[str]:
    return (fact.partner_code,)


def _evolve(key: str, known: PayeeStatus | None, fact: PayeeFact) -> PayeeStatus:
    row = known or PayeeStatus(partner_code=PartnerCode(key))
    match fact:
        case PayeeChangeAsked(pay_to=pay_to, by=by):
            state: Literal["asked", "changing"] = "changing" if row.pay_to else "asked"
            return replace(row, state=state, asked=shown_payee(pay_to), by=by)
        case PayeeConfirmed(by=by):
            return replace(
                row, state="confirmed", pay_to=row.asked, confirmed_by=by, asked=None, by=""
            )
        case PayeeChangeDropped():
            return replace(row, state="confirmed" if row.pay_to else "missing", asked=None, by="")
        case PayeeW9Recorded(w9=w9):
            return replace(row, w9=w9)
        case _:
            assert_never(fact)


PAYEE_STATUS: Projection[PayeeStatus] = Projection(
    name="payee_status",
    version=1,
    row=PayeeStatus,
    indexes=("state",),
    facts=get_args(PayeeFact),
    keys=_keys,
    evolve=_evolve,
)
