"""Where a claim is on its way, who acts next, and by when."""

from datetime import date
from typing import Any, Literal, TypeVar, assert_never

import msgspec
from msgspec.structs import replace

from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimClosed,
    ClaimCorrected,
    ClaimFact,
    ClaimHeld,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    ClaimOpened,
    ClaimReceived,
    ClaimRejected,
    ClaimSubmitted,
    ClaimVoidAsked,
    ClaimVoided,
    ClaimVoidReopened,
)
from domain.claims.denial import Outcome
from domain.claims.takeback import object_by, taken_back
from domain.money import Money

ClaimState = Literal[
    "open",
    "held",
    "submitted",
    "received",
    "accepted",
    "rejected",
    "answered",
    "correcting",
    "voiding",
    "voided",
    "closed",
]
WaitingOn = Literal["hub", "plan", "partner", "nobody"]
NextStep = Literal[
    "send",
    "fix-and-send",
    "fix-and-send-again",
    "wait-for-plan",
    "answer-denial",
    "answer-takeback",
    "settle-money",
    "bill-again",
    "none",
]

VOID = "8"  # 005010X222A1 CLM05-3
REPLACEMENT = "7"
_ANSWERED = frozenset({"answered", "voiding", "closed"})
MoneyFact = ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled


class Journey(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How far a claim has come, and the dates that bind whoever acts next.

    `frequency` is that of the last sending (CLM05-3), empty before the first. A new claim must
    arrive by `file_by`; a denial is corrected by `answer_by`; the plan should have answered the
    last sending by `answer_due_on`. `before_void` is its state when its void was answered.
    `taken_back` is what of its money the plan took back, in cents; `looked_at` what of that a
    person answered, by a correction or by leaving it so. `taken_on` is the day of the
    notice that first took what is not answered. `month_elsewhere` tells that another claim pays the
    member month, so that nothing is lost by it.
    """

    file_by: date
    state: ClaimState = "open"
    standing: Outcome | None = None
    frequency: str = ""
    answer_by: date | None = None
    answer_due_on: date | None = None
    waiting_on: WaitingOn = "hub"
    act_by: date | None = None
    next_step: NextStep = "send"
    before_void: ClaimState = "voiding"
    taken_back: Money = 0
    looked_at: Money = 0
    taken_on: date | None = None
    month_elsewhere: bool = False

    @property
    def takeback(self) -> Money:
        """What the plan took back and nobody answered yet, in cents."""
        return 0 if self.month_elsewhere else self.taken_back - self.looked_at


J = TypeVar("J", bound=Journey)


def travelled(journey: J, fact: ClaimFact, **also: Any) -> J:
    """The journey after a fact; `also` are other fields that the same fact changes."""
    moved = replace(journey, **_changes(journey, fact), **also)
    waiting_on, act_by, next_step = _next(moved)
    return replace(moved, waiting_on=waiting_on, act_by=act_by, next_step=next_step)


def _changes(journey: Journey, fact: ClaimFact) -> dict[str, object]:
    if isinstance(fact, MoneyFact):
        return _answered(journey, fact) | _takeback(journey, fact)
    match fact:  # the commonest first: a case that does not fit costs more than one that does
        case ClaimSubmitted(send=send, answer_due_on=due):
            return {"state": "submitted", "frequency": send.frequency, "answer_due_on": due}
        case ClaimReceived(receipt=receipt):
            return {"state": receipt}
        case ClaimOpened(file_by=file_by):
            return {"file_by": file_by}
        case ClaimHeld(leaves=None):
            return {"state": "held"}
        case ClaimHeld():
            return {"state": "held", "answer_due_on": None}  # no plan has it to answer
        case ClaimRejected():
            return {"state": "rejected"}
        case ClaimCorrected(replaces_answer=replaces):
            state = "correcting" if replaces else "open"
            return {"state": state, "looked_at": journey.taken_back}
        case ClaimVoidAsked():
            return {"state": "voiding"}
        case ClaimVoided():
            return {"state": "voided", "before_void": journey.state}
        case ClaimVoidReopened():
            return {"state": journey.before_void}
        case ClaimClosed():
            return {"state": "closed", "looked_at": journey.taken_back}
        case _:
            assert_never(fact)


def _answered(journey: Journey, fact: MoneyFact) -> dict[str, object]:
    match fact:
        case ClaimAdjudicated(standing=standing, answer_by=answer_by, settles=settles):
            state = "answered" if settles else journey.state
            return {"state": state, "standing": standing, "answer_by": answer_by}
        case ClaimMoneyMoved(kind="undone", results=()) if journey.state in _ANSWERED:
            # its only answer was undone: it is with the plan again
            return {"state": "accepted", "standing": None, "answer_by": None}
        case (
            ClaimMoneyMoved(standing=standing, answer_by=answer_by)
            | ClaimMonthSettled(standing=standing, answer_by=answer_by)
        ):
            # interest on a claim that was never answered says nothing about it
            return {"standing": standing if journey.standing else None, "answer_by": answer_by}
        case _:
            assert_never(fact)


def _takeback(journey: Journey, fact: MoneyFact) -> dict[str, object]:
    """What was taken back by now; more of it opens again a claim that a person had closed."""
    taken = taken_back(fact.money, fact.results)
    changes: dict[str, object] = {}
    if isinstance(fact, ClaimMonthSettled):
        changes["month_elsewhere"] = fact.month_elsewhere is not None
    if taken == journey.taken_back:
        return changes
    looked_at = min(journey.looked_at, taken)
    changes |= {"taken_back": taken, "looked_at": looked_at}
    if not journey.taken_back - journey.looked_at:
        changes["taken_on"] = _taken_on(fact)
    if journey.state == "closed" and taken > looked_at and not journey.month_elsewhere:
        changes["state"] = "answered"
    return changes


def _taken_on(fact: MoneyFact) -> date:
    """The day of the notice; a reversal may have come before the payment that it undoes."""
    if fact.kind == "takeback":
        return fact.paid_on
    return max((each.paid_on for each in fact.money.reversals), default=fact.paid_on)


def _next(journey: Journey) -> tuple[WaitingOn, date | None, NextStep]:
    """Who acts next, by when, and how (domain.md 7.1: which clock runs at which no)."""
    match journey.state:
        case "submitted" | "received" | "accepted":
            return "plan", journey.answer_due_on, "wait-for-plan"
        case "open":
            return "hub", journey.file_by, "send"
        case "held":
            return "hub", _send_by(journey), "fix-and-send"
        case "rejected":
            return "hub", _send_by(journey), "fix-and-send-again"
        case "correcting":
            return "hub", journey.answer_by, "send"
        case "voiding":
            return "hub", None, "send"
        case "answered" if journey.takeback and journey.taken_on:
            days = (object_by(journey.taken_on), journey.answer_by)
            return "hub", min(day for day in days if day), "answer-takeback"
        case "answered" if journey.standing in {"denied", "part-paid"} and journey.answer_by:
            return "hub", journey.answer_by, "answer-denial"
        case "answered" if journey.standing == "taken-back":
            return "nobody", None, "bill-again"  # the hub may, and need not
        case "answered" | "voided" | "closed":
            return "nobody", None, "none"
        case _:
            assert_never(journey.state)


def _send_by(journey: Journey) -> date | None:
    # a rejected original was never received: its filing clock still runs
    if journey.frequency == REPLACEMENT:
        return journey.answer_by
    return None if journey.frequency == VOID else journey.file_by
