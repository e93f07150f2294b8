"""What must be done next, by whom, and by when?"""

from collections.abc import Iterable
from typing import assert_never, get_args

from msgspec.structs import replace

from domain.care.encounter import EncounterClaimed, EncounterCorrected, EncounterHeld
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimBody,
    ClaimClosed,
    ClaimCorrected,
    ClaimFact,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    ClaimOpened,
    ClaimReceived,
    ClaimSubmitted,
    ClaimVoidAsked,
    ClaimVoided,
    ClaimVoidReopened,
)
from domain.claims.other_payer import other_payer_reasons
from domain.money import Money
from domain.months.member_month import MonthMoneyMoved
from domain.months.roster_row import RosterRowParked, RosterRowPlaced
from domain.notices.deposit import DepositMatched, DepositRecorded, DepositUnmatched
from domain.notices.parked_money import (
    MoneyDisplaced,
    MoneyParked,
    MoneyPlaced,
    MoneyRefused,
    MoneyReleased,
    MoneyReturned,
)
from domain.notices.remittance import (
    RemittanceDeposited,
    RemittanceDepositUndone,
    RemittanceDismissed,
    RemittanceParked,
    RemittancePosted,
    RemittancePostingStarted,
    RemittanceSuperseded,
    RemittanceWithdrawalStarted,
)
from domain.payments.refund import RefundApproved, RefundProposed, RefundSent, RefundVoided
from projections import due_refund
from projections.claim_journey import VOID, Journey, travelled
from projections.due_bank import announced, awaited, less_unmatched, unmatched_deposit
from projections.due_batch import BatchDue, batch_keys, unwritten_batch
from projections.due_claim import UNSENT, claim_says
from projections.due_item import DueItem, DueKind
from projections.due_money import (
    MoneyFact,
    in_suspense,
    member_charged,
    parked_money,
    parked_remittance,
    suspended,
)
from projections.due_month import MonthDue, month_keys, waiting_month
from projections.due_payout import PayoutDue, payout_item, payout_keys
from projections.due_roster import waiting_row
from projections.due_takeback import taken_back_item
from projections.due_visit import held_visit
from projections.projection import Projection

DueFact = (
    ClaimFact
    | EncounterHeld
    | EncounterCorrected
    | EncounterClaimed
    | RemittanceParked
    | RemittanceDismissed
    | RemittanceSuperseded
    | MoneyParked
    | MoneyPlaced
    | MoneyDisplaced
    | MoneyReleased
    | MoneyReturned
    | MoneyRefused
    | RosterRowParked
    | RosterRowPlaced
    | MonthMoneyMoved
    | DepositRecorded
    | DepositMatched
    | DepositUnmatched
    | RemittancePostingStarted
    | RemittancePosted
    | RemittanceDeposited
    | RemittanceDepositUndone
    | RemittanceWithdrawalStarted
    | RefundProposed
    | RefundApproved
    | RefundSent
    | RefundVoided
    | PayoutDue
    | MonthDue
    | BatchDue
)


def _keys(fact: DueFact) -> Iterable[str]:
    match fact:  # the commonest first: a case that does not fit costs more than one that does
        case (
            ClaimSubmitted(claim_id=id)
            | ClaimReceived(claim_id=id)
            | ClaimOpened(body=ClaimBody(claim_id=id))
        ):
            return (f"claim/{id}",)
        case ClaimAdjudicated() | ClaimMoneyMoved() | ClaimMonthSettled():
            return _money_keys(fact)
        case ClaimVoided(claim_id=id) | ClaimClosed(claim_id=id):
            return (f"claim/{id}", f"member-charged/{id}")
        case EncounterClaimed(encounter_id=id) | EncounterHeld(encounter_id=id):
            return (f"visit/{id}",)
        case EncounterCorrected(report=report):
            return (f"visit/{report.encounter_id}",)
        case RemittanceParked(notice=notice):
            return (f"remittance/{notice.remittance_id}",)
        case RemittanceSuperseded(remittance_id=id) | RemittanceDismissed(remittance_id=id):
            return (f"remittance/{id}",)
        case MoneyParked(item=parked) | MoneyRefused(item=parked):
            return (f"money/{parked.item_id}",)
        case (
            MoneyPlaced(item_id=id)
            | MoneyDisplaced(item_id=id)
            | MoneyReleased(item_id=id)
            | MoneyReturned(item_id=id)
        ):
            return (f"money/{id}",)
        case RosterRowParked(item=row):
            return (f"row/{row.row_id}",)
        case RosterRowPlaced(row_id=id):
            return (f"row/{id}",)
        case MonthMoneyMoved(month_id=id):
            return [f"suspense/{reason}/{id}" for reason in suspended(fact.entries)]
        case DepositRecorded(line=line):
            return (f"deposit/{line.deposit_id}",)
        case DepositMatched(deposit_id=id) | DepositUnmatched(deposit_id=id):
            return (f"deposit/{id}",)
        case RemittancePostingStarted(notice=notice):
            return (f"bank/{notice.remittance_id}",)
        case (
            RemittancePosted(remittance_id=id)
            | RemittanceDeposited(remittance_id=id)
            | RemittanceDepositUndone(remittance_id=id)
            | RemittanceWithdrawalStarted(remittance_id=id)
        ):
            return (f"bank/{id}",)
        case RefundProposed(refund=refund):
            return (f"refund/{refund.refund_id}",)
        case RefundApproved(refund_id=id) | RefundSent(refund_id=id) | RefundVoided(refund_id=id):
            return (f"refund/{id}",)
        case _ if isinstance(fact, PayoutDue):
            return payout_keys(fact)
        case _ if isinstance(fact, MonthDue):
            return month_keys(fact)
        case _ if isinstance(fact, BatchDue):
            return batch_keys(fact)
        case _:
            return (f"claim/{fact.claim_id}",)


