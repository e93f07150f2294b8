"""A void, its answer, and what undoes that answer."""

from itertools import permutations

import pytest

from domain.agreements.terms import Terms
from domain.claims.attribution import PAID_TWICE, RECOVERY
from domain.claims.claim import CLAIM, ClaimCommand, CloseClaim, VoidClaim
from domain.claims.claim_facts import ClaimVoidAsked, ClaimVoided, ClaimVoidReopened
from domain.posting import hub_fee_account, partner_account, suspense_account
from domain.problem import Refused
from tests.support import builders as b
from tests.support.claims_of_every_shape import SHAPES
from tests.support.given import Given, given

VOID = VoidClaim("billed in error")
SENT = given(CLAIM).after(b.open_claim(), b.submit())
ASKED = SENT.after(b.pay(b.answer()), VOID)
TERMS = [
    terms
    for _, role, terms in SHAPES[:5] + SHAPES[6:]  # one of the two of a month is enough
    if role != "administrative-partner"
]
SHARES = {partner_account(b.PARTNER_CODE): 6800, hub_fee_account(b.PLAN_KEY): 1200}


def state(claim: Given) -> str:
    """What the claim is."""
    return type(claim.state).__name__


def held(claim: Given) -> dict[str, int]:
    """What each account holds of the claim."""
    return {share.account: share.cents for share in claim.state.account.shares}


def why(claim: Given) -> str:
    """What the claim's last fact says of why it is void."""
    last = claim.facts[-1]
    assert isinstance(last, ClaimVoided), last
    return last.reason


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


# a plan that has its money again without a reversal


def test_a_void_is_answered_once_the_plan_kept_back_all_that_it_had_paid() -> None:
    sent = ASKED.after(b.submit(2), b.take())
    assert (state(sent), held(sent)) == ("VoidedClaim", {})
    assert why(sent) == "the plan kept back what it had paid"
    # what is not sent yet needs no sending any more
    assert why(ASKED.after(b.take())) == "billed in error"


def test_a_void_waits_on_while_part_of_what_was_paid_stands() -> None:
    part = ASKED.after(b.submit(2), b.take(5000))
    assert state(part) == "SubmittedClaim"
    # of 80.00, 50.00 is taken: 85 and 15 percent of 30.00 are left
    assert held(part) == {partner_account(b.PARTNER_CODE): 2550, hub_fee_account(b.PLAN_KEY): 450}
    assert state(part.after(b.take(3000, place="r7/9"))) == "VoidedClaim"
    assert state(part.after(b.undo())) == "VoidedClaim"


def test_what_a_plan_only_announces_answers_no_void() -> None:
    announced = ASKED.after(b.take(-8000, place="r2/9"))
    assert state(announced) == "VoidingClaim"
    # it gave 80.00 and took 80.00: what it had paid stands
    taken = announced.after(b.take())
    assert (state(taken), held(taken)) == ("VoidingClaim", SHARES)
    assert state(taken.after(b.undo())) == "VoidedClaim"


def test_one_recovery_told_twice_answers_a_void_once() -> None:
    twice = SENT.after(b.pay(b.answer()), b.pay(b.answer(), place="r6/1", control="P2"))
    undoing = b.undo(place="r7/1", control="P2")
    # the second payment goes back: by cheque, which the plan books as a reversal and a thanks;
    # or by a reversal that is taken later. The first one stands each time
    for moves in (
        (b.refund(), VOID, undoing, b.receipt(place="r7/9")),
        (VOID, b.refund(), undoing, b.receipt(place="r7/9")),
        (VOID, undoing, b.take(-8000, place="r7/9"), b.take(place="r8/9")),
    ):
        once = twice.after(*moves)
        assert (state(once), held(once)) == ("VoidingClaim", SHARES)
        assert state(once.after(b.undo(place="r9/1"))) == "VoidedClaim"


def test_what_was_announced_before_the_void_answers_it_when_it_is_taken() -> None:
    announced = SENT.after(b.pay(b.answer()), b.undo(), b.take(-8000, place="r2/9"), VOID)
    assert state(announced) == "VoidingClaim"
    taken = announced.after(b.take())
    assert (state(taken), held(taken)) == ("VoidedClaim", {})


def test_a_void_that_no_takeback_answers_any_more_is_asked_again() -> None:
    sent = ASKED.after(b.submit(2))
    undone = sent.after(b.take(), b.unpost("r3/9"))
    assert undone.state == sent.state
    assert held(undone) == SHARES
    last = undone.facts[-1]
    assert isinstance(last, ClaimVoidReopened)
    assert last.expected == 8000


def test_a_part_that_was_taken_before_the_void_reopens_it_too() -> None:
    part = SENT.after(b.pay(b.answer()), b.take(5000), VOID)
    undone = part.after(b.take(3000, place="r7/9"), b.unpost("r3/9"))
    assert state(undone) == "VoidingClaim"
    # 85 and 15 percent of 50.00 stand again
    assert held(undone) == {partner_account(b.PARTNER_CODE): 4250, hub_fee_account(b.PLAN_KEY): 750}


