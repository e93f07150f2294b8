"""Care billed: opened, submitted, answered, corrected, voided, closed.

The facts stand in `claim_facts`, what a plan's money does to a claim in `claim_money`.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never, get_args

from msgspec.structs import replace as struct_replace

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
    Frequency,
    Gate,
    Reason,
    Receipt,
    Send,
)
from domain.claim_money import (
    ClaimAccount,
    PostInterest,
    PostPayment,
    PostTakeback,
    post_interest,
    post_payment,
    post_takeback,
)
from domain.decider import Decider
from domain.event import Source
from domain.identifiers import (
    BatchId,
    Diagnosis,
    PayerControlNumber,
    SendNumber,
    send_number,
)
from domain.problem import Problem, Refused, refuse, wrong_moment
from domain.service_line import ServiceLine

# commands


@dataclass(frozen=True)
class OpenClaim:
    """Care is to be billed."""

    body: ClaimBody
    opened_on: date
    file_by: date


@dataclass(frozen=True)
class HoldClaim:
    """The checks before sending found something."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class SubmitClaim:
    """The claim goes into a batch; days are calendar days of the plan's rules."""

    batch_id: BatchId
    submit_on: date
    filing_limit_days: int
    payment_days: int


@dataclass(frozen=True)
class ReceiveClaim:
    """An acknowledgement says that the claim arrived or was accepted."""

    sent_as: SendNumber
    receipt: Receipt
    payer_control: PayerControlNumber | None
    on: date
    source: Source | None


@dataclass(frozen=True)
class RejectClaim:
    """An acknowledgement sends the claim back unread."""

    sent_as: SendNumber
    gate: Gate
    reasons: tuple[Reason, ...]
    on: date
    source: Source | None


@dataclass(frozen=True)
class CorrectClaim:
    """A person states the claim anew, every line as it should now stand."""

    lines: tuple[ServiceLine, ...]
    diagnoses: tuple[Diagnosis, ...]
    reason: str
    drop_paid_lines: bool = False


@dataclass(frozen=True)
class VoidClaim:
    """A person takes the claim back."""

    reason: str


@dataclass(frozen=True)
class CloseClaim:
    """A person accepts what was denied."""

    reason: str


ClaimCommand = (
    OpenClaim
    | HoldClaim
    | SubmitClaim
    | ReceiveClaim
    | RejectClaim
    | PostPayment
    | PostTakeback
    | PostInterest
    | CorrectClaim
    | VoidClaim
    | CloseClaim
)

# states


@dataclass(frozen=True)
class NoClaim:
    """Nothing is billed."""


@dataclass(frozen=True)
class OpenedClaim:
    """Ready for a batch; a rejected claim that was corrected is ready again."""

    account: ClaimAccount


@dataclass(frozen=True)
class HeldClaim:
    """Waits for what the problems say."""

    account: ClaimAccount
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class SubmittedClaim:
    """In a batch; the plan has not answered this sending."""

    account: ClaimAccount


@dataclass(frozen=True)
class AcceptedClaim:
    """In adjudication."""

    account: ClaimAccount


@dataclass(frozen=True)
class RejectedClaim:
    """Sent back unread."""

    account: ClaimAccount
    gate: Gate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class AdjudicatedClaim:
    """The plan paid or denied."""

    account: ClaimAccount


@dataclass(frozen=True)
class CorrectingClaim:
    """A replacement is ready for a batch."""

    account: ClaimAccount


@dataclass(frozen=True)
class VoidingClaim:
    """A void is ready for a batch."""

    account: ClaimAccount
    reason: str


@dataclass(frozen=True)
class VoidedClaim:
    """Void; its care may be billed again."""

    account: ClaimAccount


@dataclass(frozen=True)
class ClosedClaim:
    """What was denied is accepted."""

    account: ClaimAccount


