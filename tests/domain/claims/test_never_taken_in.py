"""What a plan says that it never took in goes out as a new claim (domain.md 7.6)."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as replace_fields

from adapters.edi.next_step import explain_together
from domain.claims.claim import CLAIM, CorrectingClaim
from domain.claims.claim_facts import ClaimAdjudicated, ClaimSubmitted
from domain.claims.claim_money import PostPayment
from domain.claims.denial import AnsweredLine
from tests.support import builders as b
from tests.support.given import Given, given, problems

TWO = given(CLAIM).after(b.open_claim(b.line(1), b.line(2)), b.submit())
FEWER = b.correct(b.line(1, units=1, charge=4000), b.line(2))
FILE_BY = date(2026, 8, 29)


def denied(number: int, *remarks: str, paid: int = 0) -> AnsweredLine:
    """One line, not paid for CO-16."""
    return replace_fields(b.answer(number, paid, None, "CO-16"), remarks=remarks)


def of_the_claim(*remarks: str, paid: int = 0, place: str = "r1/1") -> PostPayment:
    """An answer whose remarks are about the claim as a whole (MOA)."""
    return replace(b.pay(denied(1, paid=paid), denied(2), place=place), remarks=remarks)


def of_lines(one: str, two: str, place: str = "r1/1") -> PostPayment:
    """An answer whose remarks are about its lines (LQ)."""
    return b.pay(denied(1, one), denied(2, two), place=place)


def sent_last(claim: Given) -> tuple[str, str | None]:
    """As what the claim went out, and which number of the plan's it named."""
    fact = [each for each in claim.facts if isinstance(each, ClaimSubmitted)][-1]
    return fact.send.frequency, fact.replaces


@pytest.mark.parametrize("remark", ["MA130", "N142", "N517"])
def test_a_claim_of_which_no_line_was_taken_in_goes_out_as_a_new_claim(remark: str) -> None:
    for answer in (of_the_claim(remark), of_lines(remark, remark)):
        again = TWO.after(answer, FEWER, b.submit(2))
        assert sent_last(again) == ("1", None)
        assert again.state.account.sends[-1].sent_as[:13] == "LPV0000004202"
    step = explain_together(["CO-16"], [remark])
    assert step is not None
    assert "a new claim (frequency 1)" in step.next


def test_a_line_that_was_taken_in_keeps_the_claim_a_replacement() -> None:
    for answer in (
        of_lines("MA130", "M76"),
        of_the_claim("MA130", paid=4000),
        of_the_claim("M76"),
        b.pay(denied(1, "MA130")),
    ):
        assert sent_last(TWO.after(answer, FEWER, b.submit(2))) == ("7", "P1")


def test_a_payment_beside_it_keeps_the_claim_a_replacement() -> None:
    paid = b.pay(b.answer(1), b.answer(2), place="r2/1")
    assert sent_last(TWO.after(of_the_claim("MA130"), paid, FEWER, b.submit(2))) == ("7", "P1")


def test_what_a_plan_once_took_in_is_replaced_though_it_takes_no_replacement_in() -> None:
    """The first send was denied for M76; the plan took it in, and holds it under P1."""
    corrected = TWO.after(of_the_claim("M76"), FEWER, b.submit(2))
    again = b.correct(b.line(1, units=1, charge=3000), b.line(2))
    denied_again = replace(b.pay(denied(1), denied(2), place="r2/1", send=2), remarks=("MA130",))
    assert sent_last(corrected.after(denied_again, again, b.submit(3))) == ("7", "P1")


def test_a_new_claim_that_came_back_unread_goes_out_as_a_new_claim() -> None:
    rejected = TWO.after(of_the_claim("MA130"), FEWER, b.submit(2), b.reject(2), b.submit(3))
    assert sent_last(rejected) == ("1", None)


def test_once_the_word_of_the_plan_is_undone_the_claim_is_a_replacement_again() -> None:
    undone = TWO.after(of_the_claim("MA130"), b.unpost(), of_the_claim("M76", place="r2/1"))
    assert sent_last(undone.after(FEWER, b.submit(2))) == ("7", "P1")
    corrected = TWO.after(b.receive(control="P9"), of_the_claim("MA130"), FEWER, b.unpost())
    assert isinstance(corrected.state, CorrectingClaim)
    assert sent_last(corrected.after(b.submit(2))) == ("7", "P9")


def test_a_new_claim_meets_the_days_that_the_plan_takes_one() -> None:
    late = b.submit(2, on=date(2026, 9, 15))
    for remark, codes in (("MA130", ["claim.past-filing-limit"]), ("M76", [])):
        decision = TWO.after(of_the_claim(remark), FEWER).when(late)
        assert problems(decision) == codes


def test_its_denial_is_answered_by_the_day_until_which_the_plan_takes_a_new_claim() -> None:
    for answer, day in (
        (of_the_claim("MA130"), FILE_BY),
        (of_the_claim("M76"), b.ANSWER_BY),
        (of_lines("MA130", "M76"), b.ANSWER_BY),
        (replace(of_the_claim("MA130"), answer_by=date(2026, 8, 1)), date(2026, 8, 1)),
    ):
        fact = TWO.after(answer).facts[-1]
        assert isinstance(fact, ClaimAdjudicated)
        assert fact.answer_by == day
