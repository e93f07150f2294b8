"""What of the ledger has nothing to wait for: what each account holds of money that is there.

A remittance has nothing left to wait for once the bank has its money, or where it brings none. What
the bank then lacks of it by cents is short to those whom it pays. Where the plan noted an offset
without saying for what (PLB J1), the claims that it covers wait until a person placed it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.books.account_class import class_of
from domain.claims.claim_facts import MoneyKind
from domain.identifiers import ClaimId, PartnerCode, PlanKey, RemittanceId
from domain.money import Money, split
from domain.notices.bank_part import NEAR
from domain.posting import (
    BANK,
    carried_account,
    deposit_account,
    hub_advance_account,
    partner_account,
    payable_account,
    suspense_account,
)
from domain.statements.statement_parts import Arrival
from hub.views import View
from projections.partner_ledger import PARTNER_LEDGER
from projections.partner_statement import PARTNER_STATEMENT
from projections.projection import Projection
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from projections.suspense_held import SUSPENSE_HELD
from projections.taken_by_statement import TAKEN_BY_STATEMENT

NEEDED: tuple[Projection[Any], ...] = (
    REMITTANCE_BALANCE,
    PARTNER_LEDGER,
    PARTNER_STATEMENT,
    SUSPENSE_HELD,
    TAKEN_BY_STATEMENT,
)
"""The rows that it is read from."""

HUB = "hub"
"""Stands for all accounts that are the hub's own together."""

ADVANCES = hub_advance_account(PartnerCode(""))
_OFFSET = suspense_account("plb-j1")
_NOT_CASH = ("deposit", BANK)
_MOVED_ANEW: frozenset[MoneyKind] = frozenset(
    {"month", "month-split", "paid-twice-accepted", "terms-accepted", "voided", "undone"}
)
"""What the hub moves of what a notice brought or took; all else is as the plan says."""
_Held = dict[RemittanceId, set[ClaimId | None]]


@dataclass(frozen=True)
class ArrivedMoney:
    """What each remittance waits for, and what each account is owed of all that waits for nothing.

    `pockets` in cents are without what the bank is `lacking` of them by cents; `lacking_of` tells,
    by the account of each plan's deposits, how much of that partners go short of. `taken` is what
    was taken back by what still waits. `waiting_claims` wait for an offset to be placed.
    """

    arrivals: Mapping[RemittanceId, Arrival]
    waiting_claims: frozenset[tuple[RemittanceId, ClaimId]]
    pockets: Mapping[str, Money]
    lacking: Mapping[str, Money]
    lacking_of: Mapping[str, Money]
    taken: Mapping[PartnerCode, Money]


@dataclass(frozen=True)
class _ToCome:
    """What comes to each partner by what still waits, and how much of that is taken back."""

    net: Counter[PartnerCode] = field(default_factory=Counter)
    taken: Counter[PartnerCode] = field(default_factory=Counter)


def arrived_money(view: View, accounts: Mapping[str, Money]) -> ArrivedMoney:
    """What is there of what `accounts` are owed in all, in cents."""
    remittances = view.rows(REMITTANCE_BALANCE)
    held = _held(view)
    arrivals = {
        each.remittance_id: _arrival(each, accounts, held.get(each.remittance_id, set()))
        for each in remittances
    }
    arrived = [each for each in remittances if arrivals[each.remittance_id] != "awaited"]
    pockets, to_come = _pockets(accounts), _ToCome()
    for each in remittances:
        if arrivals[each.remittance_id] == "awaited":
            _leave_out(view, each, pockets, to_come)
        else:
            _leave_out_claims(view, each, held.get(each.remittance_id, set()), pockets)
    lacking, lacking_of = _lacking(view, arrived)
    pockets.subtract(lacking)
    _leave_out_early(view, pockets, to_come.net)
    waiting = ((at, claim) for at, claims in held.items() for claim in claims if claim)
    return ArrivedMoney(arrivals, frozenset(waiting), pockets, lacking, lacking_of, to_come.taken)


