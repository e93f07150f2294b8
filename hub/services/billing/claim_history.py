"""What happened to a claim, fact by fact, in plain words."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never, cast

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
from domain.claims.denial import LineResult
from domain.identifiers import BatchId, StreamId
from domain.money import show_money
from domain.problem import Refused
from domain.service_line import ServiceLine
from hub.services.billing.claims import find_claim
from hub.services.reasons import stated_code
from hub.wiring import Hub

_SENT_AS = {"1": "as a new claim", "7": "as a replacement", "8": "as a void"}
_MOVED = {
    "payment": "paid",
    "reversal": "reversed",
    "takeback": "taken back by the plan",
    "takeback-announced": "announced as a takeback",
    "refund": "refunded by the hub",
    "refund-receipt": "given for a refund of the hub's",
    "interest": "added as interest",
    "penalty": "added as a penalty",
    "month": "counted again with the month",
    "month-split": "shared by the partners of the month",
    "paid-twice-accepted": "moved, a second payment accepted,",
    "terms-accepted": "moved, other terms accepted,",
    "voided": "moved, the claim void,",
    "undone": "moved, a posting undone,",
}


@dataclass(frozen=True)
class Moment:
    """One fact about a claim: where it stands in the log, when and by whom it was recorded."""

    position: int
    recorded_at: datetime
    actor: str
    fact: str
    says: str


def claim_history(hub: Hub, number: str) -> list[Moment] | Refused:
    """Everything that was recorded of a claim, oldest first."""
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    stream = [
        (each, cast("ClaimFact", each.fact)) for each in hub.log.read_stream(StreamId(claim_id))
    ]
    left = {fact.leaves for _, fact in stream if isinstance(fact, ClaimHeld)}
    return [
        Moment(
            position=each.position,
            recorded_at=each.recorded_at,
            actor=each.actor,
            fact=fact.stored_name,
            says=_says(fact, left),
        )
        for each, fact in stream
    ]


def _says(fact: ClaimFact, left: Container[BatchId | None]) -> str:
    """`left` are the batches that the claim left before their file was made."""
    match fact:
        case ClaimOpened(body=body, file_by=file_by):
            return f"opened with {_lines(body.lines)}; the plan accepts it until {file_by}"
        case ClaimHeld(problems=problems, leaves=leaves):
            held = "left its batch before the file was made" if leaves else "held"
            return f"{held}: {'; '.join(problem.what for problem in problems)}"
        case ClaimSubmitted():
            return _submitted_says(fact, left)
        case ClaimReceived(receipt=receipt, sent_as=sent_as, on=day):
            return f"{sent_as} was {receipt} on {day}"
        case ClaimRejected(gate=gate, sent_as=sent_as, reasons=reasons, on=day):
            why = ", ".join(reason.code for reason in reasons) or "no reason given"
            return f"{sent_as} was rejected on {day} with its {gate}: {why}"
        case ClaimCorrected(lines=lines, reason=reason):
            return f"corrected to {_lines(lines)}: {reason}"
        case ClaimVoidAsked() | ClaimVoided() | ClaimVoidReopened() | ClaimClosed():
            return _taken_back_says(fact)
        case _:
            return _money_says(fact)


def _taken_back_says(
    fact: ClaimVoidAsked | ClaimVoided | ClaimVoidReopened | ClaimClosed,
) -> str:
    match fact:
        case ClaimVoidAsked(reason=reason, expected=expected):
            return f"to be voided: {reason}; {show_money(expected)} is expected back"
        case ClaimVoided(reason=reason):
            return f"void: {reason}"
        case ClaimVoidReopened(expected=expected):
            return f"no longer void; {show_money(expected)} is expected back"
        case ClaimClosed(reason=reason):
            return f"closed: {reason}"
        case _:
            assert_never(fact)


def _submitted_says(fact: ClaimSubmitted, left: Container[BatchId | None]) -> str:
    send = fact.send
    what = f"{send.sent_as} on {send.sent_on} {_SENT_AS[send.frequency]}"
    if send.batch_id in left:
        return f"put into a batch as {what}"
    return f"sent as {what}; an answer is due by {fact.answer_due_on}"


def _money_says(fact: ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled) -> str:
    match fact:
        case ClaimAdjudicated(paid=paid, paid_on=day, results=results):
            return f"answered on {day}: {show_money(paid)} paid; {_results(results)}"
        case ClaimMoneyMoved(kind=kind, amount=amount, paid_on=day, results=results):
            return f"{show_money(amount)} {_MOVED[kind]} on {day}; {_results(results)}"
        case ClaimMonthSettled(paid_on=day, month_elsewhere=elsewhere, results=results):
            how = "paid" if elsewhere else "no longer paid"
            return f"the month was {how} by another claim on {day}; {_results(results)}"
        case _:
            assert_never(fact)


def _lines(lines: Sequence[ServiceLine]) -> str:
    units, charge = sum(line.units for line in lines), sum(line.charge for line in lines)
    lines_word = "line" if len(lines) == 1 else "lines"
    units_word = "unit" if units == 1 else "units"
    return f"{len(lines)} {lines_word}, {units} {units_word}, {show_money(charge)}"


def _results(results: Sequence[LineResult]) -> str:
    return ", ".join(_result(result) for result in results) or "no line is named"


def _result(result: LineResult) -> str:
    reasons = (adjustment.code for adjustment in result.adjustments)
    remarks = (stated_code(remark) for remark in result.remarks)
    codes = " ".join((*reasons, *remarks))
    amount = f" {show_money(result.paid)} of {show_money(result.billed)}"
    return f"line {result.line} {result.outcome}{amount}{f' ({codes})' if codes else ''}"
