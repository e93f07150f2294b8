"""Where the money of each PLB goes, by its reason (domain.md 7.4).

A takeback or refund receipt goes to the claim that its reference names, interest to the late claim;
what the plan carries between notices is carried; some are the hub's own. All else waits for a
person, in suspense: never a partner's on a guess.
"""

import dataclasses
import re
from collections.abc import Sequence
from itertools import count

from msgspec.structs import replace

from adapters.edi.remittances.remittance import ProviderAdjustment
from domain.claims.claim import CLAIM, ClaimCommand
from domain.claims.claim_facts import Told
from domain.claims.claim_money import MoneySource, PostInterest
from domain.claims.claim_recoveries import PostRefundReceipt, PostTakeback
from domain.event import Source
from domain.identifiers import ClaimId
from domain.money import Money
from domain.notices.parked_money import PARKED_MONEY, ParkedItem, ParkMoney
from domain.notices.remittance import Notice
from domain.posting import Entry, carried_account, hub_own_account
from domain.problem import Refused
from hub.handler import Ask, Work, certain
from hub.services.billing.reopened_voids import billed_meanwhile, take_back_care
from hub.services.matching.matches import (
    STATED_BESIDE,
    NoMatch,
    Referenced,
    ReferencedClaim,
    told_by_reference,
)
from hub.services.matching.plan_numbers import awaited
from hub.services.matching.reference_matching import read_reference, resolve_references
from hub.services.months.member_months import months_of, settle_month, tell_of_month
from hub.services.notices.claim_payments import parked_id, settle
from hub.services.notices.unnamed_adjustments import (
    INTEREST,
    PENALTY,
    TAKEBACK,
    StatedOfClaim,
    claims_of,
    meant_beside,
    names_something,
    numbers_awaited,
)
from hub.store.log import FactLog
from hub.wiring import Hub

RECEIPTS = frozenset({"72", "B2"})
CARRIED = frozenset({"FB"})
HUB_OWN = frozenset({"IR", "90", "LE", "AH", "B2", "BD", "BN"})

PLACEABLE = frozenset({TAKEBACK}) | RECEIPTS | INTEREST
"""Reasons of which a claim takes both what a plan kept and what it added."""

_REASON = re.compile(r"[A-Z0-9]{2}")  # 005010X221A1 PLB03-1


def post_provider_adjustments(
    hub: Hub,
    work: Work,
    notice: Notice,
    adjustments: Sequence[ProviderAdjustment],
    stated: Sequence[StatedOfClaim],
) -> tuple[Entry, ...]:
    """Post each PLB with the claims that it is about, or park it; gives the entries of the rest.

    A positive amount lowers the payment. The rest is carried, or the hub's own.
    """
    entries: list[Entry] = []
    references = [each.reference for each in adjustments]
    plan = notice.plan_key
    named = resolve_references(work, hub.log, plan, references)
    beside = meant_beside(adjustments, stated)
    for at, (adjustment, name) in enumerate(zip(adjustments, named, strict=True), start=1):
        if not adjustment.amount:
            continue
        item = parked_adjustment(notice, adjustment, at)
        meant = beside.get(at, ())
        parts = claims_of(meant) or _about(adjustment, name)
        told = told_by_reference(name.style) if isinstance(name, ReferencedClaim) else STATED_BESIDE
        if parts and place(work, hub.log, _commands(_money(item, told), item.code, parts)):
            continue
        about = ClaimId(name.claim_id) if isinstance(name, ReferencedClaim) else None
        numbers = numbers_awaited(meant) if meant else _awaited(adjustment, name)
        item = replace(item, awaits=awaited(hub.ids, plan, numbers), about=about)
        account = own_account(notice, adjustment)
        if account is None:
            certain(work.decide(Ask(PARKED_MONEY, item.item_id, ParkMoney(item))))
        elif notice.paid_to is None:  # else it is between the plan and the partner that it pays
            entries += [Entry(notice.cash, -adjustment.amount), Entry(account, adjustment.amount)]
    return tuple(entries)


Parts = Sequence[tuple[str, Money]]
"""Claims, and how much of an amount each gets, with the sign of the PLB."""


