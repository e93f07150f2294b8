"""Care billed: opened, submitted, answered, corrected, voided, closed.

The facts stand in `claim_facts`, commands and states in `claim_states`, the rules of sending in
`claim_sending`, those of stating it in `claim_stating`, and what a plan's money does to a claim in
`claim_money`.
"""

from dataclasses import replace
from typing import assert_never, get_args

from msgspec.structs import replace as struct_replace

from domain.claims.claim_acceptances import AcceptPaidTwice, AcceptTerms, accept
from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimBody,
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
from domain.claims.claim_money import (
    PostInterest,
    PostPayment,
    SettleMonth,
    other_bank,
    post_interest,
    post_payment,
    settle_month,
)
from domain.claims.claim_recoveries import (
    PostRefund,
    PostRefundReceipt,
    PostTakeback,
    Recovery,
    UndoPosting,
    post_recovery,
)
from domain.claims.claim_sending import submit
from domain.claims.claim_states import (
    AcceptedClaim,
    AdjudicatedClaim,
    Claim,
    ClaimCommand,
    CloseClaim,
    ClosedClaim,
    CorrectClaim,
    CorrectingClaim,
    HeldClaim,
    HoldClaim,
    KnownClaim,
    NoClaim,
    OpenClaim,
    OpenedClaim,
    ReceiveClaim,
    RejectClaim,
    RejectedClaim,
    SubmitClaim,
    SubmittedClaim,
    VoidClaim,
    VoidedClaim,
    VoidingClaim,
)
from domain.claims.claim_stating import correct, open_claim
from domain.claims.claim_voiding import answer_void, ask_void, recover_void, unanswered, withdraw
from domain.claims.takeback import taken_back
from domain.decider import Decider
from domain.identifiers import BatchId, Diagnosis, SendNumber
from domain.problem import Problem, Refused, refuse, wrong_moment
from domain.service_line import ServiceLine

__all__ = [
    "CLAIM",
    "AcceptedClaim",
    "AdjudicatedClaim",
    "Claim",
    "ClaimCommand",
    "CloseClaim",
    "ClosedClaim",
    "CorrectClaim",
    "CorrectingClaim",
    "HeldClaim",
    "HoldClaim",
    "KnownClaim",
    "NoClaim",
    "OpenClaim",
    "OpenedClaim",
    "ReceiveClaim",
    "RejectClaim",
    "RejectedClaim",
    "SubmitClaim",
    "SubmittedClaim",
    "VoidClaim",
    "VoidedClaim",
    "VoidingClaim",
]

Decision = tuple[ClaimFact, ...] | Refused

# decide


def decide(claim: Claim, command: ClaimCommand) -> Decision:
    """What follows from the command, or every reason against it."""
    match claim, command:
        case NoClaim(), OpenClaim() as ask:
            return open_claim(ask)
        case NoClaim(), _:
            return wrong_moment("claim", "claim", claim, command)
        case _, OpenClaim(body=body) if claim.account.opened == body:
            return ()
        case (
            _,
            PostPayment()
            | PostInterest()
            | PostTakeback()
            | PostRefund()
            | PostRefundReceipt() as ask,
        ) if wrong := other_bank(claim.account.body, ask.money):
            return wrong
        case _, PostPayment() as ask:
            return _post_payment(claim, ask) if claim.account.sends else _unsent(claim)
        case VoidedClaim(), UndoPosting() as ask:
            return recover_void(claim, ask)
        case _, PostTakeback() | PostRefund() | PostRefundReceipt() | UndoPosting() as ask:
            return _post_recovery(claim, ask) if claim.account.sends else _unsent(claim)
        case _, AcceptPaidTwice() | AcceptTerms() as ask:
            return accept(claim.account, ask)
        case _, PostInterest() as ask:
            return post_interest(claim.account, ask) if claim.account.sends else _unsent(claim)
        case _, SettleMonth() as ask:
            return settle_month(claim.account, ask)
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
        case (
            OpenedClaim() | HeldClaim() | CorrectingClaim() | VoidingClaim(),
            HoldClaim(problems=problems),
        ):
            return _hold(claim, problems, leaves=None)
        case SubmittedClaim(), HoldClaim(problems=problems, leaves=batch_id) if (
            claim.account.sends[-1].batch_id == batch_id
        ):
            # its number is spent: it goes out next under another
            return _hold(claim, problems, leaves=batch_id)
        case (
            OpenedClaim() | HeldClaim() | RejectedClaim() | CorrectingClaim() | VoidingClaim(),
            SubmitClaim() as ask,
        ):
            return submit(claim.account, ask, claim.account.frequency_next)
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
            return correct(fixable, ask)
        case OpenedClaim() | HeldClaim() | RejectedClaim(), VoidClaim(reason=reason):
            return withdraw(claim.account, reason)
        case AdjudicatedClaim() | CorrectingClaim(), VoidClaim(reason=reason):
            return ask_void(claim.account, reason)
        case VoidingClaim() | VoidedClaim(), VoidClaim():
            return ()
        case SubmittedClaim() | AcceptedClaim(), VoidClaim():
            return unanswered(claim)
        case AdjudicatedClaim(), CloseClaim(reason=reason):
            body = claim.account.body
            return (ClaimClosed(claim_id=body.claim_id, number=body.number, reason=reason),)
        case ClosedClaim(), CloseClaim():
            return ()
        case _:
            return wrong_moment("claim", f"claim {claim.account.body.number}", claim, command)


