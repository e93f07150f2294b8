"""What does every account hold? All of them together come to zero, at every position."""

from collections.abc import Iterable
from typing import get_args

import msgspec

from domain.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, ClaimMonthSettled
from domain.deposit import DepositMatched, DepositUnmatched
from domain.fee_invoice import FeeInvoiceIssued, FeeInvoicePaid, FeeInvoicePaymentUndone
from domain.fund_facts import DrawReturned, FundDrawn, FundReceived
from domain.hub_advance import HubAdvanceGiven, HubAdvanceReturned
from domain.member_month import MonthMoneyMoved
from domain.money import Money
from domain.month_split import MonthSplitMoved
from domain.parked_money import MoneyParked, MoneyRefused, MoneyReleased, MoneyReturned
from domain.partner_debt import DebtPaid
from domain.payout_facts import PayoutPaid, PayoutVoided
from domain.refund import RefundSent, RefundVoided
from domain.remittance import (
    RemittanceParked,
    RemittancePosted,
    RemittanceSuperseded,
    RemittanceWithdrawn,
)
from domain.roster_row import RosterRowParked
from domain.statement import StatementIssued
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
    | RemittanceSuperseded
    | RemittancePosted
    | RemittanceWithdrawn
    | RefundSent
    | RefundVoided
    | DepositMatched
    | DepositUnmatched
    | PayoutPaid
    | PayoutVoided
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
    version=4,
    row=AccountBalance,
    indexes=(),
    facts=get_args(PostingFact),
    keys=_keys,
    evolve=_evolve,
)