def place(work: Work, log: FactLog, asks: Sequence[Ask]) -> bool:
    """Have the claims take money of their own; False, and nothing added, where one refuses."""
    if not all(_is_taken(work, ask) for ask in asks) or billed_meanwhile(work, asks):
        return False
    months = months_of(work, log, [ask.stream_id for ask in asks])
    for ask in asks:
        money: MoneySource = ask.command.money  # type: ignore[attr-defined]
        tell_of_month(work, months, ask.stream_id, money)
        take_back_care(work, certain(work.decide(ask)))
        settle(work, ask.stream_id)
        settle_month(work, months, ask.stream_id, money)
    return True


def commands_of(item: ParkedItem, money: Sequence[MoneySource], parts: Parts) -> list[Ask]:
    """The commands by which claims take what waited, each from its own source."""
    return [
        Ask(CLAIM, claim_id, _command(source, item.code, amount))
        for source, (claim_id, amount) in zip(money, parts, strict=True)
    ]


def _about(adjustment: ProviderAdjustment, name: Referenced) -> Parts:
    """The claim that an adjustment names, if a claim may take it."""
    if adjustment.reason not in PLACEABLE or not isinstance(name, ReferencedClaim):
        return ()
    return ((name.claim_id, adjustment.amount),)


def _commands(money: MoneySource, reason: str, parts: Parts) -> list[Ask]:
    several = len(parts) > 1
    return [
        Ask(CLAIM, claim_id, _command(_part(money, at) if several else money, reason, amount))
        for at, (claim_id, amount) in zip(count(1), parts, strict=False)
    ]


def _command(money: MoneySource, reason: str, amount: Money) -> ClaimCommand:
    if reason in INTEREST:
        return PostInterest(money, -amount, "penalty" if reason in PENALTY else "interest")
    if reason in RECEIPTS:
        return PostRefundReceipt(money, -amount)
    return PostTakeback(money, amount)


def _is_taken(work: Work, ask: Ask) -> bool:
    state = work.state(ask.decider, ask.stream_id)
    return not isinstance(ask.decider.decide(state, ask.command), Refused)


def own_account(notice: Notice, adjustment: ProviderAdjustment) -> str | None:
    """The account of what is about no claim, by its text alone: files come in any order."""
    # what a receipt names may be a claim that another notice tells, or one that did not take it
    if adjustment.reason in RECEIPTS and names_something(adjustment):
        return None
    if adjustment.reason in CARRIED:
        return carried_account(notice.plan_key)
    if adjustment.reason in HUB_OWN:
        return hub_own_account(notice.plan_key)
    return None


def place_of_adjustment(notice: Notice, at: int) -> str:
    """The place of a PLB pair in a remittance, counted from 1; the same place is posted once."""
    return f"{notice.remittance_id}/plb-{at}"


def parked_adjustment(notice: Notice, adjustment: ProviderAdjustment, at: int) -> ParkedItem:
    """A provider adjustment as it waits where no claim takes it."""
    place_of = place_of_adjustment(notice, at)
    # an account's name is public: a text that is no code never becomes part of one
    known = _REASON.fullmatch(adjustment.reason)
    whole = notice.source
    return ParkedItem(
        item_id=parked_id(place_of),
        kind="adjustment",
        posting_id=place_of,
        remittance_id=notice.remittance_id,
        plan_key=notice.plan_key,
        trace=notice.trace,
        ordinal=at,
        code=adjustment.reason if known else "?",
        billed=0,
        amount=-adjustment.amount,
        paid_on=notice.paid_on,
        cash=notice.cash,
        paid_to=notice.paid_to,
        source=Source(
            whole.archive_id,
            whole.transaction,
            adjustment.segment,
            adjustment.offset,
            adjustment.length,
        ),
        reason=f"plb-{adjustment.reason.lower()}" if known else "plb-unknown",
    )


def _awaited(adjustment: ProviderAdjustment, name: Referenced) -> tuple[str, ...]:
    """What may be the plan's number of a claim in a reference that leads nowhere yet.

    On what was looked at, and kept from a claim, a person decides.
    """
    leads_nowhere = isinstance(name, NoMatch) and name.reason == "none-of-ours"
    if adjustment.reason not in PLACEABLE or not leads_nowhere:
        return ()
    return read_reference(adjustment.reference).spellings


def _money(item: ParkedItem, told: Told) -> MoneySource:
    return MoneySource(
        posting_id=item.posting_id,
        remittance_id=item.remittance_id,
        cash=item.cash,
        paid_to=item.paid_to,
        paid_on=item.paid_on,
        source=item.source,
        told_by=told,
    )


def _part(money: MoneySource, at: int) -> MoneySource:
    return dataclasses.replace(money, posting_id=f"{money.posting_id}.{at}")
