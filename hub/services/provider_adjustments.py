"""Where the money of each PLB goes, by its reason (domain.md 7.4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.edi.remittances.remittance import ProviderAdjustment
from domain.claim import CLAIM, Claim, NoClaim
from domain.claim_money import MoneySource, PostInterest
from domain.claim_recoveries import PostTakeback
from domain.event import Source
from domain.money import Money
from domain.posting import (
    Entry,
    carried_account,
    hub_own_account,
    suspense_account,
)
from domain.problem import Refused
from domain.remittance import Notice
from hub.handler import Ask, Work, certain
from hub.services.claim_matching import match_reference
from hub.services.member_months import months_of, settle_month, tell_of_month
from hub.store.log import FactLog

RECOVERY = frozenset({"WO"})
INTEREST = frozenset({"L6", "L3", "51"})
CARRIED = frozenset({"FB"})
_REASON = re.compile(r"[A-Z0-9]{2}")  # 005010X221A1 PLB03-1
HUB_OWN = frozenset({"IR", "90", "LE", "AH", "B2", "BD", "BN"})


@dataclass(frozen=True)
class InterestStated:
    """Interest that a claim of the remittance says is in the payment (AMT*I), in cents."""

    claim_id: str
    interest: Money


def post_provider_adjustments(
    work: Work,
    log: FactLog,
    notice: Notice,
    adjustments: Sequence[ProviderAdjustment],
    interest: Sequence[InterestStated],
) -> tuple[Entry, ...]:
    """Post each PLB with the claim that it names; gives the entries of all that name none.

    A positive amount lowers the payment. What finds no claim waits in suspense, is carried, or is
    the hub's own, by its reason.
    """
    entries: list[Entry] = []
    for count, adjustment in enumerate(adjustments, start=1):
        if not adjustment.amount:
            continue
        money = _money(notice, adjustment, f"plb-{count}")
        if not _posted_with_claims(work, log, notice, money, adjustment, interest):
            account = _account(notice, adjustment)
            entries += [Entry(notice.cash, -adjustment.amount), Entry(account, adjustment.amount)]
    return tuple(entries)


def _posted_with_claims(
    work: Work,
    log: FactLog,
    notice: Notice,
    money: MoneySource,
    adjustment: ProviderAdjustment,
    interest: Sequence[InterestStated],
) -> bool:
    asks = _asks(work, log, notice, money, adjustment, interest)
    if not asks or not all(_is_taken(work, ask) for ask in asks):
        return False
    months = months_of(work, log, [ask.stream_id for ask in asks])
    for ask in asks:
        tell_of_month(work, months, ask.stream_id, money)
        certain(work.decide(ask))
        settle_month(work, months, ask.stream_id, money)
    return True


def _asks(
    work: Work,
    log: FactLog,
    notice: Notice,
    money: MoneySource,
    adjustment: ProviderAdjustment,
    interest: Sequence[InterestStated],
) -> list[Ask]:
    """The commands that post an adjustment with its claims; none where it names none."""
    if adjustment.reason not in RECOVERY | INTEREST:
        return []
    claim_id = match_reference(log, adjustment.reference)
    if claim_id is not None and _is_of_the_plan(work, claim_id, notice):
        return [Ask(CLAIM, claim_id, _command(money, adjustment))]
    stated = sum(each.interest for each in interest)
    if adjustment.reason not in INTEREST or not stated or stated != -adjustment.amount:
        return []
    # no reference: the claims of this remittance say themselves what interest they got
    return [
        Ask(CLAIM, each.claim_id, PostInterest(_part(money, at), each.interest))
        for at, each in enumerate(interest, start=1)
    ]


def _is_of_the_plan(work: Work, claim_id: str, notice: Notice) -> bool:
    claim: Claim = work.state(CLAIM, claim_id)
    return not isinstance(claim, NoClaim) and claim.account.body.plan_key == notice.plan_key


def _is_taken(work: Work, ask: Ask) -> bool:
    state = work.state(ask.decider, ask.stream_id)
    return not isinstance(ask.decider.decide(state, ask.command), Refused)


def _command(money: MoneySource, adjustment: ProviderAdjustment) -> PostTakeback | PostInterest:
    if adjustment.reason in RECOVERY:
        return PostTakeback(money, adjustment.amount)
    return PostInterest(money, -adjustment.amount)


def _account(notice: Notice, adjustment: ProviderAdjustment) -> str:
    if adjustment.reason in CARRIED:
        return carried_account(notice.plan_key)
    if adjustment.reason in HUB_OWN:
        return hub_own_account(notice.plan_key)
    # an account's name is public: a text that is no code never becomes part of one
    known = _REASON.fullmatch(adjustment.reason)
    return suspense_account(f"plb-{adjustment.reason.lower() if known else 'unknown'}")


def _money(notice: Notice, adjustment: ProviderAdjustment, place: str) -> MoneySource:
    return MoneySource(
        posting_id=f"{notice.remittance_id}/{place}",
        remittance_id=notice.remittance_id,
        cash=notice.cash,
        paid_on=notice.paid_on,
        source=Source(
            notice.source.archive_id,
            notice.source.transaction,
            adjustment.segment,
            adjustment.offset,
            adjustment.length,
        ),
    )


def _part(money: MoneySource, count: int) -> MoneySource:
    return MoneySource(
        posting_id=f"{money.posting_id}.{count}",
        remittance_id=money.remittance_id,
        cash=money.cash,
        paid_on=money.paid_on,
        source=money.source,
    )
