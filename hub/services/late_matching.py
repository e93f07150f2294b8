"""What waited is placed once a number it waits for is known: files may come in any order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from domain.claim import CLAIM, Claim, NoClaim
from domain.claim_money import MoneySource
from domain.identifiers import PlanKey
from domain.money import Money
from domain.parked_money import (
    PARKED_MONEY,
    ParkedItem,
    ParkedMoney,
    PlacedBy,
    Placement,
    PlaceMoney,
    WaitingItem,
    next_posting_ids,
)
from domain.remittance import REMITTANCE, NoRemittance, Remittance
from hub.handler import Ask, Work, certain
from hub.lookups import PAYER_CONTROL, WAITING, waiting_for
from hub.services.claim_payments import NotTaken, is_of_plan, take_payment
from hub.services.member_months import months_of
from hub.services.provider_adjustments import Parts, commands_of, place
from hub.services.remittance_files import claim_payment
from hub.wiring import Hub


def take_what_waited(
    hub: Hub, work: Work, plan: PlanKey, numbers: Iterable[str], correction_days: int
) -> None:
    """Claims take what waited for one of these numbers of the plan's, if it now names one claim.

    What a person took away from a claim waits for a person.
    """
    keys = [waiting_for(plan, number) for number in sorted(set(numbers))]
    found = hub.log.find_many(WAITING, keys)
    item_ids = sorted({item_id for each in found.values() for item_id in each})
    work.load(PARKED_MONEY, item_ids)
    for item_id in item_ids:
        money: ParkedMoney = work.state(PARKED_MONEY, item_id)
        if not isinstance(money, WaitingItem) or money.times:
            continue
        claim_id = _named(hub, work, money.item)
        if claim_id is not None:
            parts = ((claim_id, -money.item.amount),)
            take(hub, work, money, parts, Placing("number", correction_days))


@dataclass(frozen=True)
class Placing:
    """Who places what waits, and what is said of it.

    `correction_days` is how long the plan takes corrections of what it denies.
    """

    by: PlacedBy
    correction_days: int
    why: str = ""


def take(
    hub: Hub, work: Work, money: WaitingItem, parts: Parts, placing: Placing
) -> NotTaken | None:
    """Claims take what waited, out of suspense; None where they did, else why not.

    `parts` are the claims and what each gets, with the sign of a PLB: positive is money kept.
    Nothing is added where one refuses.
    """
    item, days = money.item, placing.correction_days
    sources = _sources(money, [claim_id for claim_id, _ in parts])
    if item.kind == "claim":
        refused = _take_claim(hub, work, item, parts[0][0], sources[0], days)
    else:
        taken = place(work, hub.log, commands_of(item, sources, parts))
        refused = None if taken else (item.reason, ())
    if refused is None:
        placements = tuple(
            _placement(work, claim_id, source, -amount)
            for source, (claim_id, amount) in zip(sources, parts, strict=True)
        )
        command = PlaceMoney(placements, placing.by, placing.why)
        certain(work.decide(Ask(PARKED_MONEY, item.item_id, command)))
    return refused


def _take_claim(
    hub: Hub, work: Work, item: ParkedItem, claim_id: str, source: MoneySource, correction_days: int
) -> NotTaken | None:
    remittance: Remittance = work.state(REMITTANCE, item.remittance_id)
    assert not isinstance(remittance, NoRemittance)
    payment = claim_payment(hub, remittance.notice, item.ordinal)
    months = months_of(work, hub.log, [claim_id])
    answer_by = item.paid_on + timedelta(days=correction_days)
    return take_payment(work, payment, claim_id, months, source, answer_by)


def _sources(money: WaitingItem, claims: list[str]) -> list[MoneySource]:
    """Where each part of it comes from: the suspense account in which it waits."""
    return [out_of(money.item, each) for each in next_posting_ids(money, claims)]


def out_of(item: ParkedItem, posting_id: str) -> MoneySource:
    """The suspense account in which an item waits, as what money comes from or returns to."""
    return MoneySource(
        posting_id=posting_id,
        remittance_id=item.remittance_id,
        cash=item.account,
        paid_on=item.paid_on,
        source=item.source,
    )


def _placement(work: Work, claim_id: str, source: MoneySource, amount: Money) -> Placement:
    claim: Claim = work.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    body = claim.account.body
    return Placement(body.claim_id, body.number, source.posting_id, amount)


def _named(hub: Hub, work: Work, item: ParkedItem) -> str | None:
    """The one claim of its plan that a number it waits for names."""
    found = hub.log.find_many(PAYER_CONTROL, item.awaits)
    every = {claim_id for each in found.values() for claim_id in each}
    claims = {each for each in every if is_of_plan(work, each, item.plan_key)}
    return next(iter(islice(claims, 1))) if len(claims) == 1 else None
