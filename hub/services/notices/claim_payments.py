"""A claim takes what a remittance states about it, now or once it is known to be about it."""

import re
from datetime import date

from adapters.edi.remittances.remittance import ClaimPayment
from domain.claims.claim import CLAIM, Claim, NoClaim
from domain.claims.claim_facts import Told
from domain.claims.claim_money import REVERSAL, MoneySource, PostPayment
from domain.event import Source
from domain.identifiers import ParkedMoneyId, PayerControlNumber, PlanKey, read_send_number
from domain.money import show_money
from domain.notices.parked_money import NOT_TAKEN, OUT_OF_BALANCE, UNMATCHED, ParkedItem
from domain.notices.remittance import Notice
from domain.problem import Problem, Refused
from hub.handler import Ask, Work, certain
from hub.ids import outside_id
from hub.services.billing.units import freed_encounters, unit_asks
from hub.services.matching.answered_lines import (
    NO_LINES,
    adjustments_of,
    answered_lines,
    remarks_of,
)
from hub.services.months.member_months import Months, settle_month, tell_of_month

# what a claim may be parked for alone; its other findings say nothing of its money
_UNBALANCED = frozenset(
    {
        "remittance.not-an-amount",
        "remittance.line-out-of-balance",
        "remittance.claim-out-of-balance",
        "remittance.lines-out-of-balance",
    }
)

_STATUS = re.compile(r"[0-9]{1,2}")  # 005010X221A1 CLP02

NotTaken = tuple[str, tuple[Problem, ...]]
"""Why a payment waits: the suspense account by its reason, and what a person should know."""


def posting_id(notice: Notice, ordinal: int) -> str:
    """The place of a claim payment in a remittance; the same place is posted once."""
    return f"{notice.remittance_id}/{ordinal}"


def parked_id(place: str) -> ParkedMoneyId:
    """The stream of what waits, or waited, at a place of a remittance."""
    return ParkedMoneyId(outside_id("parked-money", place))


def source_of(notice: Notice, payment: ClaimPayment) -> Source:
    """Where a claim payment stands in its file."""
    whole = notice.source
    return Source(
        whole.archive_id, whole.transaction, payment.segment, payment.offset, payment.length
    )


def stated_money(notice: Notice, payment: ClaimPayment, told: Told | None) -> MoneySource:
    """Where the money of a claim payment comes from as its remittance states it."""
    return MoneySource(
        posting_id=posting_id(notice, payment.ordinal),
        remittance_id=notice.remittance_id,
        cash=notice.cash,
        paid_to=notice.paid_to,
        paid_on=notice.paid_on,
        source=source_of(notice, payment),
        told_by=told,
    )


def parked_claim(
    notice: Notice, payment: ClaimPayment, reason: str, awaits: tuple[str, ...] = ()
) -> ParkedItem:
    """A claim payment as it waits where no claim takes it.

    One that carries no number we know awaits the plan's numbers of it: another notice may yet tell
    whose they are. One that was looked at and kept from a claim waits for a person.
    """
    place = posting_id(notice, payment.ordinal)
    return ParkedItem(
        item_id=parked_id(place),
        kind="claim",
        posting_id=place,
        remittance_id=notice.remittance_id,
        plan_key=notice.plan_key,
        trace=notice.trace,
        ordinal=payment.ordinal,
        code=payment.status if _STATUS.fullmatch(payment.status) else "?",
        billed=payment.billed or 0,
        amount=payment.paid or 0,
        paid_on=notice.paid_on,
        cash=notice.cash,
        paid_to=notice.paid_to,
        source=source_of(notice, payment),
        reason=reason,
        awaits=awaits,
    )


def is_of_plan(work: Work, claim_id: str, plan: PlanKey) -> bool:
    """Only its own plan pays a claim."""
    claim: Claim = work.state(CLAIM, claim_id)
    return not isinstance(claim, NoClaim) and claim.account.body.plan_key == plan


def take_payment(
    work: Work,
    payment: ClaimPayment,
    claim_id: str | None,
    months: Months,
    money: MoneySource,
    answer_by: date,
) -> NotTaken | None:
    """None where the claim took the payment; else why it waits. Nothing is added then."""
    if not payment.balanced:
        return OUT_OF_BALANCE, (_out_of_balance(payment),)
    if claim_id is None:
        return UNMATCHED, ()
    claim: Claim = work.state(CLAIM, claim_id)
    if isinstance(claim, NoClaim):
        return UNMATCHED, ()
    # what a reversal undoes is told by its amount; its lines may be those of an older version
    reverses = payment.status == REVERSAL
    answered = NO_LINES if reverses else answered_lines(claim.account, payment)
    if isinstance(answered, Refused):
        return NOT_TAKEN, answered.problems
    ask = PostPayment(
        money=money,
        ordinal=payment.ordinal,
        # what is no number of ours may be anything, a name among it
        sent_as=payment.claim_number if read_send_number(payment.claim_number.strip()) else "",
        status=payment.status,
        paid=payment.paid or 0,
        payer_control=PayerControlNumber(payment.payer_control),
        lines=answered.lines,
        adjustments=adjustments_of(payment.adjustments),
        answer_by=answer_by,
        lines_told_by=answered.reasons,
        remarks=remarks_of(payment.remarks),
    )
    refused = _pay(work, months, claim_id, ask)
    return None if refused is None else (NOT_TAKEN, refused.problems)


def _pay(work: Work, months: Months, claim_id: str, ask: PostPayment) -> Refused | None:
    """Pay a claim that was told before what else pays its month; None where it takes the payment.

    One that refuses is told nothing either.
    """
    if claim_id in months:
        foreseen = CLAIM.decide(work.state(CLAIM, claim_id), ask)
        if isinstance(foreseen, Refused):
            return foreseen
        tell_of_month(work, months, claim_id, ask.money)
    decision = work.decide(Ask(CLAIM, claim_id, ask))
    if isinstance(decision, Refused):
        return decision
    settle(work, claim_id)
    settle_month(work, months, claim_id, ask.money)
    return None


def settle(work: Work, claim_id: str) -> None:
    """Units follow the plan's answer; a void that was answered frees the care it billed."""
    claim: Claim = work.state(CLAIM, claim_id)
    if isinstance(claim, NoClaim):
        return
    for ask in (*unit_asks(claim.account, claim), *freed_encounters(claim)):
        certain(work.decide(ask))


def _out_of_balance(payment: ClaimPayment) -> Problem:
    about_money = (each.what for each in payment.findings if each.code in _UNBALANCED)
    return Problem(
        code="remittance.claim-out-of-balance",
        what=next(about_money, "its amounts do not add up"),
        where=f"CLP {payment.ordinal}, segment {payment.segment}",
        fix="ask the plan for a corrected claim; "
        f"{show_money(payment.paid or 0)} waits in suspense",
    )
