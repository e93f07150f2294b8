"""What does whoever gave the care of a claim have of the plan for each of its lines?"""

from collections import Counter
from collections.abc import Iterable
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    ClaimOpened,
)
from domain.identifiers import ClaimId, PartnerCode, RemittanceId
from domain.money import Money
from domain.months.month_split import MonthSplitMoved
from projections.paid_direct import direct_by_line
from projections.projection import Projection

IncomeFact = ClaimOpened | ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled | MonthSplitMoved

# the partner's part; and where the hub gave the care itself, the whole payment, which is its own
_EARNED = frozenset({"partner", "hub-own"})


class Income(msgspec.Struct, frozen=True, gc=False):
    """Cents that a remittance brought for a line, below zero where it took; line 0 is the claim."""

    remittance_id: RemittanceId
    line: int
    cents: Money


class CareIncome(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim and what was earned with it, after the hub's fee, in the order posted.

    What a partner has of a month that several share is earned with its own claim of the month.
    `direct` is what the plan paid the partner itself for each line and stands, where it does.
    """

    claim_id: ClaimId
    partner_code: PartnerCode
    is_paid_direct: bool = False
    direct: tuple[tuple[int, Money], ...] = ()
    incomes: tuple[Income, ...] = ()


def _keys(fact: IncomeFact) -> Iterable[str]:
    if isinstance(fact, MonthSplitMoved):
        return [part.claim_id for part in fact.parts if part.claim_id]
    return (fact.body.claim_id if isinstance(fact, ClaimOpened) else fact.claim_id,)


def _evolve(_key: str, known: CareIncome | None, fact: IncomeFact) -> CareIncome | None:
    if isinstance(fact, ClaimOpened):
        body = fact.body
        return CareIncome(
            claim_id=body.claim_id,
            partner_code=body.partner_code,
            is_paid_direct=body.is_paid_direct,
        )
    if known is None:
        return None
    if isinstance(fact, MonthSplitMoved):
        moved = sum(part.moved for part in fact.parts if part.claim_id == known.claim_id)
        return replace(known, incomes=(*known.incomes, Income(fact.remittance_id, 0, moved)))
    if known.is_paid_direct:
        return _with_direct(known, fact)
    new = tuple(
        Income(fact.remittance_id, entry.line, -entry.cents)
        for entry in fact.entries
        if entry.account.partition(":")[0] in _EARNED
    )
    return replace(known, incomes=(*known.incomes, *new)) if new else known


def _with_direct(
    known: CareIncome, fact: ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled
) -> CareIncome:
    """No cash moved by the hub: what the plan paid is told by its sums, less the fee invoiced."""
    before, now = dict(known.direct), direct_by_line(fact.money)
    moved = Counter({line: now.get(line, 0) - before.get(line, 0) for line in {*before, *now}})
    for entry in fact.entries:
        if entry.account.partition(":")[0] == "receivable":
            moved[entry.line] -= entry.cents
    new = tuple(Income(fact.remittance_id, line, cents) for line, cents in sorted(moved.items()))
    return replace(
        known,
        direct=tuple(sorted(now.items())),
        incomes=(*known.incomes, *(each for each in new if each.cents)),
    )


CARE_INCOME: Projection[CareIncome] = Projection(
    name="care_income",
    version=3,
    row=CareIncome,
    indexes=("partner_code",),
    facts=get_args(IncomeFact),
    keys=_keys,
    evolve=_evolve,
)
