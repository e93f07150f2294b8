"""Which months of members did rosters pay, whose are they, and what stands of each?"""

from collections.abc import Iterable
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.identifiers import (
    ClaimNumber,
    ContractId,
    MemberId,
    MemberMonthId,
    PartnerCode,
    PlanKey,
    RemittanceId,
)
from domain.money import Money
from domain.months.member_month import FoundBy, MemberMonthFact, MonthMoneyMoved, MonthOpened
from projections.projection import Projection


class MonthRow(msgspec.Struct, frozen=True, gc=False):
    """One row of a roster about a month: cents with the roster's sign."""

    remittance_id: RemittanceId
    ordinal: int
    cents: Money


class PaidMonth(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A month of a member with what rosters paid and dropped of it, in cents.

    Its shares hold `partner` for the partner, `fee` as the hub's fee, `own` for the hub where it
    gave the care, `waiting` in suspense; `claim_pays` tells that a claim pays the month too.
    """

    month_id: MemberMonthId
    number: ClaimNumber
    plan_key: PlanKey
    partner_code: PartnerCode
    member_id: MemberId
    month: str
    contract_id: ContractId
    found_by: FoundBy
    rows: tuple[MonthRow, ...] = ()
    partner: Money = 0
    fee: Money = 0
    own: Money = 0
    waiting: Money = 0
    claim_pays: bool = False

    @property
    def paid(self) -> Money:
        """What rosters paid for it."""
        return sum(row.cents for row in self.rows if row.cents > 0)

    @property
    def dropped(self) -> Money:
        """What rosters took back of it."""
        return -sum(row.cents for row in self.rows if row.cents < 0)

    @property
    def earned(self) -> Money:
        """What whoever gave the care has of it."""
        return self.partner + self.own


_SHARE_OF = {"partner": "partner", "hub-fee": "fee", "hub-own": "own", "suspense": "waiting"}


def _keys(fact: MemberMonthFact) -> Iterable[str]:
    about = fact.body if isinstance(fact, MonthOpened) else fact
    return (f"{about.month_id}/{about.partner_code}",)


def _evolve(_key: str, known: PaidMonth | None, fact: MemberMonthFact) -> PaidMonth | None:
    if isinstance(fact, MonthOpened):
        body = fact.body
        return PaidMonth(
            month_id=body.month_id,
            number=body.number,
            plan_key=body.plan_key,
            partner_code=body.partner_code,
            member_id=body.member_id,
            month=str(body.month),
            contract_id=body.contract_id,
            found_by=body.found_by,
        )
    return None if known is None else _moved(known, fact)


def _moved(known: PaidMonth, fact: MonthMoneyMoved) -> PaidMonth | None:
    """The month after a row; none where a person took away the last of its rows."""
    sums = {"partner": 0, "fee": 0, "own": 0, "waiting": 0}
    for share in fact.shares:
        name = _SHARE_OF.get(share.account.partition(":")[0])
        if name is not None:
            sums[name] += share.cents
    rows = known.rows
    if fact.undoes:
        gone = MonthRow(fact.remittance_id, fact.ordinal, -fact.amount)
        rows = tuple(row for row in rows if row != gone)
        if not rows:
            return None
    elif fact.amount:
        rows = (*rows, MonthRow(fact.remittance_id, fact.ordinal, fact.amount))
    return replace(known, rows=rows, claim_pays=fact.elsewhere is not None, **sums)


MEMBER_MONTHS: Projection[PaidMonth] = Projection(
    name="member_months",
    version=3,
    row=PaidMonth,
    indexes=("number", "partner_code", "plan_key", "month", "member_id"),
    facts=get_args(MemberMonthFact),
    keys=_keys,
    evolve=_evolve,
)
