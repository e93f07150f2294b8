"""A void, its answer, and what undoes that answer."""

from domain.claim import CLAIM, CloseClaim, VoidClaim
from domain.claim_facts import ClaimVoidReopened
from domain.posting import hub_fee_account, partner_account
from tests.support import builders as b
from tests.support.given import Given, given

VOID = VoidClaim("billed in error")
SENT = given(CLAIM).after(b.open_claim(), b.submit())
ASKED = SENT.after(b.pay(b.answer()), VOID)
SHARES = {partner_account(b.PARTNER_CODE): 6800, hub_fee_account(b.PLAN_KEY): 1200}


def state(claim: Given) -> str:
    """What the claim is."""
    return type(claim.state).__name__


def held(claim: Given) -> dict[str, int]:
    """What each account holds of the claim."""
    return {share.account: share.cents for share in claim.state.account.shares}


def test_a_void_that_nothing_answers_any_more_is_asked_again() -> None:
    answered = ASKED.after(b.undo())
    assert state(answered) == "VoidedClaim"
    undone = answered.after(b.unpost("r2/1"))
    assert undone.state == ASKED.state
    assert held(undone) == SHARES
    last = undone.facts[-1]
    assert isinstance(last, ClaimVoidReopened)
    assert last.expected == 8000


def test_a_void_on_its_way_is_on_its_way_again() -> None:
    sent = ASKED.after(b.submit(2))
    undone = sent.after(b.undo(), b.unpost("r2/1"))
    assert undone.state == sent.state
    assert state(undone) == "SubmittedClaim"


def test_what_came_since_the_void_was_answered_is_kept() -> None:
    undone = ASKED.after(b.undo(), b.interest(100), b.unpost("r2/1"))
    assert undone.state == ASKED.after(b.interest(100)).state


def test_another_answer_keeps_the_void_answered() -> None:
    answered = ASKED.after(b.undo(), b.undo(0, place="r7/1"))
    undone = answered.after(b.unpost("r7/1"))
    assert state(undone) == "VoidedClaim"
    assert state(undone.after(b.unpost("r2/1"))) == "VoidingClaim"


def test_a_reversal_from_before_the_void_answers_none() -> None:
    before = SENT.after(b.pay(b.answer()), b.undo(), b.interest(), VOID)
    assert state(before) == "VoidingClaim"
    answered = before.after(b.undo(0, place="r7/1"))
    assert state(answered) == "VoidedClaim"
    assert answered.after(b.unpost("r7/1")).state == before.state


def test_what_no_reversal_made_void_stays_void() -> None:
    late = SENT.after(b.reject(), VOID, b.pay(b.answer()), b.undo())
    assert state(late.after(b.unpost("r2/1"))) == "VoidedClaim"
    assert state(ASKED.after(b.undo(), b.unpost("r1/1"))) == "VoidedClaim"


def test_a_closed_claim_whose_only_answer_is_undone_is_with_the_plan_again() -> None:
    closed = SENT.after(b.pay(b.answer(1, 0)), CloseClaim("not worth an appeal"))
    undone = closed.after(b.unpost())
    assert state(undone) == "AcceptedClaim"
    assert not undone.state.account.answered


def test_a_claim_that_was_to_be_voided_for_an_answer_it_never_had_is_with_the_plan_again() -> None:
    undone = ASKED.after(b.unpost())
    assert state(undone) == "AcceptedClaim"
    assert undone.state.account.frequency_again == "1"
    assert state(undone.after(b.pay(b.answer(), place="r7/1"))) == "AdjudicatedClaim"
