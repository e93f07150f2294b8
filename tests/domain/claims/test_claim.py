"""A claim's life: sent, rejected, corrected, held, voided."""

from domain.claims.claim import (
    CLAIM,
    AdjudicatedClaim,
    CorrectingClaim,
    HeldClaim,
    HoldClaim,
    OpenedClaim,
    RejectedClaim,
    SubmittedClaim,
    VoidClaim,
    VoidedClaim,
    VoidingClaim,
)
from domain.claims.claim_facts import ClaimHeld
from domain.problem import Refused
from tests.support import builders as b
from tests.support.given import Given, given

OPENED = given(CLAIM).after(b.open_claim())
SENT = OPENED.after(b.submit())
PAID = SENT.after(b.pay(b.answer()))
FEWER = b.correct(b.line(units=1, charge=4000))
FEWEST = b.correct(b.line(units=1, charge=3000))
HOLD = HoldClaim((b.PROBLEM,))
VOID = VoidClaim("billed in error")


def frequencies(claim: Given) -> list[str]:
    """As what the claim went out, each time."""
    return [send.frequency for send in claim.state.account.sends]


def test_a_claim_rejected_unread_goes_out_again_as_new() -> None:
    assert frequencies(SENT.after(b.reject(), FEWER, b.submit(2))) == ["1", "1"]


def test_a_rejected_replacement_goes_out_again_as_a_replacement() -> None:
    rejected = PAID.after(FEWER, b.submit(2), b.reject(2))
    assert isinstance(rejected.state, RejectedClaim)
    assert frequencies(rejected.after(b.submit(3))) == ["1", "7", "7"]
    assert frequencies(rejected.after(FEWEST, b.submit(3))) == ["1", "7", "7"]


def test_a_replacement_that_was_held_goes_out_as_a_replacement() -> None:
    held = PAID.after(FEWER, HOLD)
    assert isinstance(held.state, HeldClaim)
    assert frequencies(held.after(b.submit(2))) == ["1", "7"]


def test_only_a_claim_that_waits_in_a_batch_leaves_it() -> None:
    leave = HoldClaim((b.PROBLEM,), leaves=b.BATCH.batch_id)
    for claim, left in ((SENT, b.BATCH.batch_id), (OPENED, None)):
        held = claim.after(leave)
        assert isinstance(held.state, HeldClaim)
        assert isinstance(held.facts[-1], ClaimHeld)
        assert held.facts[-1].leaves == left
    for claim in (SENT.after(b.receive()), SENT.after(b.reject(), b.submit(2)), PAID):
        assert isinstance(claim.when(leave), Refused)


def test_a_void_that_was_held_or_rejected_goes_out_as_a_void() -> None:
    asked = PAID.after(VOID)
    assert frequencies(asked.after(HOLD, b.submit(2))) == ["1", "8"]
    assert frequencies(asked.after(b.submit(2), b.reject(2), b.submit(3))) == ["1", "8", "8"]


def test_every_sending_has_its_own_number_of_the_same_claim() -> None:
    sends = PAID.after(FEWER, b.submit(2)).state.account.sends
    assert [send.sent_as[:13] for send in sends] == ["LPV0000004201", "LPV0000004202"]


def test_a_denial_without_the_plans_number_is_billed_afresh() -> None:
    denied = SENT.after(b.pay(b.answer(1, 0), control=""))
    assert isinstance(denied.after(FEWER).state, OpenedClaim)


def test_a_late_answer_to_an_earlier_sending_leaves_the_replacement_waiting() -> None:
    late = PAID.after(FEWER, b.submit(2), b.pay(b.answer(), place="r5/1", send=1))
    assert isinstance(late.state, SubmittedClaim)
    answered = late.after(b.pay(b.answer(1, 4000, 1), place="r6/1", send=2))
    assert isinstance(answered.state, AdjudicatedClaim)


def test_money_that_comes_while_a_correction_waits_changes_no_step() -> None:
    correcting = PAID.after(FEWER)
    assert isinstance(correcting.after(b.undo()).state, CorrectingClaim)
    again = b.pay(b.answer(), place="r5/1")
    assert isinstance(correcting.after(again).state, CorrectingClaim)
    assert isinstance(correcting.after(HOLD, again).state, HeldClaim)


def test_a_replacement_uses_the_plans_latest_number() -> None:
    later = b.pay(b.answer(1, 100), place="r5/1", control="P2", on=b.ANSWER_BY)
    first = b.pay(b.answer(), control="P1")
    assert SENT.after(first, later).state.account.payer_control == "P2"
    assert SENT.after(later, first).state.account.payer_control == "P2"


def test_a_void_is_closed_by_the_reversal() -> None:
    assert isinstance(PAID.after(VOID, b.submit(2), b.undo()).state, VoidedClaim)
    assert isinstance(PAID.after(VOID, b.undo()).state, VoidedClaim)


def test_a_denied_claim_has_nothing_to_take_back_and_is_void_at_once() -> None:
    denied = SENT.after(b.pay(b.answer(1, 0)))
    assert isinstance(denied.after(VOID).state, VoidedClaim)
    assert isinstance(denied.after(VOID, b.undo(0)).state, VoidedClaim)


def test_a_claim_of_which_a_line_stands_paid_is_void_once_the_plan_took_that_back() -> None:
    part = given(CLAIM).after(b.open_claim(b.line(1), b.line(2)), b.submit())
    paid = part.after(b.pay(b.answer(1), b.answer(2, 0)), VOID)
    assert isinstance(paid.state, VoidingClaim)
    assert isinstance(paid.after(b.submit(2), b.undo(8000)).state, VoidedClaim)


def test_a_void_stays_open_while_a_payment_stands() -> None:
    twice = PAID.after(b.pay(b.answer(1, 500), place="r2/1"), VOID)
    assert isinstance(twice.after(b.undo(8000, place="r3/1")).state, VoidingClaim)


def test_a_claim_that_no_plan_has_read_is_withdrawn_without_a_void() -> None:
    assert isinstance(SENT.after(b.reject(), VOID).state, VoidedClaim)


def test_an_old_acknowledgement_changes_nothing() -> None:
    assert PAID.when(b.receive()) == ()
    assert PAID.after(FEWER, b.submit(2)).when(b.reject(1)) == ()


def test_a_line_dropped_on_purpose_may_still_be_answered() -> None:
    two = given(CLAIM).after(b.open_claim(b.line(1), b.line(2)), b.submit())
    dropped = two.after(b.pay(b.answer(1), b.answer(2)), b.correct(b.line(1), drop=True))
    late = dropped.after(b.undo(16_000), b.pay(b.answer(2, 300), place="r7/1"))
    assert late.state.account.money.received == 300
