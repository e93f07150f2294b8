"""Everything that undoes one payment counts once, in whatever order it comes."""

from itertools import permutations

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.agreements.shares import Shares
from domain.agreements.terms import PercentOfPaid, Terms
from domain.claims.attribution import PAID_TWICE, RECOVERY, REVERSED_EARLY
from domain.claims.claim import CLAIM, ClaimCommand
from domain.claims.claim_facts import ClaimMoneyMoved
from domain.claims.claim_recoveries import PostRefund
from domain.identifiers import RemittanceId
from domain.posting import (
    carried_account,
    hub_fee_account,
    partner_account,
    payable_account,
    suspense_account,
)
from domain.problem import Refused
from tests.support import builders as b
from tests.support.given import Given, given

PARTNER = partner_account(b.PARTNER_CODE)
FEE = hub_fee_account(b.PLAN_KEY)
CARRIED = carried_account(b.PLAN_KEY)
PAYABLE = payable_account(b.PLAN_KEY)
ABOVE = suspense_account(RECOVERY)
SENT = given(CLAIM).after(b.open_claim(), b.submit())
PAID = SENT.after(b.pay(b.answer()))
MOVES: tuple[ClaimCommand, ...] = (
    b.pay(b.answer()),
    b.pay(b.answer(), place="r6/1"),
    b.undo(),
    b.take(-8000, place="r2/9"),
    b.take(5000),
    b.take(3000, place="r7/9"),
    b.refund(),
    b.receipt(),
    b.interest(),
)


def held(life: "Given") -> dict[str, int]:
    """What each account holds of the claim, positive where money is owed to it."""
    sums: dict[str, int] = {}
    for share in _shares(life):
        sums[share.account] = sums.get(share.account, 0) + share.cents
    return {account: cents for account, cents in sums.items() if cents}


def _shares(life: "Given") -> Shares:
    shares: Shares = life.state.account.shares
    return shares


def posted(life: "Given") -> dict[str, int]:
    """What the facts posted to each account, debit positive."""
    sums: dict[str, int] = {}
    for fact in life.facts:
        for entry in getattr(fact, "entries", ()):
            sums[entry.account] = sums.get(entry.account, 0) + entry.cents
    return {account: cents for account, cents in sums.items() if cents}


def test_a_refund_takes_from_everyone_what_the_payment_gave_them() -> None:
    refunded = PAID.after(b.refund())
    assert held(refunded) == {}
    assert posted(refunded)[PAYABLE] == -8000
    assert [result.outcome for result in refunded.state.account.results] == ["taken-back"]


def test_a_part_that_is_refunded_follows_the_recorded_shares() -> None:
    assert held(PAID.after(b.refund(2000))) == {PARTNER: 5100, FEE: 900}


def test_a_refund_that_the_plan_acknowledges_beside_a_takeback_moves_no_partner_money() -> None:
    mailed = PAID.after(b.refund())
    acknowledged = mailed.after(b.take(), b.receipt())
    assert held(acknowledged) == held(mailed) == {}


def test_a_refund_receipt_for_which_no_refund_is_known_moves_no_partner_money() -> None:
    assert held(PAID.after(b.take(), b.receipt())) == {PARTNER: 6800, FEE: 1200}


def test_a_refund_receipt_without_takeback_or_refund_waits_for_a_person() -> None:
    assert held(PAID.after(b.receipt())) == {PARTNER: 6800, FEE: 1200, ABOVE: 8000}


def test_a_mailed_refund_and_an_offset_charge_the_partner_once() -> None:
    assert held(PAID.after(b.refund(), b.take())) == {ABOVE: -8000}


def test_a_mailed_refund_and_a_reversal_charge_the_partner_once() -> None:
    assert held(PAID.after(b.refund(), b.undo())) == {ABOVE: -8000}
    assert held(PAID.after(b.refund(), b.undo(), b.receipt())) == {}


def test_a_refund_meets_what_a_reversal_announced() -> None:
    announced = PAID.after(b.undo(), b.take(-8000, place="r2/9"))
    assert held(announced) == {CARRIED: 8000}
    assert held(announced.after(b.refund())) == {}


def test_what_was_paid_twice_goes_back_before_the_partner_gives_anything() -> None:
    twice = PAID.after(b.pay(b.answer(), place="r6/1"))
    assert held(twice) == {PARTNER: 6800, FEE: 1200, suspense_account(PAID_TWICE): 8000}
    assert held(twice.after(b.take())) == {PARTNER: 6800, FEE: 1200}
    assert held(twice.after(b.refund())) == {PARTNER: 6800, FEE: 1200}
    assert held(twice.after(b.take(), b.take(place="r7/9"))) == {}


def test_a_refund_of_nothing_is_refused() -> None:
    decision = PAID.when(b.refund(0))
    assert isinstance(decision, Refused)
    assert decision.codes == ["claim.refund-not-above-zero"]


def test_every_order_of_all_that_can_happen_to_a_payment_ends_the_same() -> None:
    some = (MOVES[0], *MOVES[2:5], *MOVES[6:9])
    ends = {tuple(sorted(held(SENT.after(*order)).items())) for order in permutations(some)}
    assert len(ends) == 1


@for_all(st.permutations(MOVES), st.integers(0, len(MOVES) - 1))
def test_a_posting_undone_leaves_the_claim_as_if_it_had_never_been(
    order: list[ClaimCommand], at: int
) -> None:
    chosen = order[at]
    life = SENT.after(*order)
    place = chosen.money.posting_id  # type: ignore[union-attr]
    undone = life.after(b.unpost(place))
    without = SENT.after(*(each for each in order if each is not chosen))
    assert held(undone) == held(without)
    assert undone.state.account.results == without.state.account.results
    assert undone.state.account.money == without.state.account.money
    last = undone.facts[-1]
    assert isinstance(last, ClaimMoneyMoved)
    assert last.undoes == place
    assert undone.when(b.unpost(place)) == ()


