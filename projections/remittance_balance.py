"""What did each remittance say, and whose money was it, to the cent?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.claims.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, ClaimMonthSettled
from domain.event import Source
from domain.identifiers import PartnerCode, PlanKey, RemittanceId
from domain.money import Money
from domain.months.member_month import MonthMoneyMoved
from domain.months.roster_row import RosterRowParked
from domain.notices.bank_part import BankPart, held_by_bank, in_full_on
from domain.notices.notice import Holds
from domain.notices.parked_money import MoneyParked, MoneyRefused, MoneyReleased, MoneyReturned
from domain.notices.remittance import (
    Notice,
    ParkedBecause,
    RemittanceChunkPosted,
    RemittanceDeposited,
    RemittanceDepositUndone,
    RemittanceDismissed,
    RemittanceParked,
    RemittancePosted,
    RemittancePostingStarted,
    RemittanceSuperseded,
    RemittanceWithdrawalStarted,
    RemittanceWithdrawn,
)
from domain.posting import Entries
from projections.projection import Projection

RemittanceState = Literal[
    "parked", "dismissed", "superseded", "posting", "posted", "withdrawing", "withdrawn"
]
STANDS_FOR_NOTHING = frozenset({"dismissed", "superseded", "withdrawn"})
"""States of a remittance of which nothing is booked."""
CreditingFact = (
    ClaimAdjudicated
    | ClaimMoneyMoved
    | ClaimMonthSettled
    | MoneyParked
    | MoneyReleased
    | MoneyReturned
    | MoneyRefused
    | MonthMoneyMoved
    | RosterRowParked
)
KnownFact = (
    RemittanceDismissed
    | RemittanceSuperseded
    | RemittanceChunkPosted
    | RemittancePosted
    | RemittanceDeposited
    | RemittanceDepositUndone
    | RemittanceWithdrawalStarted
    | RemittanceWithdrawn
    | CreditingFact
)
BalanceFact = RemittanceParked | RemittancePostingStarted | KnownFact

# what the first word of an account's name says of whose money it holds
_CLASSES = {
    "partner": "partners",
    "hub-fee": "hub_fees",
    "hub-own": "hub_own",
    "upstream-fee": "upstream_fees",
    "suspense": "suspense",
    "carried": "carried",
    "payable": "refunds",
    "receivable": "receivable",
}


class RemittanceBalance(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A remittance as it states itself, and what was credited so far to each class of account.

    Amounts in cents. The notice's fields mean what they mean there. `matched`, `unmatched` and
    `parked` count claim payments. `partners` to `receivable` are positive where money is owed to
    those accounts; they are complete once the remittance is posted. `bank_parts` are what the bank
    has of it, by deposit; `bank_on` is the day from which on it has all. `withdrawn_for` is
    the notice that holds in its place.
    """

    remittance_id: RemittanceId
    plan_key: PlanKey
    payer: str
    trace: str
    method: str
    moves_bank_money: bool
    paid_on: date
    deposit: Money
    billed: Money
    paid: Money
    adjusted: Money
    claims: int
    digest: str
    source: Source
    state: RemittanceState
    holds: Holds = "claims"
    residual: Money = 0
    paid_to: PartnerCode | None = None
    because: ParkedBecause | None = None
    matched: int = 0
    unmatched: int = 0
    parked: int = 0
    bank_parts: tuple[BankPart, ...] = ()
    bank_on: date | None = None
    partners: Money = 0
    hub_fees: Money = 0
    hub_own: Money = 0
    upstream_fees: Money = 0
    suspense: Money = 0
    carried: Money = 0
    refunds: Money = 0
    withdrawn_for: RemittanceId | None = None
    receivable: Money = 0

    @property
    def counts(self) -> bool:
        """Whether what moved by it counts: one that was withdrawn has given all of it back."""
        return self.state in {"posted", "withdrawing", "withdrawn"}

    @property
    def in_bank(self) -> Money:
        """What the bank has of it."""
        return held_by_bank(self.bank_parts)

    @property
    def awaited(self) -> Money:
        """What the bank lacks of it; below zero where it has more, zero where none was to come."""
        expects = self.moves_bank_money and self.deposit > 0 and self.state == "posted"
        return self.deposit - self.in_bank if expects and self.paid_to is None else 0

    @property
    def credited(self) -> Money:
        """What all classes of account were credited, together."""
        hub = self.hub_fees + self.hub_own
        waiting = self.suspense + self.carried + self.refunds
        return self.partners + hub + self.upstream_fees + waiting + self.receivable

    @property
    def law_holds(self) -> bool:
        """Whether every cent that was paid is somebody's; it must, once nothing is being posted.

        What moves no bank money comes in by the carried account, so there all must come to zero. Of
        what is paid to a partner itself none but the hub's fee is told, which that partner owes.
        """
        if self.paid_to is not None:
            others = (self.partners, self.hub_own, self.upstream_fees, self.suspense)
            return not any((*others, self.carried, self.refunds)) and not self.credited
        stands = self.moves_bank_money and self.state not in STANDS_FOR_NOTHING
        stated = self.deposit if stands else 0
        return self.credited == stated


