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
    ReleaseMoney,
    WaitingItem,
    next_posting_ids,
)
from domain.posting import PAID_DIRECT, Entry
from tests.support import builders as b
from tests.support.given import Given, given, problems

UNMATCHED, REFUSED = "suspense:unmatched-claim", "suspense:claim-not-taken"
ITEM = b.FOREIGN
AMOUNT = ITEM.amount
REFUSE = RefuseMoney(NOT_TAKEN, (b.PROBLEM,))
PARKED = given(PARKED_MONEY).after(ParkMoney(ITEM))

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