# rules


def _post_payment(claim: KnownClaim, ask: PostPayment) -> Decision:
    settles = _settles(claim, ask.sent_as)
    return answer_void(claim, post_payment(claim.account, ask, settles=settles))


def _post_recovery(claim: KnownClaim, ask: Recovery) -> Decision:
    if isinstance(claim, VoidedClaim):
        return recover_void(claim, ask)
    return answer_void(claim, post_recovery(claim.account, ask))


def _settles(claim: KnownClaim, sent_as: str) -> bool:
    """Whether a notice answers what was last sent, not an earlier sending or a void."""
    account = claim.account
    earlier = sent_as in {send.sent_as for send in account.sends[:-1]}
    match claim:
        case SubmittedClaim() | AcceptedClaim() | RejectedClaim():
            return not account.voiding and not earlier
        case OpenedClaim() | HeldClaim():
            return account.frequency_again == "1"
        case _:
            return isinstance(claim, AdjudicatedClaim)


def _hold(claim: KnownClaim, problems: tuple[Problem, ...], *, leaves: BatchId | None) -> Decision:
    if isinstance(claim, HeldClaim) and claim.problems == problems:
        return ()
    claim_id = claim.account.body.claim_id
    return (ClaimHeld(claim_id=claim_id, problems=problems, leaves=leaves),)


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
        account = ClaimAccount(opened=fact.body, body=fact.body, file_by=fact.file_by)
        return OpenedClaim(account)
    return claim if isinstance(claim, NoClaim) else _evolve_known(claim, fact)


def _evolve_known(claim: KnownClaim, fact: ClaimFact) -> Claim:
    account = claim.account
    match fact:
        case ClaimOpened():
            return claim
        case ClaimHeld(problems=problems):
            return HeldClaim(account, problems)
        case ClaimSubmitted(send=send):
            sends = (*account.sends, send)
            return SubmittedClaim(struct_replace(account, sends=sends, received=False))
        case ClaimReceived(receipt=receipt, payer_control=number):
            known = account.after_receipt(number)
            return AcceptedClaim(known) if receipt == "accepted" else SubmittedClaim(known)
        case ClaimRejected(gate=gate, reasons=reasons):
            return RejectedClaim(account, gate, reasons)
        case ClaimAdjudicated():
            answered = account.after_answer(fact)
            return AdjudicatedClaim(answered) if fact.settles else _with_money(claim, answered)
        case ClaimMoneyMoved():
            return _unanswered_again(_with_money(claim, account.after_movement(fact)))
        case ClaimMonthSettled():
            return replace(claim, account=account.after_month(fact))
        case ClaimCorrected(lines=lines, diagnoses=diagnoses, replaces_answer=replaces):
            known = struct_replace(
                account,
                body=_restated(account.body, lines, diagnoses),
                frequency_again="7" if replaces else "1",
            )
            return CorrectingClaim(known) if replaces else OpenedClaim(known)
        case ClaimVoidAsked(reason=reason):
            return VoidingClaim(account.asking_void(), reason)
        case ClaimVoided():
            return _voided(claim)
        case ClaimVoidReopened():
            return _reopened(claim)
        case ClaimClosed():
            return ClosedClaim(account)
        case _:
            assert_never(fact)


def _with_money(claim: KnownClaim, account: ClaimAccount) -> KnownClaim:
    """A claim that a person had closed is open again once the plan takes back what it had paid."""
    if isinstance(claim, ClosedClaim) and account.month_elsewhere is None:
        before, now = (taken_back(each.money, each.results) for each in (claim.account, account))
        if now > before:
            return AdjudicatedClaim(account)
    return replace(claim, account=account)


def _unanswered_again(claim: KnownClaim) -> KnownClaim:
    """A claim of which the only answer was undone is with the plan again, as it was sent last."""
    account = claim.account
    if account.answered or not isinstance(claim, AdjudicatedClaim | ClosedClaim | VoidingClaim):
        return claim
    again = account.sends[-1].frequency
    return AcceptedClaim(struct_replace(account, frequency_again=again))


def _voided(claim: KnownClaim) -> KnownClaim:
    if isinstance(claim, VoidedClaim):
        return claim
    if claim.account.void_answered:
        return VoidedClaim(claim.account, claim)
    return VoidedClaim(struct_replace(claim.account, voided_at_once=True))


def _reopened(claim: KnownClaim) -> KnownClaim:
    """What it was before its void was answered, with all that became known since."""
    if not isinstance(claim, VoidedClaim) or claim.before is None:
        return claim
    return replace(claim.before, account=claim.account)


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
