"""Money of a remittance that finds no claim of ours: it waits in suspense until it is placed.

One stream for each claim payment or provider adjustment that waits, or that a person took away from
a claim. Patient fields and foreign claim numbers stay in the archived file, read there by place.
The facts stand in `parked_money_facts`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never, get_args

from msgspec.structs import replace

from domain.decider import Decider
from domain.money import show_money
from domain.notices.parked_money_facts import (
    NOT_TAKEN,
    OUT_OF_BALANCE,
    UNMATCHED,
    MoneyDisplaced,
    MoneyParked,
    MoneyPlaced,
    MoneyRefused,
    MoneyReleased,
    MoneyReturned,
    ParkedItem,
    ParkedMoneyFact,
    PlacedBy,
    Placement,
)
from domain.posting import (
    PAID_DIRECT,
    Entries,
    Entry,
    balanced,
    hub_own_account,
    reversed_entries,
)
from domain.problem import Problem, Refused, refuse, wrong_moment

__all__ = [
    "NOT_TAKEN",
    "OUT_OF_BALANCE",
    "PARKED_MONEY",
    "UNMATCHED",
    "DisplaceMoney",
    "MoneyDisplaced",
    "MoneyParked",
    "MoneyPlaced",
    "MoneyRefused",
    "MoneyReleased",
    "MoneyReturned",
    "NoItem",
    "ParkMoney",
    "ParkedItem",
    "ParkedMoney",
    "PlaceMoney",
    "PlacedBy",
    "PlacedItem",
    "Placement",
    "RefuseMoney",
    "ReleaseMoney",
    "ReleasedItem",
    "ReturnMoney",
    "WaitingItem",
    "next_posting_ids",
]

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


@dataclass(frozen=True)
class RefuseMoney:
    """The claim that it turns out to be about does not take it; `problems` say why.

    It waits on under that `reason`, as it would had the claim been known when it came.
    """

    reason: str
    problems: tuple[Problem, ...]


ParkedMoneyCommand = (
    ParkMoney | PlaceMoney | DisplaceMoney | ReleaseMoney | ReturnMoney | RefuseMoney
)

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

    @property
    def is_hub_own(self) -> bool:
        """Whether a person said that it is the hub's own."""
        return self.to == hub_own_account(self.item.plan_key)


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
            return _release(item, ask)
        case ReleasedItem(to=known), ReleaseMoney(to=asked) if known == asked:
            return ()
        case ReleasedItem() as released, ReturnMoney() as ask:
            return (_returned(released, ask),)
        case WaitingItem(times=times), ReturnMoney() if times:
            return ()
        case WaitingItem(item=item), RefuseMoney() as ask:
            return _refused(item, ask)
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


def _release(item: ParkedItem, ask: ReleaseMoney) -> tuple[MoneyReleased, ...] | Refused:
    is_said_own = ask.to == hub_own_account(item.plan_key)
    if problems := tuple(_never_the_hubs(item)) if is_said_own else ():
        return Refused(problems)
    return (
        MoneyReleased(
            item_id=item.item_id,
            remittance_id=item.remittance_id,
            to=ask.to,
            paid_on=ask.on,
            why=ask.why,
            entries=_moved(item, ask.to),
        ),
    )


def _never_the_hubs(item: ParkedItem) -> Iterator[Problem]:
    """What no person can say to be the hub's own: pay for care, and what never came to the hub."""
    where = f"{item.kind} {item.ordinal} of its remittance"
    if item.kind == "claim":
        yield Problem(
            code="money.pays-a-claim",
            what="it pays for a claim, which is never the hub's own by saying so",
            where=where,
            fix="say which claim it is about: hub remittance match --claim",
        )
    if item.cash == PAID_DIRECT:
        yield Problem(
            code="money.paid-direct",
            what="the plan paid the partner itself; none of it came to the hub",
            where=where,
            fix="leave it between the plan and the partner, or match it to a claim of that partner",
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


def _refused(item: ParkedItem, ask: RefuseMoney) -> tuple[MoneyRefused, ...]:
    if item.reason == ask.reason:
        return ()
    waits = replace(item, reason=ask.reason, awaits=())
    return (MoneyRefused(item=waits, problems=ask.problems, entries=_moved(item, waits.account)),)


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
        case MoneyRefused(item=item):
            return WaitingItem(item, money.times) if isinstance(money, WaitingItem) else money
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
