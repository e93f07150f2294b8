"""Units that a plan allows are reserved, used and given back."""

from domain.care.authorization import (
    AUTHORIZATION,
    GrantAuthorization,
    ReserveUnits,
    UnitsSettled,
    UseUnits,
)
from domain.identifiers import ClaimId
from tests.support import builders as b
from tests.support.given import given, problems

GRANTED = given(AUTHORIZATION).after(GrantAuthorization(b.GRANT))
OTHER = ClaimId("claim-2")


def test_nobody_bills_more_units_than_the_plan_allows() -> None:
    drawn = GRANTED.after(ReserveUnits(b.CLAIM_ID, 8))
    assert problems(drawn.when(ReserveUnits(OTHER, 5))) == ["authorization.units-exceeded"]
    assert drawn.after(ReserveUnits(OTHER, 4)).state.left == 0


def test_the_unpaid_part_is_given_back() -> None:
    settled = GRANTED.after(ReserveUnits(b.CLAIM_ID, 4), UseUnits(b.CLAIM_ID, 2, 0)).facts[-1]
    assert isinstance(settled, UnitsSettled)
    assert settled.given_back == 2


def test_what_the_plan_paid_counts_even_above_what_it_allowed() -> None:
    assert GRANTED.after(UseUnits(b.CLAIM_ID, 14, 0)).state.left == -2


def test_fewer_units_may_be_reserved_even_where_none_are_left() -> None:
    over = GRANTED.after(ReserveUnits(OTHER, 4), UseUnits(b.CLAIM_ID, 14, 0))
    assert over.after(ReserveUnits(OTHER, 1)).state.draw(OTHER).reserved == 1
