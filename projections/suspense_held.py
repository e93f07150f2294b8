"""What of each remittance waits in suspense, in which account, and which claims does it cover?"""

from collections.abc import Iterable
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.books.booking import remittance_of
from domain.identifiers import ClaimId, RemittanceId
from domain.money import Money
from domain.notices.parked_money import MoneyParked
from domain.posting import suspense_account
from projections.projection import Projection
from projections.trial_balance import PostingFact

_SUSPENSE = suspense_account("")


class SuspenseHeld(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one account of suspense holds of one remittance: `cents`, positive where money is owed.

    `covers` are the claims that its adjustments name, None for one that names none.
    """

    remittance_id: RemittanceId
    account: str
    cents: Money = 0
    covers: tuple[ClaimId | None, ...] = ()


def _keys(fact: PostingFact) -> Iterable[str]:
    accounts = {e.account for e in fact.entries if e.account.startswith(_SUSPENSE)}
    if not accounts:
        return ()
    remittance = remittance_of(fact)
    return [f"{remittance}|{account}" for account in accounts]


def _evolve(key: str, known: SuspenseHeld | None, fact: PostingFact) -> SuspenseHeld | None:
    remittance, _, account = key.partition("|")
    row = known or SuspenseHeld(remittance_id=RemittanceId(remittance), account=account)
    cents = row.cents - sum(e.cents for e in fact.entries if e.account == account)
    if isinstance(fact, MoneyParked) and fact.item.kind == "adjustment":
        row = replace(row, covers=(*row.covers, fact.item.about))
    return replace(row, cents=cents)


SUSPENSE_HELD: Projection[SuspenseHeld] = Projection(
    name="suspense_held",
    version=2,
    row=SuspenseHeld,
    indexes=("remittance_id", "account"),
    facts=get_args(PostingFact),
    keys=_keys,
    evolve=_evolve,
)
