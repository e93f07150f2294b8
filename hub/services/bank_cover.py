"""What the bank covers of the money that is owed, and what may be paid out of it.

A remittance has nothing left to wait for once the bank has its money, or where it brings none. What
the bank then lacks of it by cents is short to those whom it pays. Where the plan noted an offset
without saying for what (PLB J1), the claims that it covers wait until a person placed it.

Then whatever an account holds below zero is money that the bank has not got: it was kept for one
and is owed to others. Nobody else's money stands in for it but the hub's own, put in for that very
debt; so those who are owed wait, each in proportion (`ops/decisions/0016-what-the-bank-covers.md`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.account_class import class_of
from domain.bank_part import NEAR
from domain.identifiers import ClaimId, PartnerCode, PlanKey, RemittanceId
from domain.money import Money, split
from domain.posting import (
    BANK,
    carried_account,
    hub_advance_account,
    partner_account,
    payable_account,
    reserve_account,
    suspense_account,
)
from domain.statement_parts import Arrival
from hub.views import View
from projections.partner_ledger import PARTNER_LEDGER
from projections.partner_statement import PARTNER_STATEMENT
from projections.payout_status import PAYOUT_STATUS, UNDER_WAY
from projections.projection import Projection
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from projections.suspense_held import SUSPENSE_HELD
from projections.trial_balance import TRIAL_BALANCE

NEEDED: tuple[Projection[Any], ...] = (
    REMITTANCE_BALANCE,
    TRIAL_BALANCE,
    PARTNER_LEDGER,
    PARTNER_STATEMENT,
    SUSPENSE_HELD,
    PAYOUT_STATUS,
)
"""The rows that it is read from."""

HUB = "hub"
"""Stands for all accounts that are the hub's own together."""

PROMISED = "payouts:"
"""Stands, before a partner's code, for what its payouts under way take beyond what it is owed."""

_PARTNERS = partner_account(PartnerCode(""))
_ADVANCES = hub_advance_account(PartnerCode(""))
_OFFSET = suspense_account("plb-j1")
_NOT_CASH = ("deposit", BANK)
_Held = dict[RemittanceId, set[ClaimId | None]]


@dataclass(frozen=True)
class Missing:
    """Money that the bank has not got: the account that is below zero, and by how many cents."""

    account: str
    cents: Money


@dataclass(frozen=True)
class BankCover:
    """What each remittance waits for, what each partner is owed and goes short of, in cents.

    `owed` has nothing to wait for, `short` is the part of it that is not covered, `under_way` what
    payouts will take of it, `room` what may be paid out besides. `missing` is what the bank has not
    got, and why; `for_partners` what it has for all of them. `hub_left` is what payouts under way
    leave of the hub's own money, below zero where they promise more than there is; `hub_free` what
    each partner's debt no longer needs of it.
    `waiting_claims` wait for an offset to be placed.
    """

    arrivals: Mapping[RemittanceId, Arrival]
    waiting_claims: frozenset[tuple[RemittanceId, ClaimId]]
    owed: Mapping[PartnerCode, Money]
    short: Mapping[PartnerCode, Money]
    under_way: Mapping[PartnerCode, Money]
    room: Mapping[PartnerCode, Money]
    missing: tuple[Missing, ...]
    for_partners: Money
    hub_left: Money
    hub_free: Mapping[PartnerCode, Money]

    def arrival_of(self, remittance_id: RemittanceId, claim_id: ClaimId) -> Arrival:
        """What a claim's money of a remittance still waits for."""
        if (remittance_id, claim_id) in self.waiting_claims:
            return "awaited"
        return self.arrivals[remittance_id]

    @property
    def hub_room(self) -> Money:
        """What of the hub's own money may be paid out."""
        return max(0, self.hub_left)

    def room_with(self, code: PartnerCode, amount: Money) -> Money:
        """What may be paid out to a partner where `amount` of what is under way is this payout."""
        left = self.owed.get(code, 0) - self.under_way.get(code, 0) + amount
        total = self.for_partners - sum(self.under_way.values()) + amount
        return max(0, min(left, total))


def bank_cover(view: View) -> BankCover:
    """How far the bank covers what is owed."""
    remittances = view.rows(REMITTANCE_BALANCE)
    accounts = {row.account: -row.cents for row in view.rows(TRIAL_BALANCE)}
    held = _held(view)
    arrivals = {
        each.remittance_id: _arrival(each, accounts, held.get(each.remittance_id, set()))
        for each in remittances
    }
    arrived = [each for each in remittances if arrivals[each.remittance_id] != "awaited"]
    awaited = [each for each in remittances if arrivals[each.remittance_id] == "awaited"]
    pockets = _pockets(accounts)
    taken = Counter[PartnerCode]()
    for each in awaited:
        _leave_out(view, each, pockets, taken)
    for each in arrived:
        _leave_out_claims(view, each, held.get(each.remittance_id, set()), pockets)
    lacking = _lacking(view, arrived)
    pockets.subtract(lacking)
    payouts = Counter[str]()
    for state in UNDER_WAY:
        for row in view.rows(PAYOUT_STATUS, state=state):
            kind = row.partner_code if row.payout.kind == "statement" else HUB
            payouts[kind] += row.payout.amount
    waiting = ((at, claim) for at, claims in held.items() for claim in claims if claim)
    cash = _Cash(accounts, pockets, lacking, taken, payouts)
    return _cover(arrivals, frozenset(waiting), cash)


