"""What a claim is known by, as long as something that says so stands."""

from domain.claims.claim import CLAIM
from tests.support import builders as b
from tests.support.given import given

SENT = given(CLAIM).after(b.open_claim(), b.submit())


def test_a_claim_goes_by_the_plans_numbers_that_receipts_and_answers_gave_it() -> None:
    paid = SENT.after(b.receive(control="R1"), b.pay(b.answer(), control="P1"))
    assert paid.state.account.known_as == {"R1", "P1"}
    assert paid.state.account.payer_control == "P1"


def test_a_number_of_an_answer_that_is_undone_is_the_claims_no_more() -> None:
    paid = SENT.after(b.receive(control="R1"), b.pay(b.answer(), control="P1"))
    undone = paid.after(b.unpost())
    assert undone.state.account.known_as == {"R1"}
    assert undone.state.account.payer_control == "R1"


def test_a_reversal_before_its_payment_gives_the_claim_its_number_while_it_stands() -> None:
    reversed_early = SENT.after(b.undo(place="r2/1", control="P9"))
    assert reversed_early.state.account.known_as == {"P9"}
    assert reversed_early.after(b.unpost("r2/1")).state.account.known_as == frozenset()