@for_all(st.lists(st.sampled_from(MOVES), unique_by=id))
def test_no_account_is_charged_more_than_it_was_given(moves: list[ClaimCommand]) -> None:
    life = SENT.after(*moves)
    assert all(cents >= 0 for account, cents in held(life).items() if account in {PARTNER, FEE})
    assert sum(posted(life).values()) == 0


def test_what_is_undone_may_be_posted_again_at_another_place() -> None:
    again = PAID.after(b.unpost(), b.pay(b.answer(), place="r1#2/1"))
    assert held(again) == {PARTNER: 6800, FEE: 1200}


def test_a_claim_whose_only_answer_is_undone_is_with_the_plan_again() -> None:
    undone = PAID.after(b.unpost())
    assert type(undone.state).__name__ == "AcceptedClaim"
    assert held(undone) == {}
    assert held(PAID.after(b.undo(), b.unpost())) == {suspense_account(REVERSED_EARLY): -8000}


# the second payment goes back, and the plan undoes it too

TWICE_ON = b.LATER_ON
SECOND = b.pay(b.answer(), place="r6/1", on=TWICE_ON, control="P2")
GIVEN_BACK = PostRefund(b.money("refund-2", cash=PAYABLE), 8000, (TWICE_ON, RemittanceId("r6"), 1))
UNDONE = b.undo(place="r8/1", on=TWICE_ON, control="P2")
SECOND_MOVES: tuple[ClaimCommand, ...] = (b.pay(b.answer()), SECOND, GIVEN_BACK, UNDONE)


def test_what_the_plan_has_twice_charges_no_other_payment() -> None:
    twice = PAID.after(SECOND, GIVEN_BACK)
    assert held(twice) == {PARTNER: 6800, FEE: 1200}
    assert held(twice.after(UNDONE)) == {PARTNER: 6800, FEE: 1200, ABOVE: -8000}
    assert [each.outcome for each in twice.after(UNDONE).state.account.results] == ["paid"]
    # a takeback beside them is about the payment that stands
    assert held(twice.after(UNDONE, b.take())) == {ABOVE: -8000}


def test_a_payment_given_back_and_undone_ends_the_same_in_every_order() -> None:
    moves = (*SECOND_MOVES, b.take(1000))
    ends = {tuple(sorted(held(SENT.after(*order)).items())) for order in permutations(moves)}
    assert ends == {((FEE, 1050), (PARTNER, 5950), (ABOVE, -8000))}


def test_a_refund_of_one_payment_that_is_void_leaves_nothing_behind() -> None:
    undone = PAID.after(SECOND, GIVEN_BACK, b.unpost("refund-2", cash=PAYABLE))
    assert undone.state.account.money == PAID.after(SECOND).state.account.money


def test_what_the_plan_has_twice_meets_no_announcement_either() -> None:
    announced = PAID.after(SECOND, GIVEN_BACK, UNDONE, b.take(-8000, place="r8/9"))
    assert held(announced) == {PARTNER: 6800, FEE: 1200, ABOVE: -8000, CARRIED: 8000}
    assert held(announced.after(b.take())) == {PARTNER: 6800, FEE: 1200, ABOVE: -8000}


def test_what_was_given_back_for_a_payment_stated_anew_is_not_paid_twice_any_more() -> None:
    anew = b.pay(b.answer(), place="r16/1", on=TWICE_ON, control="P2")
    stated_anew = PAID.after(SECOND, GIVEN_BACK, b.unpost("r6/1"), anew)
    assert held(stated_anew) == {PARTNER: 6800, FEE: 1200}
    assert [each.outcome for each in stated_anew.state.account.results] == ["paid"]
    taken = stated_anew.after(b.take())
    assert held(taken) == {}
    assert [each.outcome for each in taken.state.account.results] == ["taken-back"]


# a fee that stays is of what was once rightly paid

STAYS = Terms(PercentOfPaid(1000), "10 percent, which stay", fee_returns=False)
FEWER, MORE = b.pay(b.answer(paid=4000)), b.pay(b.answer(paid=8000), place="r6/1")


def test_a_fee_never_stays_of_what_was_paid_twice() -> None:
    sent = given(CLAIM).after(b.open_claim(terms=STAYS), b.submit())
    moves = (FEWER, MORE, b.undo(8000, place="r7/1"))
    for order in permutations(moves):
        assert held(sent.after(*order)) == {PARTNER: 3600, FEE: 400}
    # had a person accepted it, its fee was the hub's, and stays
    accepted = sent.after(FEWER, MORE, b.accept_twice(), b.undo(8000, place="r7/1"))
    assert held(accepted) == {PARTNER: 3200, FEE: 800}


def test_a_fee_stays_of_a_payment_that_took_the_place_of_an_undone_one() -> None:
    sent = given(CLAIM).after(b.open_claim(terms=STAYS), b.submit())
    first_undone, then_second = b.undo(4000, place="r7/1"), b.undo(8000, place="r8/1")
    for order in permutations((FEWER, MORE, first_undone, then_second)):
        assert held(sent.after(*order)) == {PARTNER: -800, FEE: 800}
    second_undone, then_first = b.undo(8000, place="r7/1"), b.undo(4000, place="r8/1")
    for order in permutations((FEWER, MORE, second_undone, then_first)):
        assert held(sent.after(*order)) == {PARTNER: -400, FEE: 400}