def _arrival(
    remittance: RemittanceBalance, accounts: Mapping[str, Money], held: set[ClaimId | None]
) -> Arrival:
    """One that moves no bank money waits until the plan has paid what it carries."""
    if remittance.state == "withdrawn" or remittance.paid_to is not None:
        return "set-off"  # all that moved by it has moved back, or none of it is the hub's
    if remittance.state != "posted" or None in held:
        return "awaited"
    if remittance.in_bank > 0 and remittance.awaited <= NEAR:
        return "in-bank"
    carried = accounts.get(carried_account(PlanKey(remittance.plan_key)), 0)
    settled = not remittance.moves_bank_money and carried >= 0
    return "set-off" if remittance.deposit <= 0 or settled else "awaited"


def _held(view: View) -> _Held:
    """The claims of each remittance that an offset covers; None where it may be any of them."""
    held: _Held = {}
    for row in view.rows(SUSPENSE_HELD, account=_OFFSET):
        if row.cents:
            held[row.remittance_id] = set(row.covers) or {None}
    return held


# what has nothing to wait for


def _pockets(accounts: Mapping[str, Money]) -> Counter[str]:
    """What each account is owed, those of the hub's own together; the bank's side left out."""
    pockets = Counter[str]()
    for account, cents in accounts.items():
        if not account.startswith(_NOT_CASH):
            pockets[_pocket_of(account)] += cents
    return pockets


def _pocket_of(account: str) -> str:
    if account.startswith(_ADVANCES):
        return account
    if class_of(account) == "own":
        return HUB
    word = account.partition(":")[0]
    return word if word in {"upstream-fee", "fund"} else account


def _leave_out(
    view: View, remittance: RemittanceBalance, pockets: Counter[str], taken: Counter[PartnerCode]
) -> None:
    """What came by a remittance that still waits; `taken` collects what it took back."""
    plan = PlanKey(remittance.plan_key)
    for row in view.rows(PARTNER_LEDGER, remittance_id=remittance.remittance_id):
        pockets[partner_account(row.partner_code)] -= row.owed
        taken[row.partner_code] += min(0, row.owed)
    for held in view.rows(SUSPENSE_HELD, remittance_id=remittance.remittance_id):
        pockets[held.account] -= held.cents
    pockets[HUB] -= remittance.hub_fees + remittance.hub_own
    pockets["upstream-fee"] -= remittance.upstream_fees
    pockets[carried_account(plan)] -= remittance.carried
    pockets[payable_account(plan)] -= remittance.refunds


def _leave_out_claims(
    view: View, remittance: RemittanceBalance, held: set[ClaimId | None], pockets: Counter[str]
) -> None:
    """What came by a remittance about claims that an offset covers; the offset as far as it goes.

    What the offset takes beyond them is missing in the bank and stays, to be named.
    """
    if not held:
        return
    at = remittance.remittance_id
    covered = 0
    for row in view.rows(PARTNER_LEDGER, remittance_id=at):
        if row.claim_id in held:
            pockets[partner_account(row.partner_code)] -= row.owed
            covered += row.owed
    for claim in view.get_many(PARTNER_STATEMENT, [each for each in held if each]).values():
        moved = (each for each in claim.movements if each.remittance_id == at)
        fee = sum(part.fee for each in moved for part in each.parts)
        pockets[HUB] -= fee
        covered += fee
    for offset in view.rows(SUSPENSE_HELD, remittance_id=at):
        if offset.account == _OFFSET:
            pockets[_OFFSET] -= max(offset.cents, -max(0, covered))


def _lacking(view: View, arrived: list[RemittanceBalance]) -> Counter[str]:
    """What the bank lacks by cents of what each partner got in these, and of all the rest.

    Each remittance's own accounts bear it, in proportion: nobody else's money stands in.
    """
    lacking = Counter[str]()
    for remittance in arrived:
        if remittance.awaited <= 0:
            continue
        got = Counter[str]()
        for row in view.rows(PARTNER_LEDGER, remittance_id=remittance.remittance_id):
            got[partner_account(row.partner_code)] += row.owed
        got[HUB] = remittance.credited - remittance.partners
        above = {account: cents for account, cents in got.items() if cents > 0}
        parts = split(remittance.awaited, list(above.values()))
        lacking.update(dict(zip(above, parts, strict=True)))
    return lacking


# what covers it


