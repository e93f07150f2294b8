"""The hub's own money stands in for a debt only where two people say so."""

from domain.payments.hub_advance import HUB_ADVANCE, ApproveHubAdvance, HubAdvance
from domain.problem import Refused
from tests.support import payouts as q
from tests.support.given import given

GIVEN = given(HUB_ADVANCE).after(q.ASK, q.AGREE)


def standing(state: object) -> int:
    assert isinstance(state, HubAdvance)
    return state.standing


def test_what_one_person_asks_for_stands_in_for_nothing() -> None:
    asked = given(HUB_ADVANCE).after(q.ASK)
    assert standing(asked.state) == 0
    refused = asked.when(ApproveHubAdvance(q.ASK.reference, q.ASKER))
    assert isinstance(refused, Refused)
    assert refused.codes == ["staff.same-person"]
    assert standing(GIVEN.state) == 5000


def test_the_same_reference_is_the_same_money() -> None:
    assert GIVEN.when(q.ASK) == ()
    assert GIVEN.when(q.AGREE) == ()


def test_no_more_is_returned_than_is_free() -> None:
    assert standing(GIVEN.after(q.GIVE_BACK).state) == 3000
    assert GIVEN.after(q.GIVE_BACK).when(q.GIVE_BACK) == ()