KnownClaim = (
    OpenedClaim
    | HeldClaim
    | SubmittedClaim
    | AcceptedClaim
    | RejectedClaim
    | AdjudicatedClaim
    | CorrectingClaim
    | VoidingClaim
    | VoidedClaim
    | ClosedClaim
)
Claim = NoClaim | KnownClaim
Decision = tuple[ClaimFact, ...] | Refused

# decide


def decide(claim: Claim, command: ClaimCommand) -> Decision:
    """What follows from the command, or every reason against it."""
    match claim, command:
        case NoClaim(), OpenClaim(body=body, opened_on=day, file_by=file_by):
            return (ClaimOpened(body=body, opened_on=day, file_by=file_by),)
        case NoClaim(), _:
            return wrong_moment("claim", "claim", claim, command)
        case _, OpenClaim(body=body) if claim.account.opened == body:
            return ()
        case _, PostPayment() as ask:
            return post_payment(claim.account, ask) if claim.account.sends else _unsent(claim)
        case _, PostTakeback() as ask:
            return post_takeback(claim.account, ask) if claim.account.sends else _unsent(claim)
        case _, PostInterest() as ask:
            return post_interest(claim.account, ask) if claim.account.sends else _unsent(claim)
        case _, SubmitClaim(batch_id=asked) if asked in claim.account.batches:
            return ()  # asked twice, done once
        case _, ReceiveClaim() as ask if _is_old_news(claim, ask.sent_as):
            return ()
        case _, RejectClaim() as ask if _is_old_news(claim, ask.sent_as):
            return ()
        case _:
            return _decide_next(claim, command)


def _decide_next(claim: KnownClaim, command: ClaimCommand) -> Decision:
    match claim, command:
        case OpenedClaim() | HeldClaim() | CorrectingClaim() | VoidingClaim(), HoldClaim() as ask:
            return _hold(claim, ask)
        case OpenedClaim() | HeldClaim() | RejectedClaim(), SubmitClaim() as ask:
            return _submit(claim.account, ask, claim.account.frequency_again)
        case CorrectingClaim(), SubmitClaim() as ask:
            return _submit(claim.account, ask, "7")
        case VoidingClaim(), SubmitClaim() as ask:
            return _submit(claim.account, ask, "8")
        case SubmittedClaim(), ReceiveClaim() as ask:
            return _receive(claim.account, ask)
        case AcceptedClaim(), ReceiveClaim():
            return ()
        case SubmittedClaim() | AcceptedClaim(), RejectClaim() as ask:
            return _reject(claim.account, ask)
        case (
            OpenedClaim()
            | HeldClaim()
            | RejectedClaim()
            | AdjudicatedClaim()
            | CorrectingClaim() as fixable,
            CorrectClaim() as ask,
        ):
            return _correct(fixable.account, ask)
        case OpenedClaim() | HeldClaim() | RejectedClaim(), VoidClaim(reason=reason):
            return _withdraw(claim.account, reason)
        case AdjudicatedClaim() | CorrectingClaim(), VoidClaim(reason=reason):
            return _ask_void(claim.account, reason)
        case VoidingClaim() | VoidedClaim(), VoidClaim():
            return ()
        case AdjudicatedClaim(), CloseClaim(reason=reason):
            body = claim.account.body
            return (ClaimClosed(claim_id=body.claim_id, number=body.number, reason=reason),)
        case ClosedClaim(), CloseClaim():
            return ()
        case _:
            return wrong_moment("claim", f"claim {claim.account.body.number}", claim, command)


# rules


def _hold(claim: KnownClaim, ask: HoldClaim) -> Decision:
    if isinstance(claim, HeldClaim) and claim.problems == ask.problems:
        return ()
    return (ClaimHeld(claim_id=claim.account.body.claim_id, problems=ask.problems),)


