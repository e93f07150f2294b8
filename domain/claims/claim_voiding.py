"""Taking a claim back: the void that is asked of the plan, its answer, and what undoes that."""

from collections.abc import Mapping

from msgspec.structs import replace

from domain.claims.claim_acceptances import no_cash
from domain.claims.claim_account import ClaimAccount
from domain.claims.claim_facts import (
    ClaimFact,
    ClaimMoneyMoved,
    ClaimVoidAsked,
    ClaimVoided,
    ClaimVoidReopened,
    MoneyKind,
)
from domain.claims.claim_money import MoneySource, moved
from domain.claims.claim_recoveries import Recovery, post_recovery
from domain.claims.claim_states import (
    AcceptedClaim,
    KnownClaim,
    SubmittedClaim,
    VoidedClaim,
    VoidingClaim,
)
from domain.identifiers import RemittanceId
from domain.problem import Refused, refuse

_ANSWERED_BY: Mapping[MoneyKind, str] = {
    "reversal": "the plan undid its payment",
    "takeback": "the plan kept back what it had paid",
    "refund": "the hub sent back what the plan had paid",
}
_NOTHING_STANDS = "nothing that the plan paid for it stands"

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
    is_taken_back = not account.stands_paid and account.money.received <= 0
    if is_taken_back and _NOTHING.issuperset(result.outcome for result in account.results):
        voided = ClaimVoided(claim_id=body.claim_id, number=body.number, reason=reason)
        return (*_moved_at_once(account), voided)
    return (
        ClaimVoidAsked(
            claim_id=body.claim_id,
            number=body.number,
            reason=reason,
            expected=account.money.received,
        ),
    )


def _moved_at_once(account: ClaimAccount) -> tuple[ClaimMoneyMoved, ...]:
    """What a plan added to it, or the hub's fee that had stayed, is nobody's on a void claim."""
    if not account.posted:
        return ()
    paid_on, remittance_id, _ = max(posted.place for posted in account.posted.values())
    source = MoneySource(
        posting_id=f"{account.body.claim_id}/void",
        remittance_id=RemittanceId(remittance_id),
        cash=no_cash(account),
        paid_on=paid_on,
        source=None,
    )
    fact = moved(account, replace(account, voided_at_once=True), source, "voided", 0)
    return (fact,) if fact.entries else ()


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
    """What leaves nothing standing that was paid answers a void that was asked for.

    A reversal does, and so does all of it kept back from other money (PLB WO) or sent back by the
    hub: a plan that has its money again will not say more.
    """
    account = claim.account
    if isinstance(decision, Refused) or isinstance(claim, VoidedClaim) or not account.voiding:
        return decision
    moved = next((fact for fact in decision if isinstance(fact, ClaimMoneyMoved)), None)
    if moved is None:
        return decision
    after = account.after_movement(moved)
    # a claim whose only answer a person undid is with the plan again: there is nothing to void
    if not after.void_answered or not (after.answered or moved.kind != "undone"):
        return decision
    body = account.body
    told = _ANSWERED_BY.get(moved.kind, _NOTHING_STANDS)
    reason = claim.reason if isinstance(claim, VoidingClaim) else told
    return (*decision, ClaimVoided(claim_id=body.claim_id, number=body.number, reason=reason))


def recover_void(claim: VoidedClaim, ask: Recovery) -> Decision:
    """A claim whose void nothing answers any more is what it would have been without that answer.

    A person undid it, or the plan gave back what it had kept or got. Its void stays answered where
    what else came since it was asked for leaves nothing paid.
    """
    account, body = claim.account, claim.account.body
    decision = post_recovery(account, ask)
    if isinstance(decision, Refused) or not decision:
        return decision
    (moved,) = decision
    if claim.before is None or account.after_movement(moved).void_answered:
        return decision
    reopened = ClaimVoidReopened(
        claim_id=body.claim_id, number=body.number, expected=moved.money.received
    )
    return (moved, reopened)
