"""What must be done next, by whom, and by when?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.claim_facts import (
    ClaimAdjudicated,
    ClaimBody,
    ClaimClosed,
    ClaimCorrected,
    ClaimFact,
    ClaimHeld,
    ClaimMoneyMoved,
    ClaimOpened,
    ClaimReceived,
    ClaimRejected,
    ClaimSubmitted,
    ClaimVoidAsked,
    ClaimVoided,
)
from domain.deposit import DepositMatched, DepositRecorded
from domain.encounter import EncounterClaimed, EncounterCorrected, EncounterHeld
from domain.identifiers import PartnerCode, PlanKey
from domain.money import Money
from domain.problem import Problem
from domain.remittance import RemittanceParked, RemittanceSuperseded
from domain.remitted_claim import PaymentParked
from projections.claim_journey import VOID, Journey, WaitingOn, travelled
from projections.projection import Projection

DueKind = Literal[
    "held-visit",
    "unsent-claim",
    "held-claim",
    "rejected-claim",
    "denied-claim",
    "plan-silent",
    "expected-takeback",
    "parked-remittance",
    "parked-payment",
    "unmatched-deposit",
]
DueFact = (
    ClaimFact
    | EncounterHeld
    | EncounterCorrected
    | EncounterClaimed
    | RemittanceParked
    | RemittanceSuperseded
    | PaymentParked
    | DepositRecorded
    | DepositMatched
)


class DueItem(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One thing that waits for somebody, in words, with the last day to do it where there is one.

    `subject` is the number that people know, or the id of a visit. `amount` in cents is what is at
    stake. `plan-silent` lists every claim that is with a plan: it is late only after `due_on`.
    `journey` is how far a claim has come; one that waits for nobody is remembered, in the
    words of when it last waited for somebody, and not shown.
    """

    kind: DueKind
    what: str
    who: WaitingOn
    due_on: date | None = None
    partner_code: PartnerCode | None = None
    plan_key: PlanKey | None = None
    amount: Money = 0
    subject: str
    journey: Journey | None = None


def _keys(fact: DueFact) -> Iterable[str]:
    match fact:  # the commonest first: a case that does not fit costs more than one that does
        case (
            ClaimSubmitted(claim_id=id)
            | ClaimReceived(claim_id=id)
            | ClaimAdjudicated(claim_id=id)
            | ClaimOpened(body=ClaimBody(claim_id=id))
        ):
            return (f"claim/{id}",)
        case EncounterClaimed(encounter_id=id) | EncounterHeld(encounter_id=id):
            return (f"visit/{id}",)
        case EncounterCorrected(report=report):
            return (f"visit/{report.encounter_id}",)
        case RemittanceParked(notice=notice):
            return (f"remittance/{notice.remittance_id}",)
        case RemittanceSuperseded(remittance_id=id):
            return (f"remittance/{id}",)
        case PaymentParked(payment=payment):
            return (f"payment/{payment.remitted_claim_id}",)
        case DepositRecorded(line=line):
            return (f"deposit/{line.deposit_id}",)
        case DepositMatched(deposit_id=id):
            return (f"deposit/{id}",)
        case _:
            return (f"claim/{fact.claim_id}",)


def _evolve(_key: str, item: DueItem | None, fact: DueFact) -> DueItem | None:
    match fact:
        case ClaimSubmitted() | ClaimReceived() | ClaimAdjudicated():
            return None if item is None else _claim(item, fact)
        case ClaimOpened():
            return _opened(fact)
        case EncounterClaimed() | EncounterCorrected() | RemittanceSuperseded() | DepositMatched():
            return None
        case EncounterHeld():
            return _held_visit(fact)
        case RemittanceParked():
            return _parked_remittance(fact)
        case PaymentParked():
            return _parked_payment(fact)
        case DepositRecorded():
            return _unmatched_deposit(fact)
        case _:
            return None if item is None else _claim(item, fact)


def _held_visit(fact: EncounterHeld) -> DueItem:
    return DueItem(
        kind="held-visit",
        what=_told(fact.problems),
        who="hub",
        partner_code=fact.partner_code,
        subject=fact.encounter_id,
    )


def _parked_remittance(fact: RemittanceParked) -> DueItem:
    return DueItem(
        kind="parked-remittance",
        what=f"the whole payment notice waits: {fact.because}",
        who="hub",
        plan_key=fact.notice.plan_key,
        amount=fact.notice.deposit,
        subject=fact.notice.trace,
    )