def _submit(account: ClaimAccount, ask: SubmitClaim, frequency: Frequency) -> Decision:
    problems = (
        *_filing_problems(account, ask, frequency),
        *_replacement_problems(account, frequency),
        *_send_problems(account),
    )
    if problems:
        return Refused(problems)
    body = account.body
    sent_as = send_number(body.number, len(account.sends) + 1)
    return (
        ClaimSubmitted(
            claim_id=body.claim_id,
            number=body.number,
            send=Send(sent_as, ask.batch_id, frequency, ask.submit_on),
            replaces=account.payer_control if frequency != "1" else None,
            answer_due_on=ask.submit_on + timedelta(days=ask.payment_days),
        ),
    )


def _filing_problems(
    account: ClaimAccount, ask: SubmitClaim, frequency: Frequency
) -> tuple[Problem, ...]:
    """A plan takes new claims only so long after the care."""
    body = account.body
    days_old = (ask.submit_on - body.last_service_on).days
    if frequency != "1" or days_old <= ask.filing_limit_days:
        return ()
    return (
        Problem(
            code="claim.past-filing-limit",
            what=f"{body.number} is {days_old} days old; the plan accepts {ask.filing_limit_days}",
            where=f"claim {body.number}, last service date {body.last_service_on}",
            fix="file it with a delay reason, or void it: hub claim void",
        ),
    )


def _replacement_problems(account: ClaimAccount, frequency: Frequency) -> tuple[Problem, ...]:
    """A replacement or void names the plan's number of what it replaces (2300 REF*F8)."""
    if frequency == "1" or account.payer_control:
        return ()
    return (
        Problem(
            code="claim.no-payer-number",
            what="the plan's own number of the claim is not known",
            where=f"claim {account.body.number}",
            fix="wait for the plan's answer, or ask the plan for its claim number",
        ),
    )


def _send_problems(account: ClaimAccount) -> tuple[Problem, ...]:
    """CLM01 has two digits for the sending."""
    if len(account.sends) < 99:
        return ()
    return (
        Problem(
            code="claim.sent-too-often",
            what="the claim was sent 99 times; its number has room for no more",
            where=f"claim {account.body.number}",
            fix="void it and bill the care under a new claim",
        ),
    )


def _receive(account: ClaimAccount, ask: ReceiveClaim) -> Decision:
    if ask.receipt == "received" and account.received:
        return ()
    body = account.body
    return (
        ClaimReceived(
            claim_id=body.claim_id,
            number=body.number,
            sent_as=ask.sent_as,
            receipt=ask.receipt,
            payer_control=ask.payer_control,
            on=ask.on,
            source=ask.source,
        ),
    )


def _reject(account: ClaimAccount, ask: RejectClaim) -> Decision:
    body = account.body
    return (
        ClaimRejected(
            claim_id=body.claim_id,
            number=body.number,
            sent_as=ask.sent_as,
            gate=ask.gate,
            reasons=ask.reasons,
            on=ask.on,
            source=ask.source,
        ),
    )


def _correct(account: ClaimAccount, ask: CorrectClaim) -> Decision:
    body = account.body
    if (ask.lines, ask.diagnoses) == (body.lines, body.diagnoses):
        return refuse(
            "claim.nothing-corrected",
            what="the correction says the same as the claim",
            where=f"claim {body.number}",
            fix="change a line or a diagnosis, or leave the claim as it is",
        )
    kept = {line.line for line in ask.lines}
    dropped = [number for number in account.paid_lines if number not in kept]
    if dropped and not ask.drop_paid_lines:
        return refuse(
            "claim.drops-paid-line",
            what=f"the correction leaves out paid line {', '.join(map(str, dropped))}",
            where=f"claim {body.number}",
            fix="carry every paid line, or say that it is dropped on purpose",
        )
    return (
        ClaimCorrected(
            claim_id=body.claim_id,
            number=body.number,
            lines=ask.lines,
            diagnoses=ask.diagnoses,
            reason=ask.reason,
            replaces_answer=account.payer_control is not None and account.answered,
        ),
    )


def _withdraw(account: ClaimAccount, reason: str) -> Decision:
    """What no plan has read needs no void: it is simply not sent again."""
    body = account.body
    if account.answered:
        return _ask_void(account, reason)
    return (ClaimVoided(claim_id=body.claim_id, number=body.number, reason=reason),)


