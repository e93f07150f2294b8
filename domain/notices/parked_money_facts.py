"""What waits of a remittance, and what happens to it."""

from datetime import date
from typing import Literal

import msgspec

from domain.event import Fact, Source, event
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    ParkedMoneyId,
    PartnerCode,
    PlanKey,
    RemittanceId,
)
from domain.money import Money
from domain.posting import PAID_DIRECT, Entries, suspense_account
from domain.problem import Problem

UNMATCHED = "unmatched-claim"
OUT_OF_BALANCE = "claim-out-of-balance"
NOT_TAKEN = "claim-not-taken"

PlacedBy = Literal["number", "person"]


class ParkedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A claim payment or provider adjustment as the remittance states it.

    `posting_id` is its place there, for ever; `trace` and `ordinal` are what people call it by.
    `amount` is its cash effect in cents: CLP04, or a PLB amount with its sign turned. `code` is
    CLP02 or PLB03-1. `reason` names the suspense account. `awaits` are keyed digests of numbers
    that would tell whose it is, once they are known: the plan's claim number, or what stands in the
    reference. `about` is the claim that its reference names, where that claim does not take it.
    `paid_to` is the partner that the plan paid itself; None where it paid the hub.
    """

    item_id: ParkedMoneyId
    kind: Literal["claim", "adjustment"]
    posting_id: str
    remittance_id: RemittanceId
    plan_key: PlanKey
    trace: str
    ordinal: int
    code: str
    billed: Money
    amount: Money
    paid_on: date
    cash: str
    source: Source
    reason: str
    awaits: tuple[str, ...] = ()
    about: ClaimId | None = None
    paid_to: PartnerCode | None = None

    @property
    def account(self) -> str:
        """Where it waits; what a plan paid to a partner itself waits at no account of the hub's."""
        return PAID_DIRECT if self.cash == PAID_DIRECT else suspense_account(self.reason)


class Placement(msgspec.Struct, frozen=True):
    """A part of it that a claim took: cents of cash effect, and the posting that it became."""

    claim_id: ClaimId
    number: ClaimNumber
    posting_id: str
    amount: Money


# events


@event("money.parked", version=1)
class MoneyParked(Fact, frozen=True):
    """Money of a remittance waits in suspense; no entries where a claim's own posting put it there.

    `problems` say why. `taken_from_claim` tells that a person took it away from a claim.
    """

    item: ParkedItem
    problems: tuple[Problem, ...]
    entries: Entries
    taken_from_claim: bool = False


@event("money.placed", version=1)
class MoneyPlaced(Fact, frozen=True):
    """Claims took what waited; their postings moved it out of suspense."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    placements: tuple[Placement, ...]
    by: PlacedBy
    why: str


@event("money.displaced", version=1)
class MoneyDisplaced(Fact, frozen=True):
    """A person found that it was placed wrongly; it waits again."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    placements: tuple[Placement, ...]
    why: str


@event("money.released", version=1)
class MoneyReleased(Fact, frozen=True):
    """It left suspense for the account `to`, which is no claim's; it waits for nobody."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    to: str
    paid_on: date
    why: str
    entries: Entries


@event("money.returned", version=1)
class MoneyReturned(Fact, frozen=True):
    """What was released to the account `to` came back from there; it waits again."""

    item_id: ParkedMoneyId
    remittance_id: RemittanceId
    to: str
    paid_on: date
    why: str
    entries: Entries


@event("money.refused", version=1)
class MoneyRefused(Fact, frozen=True):
    """Its claim became known and did not take it: it waits in another account, for a person.

    `item` is it as it waits from now on, for no number any more; `problems` say why.
    """

    item: ParkedItem
    problems: tuple[Problem, ...]
    entries: Entries


ParkedMoneyFact = (
    MoneyParked | MoneyPlaced | MoneyDisplaced | MoneyReleased | MoneyReturned | MoneyRefused
)
