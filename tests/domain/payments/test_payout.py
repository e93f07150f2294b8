"""A payout: asked for by one, agreed to by another, paid only once the answer says so."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from msgspec.structs import replace as restated

from domain.books.booking import booking_of
from domain.payments.payout import PAYOUT, ApprovePayout, ProposePayout, SendPayout
from domain.payments.payout_answers import TellCleared, TellPaid, TellReissued, TellVoided
from domain.payments.payout_facts import PayoutPaid, PayoutVoided
from domain.payments.payout_states import ApprovedPayout, HeldPayout, ProposedPayout, SentPayout
from domain.problem import Refused
from tests.support import payouts as q
from tests.support.given import Given, given

PROPOSED = given(PAYOUT).after(q.PROPOSE)
APPROVED = PROPOSED.after(q.APPROVE)
SENT = APPROVED.after(q.SEND)


def codes(decision: object) -> list[str]:
    assert isinstance(decision, Refused), decision
    return decision.codes


def moved(stream: Given) -> dict[str, int]:
    """What every account holds after the stream; it sums to zero."""
    sums = Counter[str]()
    for fact in stream.facts:
        for entry in getattr(fact, "entries", ()):
            sums[entry.account] += entry.cents
    assert sum(sums.values()) == 0
    return {account: cents for account, cents in sums.items() if cents}


# two people


def test_whoever_proposed_it_does_not_approve_it() -> None:
    same = ApprovePayout("ADA  keeper", q.MAY_1, 7500)
    assert codes(PROPOSED.when(same)) == ["staff.same-person"]
    assert isinstance(APPROVED.state, ApprovedPayout)


def test_nobody_does_not_propose_or_approve() -> None:
    assert codes(given(PAYOUT).when(ProposePayout(q.POT, "", 7500))) == ["staff.no-name"]
    assert codes(PROPOSED.when(ApprovePayout("", q.MAY_1, 7500))) == ["staff.no-name"]


def test_what_is_held_is_not_approved_and_what_was_approved_is_approved_anew() -> None:
    held = APPROVED.after(q.HOLD)
    assert isinstance(held.state, HeldPayout)
    assert codes(held.when(q.APPROVE)) == codes(held.when(q.SEND)) == ["payout.held"]
    assert isinstance(held.after(q.RELEASE).state, ProposedPayout)


def test_two_reasons_hold_it_until_both_are_over() -> None:
    held = PROPOSED.after(q.HOLD, q.HOLD_PAYEE, q.RELEASE_PAYEE)
    assert isinstance(held.state, HeldPayout)
    assert dict(held.state.holds) == {"person": q.HOLD.reason}
    assert isinstance(held.after(q.RELEASE).state, ProposedPayout)


# the bank


@pytest.mark.parametrize("room", [0, 7499])
def test_no_more_goes_out_than_there_is_room_for_at_every_step(room: int) -> None:
    short = ["payout.above-what-is-payable"]
    assert codes(given(PAYOUT).when(ProposePayout(q.POT, q.ASKER, room))) == short
    assert codes(PROPOSED.when(ApprovePayout(q.SECOND, q.MAY_1, room))) == short
    assert codes(APPROVED.when(SendPayout("D1", q.BY_VOUCHER.recipient, q.MAY_1, room))) == short


def test_a_payout_is_paid_when_the_answer_says_so_and_not_before() -> None:
    assert moved(SENT) == {}
    assert moved(SENT.after(q.PAID)) == {"partner:LPV": 7500, "bank": -7500}


def test_seed_money_is_owed_back_by_the_partner() -> None:
    seed = given(PAYOUT).after(
        ProposePayout(q.SEED, q.ASKER, 500), ApprovePayout(q.SECOND, q.MAY_1, 500)
    )
    paid = seed.after(
        SendPayout("D1", q.BY_VOUCHER.recipient, q.MAY_1, 500),
        TellPaid("W1", q.MAY_5, 500, q.JUNE_1),
    )
    assert moved(paid) == {"advance:LPV": 500, "bank": -500}


def test_what_was_sent_is_not_cancelled_or_held() -> None:
    assert codes(SENT.when(q.CANCEL)) == codes(SENT.when(q.HOLD)) == ["payout.wrong-moment"]


# answers


def test_a_void_brings_the_money_back_and_a_new_warrant_takes_it_again() -> None:
    assert moved(SENT.after(q.PAID, q.VOIDED)) == {}
    reissued = SENT.after(q.PAID, q.REISSUED)
    assert moved(reissued) == {"partner:LPV": 7500, "bank": -7500}
    assert isinstance(reissued.state, SentPayout)
    assert reissued.state.standing == "W1002"


def test_a_warrant_that_was_cashed_is_not_void() -> None:
    assert codes(SENT.after(q.PAID, q.CLEARED).when(q.VOIDED)) == ["payout.cleared-and-voided"]
    assert codes(SENT.after(q.PAID, q.VOIDED).when(q.CLEARED)) == ["payout.cleared-and-voided"]


def test_two_warrants_do_not_pay_one_payout() -> None:
    other = TellPaid("W1002", q.MAY_9, 7500, q.JUNE_1)
    assert codes(SENT.after(q.PAID).when(other)) == ["payout.paid-already"]
    assert isinstance(SENT.after(q.PAID, q.VOIDED).when(other), tuple)


def test_the_day_of_a_void_is_the_day_on_which_the_money_is_back() -> None:
    (void,) = (f for f in SENT.after(q.PAID, q.VOIDED).facts if isinstance(f, PayoutVoided))
    assert (void.paid_on, void.because, void.amount) == (q.MAY_9, "void", 7500)


def test_a_void_told_before_its_payment_moves_nothing_until_that_is_told() -> None:
    early = SENT.after(q.VOIDED)
    assert moved(early) == {}
    both = early.after(q.PAID)
    assert moved(both) == {}
    kinds = [type(fact) for fact in both.facts[-2:]]
    assert kinds == [PayoutPaid, PayoutVoided]


STORIES = (
    (q.PAID, q.CLEARED),
    (q.PAID, q.VOIDED),
    (q.PAID, q.STALE),
    (q.PAID, q.REISSUED),
    (q.PAID, q.REISSUED, TellCleared("W1002", q.JUNE_1, 7500, q.JUNE_1)),
    (
        q.PAID,
        q.REISSUED,
        TellReissued("W1003", q.JUNE_1, 7500, q.JUNE_1, replaces="W1002"),
    ),
    (q.VOIDED, q.PAID, q.VOIDED, q.PAID),
)


@pytest.mark.parametrize("story", STORIES[:5])
def test_answers_that_contradict_each_other_nowhere_are_taken_in_any_order(
    story: tuple[object, ...],
) -> None:
    for order in permutations(story):
        assert SENT.after(*order).facts


@pytest.mark.parametrize("story", STORIES)
def test_answers_in_any_order_come_to_the_same(story: tuple[object, ...]) -> None:
    ends = []
    for order in permutations(story):
        stream, again = SENT, []
        for told in order:
            if isinstance(stream.when(told), Refused):
                again.append(told)  # what it goes on from was not told yet: nothing of it applied
            else:
                stream = stream.after(told)
        stream = stream.after(*again)
        assert isinstance(stream.state, SentPayout)
        warrants = {
            number: (each.paid_on, each.cleared_on, each.voided is not None)
            for number, each in stream.state.warrants.items()
        }
        ends.append((moved(stream), warrants, stream.state.standing))
    assert ends
    assert all(end == ends[0] for end in ends)


ANSWERS = st.builds(
    lambda kind, number, day: {
        "paid": TellPaid(number, day, 7500, q.JUNE_1),
        "cleared": TellCleared(number, day, 7500, q.JUNE_1),
        "void": TellVoided(number, day, 7500, q.JUNE_1),
        "stale": TellVoided(number, day, 7500, q.JUNE_1, because="stale"),
        "reissued": TellReissued("W9", day, 7500, q.JUNE_1, replaces=number),
    }[kind],
    st.sampled_from(["paid", "cleared", "void", "stale", "reissued"]),
    st.sampled_from(["W1", "W2", "W3"]),
    st.sampled_from([q.MAY_1, q.MAY_5, q.MAY_9]),
)


@over(st.lists(ANSWERS, max_size=12))
def test_whatever_answers_come_a_payout_is_paid_once_or_not_at_all(told: list[object]) -> None:
    stream = SENT
    for each in told:
        if not isinstance(stream.when(each), Refused):
            stream = stream.after(each)
            assert stream.when(each) == ()
    state = stream.state
    assert isinstance(state, SentPayout)
    paid = {"partner:LPV": 7500, "bank": -7500} if state.standing else {}
    assert moved(stream) == paid


def test_another_amount_is_a_problem_and_moves_nothing() -> None:
    other = TellPaid("W1", q.MAY_5, 7499, q.JUNE_1)
    assert codes(SENT.when(other)) == ["payout.amount-differs"]


def test_the_same_number_for_another_amount_is_another_payout() -> None:
    other = ProposePayout(restated(q.POT, amount=100), q.ASKER, 7500)
    assert codes(PROPOSED.when(other)) == ["payout.wrong-moment"]


def test_the_books_say_in_words_what_was_paid_and_what_came_back() -> None:
    paid, void = (
        booking_of(fact, None, position=1, recorded_on=q.JUNE_1, read=None)
        for fact in SENT.after(q.PAID, q.VOIDED).facts[-2:]
    )
    assert (paid.what, paid.dated) == ("paid to the partner", q.MAY_5)
    assert (void.what, void.dated) == ("payment to the partner void", q.MAY_9)
