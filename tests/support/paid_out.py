"""Money that went to a partner: a payout from proposal to its paid warrant."""

from datetime import date

from domain.identifiers import PartnerCode, PartnerId, PayoutId
from domain.payments.payout import PAYOUT, ApprovePayout, ProposePayout, SendPayout
from domain.payments.payout_answers import TellPaid
from domain.payments.payout_facts import Payout, PayoutKind, Recipient
from hub.handler import Ask
from tests.support.billing import Billing


def pay_out(billing: Billing, code: PartnerCode, amount: int, *, on: date, about: str) -> None:
    """What a statement says is owed is paid on a day."""
    _paid(billing, code, amount, on, "statement", about)


def give_ahead(billing: Billing, code: PartnerCode, amount: int, *, on: date) -> None:
    """Money is given before care was paid."""
    _paid(billing, code, amount, on, "advance", "seed money")


def _paid(
    billing: Billing, code: PartnerCode, amount: int, on: date, kind: PayoutKind, about: str
) -> None:
    payout_id = PayoutId(f"payout-{code}-{on}-{kind}")
    number = f"{code}-P{on:%m%d}"
    payout = Payout(payout_id, number, PartnerId(code), code, kind, about, amount, on)
    recipient = Recipient(f"Invented {code}", "voucher")
    for command in (
        ProposePayout(payout, "Ada Keeper", amount),
        ApprovePayout("Ben Second", on, amount),
        SendPayout("D000001", recipient, on, amount),
        TellPaid("W1001", on, amount, on),
    ):
        billing.done(Ask(PAYOUT, payout_id, command))
