"""Taking a claim back: the void that is asked of the plan, its answer, and what undoes that."""

from msgspec.structs import replace

from domain.claim_account import ClaimAccount
from domain.claim_facts import (
    ClaimFact,
    ClaimMoneyMoved,
    ClaimVoidAsked,
    ClaimVoided,
    ClaimVoidReopened,
)
from domain.claim_recoveries import UndoPosting, post_recovery
from domain.claim_states import (
    AcceptedClaim,
    KnownClaim,
    SubmittedClaim,
    VoidedClaim,
    VoidingClaim,
)
from domain.problem import Refused, refuse

VOIDED_BY_PLAN = "the plan undid its payment"

_NOTHING = frozenset({"denied", "taken-back"})

Decision = tuple[ClaimFact, ...] | Refused


def withdraw(account: ClaimAccount, reason: str) -> Decision:
    """What no plan has read needs no void: it is simply not sent again."""
    body = account.body
    if account.answered:
        return ask_void(account, reason)
    return (ClaimVoided(claim_id=body.claim_id, number=body.number, reason=reason),)


def ask_void(account: ClaimAccount, reason: str) -> Decision:
    """The plan is to be told; what it paid is an expected takeback.

    Where nothing stands paid or covered there is nothing to take back: the claim is void at once.
    """
    body = account.body
    if not (account.money.payments or account.money.received) and _NOTHING.issuperset(
        result.outcome for result in account.results
    ):
        return (ClaimVoided(claim_id=body.claim_id, number=body.number, reason=reason),)
    return (
        ClaimVoidAsked(
            claim_id=body.claim_id,
            number=body.number,
            reason=reason,
            expected=account.money.received,
        ),
    )


def unanswered(claim: SubmittedClaim | AcceptedClaim) -> Decision:
    """A void names the plan's number of the claim, which only its answer brings (REF*F8)."""
    number = claim.account.body.number
    return refuse(
        "claim.not-answered-yet",
        what=f"{number} is with the plan, which has not answered it yet",
        where=f"claim {number}",
        fix="void it once the plan has paid, denied or rejected it",
    )


def answer_void(claim: KnownClaim, decision: Decision) -> Decision:
    """A reversal that leaves nothing paid answers a void that was asked for."""
    account = claim.account
    if isinstance(decision, Refused) or isinstance(claim, VoidedClaim) or not account.voiding:
        return decision
    undone = any(isinstance(f, ClaimMoneyMoved) and not f.money.payments for f in decision)
    body = account.body
    reason = claim.reason if isinstance(claim, VoidingClaim) else VOIDED_BY_PLAN
    voided = ClaimVoided(claim_id=body.claim_id, number=body.number, reason=reason)
    return (*decision, voided) if undone else decision


def undo_of_void(claim: VoidedClaim, ask: UndoPosting) -> Decision:
    """A claim whose void nothing answers any more is what it would have been without that answer.

    Its void stays answered where another reversal, that came after it was asked for, leaves nothing
    paid.
    """
    account = claim.account
    undone = account.posted.get(ask.posting_id)
    if claim.before is None or undone is None or undone.kind != "reversal":
        return post_recovery(account, ask)
    decision = post_recovery(replace(account, void=False), ask)
    others = account.reversals - account.reversed_before_void - {ask.posting_id}
    if isinstance(decision, Refused) or not decision:
        return decision
    money = decision[-1].money
    if others and not money.payments:
        return post_recovery(account, ask)
    body = account.body
    reopened = ClaimVoidReopened(
        claim_id=body.claim_id, number=body.number, expected=money.received
    )
    return (*decision, reopened)
