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
    """A member's month takes it, in the same transaction; `why` is what a person says of it.

    `teaches` tells that the plan's number of the member became known by it.
    """

    month_id: MemberMonthId
    number: ClaimNumber
    by: PlacedBy
    why: str = ""
    teaches: bool = False


@dataclass(frozen=True)
class UnplaceRow:
    """A person takes it away from the month `number`, in the same transaction; it waits again.

    `problems` say so, `why` is what the person says.
    """

    item: RosterItem
    number: ClaimNumber
    problems: tuple[Problem, ...]
    why: str


RosterRowCommand = ParkRow | PlaceRow | UnplaceRow

# events


@event("roster-row.parked", version=1)
class RosterRowParked(Fact, frozen=True):
    """Money of a roster row waits in suspense; `problems` say why.

    A person took it away from the month `taken_from`, where there is one, and says `why`: then the
    month's own posting moved the money.
    """

    item: RosterItem
    problems: tuple[Problem, ...]
    entries: Entries
    taken_from: ClaimNumber | None = None
    why: str = ""


@event("roster-row.placed", version=1)
class RosterRowPlaced(Fact, frozen=True):
    """A member's month took what waited; its posting moved the money out of suspense."""

    row_id: RosterRowId
    remittance_id: RemittanceId
    month_id: MemberMonthId
    number: ClaimNumber
    by: PlacedBy
    why: str
    teaches: bool = False


RosterRowFact = RosterRowParked | RosterRowPlaced

# states


@dataclass(frozen=True)
class NoRow:
    """Nothing waits."""


@dataclass(frozen=True)
class WaitingRow:
    """Waits until it is known whose month it pays; a month had it `times` before."""

    item: RosterItem
    times: int = 0

    @property
    def posting_id(self) -> str:
        """What a month posts it as: never the same twice."""
        own = self.item.posting_id
        return f"{own}@{self.times + 1}" if self.times else own


@dataclass(frozen=True)
class PlacedRow:
    """A member's month took it, as the posting of that name."""

    item: RosterItem
    month_id: MemberMonthId
    posting_id: str
    times: int
    teaches: bool


RosterRow = NoRow | WaitingRow | PlacedRow

# decide


def decide(row: RosterRow, command: RosterRowCommand) -> tuple[RosterRowFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match row, command:
        case NoRow(), ParkRow() as ask:
            return (_parked(ask),)
        case NoRow(), UnplaceRow() as ask:
            return (_taken_away(ask),)
        case PlacedRow(item=known), UnplaceRow(item=asked) as ask if known == asked:
            return (_taken_away(ask),)
        case WaitingRow() as waits, UnplaceRow(item=asked) if waits.times and waits.item == asked:
            return ()
        case WaitingRow(item=known) | PlacedRow(item=known), ParkRow(item=asked) if known == asked:
            return ()
        case WaitingRow(item=item), PlaceRow() as ask:
            return (_placed(item, ask),)
        case PlacedRow(month_id=known), PlaceRow(month_id=asked) if known == asked:
            return ()
        case _:
            return wrong_moment("roster-row", _where(row), row, command)


# rules


def _parked(ask: ParkRow) -> RosterRowParked:
    item = ask.item
    entries = (Entry(item.cash, item.amount), Entry(item.account, -item.amount))
    return RosterRowParked(item=item, problems=ask.problems, entries=balanced(entries))


def _taken_away(ask: UnplaceRow) -> RosterRowParked:
    return RosterRowParked(
        item=ask.item, problems=ask.problems, entries=(), taken_from=ask.number, why=ask.why
    )


def _where(row: RosterRow) -> str:
    return "roster row" if isinstance(row, NoRow) else f"roster row {row.item.ordinal}"


def _placed(item: RosterItem, ask: PlaceRow) -> RosterRowPlaced:
    return RosterRowPlaced(
        row_id=item.row_id,
        remittance_id=item.remittance_id,
        month_id=ask.month_id,
        number=ask.number,
        by=ask.by,
        why=ask.why,
        teaches=ask.teaches,
    )


# evolve


def evolve(row: RosterRow, fact: RosterRowFact) -> RosterRow:
    """The row after the fact."""
    match fact:
        case RosterRowParked(item=item, taken_from=taken_from):
            before = row.times if isinstance(row, PlacedRow) else 1
            return WaitingRow(item, before if taken_from else 0)
        case RosterRowPlaced(month_id=month_id, teaches=teaches):
            if not isinstance(row, WaitingRow):
                return row
            return PlacedRow(row.item, month_id, row.posting_id, row.times + 1, teaches)
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
