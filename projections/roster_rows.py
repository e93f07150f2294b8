"""Which rows of rosters waited for their month, and which were placed since?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from domain.identifiers import ClaimNumber, MemberId, PlanKey, RemittanceId, RosterRowId
from domain.money import Money
from domain.months.roster_row import RosterRowFact, RosterRowParked
from domain.problem import Problem
from projections.projection import Projection


class ParkedRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A row that waited, in cents with the roster's sign; `problems` say why.

    `number` is the month that took it, empty while it waits.
    """

    row_id: RosterRowId
    remittance_id: RemittanceId
    plan_key: PlanKey
    trace: str
    ordinal: int
    member_id: MemberId | None
    month: str
    amount: Money
    paid_on: date
    state: Literal["waiting", "placed"]
    problems: tuple[Problem, ...]
    number: ClaimNumber | None = None


def _keys(fact: RosterRowFact) -> Iterable[str]:
    return (fact.item.row_id if isinstance(fact, RosterRowParked) else fact.row_id,)


def _evolve(_key: str, known: ParkedRow | None, fact: RosterRowFact) -> ParkedRow | None:
    if isinstance(fact, RosterRowParked):
        item = fact.item
        return ParkedRow(
            row_id=item.row_id,
            remittance_id=item.remittance_id,
            plan_key=item.plan_key,
            trace=item.trace,
            ordinal=item.ordinal,
            member_id=item.member_id,
            month=str(item.month or ""),
            amount=item.amount,
            paid_on=item.paid_on,
            state="waiting",
            problems=fact.problems,
        )
    return None if known is None else replace(known, state="placed", number=fact.number)


ROSTER_ROWS: Projection[ParkedRow] = Projection(
    name="roster_rows",
    version=1,
    row=ParkedRow,
    indexes=("state", "remittance_id", "trace", "plan_key"),
    facts=get_args(RosterRowFact),
    keys=_keys,
    evolve=_evolve,
)