def test_a_void_that_two_things_answer_stays_answered_without_one_of_them() -> None:
    both = ASKED.after(b.take(), b.undo())
    assert held(both) == {suspense_account(RECOVERY): -8000}
    for first, second in (("r2/1", "r3/9"), ("r3/9", "r2/1")):
        one = both.after(b.unpost(first))
        assert (state(one), held(one)) == ("VoidedClaim", {})
        none = one.after(b.unpost(second))
        assert (state(none), held(none)) == ("VoidingClaim", SHARES)


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: terms.text)
@pytest.mark.parametrize(
    "moves",
    [
        (VOID, b.take()),
        (VOID, b.take(5000), b.take(3000, place="r7/9")),
        (VOID, b.take(), b.undo()),
        (VOID, b.take(5000), b.undo()),
        (VOID, b.take(-8000, place="r2/9"), b.take(), b.undo()),
        (VOID, b.submit(2), b.take(), b.undo()),
    ],
)
def test_a_claim_ends_void_with_the_same_shares_in_whatever_order_it_comes(
    moves: tuple[ClaimCommand, ...], terms: Terms
) -> None:
    ends = set()
    for order in permutations(moves):
        claim = given(CLAIM).after(b.open_claim(terms=terms), b.submit(), b.pay(b.answer()))
        for ask in order:
            if not isinstance(claim.when(ask), Refused):  # what is void is not sent any more
                claim = claim.after(ask)
        ends.add((state(claim), tuple(sorted(held(claim).items()))))
    assert len(ends) == 1
    assert ends.pop()[0] == "VoidedClaim"


def test_what_the_plan_has_again_is_void_at_once() -> None:
    taken = SENT.after(b.pay(b.answer()), b.take())
    whole = taken.after(VOID)
    assert (state(whole), why(whole)) == ("VoidedClaim", "billed in error")
    # it was reversed too: the plan owes 80.00, and there is nothing that it could take back
    more = taken.after(b.undo(), VOID)
    assert state(more) == "VoidedClaim"
    assert not any(isinstance(fact, ClaimVoidAsked) for fact in more.facts)
    assert state(SENT.after(b.pay(b.answer()), b.take(7999), VOID)) == "VoidingClaim"


def test_a_payment_that_comes_after_the_void_was_answered_is_nobodys() -> None:
    again = ASKED.after(b.take(), b.pay(b.answer(), place="r6/1"))
    assert (state(again), held(again)) == ("VoidedClaim", {suspense_account(PAID_TWICE): 8000})


def test_a_void_is_answered_by_what_the_hub_sent_back_itself() -> None:
    sent = ASKED.after(b.submit(2))
    back = sent.after(b.refund())
    assert (state(back), why(back)) == ("VoidedClaim", "the hub sent back what the plan had paid")
    assert back.after(b.unpost("refund-1")).state == sent.state


def test_a_second_payment_that_was_another_claims_leaves_the_void_answered() -> None:
    twice = ASKED.after(b.pay(b.answer(), place="r6/1"), b.take())
    assert (state(twice), held(twice)) == ("VoidedClaim", {suspense_account(PAID_TWICE): 8000})
    once = twice.after(b.unpost("r6/1"))
    assert (state(once), held(once)) == ("VoidedClaim", {})


def test_a_payment_that_was_another_claims_is_nothing_that_a_void_waits_for() -> None:
    denial = b.pay(b.answer(paid=0), place="r0/1")
    both = SENT.after(denial, b.pay(b.answer()), b.pay(b.answer(), place="r6/1"), VOID)
    one = both.after(b.unpost("r6/1"))
    assert state(one) == "VoidingClaim"
    assert state(one.after(b.take())) == "VoidedClaim"


AFTER_THE_VOID = [
    (b.undo(), b.pay(b.answer(), place="r6/1", control="P2")),
    (b.undo(), b.interest()),
    (b.undo(), b.interest(), b.interest(1, place="r5/8")),
    (b.take(), b.pay(b.answer(), place="r6/1"), b.interest()),
    (b.take(5000), b.undo(), b.pay(b.answer(), place="r6/1")),
    (b.take(-8000, place="r2/9"), b.take(), b.interest(), b.undo()),
    (b.undo(place="r7/1"), b.take(), b.interest(), b.interest(-120, place="r5/8")),
    (b.undo(), b.take(-8000, place="r2/9"), b.take(), b.refund()),
    (b.refund(), b.undo(), b.receipt()),
]


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: terms.text)
@pytest.mark.parametrize("moves", AFTER_THE_VOID)
def test_what_comes_after_a_void_was_asked_ends_the_same_in_any_order(
    moves: tuple[ClaimCommand, ...], terms: Terms
) -> None:
    asked = given(CLAIM).after(b.open_claim(terms=terms), b.submit(), b.pay(b.answer()), VOID)
    ends = set()
    for order in permutations(moves):
        claim = asked.after(*order)
        ends.add((state(claim), tuple(sorted(held(claim).items()))))
    assert len(ends) == 1
    assert ends.pop()[0] == "VoidedClaim"


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: terms.text)
def test_a_later_cent_moves_nothing_but_itself_on_a_void_claim(terms: Terms) -> None:
    paid = given(CLAIM).after(b.open_claim(terms=terms), b.submit(), b.pay(b.answer()))
    for moves in ((VOID, b.interest(), b.undo()), (b.take(), VOID)):
        void = paid.after(*moves)
        assert state(void) == "VoidedClaim"
        before = held(void)
        after = held(void.after(b.interest(1, place="r5/8")))
        paid_twice = suspense_account(PAID_TWICE)
        assert after == before | {paid_twice: before.get(paid_twice, 0) + 1}
