"""In which words a claim that waits for somebody is told."""

from collections.abc import Iterable, Sequence
from typing import assert_never

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
    Send,
)
from domain.claims.denial import LineResult
from domain.claims.other_payer import other_payer_reasons
from projections.claim_journey import VOID
from projections.due_item import DueItem, DueKind, told

UNSENT = "not sent yet"
_MOST_EXPLAINED = 6  # so many fit a command that can be read


def claim_says(kind: DueKind, item: DueItem, fact: ClaimFact) -> str:
    """What is to be said of it after a fact; `item` is what it was."""
    match fact:
        case ClaimSubmitted(send=send):
            return _sent(send)
        case ClaimReceived() | ClaimVoided() | ClaimVoidReopened() | ClaimClosed():
            return item.what
        case (
            ClaimAdjudicated(results=results)
            | ClaimMoneyMoved(results=results)
            | ClaimMonthSettled(results=results)
        ):
            if kind == "bill-other-plan":
                return _elsewhere(results)
            if kind != "denied-claim":
                return item.what
            return _denied(results)
        case ClaimVoidAsked():
            return "to be voided; the plan will take back what it paid"
        case ClaimHeld(problems=problems):
            return told(problems)
        case ClaimRejected(reasons=reasons):
            return "sent back unread: " + ", ".join(reason.code for reason in reasons)
        case ClaimOpened() | ClaimCorrected():
            return UNSENT
        case _:
            assert_never(fact)


def _denied(results: Iterable[LineResult]) -> str:
    """What the plan will not pay, and the two ways on; what the codes mean is told elsewhere."""
    every = tuple(results)
    unpaid = [each for each in every if each.outcome in {"denied", "part-paid"}]
    steps = f"; correct it: hub claim correct, or leave it so: hub claim close{_explained(unpaid)}"
    return "the plan will not pay all of it: " + ", ".join(_codes(every)) + steps


def _explained(unpaid: Sequence[LineResult]) -> str:
    """How to look up the codes: together where all of them are those of one line."""
    # what has not the form of a code is kept as a question mark, of which nothing can be told
    codes = tuple(code for code in _codes(unpaid) if "?" not in code)
    if not codes:
        return ""
    of_one_line = len({_codes([each]) for each in unpaid}) == 1
    together = " --together" if of_one_line and 1 < len(codes) <= _MOST_EXPLAINED else ""
    return f"; what the codes mean: hub explain {' '.join(codes[:_MOST_EXPLAINED])}{together}"


def _codes(results: Sequence[LineResult]) -> tuple[str, ...]:
    """Reasons, then remarks, each once."""
    reasons = [each.code for result in results for each in result.adjustments]
    remarks = [remark for result in results for remark in result.remarks]
    return tuple(dict.fromkeys((*reasons, *remarks)))


def _elsewhere(results: Iterable[LineResult]) -> str:
    codes = ", ".join(other_payer_reasons(results))
    return (
        f"the plan says that another one pays ({codes}): find out which, and record it: hub member "
        "import; void this claim: hub claim void; its care is then billed to that plan"
    )


def _sent(send: Send) -> str:
    if send.frequency == VOID:
        return (
            f"void sent {send.sent_on} as {send.sent_as}; the plan has not taken back what it "
            "paid; once this is late, ask it why, or give the money back: hub refund propose"
        )
    return f"sent {send.sent_on} as {send.sent_as}; no answer yet"