def _money_keys(fact: MoneyFact) -> Iterable[str]:
    claim_id = fact.claim_id
    yield f"claim/{claim_id}"
    for reason in suspended(fact.entries):
        yield f"suspense/{reason}/{claim_id}"
    if fact.alarm is not None:
        yield f"member-charged/{claim_id}"


def _evolve(key: str, item: DueItem | None, fact: DueFact) -> DueItem | None:
    match fact:
        case ClaimAdjudicated() | ClaimMoneyMoved() | ClaimMonthSettled() if key[0] != "c":
            return _beside(key, fact)
        case ClaimVoided() | ClaimClosed() if key[0] != "c":
            return None  # a person has looked at it
        case ClaimSubmitted() | ClaimReceived() | ClaimAdjudicated():
            return None if item is None else _claim(item, fact)
        case ClaimOpened():
            return _opened(fact)
        case (
            EncounterClaimed()
            | EncounterCorrected()
            | RemittanceSuperseded()
            | RemittanceDismissed()
            | RemittanceWithdrawalStarted()
            | RosterRowPlaced()
            | RefundSent()
            | RefundVoided()
        ):
            return None
        case RefundProposed():
            return due_refund.proposed(fact)
        case RefundApproved():
            return None if item is None else due_refund.approved(item, fact)
        case EncounterHeld():
            return held_visit(fact)
        case RemittanceParked():
            return parked_remittance(fact)
        case MoneyParked() | MoneyRefused():
            return parked_money(fact)
        case RosterRowParked():
            return waiting_row(fact)
        case MonthMoneyMoved():
            return in_suspense(key.split("/")[1], fact)
        case MoneyPlaced() | MoneyReleased():
            return None if item is None else replace(item, who="nobody")
        case MoneyDisplaced() | MoneyReturned():
            return None if item is None else replace(item, who="hub")
        case DepositRecorded():
            return unmatched_deposit(fact)
        case DepositMatched() | DepositUnmatched():
            return None if item is None else less_unmatched(item, fact)
        case RemittancePostingStarted():
            return announced(fact)
        case RemittancePosted() | RemittanceDeposited() | RemittanceDepositUndone():
            return None if item is None else awaited(item, fact)
        case _ if isinstance(fact, PayoutDue):
            return payout_item(item, fact)
        case _ if isinstance(fact, MonthDue):
            return waiting_month(fact)
        case _ if isinstance(fact, BatchDue):
            return unwritten_batch(item, fact)
        case _:
            return None if item is None else _claim(item, fact)


def _beside(key: str, fact: MoneyFact) -> DueItem | None:
    """What waits beside the claim itself."""
    kind, _, rest = key.partition("/")
    if kind == "member-charged":
        return member_charged(fact)
    return in_suspense(rest.partition("/")[0], fact)


def _opened(fact: ClaimOpened) -> DueItem:
    body = fact.body
    journey = travelled(Journey(file_by=fact.file_by), fact)
    return DueItem(
        kind="unsent-claim",
        what=UNSENT,
        who=journey.waiting_on,
        due_on=journey.act_by,
        partner_code=body.partner_code,
        plan_key=body.plan_key,
        amount=body.charge,
        subject=body.number,
        journey=journey,
    )


def _claim(item: DueItem, fact: ClaimFact) -> DueItem:
    assert item.journey is not None
    journey = travelled(item.journey, fact)
    if journey.waiting_on == "nobody":
        return replace(item, who="nobody", due_on=None, journey=journey)
    if journey.next_step == "answer-takeback":
        return taken_back_item(item, journey, fact)
    kind = _kind(journey)
    if kind == "denied-claim" and _names_another(item, fact):
        kind = "bill-other-plan"
    return replace(
        item,
        kind=kind,
        what=claim_says(kind, item, fact),
        who=journey.waiting_on,
        due_on=journey.act_by,
        amount=_amount(kind, item, fact),
        journey=journey,
    )


def _names_another(item: DueItem, fact: ClaimFact) -> bool:
    """Whether the plan says that another one should have been billed, now or when it last spoke."""
    results = getattr(fact, "results", None)
    return item.kind == "bill-other-plan" if results is None else bool(other_payer_reasons(results))


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


def _amount(kind: DueKind, item: DueItem, fact: ClaimFact) -> Money:
    match fact:
        case ClaimAdjudicated() | ClaimMoneyMoved() if kind == "expected-takeback":
            return fact.money.received
        case ClaimSubmitted() | ClaimReceived():
            return item.amount
        case (
            ClaimAdjudicated(results=results)
            | ClaimMoneyMoved(results=results)
            | ClaimMonthSettled(results=results)
        ):
            if not results:
                return item.amount
            refused = (each for each in results if each.outcome in {"denied", "part-paid"})
            return sum(each.billed - each.paid for each in refused)
        case ClaimCorrected(lines=lines):
            return sum(line.charge for line in lines)
        case ClaimVoidAsked(expected=expected) | ClaimVoidReopened(expected=expected):
            return expected
        case _:
            return item.amount


def _waits_for_nobody(item: DueItem) -> bool:
    return item.who == "nobody"


DUE_LIST: Projection[DueItem] = Projection(
    name="due_list",
    version=17,
    row=DueItem,
    indexes=("who", "partner_code"),
    facts=get_args(DueFact),
    keys=_keys,
    evolve=_evolve,
    hides=_waits_for_nobody,
)
