"""Money of a remittance that finds no claim of ours: it waits in suspense until it is placed.

One stream for each claim payment or provider adjustment that waits, or that a person took away from
a claim. Patient fields and foreign claim numbers stay in the archived file, read there by place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    ParkedMoneyId,
    PartnerCode,
    PlanKey,
    RemittanceId,
)
from domain.money import Money, show_money
from domain.posting import PAID_DIRECT, Entries, Entry, balanced, reversed_entries, suspense_account
from domain.problem import Problem, Refused, refuse, wrong_moment

UNMATCHED = "unmatched-claim"
OUT_OF_BALANCE = "claim-out-of-balance"
NOT_TAKEN = "claim-not-taken"

PlacedBy = Literal["number", "person"]


class ParkedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A claim payment or provider adjustment as the remittance states it.

    `posting_id` is its place there, for ever; `trace` and `ordinal` are what people call it by.
    `amount` is its cash effect in cents: CLP04, or a PLB amount with its sign turned. `code` is
    CLP02 or PLB03-1. `reason` names the suspense account. `awaits` are keyed digests of numbers
    that would tell whose it is, once they are known: the plan's claim number, or what stands in the
    reference. `about` is the claim that its reference names, where that claim does not take it.
    `paid_to` is the partner that the plan paid itself; None where it paid the hub.
    """

    item_id: ParkedMoneyId
    kind: Literal["claim", "adjustment"]
    posting_id: str
    remittance_id: RemittanceId
    plan_key: PlanKey
    trace: str
    ordinal: int
    code: str
    billed: Money
    amount: Money
    paid_on: date
    cash: str
    source: Source
    reason: str
    awaits: tuple[str, ...] = ()
    about: ClaimId | None = None
    paid_to: PartnerCode | None = None

    @property
    def account(self) -> str:
        """Where it waits; what a plan paid to a partner itself waits at no account of the hub's."""
        return PAID_DIRECT if self.cash == PAID_DIRECT else suspense_account(self.reason)


class Placement(msgspec.Struct, frozen=True):
    """A part of it that a claim took: cents of cash effect, and the posting that it became."""

    claim_id: ClaimId
    number: ClaimNumber
    posting_id: str
    amount: Money


# commands


@dataclass(frozen=True)
class ParkMoney:
    """It waits; `problems` say why. `taken_from_claim`: a claim gave it up, its posting undone."""

    item: ParkedItem
    problems: tuple[Problem, ...] = ()
    taken_from_claim: bool = False


@dataclass(frozen=True)
class PlaceMoney:
    """Claims take it, in the same transaction; `why` is what a person says of it."""

    placements: tuple[Placement, ...]
    by: PlacedBy
    why: str = ""


@dataclass(frozen=True)
class DisplaceMoney:
    """The claims that took it give it up, in the same transaction; it waits again."""

    why: str


@dataclass(frozen=True)
class ReleaseMoney:
    """It leaves suspense for an account that is no claim's; `on` is the day that it counts for."""

    to: str
    on: date
    why: str


@dataclass(frozen=True)
class ReturnMoney:
    """What was released waits again after all."""

    on: date
    why: str


ParkedMoneyCommand = ParkMoney | PlaceMoney | DisplaceMoney | ReleaseMoney | ReturnMoney

# events


@event("money.parked", version=1)
class MoneyParked(Fact, frozen=True):
    """Money of a remittance waits in suspense; no entries where a claim's own posting put it there.

    `problems` say why. `taken_from_claim` tells that a person took it away from a claim.
    """

    item: ParkedItem
    problems: tuple[Problem, ...]
    entries: Entries
    taken_from_claim: bool = False


@event("money.placed", version=1)
class MoneyPlaced(Fact, frozen=True):
    """Claims took what waited; their postings moved it out of suspense."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    placements: tuple[Placement, ...]
    by: PlacedBy
    why: str


@event("money.displaced", version=1)
class MoneyDisplaced(Fact, frozen=True):
    """A person found that it was placed wrongly; it waits again."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    placements: tuple[Placement, ...]
    why: str


@event("money.released", version=1)
class MoneyReleased(Fact, frozen=True):
    """It left suspense for the account `to`, which is no claim's; it waits for nobody."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    to: str
    paid_on: date
    why: str
    entries: Entries


@event("money.returned", version=1)
class MoneyReturned(Fact, frozen=True):
    """What was released to the account `to` came back from there; it waits again."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    to: str
    paid_on: date
    why: str
    entries: Entries


ParkedMoneyFact = MoneyParked | MoneyPlaced | MoneyDisplaced | MoneyReleased | MoneyReturned

# states


@dataclass(frozen=True)
class NoItem:
    """Nothing waits."""


@dataclass(frozen=True)
class WaitingItem:
    """Waits for its claim, or for a person; it was placed `times` before, or stood with a claim."""

    item: ParkedItem
    times: int = 0


@dataclass(frozen=True)
class PlacedItem:
    """Claims took it."""

    item: ParkedItem
    placements: tuple[Placement, ...]
    times: int


@dataclass(frozen=True)
class ReleasedItem:
    """It is in the account `to`, no claim's."""

    item: ParkedItem
    to: str
    times: int


ParkedMoney = NoItem | WaitingItem | PlacedItem | ReleasedItem

# decide


