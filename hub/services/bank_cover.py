"""What the bank covers of the money that partners are owed.

A remittance has nothing left to wait for once the bank has its money, or where it brings none. What
the bank then lacks of it by cents is short to those whom it pays.
Then whatever an account holds below zero is money that the bank has not got: it was kept for one
and is owed to others. Nobody else's money stands in for it, so those who are owed wait for it, each
in proportion (`ops/decisions/0016-what-the-bank-covers.md`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from domain.bank_part import NEAR
from domain.identifiers import PartnerCode, PlanKey, RemittanceId
from domain.money import Money, split
from domain.posting import carried_account, partner_account
from domain.statement import Arrival
from hub.views import View
from projections.partner_ledger import PARTNER_LEDGER
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from projections.trial_balance import TRIAL_BALANCE

_PARTNERS = partner_account(PartnerCode(""))


@dataclass(frozen=True)
class BankCover:
    """What each remittance still waits for, and what each partner goes short of, in cents."""

    arrivals: Mapping[RemittanceId, Arrival]
    short: Mapping[PartnerCode, Money]


def bank_cover(view: View) -> BankCover:
    """How far the bank covers what partners are owed."""
    remittances = view.rows(REMITTANCE_BALANCE)
    accounts = {row.account: -row.cents for row in view.rows(TRIAL_BALANCE)}
    arrivals = {each.remittance_id: _arrival(each, accounts) for each in remittances}
    arrived = [each for each in remittances if arrivals[each.remittance_id] != "awaited"]
    awaited = [each for each in remittances if arrivals[each.remittance_id] == "awaited"]
    lacking = _lacking(view, arrived)
    balances = _balances(view, accounts, awaited)
    for code, cents in lacking.items():
        if code is not None and code in balances:
            balances[code] -= cents
    below_zero = _below_zero(balances, arrived, lacking[None])
    short = Counter(_shared(balances, below_zero))
    short.update({code: cents for code, cents in lacking.items() if code is not None and cents})
    return BankCover(arrivals, dict(short))


def _arrival(remittance: RemittanceBalance, accounts: Mapping[str, Money]) -> Arrival:
    """One that moves no bank money waits until the plan has paid what it carries."""
    if remittance.state != "posted":
        return "awaited"
    if remittance.in_bank > 0 and remittance.awaited <= NEAR:
        return "in-bank"
    carried = accounts.get(carried_account(PlanKey(remittance.plan_key)), 0)
    settled = not remittance.moves_bank_money and carried >= 0
    return "set-off" if remittance.deposit <= 0 or settled else "awaited"


def _lacking(view: View, arrived: list[RemittanceBalance]) -> Counter[PartnerCode | None]:
    """What the bank lacks by cents of what each partner got in these, and of the hub's under None.

    Each remittance's own accounts bear it, in proportion: nobody else's money stands in.
    """
    lacking = Counter[PartnerCode | None]()
    for remittance in arrived:
        if remittance.awaited <= 0:
            continue
        got = Counter[PartnerCode | None]()
        for row in view.rows(PARTNER_LEDGER, remittance_id=remittance.remittance_id):
            got[row.partner_code] += row.owed
        got[None] = remittance.credited - remittance.partners
        above = {code: cents for code, cents in got.items() if cents > 0}
        parts = split(remittance.awaited, list(above.values()))
        lacking.update(dict(zip(above, parts, strict=True)))
    return lacking


def _balances(
    view: View, accounts: Mapping[str, Money], awaited: list[RemittanceBalance]
) -> dict[PartnerCode, Money]:
    """What each partner is owed of money that has nothing to wait for."""
    waiting = Counter[PartnerCode]()
    for remittance in awaited:
        for row in view.rows(PARTNER_LEDGER, remittance_id=remittance.remittance_id):
            waiting[row.partner_code] += row.owed
    owed = {
        PartnerCode(account.removeprefix(_PARTNERS)): cents
        for account, cents in sorted(accounts.items())
        if account.startswith(_PARTNERS)
    }
    return {code: cents - waiting[code] for code, cents in owed.items()}


def _below_zero(
    balances: Mapping[PartnerCode, Money], arrived: list[RemittanceBalance], lacking: Money
) -> Money:
    """What partners, the hub, suspense and carried balances hold below zero, each by itself."""
    hub = sum(each.hub_fees + each.hub_own for each in arrived) - lacking
    suspense = sum(each.suspense for each in arrived)
    carried = sum(each.carried for each in arrived)
    return -sum(min(0, cents) for cents in (*balances.values(), hub, suspense, carried))


def _shared(balances: Mapping[PartnerCode, Money], missing: Money) -> dict[PartnerCode, Money]:
    owed = {code: max(0, cents) for code, cents in balances.items()}
    if not missing or not any(owed.values()):
        return {}
    parts = split(min(missing, sum(owed.values())), list(owed.values()))
    return dict(zip(owed, parts, strict=True))
