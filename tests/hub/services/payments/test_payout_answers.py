"""Answers: a payout is paid when they say so, whole files at a time."""

from itertools import permutations

import pytest

from adapters.disbursements.answer_columns import common_answers
from domain.problem import Refused
from hub.services.payments.payout_answers import take_answers
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
        ("W1", False, ("W2",)),
        ("W2", True, ()),
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


# what a row says of a reissue


@pytest.mark.parametrize("before", [(), ("paid,W1,",), ("paid,W1,", "reissued,W2,W1")])
def test_a_reissue_that_cannot_be_waits_for_a_person_and_posts_nothing(
    billing: Billing, before: tuple[str, ...]
) -> None:
    """W1 in the place of itself; or of W2, which took its own place."""
    hub = owed(billing)
    approved(hub, LPV)
    written(hub)
    for row in before:
        answers(hub, _row(row))
    known = accounts(hub), hub.log.head(), payout(hub).state
    replaced, code = ("W2", "replaced-both-ways") if len(before) == 2 else ("W1", "replaces-itself")
    answer = take_answers(hub, answer_file(_row(f"reissued,W1,{replaced}")), common_answers())
    assert codes(answer) == [f"payout.{code}"]
    assert (accounts(hub), hub.log.head(), payout(hub).state) == known
    assert proposed(hub, LPV) == {}


def test_the_rows_of_a_file_are_taken_in_whatever_order_they_stand(billing: Billing) -> None:
    """All of one day: W1, in its place W2, in its place W3, which is void."""
    rows = ("paid,W1,", "reissued,W2,W1", "reissued,W3,W2", "voided,W3,")
    ends = set()
    hub = owed(billing)
    for at, order in enumerate(permutations(rows), start=1):
        approved(hub, LPV)
        written(hub)
        number = f"LPV-P{at:04d}"
        taken = answers(hub, *(_row(row, number) for row in order))
        again = answers(hub, *(_row(row, number) for row in order))
        assert (taken.new, again.new) == (4, 0)
        row = payout(hub, number)
        ends.add((row.state, row.paid, tuple((w.number, w.stands) for w in row.warrants)))
        assert (accounts(hub)["bank"], accounts(hub)["partner:LPV"]) == (9000, -4250)
    assert ends == {("voided", 0, (("W1", False), ("W2", False), ("W3", False)))}


def test_a_void_told_before_its_reissue_keeps_what_took_its_place(billing: Billing) -> None:
    hub = owed(billing)
    paid_by_answer(hub, approved(hub, LPV))
    answers(hub, _row("void,W10,"))
    answers(hub, _row("reissued,W20,W10"))
    assert (accounts(hub)["bank"], payout(hub).state) == (4750, "paid")
    assert [(w.number, w.because, w.replaced_by) for w in payout(hub).warrants] == [
        ("W10", "reissued", ("W20",)),
        ("W20", None, ()),
    ]
    swapped = take_answers(hub, answer_file(_row("reissued,W10,W20")), common_answers())
    assert codes(swapped) == ["payout.replaced-both-ways"]


def _row(said: str, number: str = "LPV-P0001") -> str:
    return f"{number},{said},2026-04-15,42.50"