def _ask_void(account: ClaimAccount, reason: str) -> Decision:
    body = account.body
    return (
        ClaimVoidAsked(
            claim_id=body.claim_id,
            number=body.number,
            reason=reason,
            expected=account.money.received,
        ),
    )


def _unsent(claim: KnownClaim) -> Decision:
    return refuse(
        "claim.never-sent",
        what="a plan answers a claim that was never sent",
        where=f"claim {claim.account.body.number}",
        fix="look at the remittance; the money waits in suspense",
    )


def _is_old_news(claim: KnownClaim, sent_as: SendNumber) -> bool:
    """An acknowledgement of an earlier sending, or one that comes after the plan's answer."""
    waiting = isinstance(claim, SubmittedClaim | AcceptedClaim)
    return not waiting or claim.account.sends[-1].sent_as != sent_as


# evolve


def evolve(claim: Claim, fact: ClaimFact) -> Claim:
    """The claim after the fact."""
    if isinstance(fact, ClaimOpened):
        return OpenedClaim(ClaimAccount(opened=fact.body, body=fact.body))
    return claim if isinstance(claim, NoClaim) else _evolve_known(claim, fact)


def _evolve_known(claim: KnownClaim, fact: ClaimFact) -> Claim:
    account = claim.account
    match fact:
        case ClaimOpened():
            return claim
        case ClaimHeld(problems=problems):
            return HeldClaim(account, problems)
        case ClaimSubmitted(send=send):
            return SubmittedClaim(replace(account, sends=(*account.sends, send), received=False))
        case ClaimReceived(receipt=receipt, payer_control=number):
            known = replace(account, received=True, payer_control=number or account.payer_control)
            return AcceptedClaim(known) if receipt == "accepted" else SubmittedClaim(known)
        case ClaimRejected(gate=gate, reasons=reasons):
            return RejectedClaim(account, gate, reasons)
        case ClaimAdjudicated():
            return _adjudicated(claim, fact)
        case ClaimMoneyMoved():
            return _money_moved(claim, fact)
        case ClaimCorrected(lines=lines, diagnoses=diagnoses, replaces_answer=replaces):
            known = replace(account, body=_restated(account.body, lines, diagnoses))
            return CorrectingClaim(known) if replaces else OpenedClaim(known)
        case ClaimVoidAsked(reason=reason):
            return VoidingClaim(account, reason)
        case ClaimVoided():
            return VoidedClaim(account)
        case ClaimClosed():
            return ClosedClaim(account)
        case _:
            assert_never(fact)


def _adjudicated(claim: KnownClaim, fact: ClaimAdjudicated) -> Claim:
    account = claim.account.after_answer(fact)
    waiting = isinstance(claim, SubmittedClaim | AcceptedClaim | RejectedClaim)
    if waiting and account.sends[-1].frequency != "8":
        return AdjudicatedClaim(account)
    if isinstance(claim, OpenedClaim | HeldClaim | AdjudicatedClaim):
        return AdjudicatedClaim(account)
    return replace(claim, account=account)


def _money_moved(claim: KnownClaim, fact: ClaimMoneyMoved) -> Claim:
    account = claim.account.after_movement(fact)
    undone = fact.kind == "reversal" and account.sends[-1].frequency == "8"
    if undone and isinstance(claim, SubmittedClaim | AcceptedClaim):
        return VoidedClaim(account)
    return replace(claim, account=account)


def _restated(
    body: ClaimBody, lines: tuple[ServiceLine, ...], diagnoses: tuple[Diagnosis, ...]
) -> ClaimBody:
    return struct_replace(body, lines=lines, diagnoses=diagnoses)


CLAIM: Decider[Claim, ClaimCommand, ClaimFact] = Decider(
    name="claim",
    initial=NoClaim(),
    decide=decide,
    evolve=evolve,
    facts=get_args(ClaimFact),
    commands=get_args(ClaimCommand),
    states=get_args(Claim),
)
