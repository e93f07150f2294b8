"""What the bank covers of the money that is owed, and what may be paid out of it.

Whatever an account holds below zero of what is there (`arrived_money`) is money that the bank has
not got: it was kept for one and is owed to others. Nobody else's money stands in for it but the
hub's own, put in for that very debt; so those who are owed wait, each in proportion
(`ops/decisions/0016-what-the-bank-covers.md`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.identifiers import ClaimId, PartnerCode, RemittanceId
from domain.money import Money, split
from domain.posting import (
    BANK,
    hub_advance_account,
    partner_account,
    reserve_account,
)
from domain.statements.statement_parts import Arrival
from hub.services.bank.arrived_money import ADVANCES, HUB, ArrivedMoney, arrived_money
from hub.services.bank.arrived_money import NEEDED as ARRIVED_NEEDED
from hub.views import View
from projections.payout_status import PAYOUT_STATUS, UNDER_WAY
from projections.projection import Projection
from projections.trial_balance import TRIAL_BALANCE
from projections.untold_payouts import UNTOLD_PAYOUTS

NEEDED: tuple[Projection[Any], ...] = (
    *ARRIVED_NEEDED,
    TRIAL_BALANCE,
    PAYOUT_STATUS,
    UNTOLD_PAYOUTS,
)
"""The rows that it is read from."""

PROMISED = "payouts:"
"""Stands, before a partner's code, for what its payouts under way take beyond what it is owed."""

_PARTNERS = partner_account(PartnerCode(""))


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
    accounts = {row.account: -row.cents for row in view.rows(TRIAL_BALANCE)}
    payouts = Counter[str]()
    for state in UNDER_WAY:
        for row in view.rows(PAYOUT_STATUS, state=state):
            kind = row.partner_code if row.payout.kind == "statement" else HUB
            payouts[kind] += row.payout.amount
    arrived = arrived_money(view, accounts)
    paid = {row.partner_code: row.paid for row in view.rows(UNTOLD_PAYOUTS)}
    return _cover(arrived, _Cash(arrived.pockets, -accounts.get(BANK, 0), payouts, paid))


# what covers it


@dataclass(frozen=True)
class _Cash:
    """What is there by account, what the `bank` holds, what `payouts` under way take; in cents.

    `paid` is what each partner got and no statement told yet.
    """

    pockets: Mapping[str, Money]
    bank: Money
    payouts: Mapping[str, Money]
    paid: Mapping[PartnerCode, Money]

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
        names = sorted(name for name in self.pockets if name.startswith(ADVANCES))
        return [PartnerCode(name.removeprefix(ADVANCES)) for name in names]

    def missing(self) -> Iterator[Missing]:
        """Every account below zero, each by itself; and what the bank lacks beyond them."""
        below = [
            *(Missing(partner_account(code), -self.free(code)) for code in self.balances),
            Missing(HUB, -self.hub),
            *(Missing(name, -cents) for name, cents in self._others()),
        ]
        named = [each for each in below if each.cents > 0]
        yield from named
        lacks = self._wanted() - self.bank
        beyond = lacks - sum(each.cents for each in named)
        if beyond > 0:
            yield Missing(BANK, beyond)

    def _others(self) -> list[tuple[str, Money]]:
        apart = (_PARTNERS, ADVANCES, reserve_account(PartnerCode("")))
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


def _cover(arrived: ArrivedMoney, cash: _Cash) -> BankCover:
    below = tuple(cash.missing())
    lacks = sum(each.cents for each in below)
    # borne by those whom the notice paid, and out of the balances already
    cents = (Missing(at, few) for at, few in sorted(arrived.lacking_of.items()) if few)
    balances = cash.balances
    under_way = {PartnerCode(at): cents for at, cents in cash.payouts.items() if at != HUB}
    beyond = tuple(_beyond(balances, under_way))
    shared = _shared(balances, under_way, cash.paid, lacks)
    owed = {code: cents + arrived.taken.get(code, 0) for code, cents in balances.items()}
    for_partners = max(0, sum(max(0, cents) for cents in balances.values()) - lacks)
    total = for_partners - sum(under_way.values())
    hub_left = cash.hub - cash.payouts.get(HUB, 0)
    return BankCover(
        arrivals=arrived.arrivals,
        waiting_claims=arrived.waiting_claims,
        owed=owed,
        short={
            code: arrived.lacking.get(partner_account(code), 0) + shared.get(code, 0)
            for code in balances
        },
        under_way=under_way,
        room={
            code: max(0, min(cents - under_way.get(code, 0) - shared.get(code, 0), total))
            for code, cents in owed.items()
        },
        missing=(*below, *beyond, *cents),
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


def _shared(
    balances: Mapping[PartnerCode, Money],
    under_way: Mapping[PartnerCode, Money],
    paid: Mapping[PartnerCode, Money],
    lacks: Money,
) -> dict[PartnerCode, Money]:
    """What each partner goes short of.

    What the bank lacks is shared in proportion to what each is owed and was paid since its last
    statement, payouts under way or not: who is paid first gets no more by it. What payouts take
    beyond that is waited for by the others, who is owed most before who is owed less.
    """
    owed = {code: max(0, cents) for code, cents in balances.items()}
    weights = {code: cents + paid.get(code, 0) for code, cents in owed.items()}
    shared = _by_weight(min(lacks, sum(owed.values())), owed, weights)
    covered = {code: cents - shared[code] for code, cents in owed.items()}
    promised = {code: under_way.get(code, 0) for code in {*covered, *under_way}}
    beyond = sum(max(0, cents - covered.get(code, 0)) for code, cents in promised.items())
    for code in sorted(covered, key=lambda each: (-weights[each], each)):
        part = min(beyond, max(0, covered[code] - promised[code]))
        shared[code] += part
        beyond -= part
    return shared


def _by_weight(
    lacks: Money, owed: Mapping[PartnerCode, Money], weights: Mapping[PartnerCode, int]
) -> dict[PartnerCode, Money]:
    """Each one's part; who was paid more than is left to it waits for all that it is still owed."""
    rest = {code: weights[code] for code, cents in owed.items() if cents}
    parts = dict(zip(rest, split(lacks, list(rest.values())), strict=True))
    whole = {code: owed[code] for code, part in parts.items() if part > owed[code]}
    if not whole:
        return dict.fromkeys(owed, 0) | parts
    others = {code: 0 if code in whole else cents for code, cents in owed.items()}
    return _by_weight(lacks - sum(whole.values()), others, weights) | whole
