"""Answers: a payout is paid when they say so, whole files at a time."""

from adapters.disbursements.answer_columns import common_answers
from domain.problem import Refused
from hub.services.payout_answers import take_answers
from tests.support.billing import LPV, Billing
from tests.support.paying import (
    accounts,
    answer_file,
    answers,
    approved,
    codes,
    owed,
    paid_by_answer,
    payout,
    proposed,
    written,
)

# the answer


def test_it_is_paid_once_the_answer_says_so(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub)
    written(hub)
    assert accounts(hub)["bank"] == 9000
    taken = answers(hub, "LPV-P0001,paid,W1,,2026-04-15,42.50")
    assert (taken.rows, taken.new) == (1, 1)
    assert (accounts(hub)["bank"], payout(hub).state) == (4750, "paid")
    again = answers(hub, "LPV-P0001,paid,W1,,2026-04-15,42.50")
    assert (again.new, accounts(hub)["bank"]) == (0, 4750)
    answers(hub, "LPV-P0001,Cashed,W1,,4/15/2026,42.50")
    assert payout(hub).state == "cleared"


def test_a_void_makes_the_money_payable_again(billing: Billing) -> None:
    hub = owed(billing)
    paid_by_answer(hub, approved(hub, LPV))
    answers(hub, "LPV-P0001,void,W10,,2026-04-15,42.50")
    assert (payout(hub).state, accounts(hub)["partner:LPV"]) == ("voided", -4250)
    assert proposed(hub, LPV) == {"LPV-P0002": 4250}


def test_a_reissued_warrant_takes_the_place_of_the_first(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub, LPV)
    written(hub)
    rows = (
        "LPV-P0001,reissued,W2,W1,2026-04-15,42.50",
        "LPV-P0001,paid,W1,,2026-04-15,42.50",
        "LPV-P0001,cleared,W2,,2026-04-15,42.50",
    )
    answers(hub, *rows)
    assert (accounts(hub)["bank"], payout(hub).state) == (4750, "cleared")
    assert [(w.number, w.stands, w.replaced_by) for w in payout(hub).warrants] == [
        ("W1", False, "W2"),
        ("W2", True, ""),
    ]


def test_what_cannot_be_taken_is_told_at_once_and_nothing_is_applied(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub)
    written(hub)
    head = hub.log.head()
    rows = (
        "LPV-P0001,paid,W1,,2026-04-15,42.50",
        "NOT-P0001,paid,W2,,2026-04-15,1.00",
        "ORC-P0001,paid,W3,,2026-04-15,34.01",
    )
    answer = take_answers(hub, answer_file(*rows), common_answers())
    assert codes(answer) == ["payout.unknown", "payout.amount-differs"]
    assert isinstance(answer, Refused)
    assert [problem.where for problem in answer.problems] == [
        "row 3, payout NOT-P0001",
        "row 4, payout ORC-P0001, W3",
    ]
    assert hub.log.head() == head


def test_a_payout_that_was_not_sent_has_no_answer(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub, LPV)
    answer = take_answers(hub, answer_file("LPV-P0001,paid,W1,,2026-04-15,42.50"), common_answers())
    assert codes(answer) == ["payout.wrong-moment"]
