"""Money that waits, and that the claim it turns out to be about refuses."""

from typing import TypeVar

from msgspec.structs import replace

from domain.event import Fact
from domain.notices.parked_money import (
    NOT_TAKEN,
    PARKED_MONEY,
    MoneyRefused,
    MoneyReleased,
    ParkMoney,
    Placement,
    PlaceMoney,
    RefuseMoney,
    ReleasedItem,
    ReleaseMoney,
    ReturnMoney,
    WaitingItem,
    next_posting_ids,
)
from domain.posting import PAID_DIRECT, Entry, hub_own_account
from tests.support import builders as b
from tests.support.given import Given, given, problems

UNMATCHED, REFUSED = "suspense:unmatched-claim", "suspense:claim-not-taken"
ITEM = b.FOREIGN
AMOUNT = ITEM.amount
REFUSE = RefuseMoney(NOT_TAKEN, (b.PROBLEM,))
PARKED = given(PARKED_MONEY).after(ParkMoney(ITEM))
# the plan added 40.00 as an incentive
INCENTIVE = replace(ITEM, kind="adjustment", code="IP", reason="plb-ip", awaits=())
SAID_OWN = ReleaseMoney(hub_own_account(b.PLAN_KEY), b.PAID_ON, "a letter of the plan")

F = TypeVar("F", bound=Fact)


def last(stream: Given, kind: type[F]) -> F:
    """The last fact, which is of this kind."""
    fact = stream.facts[-1]
    assert isinstance(fact, kind), fact
    return fact


def test_what_its_claim_refuses_waits_in_the_account_of_what_is_refused() -> None:
    fact = last(PARKED.after(REFUSE), MoneyRefused)
    assert fact.entries == (Entry(UNMATCHED, AMOUNT), Entry(REFUSED, -AMOUNT))
    assert fact.item == replace(ITEM, reason=NOT_TAKEN, awaits=())
    assert fact.problems == (b.PROBLEM,)
    refused = PARKED.after(REFUSE)
    assert refused.state == WaitingItem(fact.item)
    assert refused.when(REFUSE) == ()


def test_it_stands_as_it_would_had_its_claim_been_known_when_it_came() -> None:
    known = given(PARKED_MONEY).after(ParkMoney(replace(ITEM, reason=NOT_TAKEN, awaits=())))
    assert PARKED.after(REFUSE).state == known.state


def test_what_was_refused_leaves_the_account_that_it_is_in() -> None:
    refused = PARKED.after(REFUSE)
    release = ReleaseMoney("payable:acme", b.PAID_ON, "never ours")
    released = last(refused.after(release), MoneyReleased)
    assert released.entries == (Entry(REFUSED, AMOUNT), Entry("payable:acme", -AMOUNT))
    # nothing of it was posted with a claim: it is placed under its own place
    assert next_posting_ids(refused.state, ["claim-1"]) == (ITEM.posting_id,)
    placement = Placement(b.CLAIM_ID, b.CLAIM_NUMBER, ITEM.posting_id, AMOUNT)
    assert not problems(refused.when(PlaceMoney((placement,), "person")))


def test_what_a_plan_paid_to_a_partner_itself_moves_no_cash_when_it_is_refused() -> None:
    direct = replace(ITEM, cash=PAID_DIRECT, paid_to=b.PARTNER_CODE)
    refused = given(PARKED_MONEY).after(ParkMoney(direct), REFUSE)
    assert last(refused, MoneyRefused).entries == ()


def test_only_what_waits_is_refused() -> None:
    placement = Placement(b.CLAIM_ID, b.CLAIM_NUMBER, ITEM.posting_id, AMOUNT)
    placed = PARKED.after(PlaceMoney((placement,), "person"))
    assert problems(placed.when(REFUSE)) == ["money.wrong-moment"]


def test_an_adjustment_that_waits_is_the_hubs_own_where_a_person_says_so() -> None:
    said = given(PARKED_MONEY).after(ParkMoney(INCENTIVE), SAID_OWN)
    released = last(said, MoneyReleased)
    assert released.entries == (Entry("suspense:plb-ip", 4000), Entry("hub-own:acme", -4000))
    assert isinstance(said.state, ReleasedItem)
    assert said.state.is_hub_own
    assert said.when(SAID_OWN) == ()
    again = said.after(ReturnMoney(b.PAID_ON, "it was about a claim"))
    assert again.state == WaitingItem(INCENTIVE, 1)


def test_money_that_goes_back_to_the_plan_is_not_the_hubs_own() -> None:
    owed = given(PARKED_MONEY).after(
        ParkMoney(INCENTIVE), ReleaseMoney("payable:acme", b.PAID_ON, "")
    )
    assert isinstance(owed.state, ReleasedItem)
    assert not owed.state.is_hub_own
    assert problems(owed.when(SAID_OWN)) == ["money.wrong-moment"]


def test_pay_for_a_claim_and_what_never_came_to_the_hub_are_not_the_hubs_own_by_saying_so() -> None:
    assert problems(PARKED.when(SAID_OWN)) == ["money.pays-a-claim"]
    direct = replace(INCENTIVE, cash=PAID_DIRECT, paid_to=b.PARTNER_CODE)
    waiting = given(PARKED_MONEY).after(ParkMoney(direct))
    assert problems(waiting.when(SAID_OWN)) == ["money.paid-direct"]
