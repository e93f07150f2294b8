"""What waited is placed once a number it waits for is known: files may come in any order.

What waits keeps no number, only by which it may be found: it is read again in its file, and matched
as when it first came.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_facts import Told
from domain.claims.claim_money import MoneySource
from domain.identifiers import PlanKey
from domain.money import Money
from domain.notices.notice import Notice
from domain.notices.parked_money import (
    PARKED_MONEY,
    ParkedItem,
    ParkedMoney,
    PlacedBy,
    Placement,
    PlaceMoney,
    RefuseMoney,
    WaitingItem,
    next_posting_ids,
)
from domain.notices.remittance import REMITTANCE, NoRemittance, Remittance
from hub.handler import Ask, Work, certain
from hub.services.known import all_plans, correction_days
from hub.services.matching.claim_matching import find_claims
from hub.services.matching.matches import STATED_BESIDE, Match, ReferencedClaim, told_by_reference
from hub.services.matching.plan_numbers import claims_known_as, items_waiting_for, plan_numbers_of
from hub.services.matching.reference_matching import resolve_references
from hub.services.months.member_months import months_of
from hub.services.notices.claim_payments import NotTaken, take_payment
from hub.services.notices.provider_adjustments import Parts, commands_of, place
from hub.services.notices.remittance_files import RemittanceFile, archived_remittance, some_payments
from hub.services.notices.unnamed_adjustments import (
    claims_of,
    may_be_meant,
    meant_beside,
    stated_of_claims,
)
from hub.wiring import Hub


def place_what_waited(hub: Hub, plan: PlanKey, numbers: Iterable[str]) -> None:
    """Claims take what waited for one of these numbers of the plan's, in transactions of its own.

    What is placed so may bring numbers in its turn. The same again places nothing more.
    """
    known = set(numbers)
    while known:
        known = hub.handler.attempt(partial(_placed, hub, plan, known))
    hub.projector.catch_up()


def _placed(hub: Hub, plan: PlanKey, numbers: set[str], work: Work) -> set[str]:
    brought = take_what_waited(hub, work, plan, numbers)
    work.commit()
    return brought


def take_what_waited(hub: Hub, work: Work, plan: PlanKey, numbers: Iterable[str]) -> set[str]:
    """Claims take what waited for one of these numbers of the plan's, if it now names one claim.

    Gives the plan's numbers that were learnt by it. What a person took away from a claim waits for
    a person, and so does a claim payment that its claim refuses.
    """
    waiting = items_waiting_for(hub.log, plan, numbers)
    known = claims_known_as(work, hub.log, plan, list(waiting))
    item_ids = {each for number, items in waiting.items() if known[number] for each in items}
    work.load(PARKED_MONEY, sorted(item_ids))
    by_notice: dict[str, list[WaitingItem]] = {}
    for item_id in sorted(item_ids):
        money: ParkedMoney = work.state(PARKED_MONEY, item_id)
        if isinstance(money, WaitingItem) and money.item.awaits and not money.times:
            by_notice.setdefault(money.item.remittance_id, []).append(money)
    learnt: set[str] = set()
    for remittance_id, items in by_notice.items():
        remittance: Remittance = work.state(REMITTANCE, remittance_id)
        assert not isinstance(remittance, NoRemittance)
        for found in _found(hub, work, remittance.notice, items):
            placing = Placing("number", found.told)
            refused = take(hub, work, found.money, found.parts, placing, found.payment)
            if refused is None:
                learnt |= set(plan_numbers_of(found.payment) if found.payment else ())
            elif found.payment is not None:
                # as it would wait had its claim been known when it came
                ask = Ask(PARKED_MONEY, found.money.item.item_id, RefuseMoney(*refused))
                certain(work.decide(ask))
    return learnt


@dataclass(frozen=True)
class _Found:
    """What waits, and what it is about; `payment` where it is a claim payment."""

    money: WaitingItem
    parts: Parts
    told: Told
    payment: ClaimPayment | None = None


def _found(
    hub: Hub, work: Work, notice: Notice, waiting: Sequence[WaitingItem]
) -> Iterator[_Found]:
    """Those of which it is now known what they are about, as their remittance states them."""
    file = archived_remittance(hub, notice)
    claims = {each.item.ordinal: each for each in waiting if each.item.kind == "claim"}
    payments = some_payments(file, claims)
    matches = find_claims(work, hub.log, notice.plan_key, payments)
    for payment, match in zip(payments, matches, strict=True):
        if isinstance(match, Match):
            money = claims[payment.ordinal]
            yield _Found(money, ((match.claim_id, -money.item.amount),), match.told, payment)
    others = [each for each in waiting if each.item.kind == "adjustment"]
    if others:
        yield from _adjustments(hub, work, notice, file, others)


def _adjustments(
    hub: Hub, work: Work, notice: Notice, file: RemittanceFile, waiting: Sequence[WaitingItem]
) -> Iterator[_Found]:
    """By the claim that each names, else by what claim payments beside it state."""
    moved = file.provider_adjustments()
    references = [each.reference for each in moved]
    named = resolve_references(work, hub.log, notice.plan_key, references)
    stated = stated_of_claims(hub, work, notice, filter(may_be_meant, file.claims()))
    beside = meant_beside(moved, stated)
    for money in waiting:
        at = money.item.ordinal
        name = named[at - 1]
        if isinstance(name, ReferencedClaim):
            parts = ((name.claim_id, -money.item.amount),)
            yield _Found(money, parts, told_by_reference(name.style))
        elif meant := claims_of(beside.get(at, ())):
            yield _Found(money, meant, STATED_BESIDE)


@dataclass(frozen=True)
class Placing:
    """Who places what waits, by what it was told, and what is said of it."""

    by: PlacedBy
    told: Told
    why: str = ""


def take(
    hub: Hub,
    work: Work,
    money: WaitingItem,
    parts: Parts,
    placing: Placing,
    payment: ClaimPayment | None,
) -> NotTaken | None:
    """Claims take what waited, out of suspense; None where they did, else why not.

    `parts` are the claims and what each gets, with the sign of a PLB: positive is money kept.
    `payment` is a claim payment as its file states it. Nothing is added where one refuses.
    """
    item = money.item
    posting_ids = next_posting_ids(money, [claim_id for claim_id, _ in parts])
    sources = [out_of(item, each, placing.told) for each in posting_ids]
    if payment is not None:
        refused = _take_claim(hub, work, item, parts[0][0], payment, sources[0])
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
    hub: Hub,
    work: Work,
    item: ParkedItem,
    claim_id: str,
    payment: ClaimPayment,
    source: MoneySource,
) -> NotTaken | None:
    months = months_of(work, hub.log, [claim_id])
    days = correction_days(all_plans(hub).get(item.plan_key), item.paid_on)
    answer_by = item.paid_on + timedelta(days=days)
    return take_payment(work, payment, claim_id, months, source, answer_by)


def out_of(item: ParkedItem, posting_id: str, told: Told | None = None) -> MoneySource:
    """The suspense account in which an item waits, as what money comes from or returns to."""
    return MoneySource(
        posting_id=posting_id,
        remittance_id=item.remittance_id,
        cash=item.account,
        paid_to=item.paid_to,
        paid_on=item.paid_on,
        source=item.source,
        told_by=told,
    )


def _placement(work: Work, claim_id: str, source: MoneySource, amount: Money) -> Placement:
    claim: Claim = work.state(CLAIM, claim_id)
    assert not isinstance(claim, NoClaim)
    body = claim.account.body
    return Placement(body.claim_id, body.number, source.posting_id, amount)
