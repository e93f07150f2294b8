"""A plan that pays the partner itself moves no cash of the hub's: only the fee is owed."""

from itertools import permutations

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.agreements.terms import PercentOfPaid, PerClaim, Terms
from domain.claims.claim import CLAIM
from domain.identifiers import PartnerCode
from domain.posting import (
    PAID_DIRECT,
    hub_fee_account,
    partner_account,
    payable_account,
    receivable_account,
)
from domain.problem import Refused
from tests.support import builders as b
from tests.support.given import Given, given, problems

OWES = receivable_account(b.PARTNER_CODE)
FEE = hub_fee_account(b.PLAN_KEY)
FLAT = b.terms(PerClaim(800))
SENT = given(CLAIM).after(b.open_claim(terms=FLAT, role="administrative-partner"), b.submit())
PAY = b.direct(b.pay(b.answer()))
UNDO = b.direct(b.undo())
MOVES = (
    PAY,
    UNDO,
    b.direct(b.pay(b.answer(1, 6000), place="r6/1", on=b.LATER_ON)),
    b.direct(b.take(-8000, place="r2/9")),
    b.direct(b.take(2000)),
    b.direct(b.interest()),
    b.direct(b.penalty()),
)


def posted(claim: Given) -> dict[str, int]:
    """What the facts posted to each account, debit positive."""
    sums: dict[str, int] = {}
    for fact in claim.facts:
        for entry in getattr(fact, "entries", ()):
            sums[entry.account] = sums.get(entry.account, 0) + entry.cents
    return {account: cents for account, cents in sums.items() if cents}


def test_a_direct_payment_posts_the_fee_alone() -> None:
    paid = SENT.after(PAY)
    assert posted(paid) == {OWES: 800, FEE: -800}
    assert [result.outcome for result in paid.state.account.results] == ["paid"]


def test_a_direct_reversal_gives_the_fee_back() -> None:
    assert posted(SENT.after(PAY, UNDO)) == {}


def test_a_direct_takeback_gives_its_part_of_the_fee_back() -> None:
    # 20.00 of 80.00 were taken: a quarter of 8.00
    assert posted(SENT.after(PAY, b.direct(b.take(2000)))) == {OWES: 600, FEE: -600}


def test_a_fee_that_stays_is_owed_after_a_direct_reversal_too() -> None:
    stays = Terms(PerClaim(800), "as agreed", fee_returns=False)
    opened = b.open_claim(terms=stays, role="administrative-partner")
    sent = given(CLAIM).after(opened, b.submit())
    assert posted(sent.after(PAY, UNDO)) == {OWES: 800, FEE: -800}


def test_a_second_direct_payment_of_a_line_bears_no_fee_until_a_person_accepts_it() -> None:
    tenth = b.terms(PercentOfPaid(1000))
    opened = b.open_claim(terms=tenth, role="administrative-partner")
    twice = given(CLAIM).after(opened, b.submit(), PAY, MOVES[2])
    assert posted(twice) == {OWES: 800, FEE: -800}
    assert posted(twice.after(b.accept_twice())) == {OWES: 1400, FEE: -1400}


def test_direct_interest_and_penalties_bear_the_fee_where_the_terms_say_so() -> None:
    bears = Terms(PercentOfPaid(1000), "as agreed", fee_on_interest=True, fee_on_penalties=True)
    opened = b.open_claim(terms=bears, role="administrative-partner")
    sent = given(CLAIM).after(opened, b.submit())
    # a tenth of 1.20, and a tenth of 15.00
    assert posted(sent.after(MOVES[5])) == {OWES: 12, FEE: -12}
    assert posted(sent.after(MOVES[5], MOVES[6])) == {OWES: 162, FEE: -162}


def test_cash_for_a_claim_that_is_paid_direct_is_refused() -> None:
    for ask in (b.pay(b.answer()), b.undo(), b.interest(), b.take(), b.receipt(), b.refund()):
        assert problems(SENT.when(ask)) == ["claim.paid-to-the-hub"]


def test_a_direct_payment_of_a_claim_whose_money_is_the_hubs_is_refused() -> None:
    hubs = given(CLAIM).after(b.open_claim(), b.submit())
    for ask in MOVES:
        assert problems(hubs.when(ask)) == ["claim.paid-to-the-partner"]


def test_what_another_partner_is_paid_is_refused() -> None:
    other = b.paid_to(PartnerCode("ORC"), b.pay(b.answer()))
    assert problems(SENT.when(other)) == ["claim.paid-to-another-partner"]


def test_a_direct_payment_that_is_taken_away_gives_the_fee_back() -> None:
    undone = SENT.after(PAY, b.unpost(cash=PAID_DIRECT))
    assert posted(undone) == {}
    assert undone.state.account.money == SENT.state.account.money


def test_direct_payments_in_any_order_end_the_same() -> None:
    ends = {tuple(sorted(posted(SENT.after(*order)).items())) for order in permutations(MOVES[:5])}
    assert len(ends) == 1


@for_all(st.permutations(MOVES), st.integers(0, len(MOVES)))
def test_no_account_but_the_fees_is_ever_moved(order: list[object], to: int) -> None:
    life = SENT.after(*order[:to])
    assert set(posted(life)) <= {OWES, FEE}
    assert sum(posted(life).values()) == 0
    assert not isinstance(life.when(MOVES[0]), Refused)
    assert {partner_account(b.PARTNER_CODE), payable_account(b.PLAN_KEY)}.isdisjoint(posted(life))
