"""What does every account hold? All of them together come to zero, at every position."""

from collections.abc import Iterable
from typing import get_args

import msgspec

from domain.braid.fund_facts import DrawReturned, FundDrawn, FundReceived
from domain.claims.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, ClaimMonthSettled
from domain.money import Money
from domain.months.member_month import MonthMoneyMoved
from domain.months.month_split import MonthSplitMoved
from domain.months.roster_row import RosterRowParked
from domain.notices.deposit import DepositMatched, DepositUnmatched
from domain.notices.parked_money import MoneyParked, MoneyRefused, MoneyReleased, MoneyReturned
from domain.notices.remittance import (
    RemittanceDismissed,
    RemittanceParked,
    RemittancePosted,
    RemittanceSuperseded,
    RemittanceWithdrawn,
)
from domain.payments.hub_advance import HubAdvanceGiven, HubAdvanceReturned
from domain.payments.partner_debt import DebtPaid
from domain.payments.payout_facts import PayoutPaid, PayoutVoided, PayoutVoidRedated
from domain.payments.refund import RefundSent, RefundVoided
from domain.statements.fee_invoice import FeeInvoiceIssued, FeeInvoicePaid, FeeInvoicePaymentUndone
from domain.statements.statement import StatementIssued
from projections.projection import Projection

PostingFact = (
    ClaimAdjudicated
    | ClaimMoneyMoved
    | ClaimMonthSettled
    | MoneyParked
    | MoneyReleased
    | MoneyReturned
    | MoneyRefused
    | MonthMoneyMoved
    | RosterRowParked
    | RemittanceParked
    | RemittanceDismissed
    | RemittanceSuperseded
    | RemittancePosted
    | RemittanceWithdrawn
    | RefundSent
    | RefundVoided
    | DepositMatched
    | DepositUnmatched
    | PayoutPaid
    | PayoutVoided
    | PayoutVoidRedated
    | HubAdvanceGiven
    | HubAdvanceReturned
    | FundReceived
    | FundDrawn
    | DrawReturned
    | StatementIssued
    | DebtPaid
    | FeeInvoiceIssued
    | FeeInvoicePaid
    | FeeInvoicePaymentUndone
    | MonthSplitMoved
)


class AccountBalance(msgspec.Struct, frozen=True, gc=False):
    """What one account holds: `cents`, debit positive, so what the hub owes is below zero."""

    account: str
    cents: Money


def _keys(fact: PostingFact) -> Iterable[str]:
    return {entry.account for entry in fact.entries}


def _evolve(key: str, balance: AccountBalance | None, fact: PostingFact) -> AccountBalance:
    before = balance.cents if balance else 0
    return AccountBalance(
        key, before + sum(entry.cents for entry in fact.entries if entry.account == key)
    )


TRIAL_BALANCE: Projection[AccountBalance] = Projection(
    name="trial_balance",
    version=5,
    row=AccountBalance,
    indexes=(),
    facts=get_args(PostingFact),
    keys=_keys,
    evolve=_evolve,
)