def _keys(fact: BalanceFact) -> Iterable[str]:
    match fact:  # the commonest first: a case that does not fit costs more than one that does
        case ClaimAdjudicated(remittance_id=id):
            return (id,)
        case RemittanceParked(notice=notice) | RemittancePostingStarted(notice=notice):
            return (notice.remittance_id,)
        case MoneyParked(item=item) | MoneyRefused(item=item) | RosterRowParked(item=item):
            return (item.remittance_id,)
        case _:
            return (fact.remittance_id,)


def _evolve(
    _key: str, known: RemittanceBalance | None, fact: BalanceFact
) -> RemittanceBalance | None:
    match fact:
        case ClaimAdjudicated() | ClaimMoneyMoved() | ClaimMonthSettled():
            return None if known is None else _evolve_known(known, fact)
        case RemittanceParked(notice=notice, because=because, entries=entries):
            return _credited(_stated(known, notice, "parked", because), entries)
        case RemittancePostingStarted(notice=notice):
            return _stated(known, notice, "posting", None)
        case _:
            return None if known is None else _evolve_known(known, fact)


def _evolve_known(known: RemittanceBalance, fact: KnownFact) -> RemittanceBalance:
    if isinstance(fact, CreditingFact):
        return _credited(known, fact.entries) if fact.entries else known
    match fact:
        case RemittanceDismissed(entries=entries):
            return _credited(replace(known, state="dismissed"), entries)
        case RemittanceSuperseded(remittance_id=own, by=by, entries=entries):
            state = known.state if own == by else "superseded"
            return _credited(replace(known, state=state), entries)
        case RemittanceChunkPosted(outcome=outcome):
            return replace(
                known,
                matched=known.matched + outcome.matched,
                unmatched=known.unmatched + outcome.unmatched,
                parked=known.parked + outcome.parked,
            )
        case RemittancePosted(outcome=outcome, entries=entries):
            posted = replace(
                known,
                state="posted",
                matched=outcome.matched,
                unmatched=outcome.unmatched,
                parked=outcome.parked,
            )
            return _credited(posted, entries)
        case RemittanceWithdrawalStarted(by=by):
            return replace(known, state="withdrawing", withdrawn_for=by)
        case RemittanceWithdrawn(entries=entries):
            return _credited(replace(known, state="withdrawn"), entries)
        case RemittanceDeposited(deposit_id=id, bank_on=day, cents=cents):
            return _banked(known, (*known.bank_parts, BankPart(id, day, cents)))
        case RemittanceDepositUndone(deposit_id=id):
            return _banked(known, tuple(p for p in known.bank_parts if p.deposit_id != id))
        case _:
            assert_never(fact)


def _banked(known: RemittanceBalance, parts: tuple[BankPart, ...]) -> RemittanceBalance:
    return replace(known, bank_parts=parts, bank_on=in_full_on(known.deposit, parts))


def _stated(
    known: RemittanceBalance | None,
    notice: Notice,
    state: RemittanceState,
    because: ParkedBecause | None,
) -> RemittanceBalance:
    stated = RemittanceBalance(
        remittance_id=notice.remittance_id,
        plan_key=notice.plan_key,
        payer=notice.payer,
        trace=notice.trace,
        method=notice.method,
        moves_bank_money=notice.moves_bank_money,
        paid_on=notice.paid_on,
        paid_to=notice.paid_to,
        deposit=notice.deposit,
        billed=notice.billed,
        paid=notice.paid,
        adjusted=notice.adjusted,
        claims=notice.claims,
        digest=notice.digest,
        source=notice.source,
        state=state,
        holds=notice.holds,
        residual=notice.residual,
        because=because,
    )
    # a balanced copy takes over what was booked about the parked one
    return stated if known is None else replace(stated, **_sums(known))


def _sums(balance: RemittanceBalance) -> dict[str, Money]:
    return {name: getattr(balance, name) for name in _CLASSES.values()}


def _credited(balance: RemittanceBalance, entries: Entries) -> RemittanceBalance:
    sums: dict[str, Money] = {}
    for entry in entries:
        name = _CLASSES.get(entry.account.partition(":")[0])
        if name is not None:
            before = sums[name] if name in sums else getattr(balance, name)
            sums[name] = before - entry.cents
    return replace(balance, **sums)


REMITTANCE_BALANCE: Projection[RemittanceBalance] = Projection(
    name="remittance_balance",
    version=9,
    row=RemittanceBalance,
    indexes=("plan_key", "state", "trace"),
    facts=get_args(BalanceFact),
    keys=_keys,
    evolve=_evolve,
)