@dataclass(frozen=True)
class _Cash:
    """The ledger as far as nothing in it waits, in cents.

    `pockets` are without what the bank is `lacking` of them by cents. `taken` is what was taken
    back by what still waits, `payouts` what is under way.
    """

    accounts: Mapping[str, Money]
    pockets: Mapping[str, Money]
    lacking: Mapping[str, Money]
    taken: Mapping[PartnerCode, Money]
    payouts: Mapping[str, Money]

    @property
    def balances(self) -> dict[PartnerCode, Money]:
        """What each partner is owed."""
        names = sorted(name for name in self.pockets if name.startswith(_PARTNERS))
        return {PartnerCode(name.removeprefix(_PARTNERS)): self.pockets[name] for name in names}

    def debt(self, code: PartnerCode) -> Money:
        """What a partner owes beyond what is held back from it."""
        reserve = self.pockets.get(reserve_account(code), 0)
        return max(0, -self.pockets.get(partner_account(code), 0) - reserve)

    def free(self, code: PartnerCode) -> Money:
        """What stands in for a partner's debt and is not needed for it; below zero what lacks."""
        return self.pockets.get(hub_advance_account(code), 0) - self.debt(code)

    @property
    def hub(self) -> Money:
        """The hub's own, with what no debt needs any more."""
        return self.pockets.get(HUB, 0) + sum(max(0, self.free(code)) for code in self.stood_in)

    @property
    def stood_in(self) -> list[PartnerCode]:
        """The partners for whose debts the hub's own money was put in."""
        names = sorted(name for name in self.pockets if name.startswith(_ADVANCES))
        return [PartnerCode(name.removeprefix(_ADVANCES)) for name in names]

    def missing(self) -> Iterator[Missing]:
        """Every account below zero, each by itself; and what the bank lacks beyond them."""
        below = [
            *(Missing(partner_account(code), -self.free(code)) for code in self.balances),
            Missing(HUB, -self.hub),
            *(Missing(name, -cents) for name, cents in self._others()),
        ]
        named = [each for each in below if each.cents > 0]
        yield from named
        lacks = self._wanted() + self.accounts.get(BANK, 0)
        beyond = lacks - sum(each.cents for each in named)
        if beyond > 0:
            yield Missing(BANK, beyond)

    def _others(self) -> list[tuple[str, Money]]:
        apart = (_PARTNERS, _ADVANCES, reserve_account(PartnerCode("")))
        return sorted(
            (name, cents)
            for name, cents in self.pockets.items()
            if name != HUB and not name.startswith(apart)
        )

    def _wanted(self) -> Money:
        """All that the bank has to hold."""
        reserve = reserve_account(PartnerCode(""))
        codes = {name.partition(":")[2] for name in self.pockets if name.startswith(reserve)}
        codes |= set(self.balances)
        partners = sum(
            max(
                0,
                self.pockets.get(partner_account(PartnerCode(code)), 0)
                + self.pockets.get(reserve_account(PartnerCode(code)), 0),
            )
            for code in codes
        )
        others = sum(max(0, cents) for _, cents in self._others())
        return partners + max(0, self.hub) + others


def _cover(
    arrivals: Mapping[RemittanceId, Arrival],
    waiting: frozenset[tuple[RemittanceId, ClaimId]],
    cash: _Cash,
) -> BankCover:
    below = tuple(cash.missing())
    lacks = sum(each.cents for each in below)
    balances = cash.balances
    under_way = {PartnerCode(at): cents for at, cents in cash.payouts.items() if at != HUB}
    left = {code: max(0, cents - under_way.get(code, 0)) for code, cents in balances.items()}
    beyond = tuple(_beyond(balances, under_way))
    shared = _shared(left, lacks + sum(each.cents for each in beyond))
    owed = {code: cents + cash.taken.get(code, 0) for code, cents in balances.items()}
    for_partners = max(0, sum(max(0, cents) for cents in balances.values()) - lacks)
    total = for_partners - sum(under_way.values())
    hub_left = cash.hub - cash.payouts.get(HUB, 0)
    return BankCover(
        arrivals=arrivals,
        waiting_claims=waiting,
        owed=owed,
        short={
            code: cash.lacking.get(partner_account(code), 0) + shared.get(code, 0)
            for code in balances
        },
        under_way=under_way,
        room={
            code: max(0, min(cents - under_way.get(code, 0) - shared.get(code, 0), total))
            for code, cents in owed.items()
        },
        missing=(*below, *beyond),
        for_partners=for_partners,
        hub_left=hub_left,
        hub_free={code: max(0, min(cash.free(code), hub_left)) for code in cash.stood_in},
    )


def _beyond(
    balances: Mapping[PartnerCode, Money], under_way: Mapping[PartnerCode, Money]
) -> Iterator[Missing]:
    """What was promised and is owed no more: until it is cancelled or paid, others wait for it."""
    for code, promised in sorted(under_way.items()):
        if (cents := promised - max(0, balances.get(code, 0))) > 0:
            yield Missing(f"{PROMISED}{code}", cents)


def _shared(owed: Mapping[PartnerCode, Money], missing: Money) -> dict[PartnerCode, Money]:
    if not missing or not any(owed.values()):
        return {}
    parts = split(min(missing, sum(owed.values())), list(owed.values()))
    return dict(zip(owed, parts, strict=True))
