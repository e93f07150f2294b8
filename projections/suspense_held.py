"""What of each remittance waits in suspense, in which account, and which claims does it cover?"""

from collections.abc import Iterable
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, ClaimMonthSettled
from domain.identifiers import ClaimId, RemittanceId
from domain.member_month import MonthMoneyMoved
from domain.money import Money
from domain.parked_money import (
    MoneyParked,
    MoneyReleased,
    MoneyReturned,
)
from domain.posting import suspense_account
from domain.remittance import RemittancePosted
from domain.roster_row import RosterRowParked
from projections.projection import Projection

SuspenseFact = (
    ClaimAdjudicated
    | ClaimMoneyMoved
    | ClaimMonthSettled
    | MoneyParked
    | MoneyReleased
    | MoneyReturned
    | RemittancePosted
    | MonthMoneyMoved
    | RosterRowParked
)

_SUSPENSE = suspense_account("")


class SuspenseHeld(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one account of suspense holds of one remittance: `cents`, positive where money is owed.

    `covers` are the claims that its adjustments name, None for one that names none.
    """

    remittance_id: RemittanceId
    account: str
    cents: Money = 0
    covers: tuple[ClaimId | None, ...] = ()


def _keys(fact: SuspenseFact) -> Iterable[str]:
    if not fact.entries:
        return ()
    remittance = _remittance(fact)
    accounts = {entry.account for entry in fact.entries}
    return [f"{remittance}|{name}" for name in accounts if name.startswith(_SUSPENSE)]


def _remittance(fact: SuspenseFact) -> RemittanceId:
    if isinstance(fact, MoneyParked | RosterRowParked):
        return fact.item.remittance_id
    return fact.remittance_id


def _evolve(key: str, known: SuspenseHeld | None, fact: SuspenseFact) -> SuspenseHeld | None:
    account = key.partition("|")[2]
    row = known or SuspenseHeld(remittance_id=_remittance(fact), account=account)
    cents = row.cents - sum(e.cents for e in fact.entries if e.account == account)
    if isinstance(fact, MoneyParked) and fact.item.kind == "adjustment":
        row = replace(row, covers=(*row.covers, fact.item.about))
    return replace(row, cents=cents)


SUSPENSE_HELD: Projection[SuspenseHeld] = Projection(
    name="suspense_held",
    version=1,
    row=SuspenseHeld,
    indexes=("remittance_id", "account"),
    facts=get_args(SuspenseFact),
    keys=_keys,
    evolve=_evolve,
)
