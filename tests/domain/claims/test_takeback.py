"""What a plan took back of what it had rightly paid, and until when it may be told it erred."""

from datetime import date
from itertools import permutations

import pytest

from domain.claims.claim import CLAIM, AdjudicatedClaim, ClaimCommand, CloseClaim, ClosedClaim
from domain.claims.takeback import dispute_by, object_by, taken_back, was_asked_late
from tests.support import builders as b
from tests.support.given import Given, given

PAID = given(CLAIM).after(b.open_claim(), b.submit(), b.pay(b.answer()))
AGAIN = b.pay(b.answer(), place="r6/1")


def taken(life: "Given") -> int:
    account = life.state.account
    return taken_back(account.money, account.results)


@pytest.mark.parametrize(
    ("cents", "commands"),
    [
        (0, []),
        (8000, [b.undo()]),
        (8000, [b.take()]),
        (3000, [b.take(3000)]),
        (8000, [b.take(9000)]),
        (8000, [b.undo(), b.take(-8000, place="r2/9")]),
        (8000, [b.undo(), b.take(-8000, place="r2/9"), b.take()]),
        (0, [b.undo(), AGAIN]),
        (0, [b.undo(), b.take(-8000, place="r2/9"), AGAIN, b.take()]),
        (0, [b.undo(), b.pay(b.answer(1, 0), place="r6/1")]),
        (0, [AGAIN, b.undo(place="r7/1")]),
        (0, [AGAIN, b.take()]),
        (3000, [AGAIN, b.take(11_000)]),
        (0, [b.refund()]),
        (0, [b.refund(), b.take(), b.receipt()]),
        (0, [b.refund(), b.undo()]),
        (3000, [AGAIN, b.refund(), b.take(3000)]),
        (0, [b.interest()]),
    ],
)
def test_only_what_a_plan_undid_or_kept_of_what_it_rightly_paid_is_taken_back(
    cents: int, commands: list[ClaimCommand]
) -> None:
    """Not what it paid twice, announced, paid or denied anew, nor what the hub sent back itself."""
    assert taken(PAID.after(*commands)) == cents


def test_what_was_taken_back_is_the_same_in_whatever_order_notices_come() -> None:
    sent = given(CLAIM).after(b.open_claim(), b.submit())
    told = (b.pay(b.answer()), b.undo(), b.take(-8000, place="r2/9"), b.take())
    assert {taken(sent.after(*order)) for order in permutations(told)} == {8000}


def test_a_takeback_is_objected_to_within_thirty_working_days() -> None:
    """From Monday 2026-05-04: Memorial Day and Juneteenth are no working days."""
    assert object_by(date(2026, 5, 4)) == date(2026, 6, 16)


def test_a_dispute_is_taken_for_a_year() -> None:
    assert dispute_by(date(2026, 5, 4)) == date(2027, 5, 4)


def test_a_plan_asks_for_what_it_paid_within_a_year() -> None:
    assert not was_asked_late(date(2025, 5, 4), date(2026, 5, 4))
    assert was_asked_late(date(2025, 5, 3), date(2026, 5, 4))


def test_what_a_plan_takes_back_opens_a_claim_that_a_person_had_closed() -> None:
    closed = PAID.after(b.take(3000), CloseClaim("the plan is right"))
    assert isinstance(closed.after(b.interest()).state, ClosedClaim)
    assert isinstance(closed.after(b.take(1000, place="r8/9")).state, AdjudicatedClaim)