def decide(
    money: ParkedMoney, command: ParkedMoneyCommand
) -> tuple[ParkedMoneyFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match money, command:
        case NoItem(), ParkMoney() as ask:
            return (_park(ask),)
        case NoItem(), _:
            return wrong_moment("money", "parked money", money, command)
        case _, ParkMoney(item=asked) if money.item == asked:
            return ()
        case WaitingItem() as waiting, PlaceMoney() as ask:
            return _place(waiting.item, ask)
        case PlacedItem(placements=known), PlaceMoney(placements=asked) if known == asked:
            return ()
        case PlacedItem() as placed, DisplaceMoney(why=why):
            item = placed.item
            return (
                MoneyDisplaced(
                    item_id=item.item_id,
                    remittance_id=item.remittance_id,
                    placements=placed.placements,
                    why=why,
                ),
            )
        case WaitingItem(times=times), DisplaceMoney() if times:
            return ()
        case WaitingItem(item=item), ReleaseMoney() as ask:
            return (_released(item, ask),)
        case ReleasedItem(to=known), ReleaseMoney(to=asked) if known == asked:
            return ()
        case ReleasedItem() as released, ReturnMoney() as ask:
            return (_returned(released, ask),)
        case WaitingItem(times=times), ReturnMoney() if times:
            return ()
        case _:
            return wrong_moment("money", f"{money.item.kind} {money.item.ordinal}", money, command)


# rules


def _park(ask: ParkMoney) -> MoneyParked:
    item = ask.item
    return MoneyParked(
        item=item,
        problems=ask.problems,
        entries=() if ask.taken_from_claim else _entries(item, item.cash, item.account),
        taken_from_claim=ask.taken_from_claim,
    )


def _place(item: ParkedItem, ask: PlaceMoney) -> tuple[ParkedMoneyFact, ...] | Refused:
    """All of it is placed at once: what is left would be nobody's and wait unseen."""
    placed = sum(each.amount for each in ask.placements)
    if placed != item.amount or not ask.placements:
        return refuse(
            "money.not-placed-whole",
            what=f"{show_money(placed)} of {show_money(item.amount)} would be placed",
            where=f"{item.kind} {item.ordinal} of its remittance",
            fix="place all of it, on one claim or on several",
        )
    return (
        MoneyPlaced(
            item_id=item.item_id,
            remittance_id=item.remittance_id,
            placements=ask.placements,
            by=ask.by,
            why=ask.why,
        ),
    )


def _released(item: ParkedItem, ask: ReleaseMoney) -> MoneyReleased:
    return MoneyReleased(
        item_id=item.item_id,
        remittance_id=item.remittance_id,
        to=ask.to,
        paid_on=ask.on,
        why=ask.why,
        entries=_moved(item, ask.to),
    )


def _returned(released: ReleasedItem, ask: ReturnMoney) -> MoneyReturned:
    item = released.item
    return MoneyReturned(
        item_id=item.item_id,
        remittance_id=item.remittance_id,
        to=released.to,
        paid_on=ask.on,
        why=ask.why,
        entries=reversed_entries(_moved(item, released.to)),
    )


def _moved(item: ParkedItem, to: str) -> Entries:
    return _entries(item, item.account, to)


def _entries(item: ParkedItem, by: str, to: str) -> Entries:
    """What a plan paid to a partner itself moves no cash of the hub's."""
    if item.cash == PAID_DIRECT:
        return ()
    return balanced((Entry(by, item.amount), Entry(to, -item.amount)))


def next_posting_ids(money: WaitingItem, claims: Iterable[str]) -> tuple[str, ...]:
    """The postings that it would become if it were placed with these claims now.

    The first time with one claim it is its place in the remittance; no id is used twice, so that a
    statement never states two movements under one.
    """
    item, wanted = money.item, tuple(claims)
    stem = f"{item.posting_id}@{money.times + 1}" if money.times else item.posting_id
    if len(wanted) == 1:
        return (stem,)
    return tuple(f"{stem}.{count}" for count in range(1, len(wanted) + 1))


# evolve


def evolve(money: ParkedMoney, fact: ParkedMoneyFact) -> ParkedMoney:
    """The parked money after the fact."""
    match fact:
        case MoneyParked(item=item, taken_from_claim=taken):
            # one that a claim gave up was posted once under its own place
            return WaitingItem(item, 1 if taken else 0)
        case MoneyPlaced(placements=placements):
            if not isinstance(money, WaitingItem):
                return money
            return PlacedItem(money.item, placements, money.times + 1)
        case MoneyDisplaced():
            return WaitingItem(money.item, money.times) if isinstance(money, PlacedItem) else money
        case MoneyReleased(to=to):
            if not isinstance(money, WaitingItem):
                return money
            return ReleasedItem(money.item, to, money.times)
        case MoneyReturned():
            if not isinstance(money, ReleasedItem):
                return money
            # a person has looked at it: no number places it by itself any more
            return WaitingItem(money.item, money.times + 1)
        case _:
            assert_never(fact)


PARKED_MONEY: Decider[ParkedMoney, ParkedMoneyCommand, ParkedMoneyFact] = Decider(
    name="parked-money",
    initial=NoItem(),
    decide=decide,
    evolve=evolve,
    facts=get_args(ParkedMoneyFact),
    commands=get_args(ParkedMoneyCommand),
    states=get_args(ParkedMoney),
)
