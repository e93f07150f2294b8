"""What does whoever gave the care of a claim have of the plan for each of its lines?"""

from collections.abc import Iterable
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, ClaimMonthSettled, ClaimOpened
from domain.identifiers import ClaimId, PartnerCode, RemittanceId
from domain.money import Money
from projections.projection import Projection

IncomeFact = ClaimOpened | ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled

# the partner's part; and where the hub gave the care itself, the whole payment, which is its own
_EARNED = frozenset({"partner", "hub-own"})


class Income(msgspec.Struct, frozen=True, gc=False):
    """Cents that a remittance brought for a line, below zero where it took; line 0 is the claim."""

    remittance_id: RemittanceId
    line: int
    cents: Money


class CareIncome(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim and what was earned with it, after the hub's fee, in the order posted."""

    claim_id: ClaimId
    partner_code: PartnerCode
    incomes: tuple[Income, ...] = ()


def _keys(fact: IncomeFact) -> Iterable[str]:
    return (fact.body.claim_id if isinstance(fact, ClaimOpened) else fact.claim_id,)


def _evolve(_key: str, known: CareIncome | None, fact: IncomeFact) -> CareIncome | None:
    if isinstance(fact, ClaimOpened):
        return CareIncome(claim_id=fact.body.claim_id, partner_code=fact.body.partner_code)
    if known is None:
        return None
    new = tuple(
        Income(fact.remittance_id, entry.line, -entry.cents)
        for entry in fact.entries
        if entry.account.partition(":")[0] in _EARNED
    )
    return replace(known, incomes=(*known.incomes, *new)) if new else known


CARE_INCOME: Projection[CareIncome] = Projection(
    name="care_income",
    version=1,
    row=CareIncome,
    indexes=("partner_code",),
    facts=get_args(IncomeFact),
    keys=_keys,
    evolve=_evolve,
)
