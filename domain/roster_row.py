"""A row of a roster that tells of no month of ours yet: its money waits in suspense.

Who the row is for stays in the archived file, read there by its place.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import (
    ClaimNumber,
    MemberId,
    MemberMonthId,
    PlanKey,
    RemittanceId,
    RosterRowId,
)
from domain.money import Money
from domain.period import Month
from domain.posting import Entries, Entry, balanced, suspense_account
from domain.problem import Problem, Refused, wrong_moment

ROSTER_ROW_REASON = "roster-row"

PlacedBy = Literal["hub", "person"]


class RosterItem(msgspec.Struct, frozen=True, kw_only=True):
    """A row as its roster states it; `trace` and `ordinal` are what people call it by.

    `member_id` and `month` are empty where the row does not tell them, or of nobody we know.
    `amount` in cents is below zero where the plan takes a month back.
    """

    row_id: RosterRowId
    posting_id: str
    remittance_id: RemittanceId
    plan_key: PlanKey
    trace: str
    ordinal: int
    member_id: MemberId | None
    month: Month | None
    amount: Money
    paid_on: date
    cash: str
    source: Source

    @property
    def account(self) -> str:
        """Where it waits."""
        return suspense_account(ROSTER_ROW_REASON)


# commands


@dataclass(frozen=True)
class ParkRow:
    """It waits; `problems` say why."""

    item: RosterItem
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class PlaceRow:
    """A member's month takes it, in the same transaction; `why` is what a person says of it."""

    month_id: MemberMonthId
    number: ClaimNumber
    by: PlacedBy
    why: str = ""


RosterRowCommand = ParkRow | PlaceRow

# events


@event("roster-row.parked", version=1)
class RosterRowParked(Fact, frozen=True):
    """Money of a roster row waits in suspense; `problems` say why."""

    item: RosterItem
    problems: tuple[Problem, ...]
    entries: Entries


@event("roster-row.placed", version=1)
class RosterRowPlaced(Fact, frozen=True):
    """A member's month took what waited; its posting moved the money out of suspense."""

    row_id: RosterRowId
    remittance_id: RemittanceId
    month_id: MemberMonthId
    number: ClaimNumber
    by: PlacedBy
    why: str


RosterRowFact = RosterRowParked | RosterRowPlaced

# states


@dataclass(frozen=True)
class NoRow:
    """Nothing waits."""


@dataclass(frozen=True)
class WaitingRow:
    """Waits until it is known whose month it pays."""

    item: RosterItem


@dataclass(frozen=True)
class PlacedRow:
    """A member's month took it."""

    item: RosterItem
    month_id: MemberMonthId


RosterRow = NoRow | WaitingRow | PlacedRow

# decide


def decide(row: RosterRow, command: RosterRowCommand) -> tuple[RosterRowFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match row, command:
        case NoRow(), ParkRow() as ask:
            return (_parked(ask),)
        case WaitingRow(item=known) | PlacedRow(item=known), ParkRow(item=asked) if known == asked:
            return ()
        case WaitingRow(item=item), PlaceRow() as ask:
            return (_placed(item, ask),)
        case PlacedRow(month_id=known), PlaceRow(month_id=asked) if known == asked:
            return ()
        case _:
            where = "roster row" if isinstance(row, NoRow) else f"roster row {row.item.ordinal}"
            return wrong_moment("roster-row", where, row, command)


# rules


def _parked(ask: ParkRow) -> RosterRowParked:
    item = ask.item
    entries = (Entry(item.cash, item.amount), Entry(item.account, -item.amount))
    return RosterRowParked(item=item, problems=ask.problems, entries=balanced(entries))


def _placed(item: RosterItem, ask: PlaceRow) -> RosterRowPlaced:
    return RosterRowPlaced(
        row_id=item.row_id,
        remittance_id=item.remittance_id,
        month_id=ask.month_id,
        number=ask.number,
        by=ask.by,
        why=ask.why,
    )


# evolve


def evolve(row: RosterRow, fact: RosterRowFact) -> RosterRow:
    """The row after the fact."""
    match fact:
        case RosterRowParked(item=item):
            return WaitingRow(item)
        case RosterRowPlaced(month_id=month_id):
            return PlacedRow(row.item, month_id) if isinstance(row, WaitingRow) else row
        case _:
            assert_never(fact)


ROSTER_ROW: Decider[RosterRow, RosterRowCommand, RosterRowFact] = Decider(
    name="roster-row",
    initial=NoRow(),
    decide=decide,
    evolve=evolve,
    facts=get_args(RosterRowFact),
    commands=get_args(RosterRowCommand),
    states=get_args(RosterRow),
)
