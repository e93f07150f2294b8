"""What is left of each fund?"""

from collections.abc import Iterable
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from domain.braid.fund_facts import (
    BudgetAmended,
    DrawReturned,
    FundClosed,
    FundDrawn,
    FundFact,
    FundReceived,
    FundRegistered,
)
from domain.braid.fund_terms import FundKey, FundTerms
from domain.money import Money
from projections.projection import Projection


class Amendment(msgspec.Struct, frozen=True, gc=False):
    """The budget was changed, in cents, and why."""

    before: Money
    budget: Money
    reason: str


class FundStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A fund as it stands, in cents; `drawn` is net of what was returned."""

    fund_key: FundKey
    terms: FundTerms
    budget: Money
    drawn: Money = 0
    received: Money = 0
    amendments: tuple[Amendment, ...] = ()
    state: Literal["open", "closed"] = "open"

    @property
    def left(self) -> Money:
        """What was not drawn."""
        return self.budget - self.drawn


def _keys(fact: FundFact) -> Iterable[str]:
    match fact:
        case FundRegistered(terms=terms):
            return (terms.key,)
        case FundDrawn(draw=draw):
            return (draw.fund_key,)
        case _:
            return (fact.fund_key,)


def _evolve(_key: str, known: FundStatus | None, fact: FundFact) -> FundStatus | None:
    if isinstance(fact, FundRegistered):
        return FundStatus(fund_key=fact.terms.key, terms=fact.terms, budget=fact.budget)
    if known is None:
        return None
    match fact:
        case BudgetAmended(before=before, budget=budget, reason=reason):
            amendments = (*known.amendments, Amendment(before, budget, reason))
            return replace(known, budget=budget, amendments=amendments)
        case FundReceived(amount=amount):
            return replace(known, received=known.received + amount)
        case FundDrawn(draw=draw):
            return replace(known, drawn=known.drawn + draw.amount)
        case DrawReturned(amount=amount):
            return replace(known, drawn=known.drawn - amount)
        case FundClosed():
            return replace(known, state="closed")


FUND_STATUS: Projection[FundStatus] = Projection(
    name="fund_status",
    version=1,
    row=FundStatus,
    indexes=("state",),
    facts=get_args(FundFact),
    keys=_keys,
    evolve=_evolve,
)
