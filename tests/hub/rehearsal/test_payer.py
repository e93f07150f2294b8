"""A plan in a box pays, reduces, denies, rejects and takes back; its books always balance."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.rehearsal.payer import Desk, pay, take_in
from hub.rehearsal.scenario import (
    Answer,
    Change,
    Deny,
    Pay,
    PayMonth,
    Reduce,
    Reject,
    Scenario,
    Wait,
    When,
)
from tests.support.sent import PAYER, is_balanced, paid_for, payment, scenario, sent_claim

GENEROUS = Scenario(PAYER)
FIRST = When(cin=sent_claim(1).cin)


def test_a_claim_that_no_rule_is_about_is_paid_as_charged() -> None:
    _, paid = paid_for(Desk(), GENEROUS, sent_claim(1, 2, 4))
    assert [claim.paid for claim in paid.claims] == [15_000]
    assert paid.amount == 15_000
    assert paid.claims[0].payer_control == "I260000000101"


def test_a_reduced_line_is_paid_for_2_of_4_units_and_says_why() -> None:
    _, paid = paid_for(Desk(), scenario(Reduce(2, "CO-119")), sent_claim(1, 2, 4))
    untouched, reduced = paid.claims[0].lines
    assert untouched.adjustments == ()
    units = (reduced.units_paid, reduced.units_billed)
    assert (reduced.paid, units) == (5_000, (Decimal(2), Decimal(4)))
    assert [(a.code, a.amount) for a in reduced.adjustments] == [("CO-119", 5_000)]
    assert is_balanced(paid)


def test_a_denial_is_nothing_paid_under_status_1() -> None:
    _, paid = paid_for(Desk(), scenario(Deny("CO-197")), sent_claim(1, 2))
    (claim,) = paid.claims
    assert (claim.status, claim.paid, paid.amount) == ("1", 0, 0)
    assert [a.code for a in claim.lines[0].adjustments] == ["CO-197"]


def test_a_rejected_claim_is_sent_back_at_the_gate_and_never_paid() -> None:
    plan = scenario(Reject("A7:158:IL"), when=FIRST)
    desk, gates = take_in(Desk(), plan, [sent_claim(1), sent_claim(2)])
    assert [gate.status for gate in gates] == ["A7:158:IL", ""]
    _, paid = pay(desk, plan, payment())
    assert [claim.claim_number for claim in paid.claims] == [sent_claim(2).sent_as]


def test_a_silent_plan_leaves_the_claim_on_its_desk() -> None:
    desk, paid = paid_for(Desk(), scenario(Wait()), sent_claim(1))
    assert (paid.claims, desk.waiting) == ((), (sent_claim(1),))


def test_interest_is_stated_with_the_claim_and_paid_by_the_provider_adjustment() -> None:
    _, paid = paid_for(Desk(), scenario(Pay(interest_cents=87), when=FIRST), sent_claim(1))
    assert paid.claims[0].interest == 87
    assert [(a.reason, a.amount) for a in paid.provider_adjustments] == [("L6", -87)]
    assert paid.amount == 5_087


def test_a_member_month_is_paid_once_whatever_the_number_of_claims() -> None:
    plan = scenario(PayMonth("CO-97"))
    desk, first = paid_for(Desk(), plan, sent_claim(1, 1, 1, 1))
    assert [line.paid for line in first.claims[0].lines] == [2_500, 0, 0]
    same = sent_claim(11, 1, cin=sent_claim(1).cin)
    desk, later = paid_for(desk, plan, same, trace="T2")
    assert [line.adjustments[0].code for line in later.claims[0].lines] == ["CO-97"]
    next_month = sent_claim(21, 1, cin=sent_claim(1).cin, day=date(2026, 2, 3))
    assert paid_for(desk, plan, next_month, trace="T3")[1].amount == 2_500


def test_a_correction_reverses_every_amount_and_pays_anew() -> None:
    desk, _ = paid_for(Desk(), GENEROUS, sent_claim(1, 4))
    change = Change("paid for too much", FIRST, "correct", Reduce(1))
    _, paid = pay(desk, GENEROUS, payment(change, trace="T2"))
    assert [(claim.status, claim.paid) for claim in paid.claims] == [("22", -10_000), ("1", 2_500)]
    assert is_balanced(paid)


def test_a_takeback_names_our_claim_number_and_comes_once() -> None:
    desk, _ = paid_for(Desk(), GENEROUS, sent_claim(1), sent_claim(2, 8))
    change = payment(Change("an audit", FIRST, "take-back"), trace="T2")
    waiting, _ = take_in(desk, GENEROUS, [sent_claim(3, 6)])
    desk, taken = pay(waiting, GENEROUS, change)
    (moved,) = taken.provider_adjustments
    assert (moved.reason, moved.reference, moved.amount) == ("WO", sent_claim(1).sent_as, 5_000)
    assert taken.amount == 10_000
    assert pay(desk, GENEROUS, change)[1].provider_adjustments == ()


def test_what_cannot_be_kept_at_once_is_carried_to_the_next_payment() -> None:
    desk, _ = paid_for(Desk(), GENEROUS, sent_claim(1, 4))
    desk, short = pay(desk, GENEROUS, payment(Change("an audit", FIRST, "take-back"), trace="T2"))
    assert (short.amount, desk.carried) == (0, 10_000)
    assert [(a.reason, a.amount) for a in short.provider_adjustments] == [
        ("WO", 10_000),
        ("FB", -10_000),
    ]
    desk, settled = paid_for(desk, GENEROUS, sent_claim(2, 6), trace="T3")
    assert [(a.reason, a.amount) for a in settled.provider_adjustments] == [("FB", 10_000)]
    assert (settled.amount, desk.carried) == (5_000, 0)


def test_a_replacement_undoes_what_it_replaces() -> None:
    desk, first = paid_for(Desk(), GENEROUS, sent_claim(1, 2))
    number = first.claims[0].payer_control
    again = sent_claim(1, 3, send=2, frequency="7", replaces=number)
    _, paid = paid_for(desk, GENEROUS, again, trace="T2")
    assert [(claim.status, claim.paid) for claim in paid.claims] == [("22", -5_000), ("1", 7_500)]


def test_a_void_is_answered_by_the_reversal_alone() -> None:
    desk, first = paid_for(Desk(), GENEROUS, sent_claim(1, 2))
    number = first.claims[0].payer_control
    void = sent_claim(1, 2, send=2, frequency="8", replaces=number)
    desk, paid = paid_for(desk, GENEROUS, void, trace="T2")
    assert [(claim.status, claim.paid) for claim in paid.claims] == [("22", -5_000)]
    assert desk.carried == 5_000


ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Pay, st.integers(0, 500)),
    st.builds(Reduce, st.integers(1, 4)),
    st.just(Deny("CO-31")),
    st.just(PayMonth()),
    st.just(Wait()),
)
CHANGES = st.builds(
    Change,
    st.just("by chance"),
    st.builds(When, st.sampled_from([sent_claim(n).cin for n in range(1, 4)])),
    st.sampled_from(["reverse", "correct", "take-back"]),
    ANSWERS.filter(lambda answer: not isinstance(answer, Wait)),
)


@settings(max_examples=60, deadline=None)
@given(
    rules=st.lists(ANSWERS, min_size=1, max_size=3),
    runs=st.lists(st.lists(CHANGES, max_size=2), min_size=1, max_size=5),
)
def test_every_payment_balances_and_is_never_below_zero(
    rules: list[Answer], runs: list[list[Change]]
) -> None:
    desk = Desk()
    for at, changes in enumerate(runs):
        plan = scenario(rules[at % len(rules)])
        desk, _ = take_in(desk, plan, [sent_claim(3 * at + n, 1 + n, 4) for n in range(1, 4)])
        desk, paid = pay(desk, plan, payment(*changes, trace=f"T{at}"))
        assert is_balanced(paid)
        assert paid.amount >= 0
        assert desk.carried >= 0