def _arrival(
    remittance: RemittanceBalance, accounts: Mapping[str, Money], held: set[ClaimId | None]
) -> Arrival:
    """One that moves no bank money waits until the plan has paid what it carries."""
    if remittance.state == "withdrawn":
        return "withdrawn"  # all that moved by it has moved back
    if remittance.paid_to is not None:
        return "set-off"  # none of it is the hub's
    if remittance.state != "posted" or None in held:
        return "awaited"
    if remittance.in_bank > 0 and remittance.awaited <= NEAR:
        return "in-bank"
    if not (remittance.deposit or remittance.adjusted):
        return "no-money"
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


def _pockets(accounts: Mapping[str, Money]) -> Counter[str]:
    """What each account is owed, those of the hub's own together; the bank's side left out."""
    pockets = Counter[str]()
    for account, cents in accounts.items():
        if not account.startswith(_NOT_CASH):
            pockets[_pocket_of(account)] += cents
    return pockets


def _pocket_of(account: str) -> str:
    if account.startswith(ADVANCES):
        return account
    if class_of(account) == "own":
        return HUB
    word = account.partition(":")[0]
    return word if word in {"upstream-fee", "fund"} else account


def _leave_out(
    view: View, remittance: RemittanceBalance, pockets: Counter[str], to_come: _ToCome
) -> None:
    """What came by a remittance that still waits; `to_come` collects it."""
    plan = PlanKey(remittance.plan_key)
    moved: dict[PartnerCode, list[tuple[MoneyKind, Money]]] = defaultdict(list)
    for row in view.rows(PARTNER_LEDGER, remittance_id=remittance.remittance_id):
        moved[row.partner_code].append((row.kind, row.owed))
    for code, found in moved.items():
        net = sum(cents for _, cents in found)
        pockets[partner_account(code)] -= net
        to_come.net[code] += net
        to_come.taken[code] += taken_at_once(found)
    for held in view.rows(SUSPENSE_HELD, remittance_id=remittance.remittance_id):
        pockets[held.account] -= held.cents
    pockets[HUB] -= remittance.hub_fees + remittance.hub_own
    pockets["upstream-fee"] -= remittance.upstream_fees
    pockets[carried_account(plan)] -= remittance.carried
    pockets[payable_account(plan)] -= remittance.refunds


def taken_at_once(moved: Iterable[tuple[MoneyKind, Money]]) -> Money:
    """What a partner lost by a notice whose money still waits, zero or below: that needs no bank.

    What the notice moved and was moved again since is none of it: it waited, and waits no more.
    """
    brought = took = 0
    for kind, cents in moved:
        # a match taken back undoes what stands against it; a yes of the hub's own undoes nothing
        took_now = cents < 0 and kind not in _MOVED_ANEW
        if took_now or (cents > 0 and kind == "undone"):
            took += cents
        else:
            brought += cents
    if brought < 0 or took > 0:
        return min(0, brought + took)
    return took


def _leave_out_early(
    view: View, pockets: Counter[str], to_come: Mapping[PartnerCode, Money]
) -> None:
    """What the hub took by statements before the partner's own money came: it waits for that too.

    Else what nobody took from the bank would be missing there, and others would wait for it.
    """
    for code, cents in sorted(to_come.items()):
        account, taken = partner_account(code), view.get(TAKEN_BY_STATEMENT, code)
        early = min(-pockets[account], cents, taken.cents if taken else 0)
        if early > 0:
            pockets[account] += early
            pockets[HUB] -= early


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


def _lacking(view: View, arrived: list[RemittanceBalance]) -> tuple[Counter[str], Counter[str]]:
    """What the bank lacks by cents of what each partner got in these, and of all the rest.

    Each remittance's own accounts bear it, in proportion: nobody else's money stands in. Second the
    partners' part of it, by the account of each plan's deposits.
    """
    lacking, lacking_of = Counter[str](), Counter[str]()
    for remittance in arrived:
        if remittance.awaited <= 0:
            continue
        got = Counter[str]()
        for row in view.rows(PARTNER_LEDGER, remittance_id=remittance.remittance_id):
            got[partner_account(row.partner_code)] += row.owed
        got[HUB] = remittance.credited - remittance.partners
        above = {account: cents for account, cents in got.items() if cents > 0}
        parts = split(remittance.awaited, list(above.values()))
        borne = dict(zip(above, parts, strict=True))
        lacking.update(borne)
        account = deposit_account(PlanKey(remittance.plan_key))
        lacking_of[account] += sum(borne.values()) - borne.get(HUB, 0)
    return lacking, lacking_of