def _parked_payment(fact: PaymentParked) -> DueItem:
    payment = fact.payment
    return DueItem(
        kind="parked-payment",
        what=_told(fact.problems) or fact.reason,
        who="hub",
        # deposit:<plan> or carried:<plan>
        plan_key=PlanKey(payment.cash.partition(":")[2]),
        amount=payment.paid,
        subject=payment.posting_id,
    )


def _unmatched_deposit(fact: DepositRecorded) -> DueItem:
    return DueItem(
        kind="unmatched-deposit",
        what=f"the bank has it since {fact.line.bank_on}; no payment notice is matched to it",
        who="hub",
        amount=fact.line.amount,
        subject=fact.line.trace or fact.line.deposit_id,
    )


def _opened(fact: ClaimOpened) -> DueItem:
    body = fact.body
    journey = travelled(Journey(file_by=fact.file_by), fact)
    return DueItem(
        kind="unsent-claim",
        what=_UNSENT,
        who=journey.waiting_on,
        due_on=journey.act_by,
        partner_code=body.partner_code,
        plan_key=body.plan_key,
        amount=body.charge,
        subject=body.number,
        journey=journey,
    )


_UNSENT = "not sent yet"


def _claim(item: DueItem, fact: ClaimFact) -> DueItem:
    assert item.journey is not None
    journey = travelled(item.journey, fact)
    if journey.waiting_on == "nobody":
        return replace(item, who="nobody", due_on=None, journey=journey)
    kind = _kind(journey)
    return replace(
        item,
        kind=kind,
        what=_what(kind, item, fact),
        who=journey.waiting_on,
        due_on=journey.act_by,
        amount=_amount(item, fact),
        journey=journey,
    )


def _kind(journey: Journey) -> DueKind:
    match journey.state:
        case "submitted" | "received" | "accepted":
            return "expected-takeback" if journey.frequency == VOID else "plan-silent"
        case "held":
            return "held-claim"
        case "rejected":
            return "rejected-claim"
        case "voiding":
            return "expected-takeback"
        case "answered":
            return "denied-claim"
        case "open" | "correcting" | "voided" | "closed":
            return "unsent-claim"
        case _:
            assert_never(journey.state)


def _what(kind: DueKind, item: DueItem, fact: ClaimFact) -> str:
    match fact:
        case ClaimSubmitted(send=send):
            return f"sent {send.sent_on} as {send.sent_as}; no answer yet"
        case ClaimReceived() | ClaimVoided() | ClaimClosed():
            return item.what
        case ClaimAdjudicated(results=results) | ClaimMoneyMoved(results=results):
            if kind != "denied-claim":
                return item.what
            codes = {code.code: None for result in results for code in result.adjustments}
            return "the plan will not pay all of it: " + ", ".join(codes)
        case ClaimVoidAsked():
            return "to be voided; the plan will take back what it paid"
        case ClaimHeld(problems=problems):
            return _told(problems)
        case ClaimRejected(reasons=reasons):
            return "sent back unread: " + ", ".join(reason.code for reason in reasons)
        case ClaimOpened() | ClaimCorrected():
            return _UNSENT
        case _:
            assert_never(fact)


def _amount(item: DueItem, fact: ClaimFact) -> Money:
    match fact:
        case ClaimSubmitted() | ClaimReceived():
            return item.amount
        case ClaimAdjudicated(results=results) | ClaimMoneyMoved(results=results):
            if not results:
                return item.amount
            refused = (each for each in results if each.outcome in {"denied", "part-paid"})
            return sum(each.billed - each.paid for each in refused)
        case ClaimCorrected(lines=lines):
            return sum(line.charge for line in lines)
        case ClaimVoidAsked(expected=expected):
            return expected
        case _:
            return item.amount


def _told(problems: Iterable[Problem]) -> str:
    return "; ".join(problem.what for problem in problems)


def _waits_for_nobody(item: DueItem) -> bool:
    return item.who == "nobody"


DUE_LIST: Projection[DueItem] = Projection(
    name="due_list",
    version=2,
    row=DueItem,
    indexes=("who", "partner_code"),
    facts=get_args(DueFact),
    keys=_keys,
    evolve=_evolve,
    hides=_waits_for_nobody,
)
