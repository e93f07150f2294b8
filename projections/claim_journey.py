"""Where a claim is on its way, who acts next, and by when."""

from datetime import date
from typing import Any, Literal, TypeVar, assert_never

import msgspec
from msgspec.structs import replace

from domain.claim_facts import (
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
from domain.denial import Outcome

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
    "settle-money",
    "bill-again",
    "none",
]

VOID = "8"  # 005010X222A1 CLM05-3
REPLACEMENT = "7"
_ANSWERED = frozenset({"answered", "voiding", "closed"})


class Journey(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How far a claim has come, and the dates that bind whoever acts next.

    `frequency` is that of the last sending (CLM05-3), empty before the first. A new claim must
    arrive by `file_by`; a denial is corrected by `answer_by`; the plan should have answered the
    last sending by `answer_due_on`. `before_void` is its state when its void was answered.
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


J = TypeVar("J", bound=Journey)


def travelled(journey: J, fact: ClaimFact, **also: Any) -> J:
    """The journey after a fact; `also` are other fields that the same fact changes."""
    moved = replace(journey, **_changes(journey, fact), **also)
    waiting_on, act_by, next_step = _next(moved)
    return replace(moved, waiting_on=waiting_on, act_by=act_by, next_step=next_step)


def _changes(journey: Journey, fact: ClaimFact) -> dict[str, object]:
    match fact:  # the commonest first: a case that does not fit costs more than one that does
        case ClaimSubmitted(send=send, answer_due_on=due):
            return {"state": "submitted", "frequency": send.frequency, "answer_due_on": due}
        case ClaimReceived(receipt=receipt):
            return {"state": receipt}
        case ClaimAdjudicated(standing=standing, answer_by=answer_by, settles=settles):
            state = "answered" if settles else journey.state
            return {"state": state, "standing": standing, "answer_by": answer_by}
        case ClaimOpened(file_by=file_by):
            return {"file_by": file_by}
        case ClaimMoneyMoved(kind="undone", results=()) if journey.state in _ANSWERED:
            # its only answer was undone: it is with the plan again
            return {"state": "accepted", "standing": None, "answer_by": None}
        case (
            ClaimMoneyMoved(standing=standing, answer_by=answer_by)
            | ClaimMonthSettled(standing=standing, answer_by=answer_by)
        ):
            # interest on a claim that was never answered says nothing about it
            return {"standing": standing if journey.standing else None, "answer_by": answer_by}
        case ClaimHeld(leaves=None):
            return {"state": "held"}
        case ClaimHeld():
            return {"state": "held", "answer_due_on": None}  # no plan has it to answer
        case ClaimRejected():
            return {"state": "rejected"}
        case ClaimCorrected(replaces_answer=replaces):
            return {"state": "correcting" if replaces else "open"}
        case ClaimVoidAsked():
            return {"state": "voiding"}
        case ClaimVoided():
            return {"state": "voided", "before_void": journey.state}
        case ClaimVoidReopened():
            return {"state": journey.before_void}
        case ClaimClosed():
            return {"state": "closed"}
        case _:
            assert_never(fact)


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
