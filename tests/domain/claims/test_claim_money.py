"""What a plan's money does to a claim."""

from datetime import timedelta

import pytest

from domain.agreements.terms import PercentOfPaid, Terms
from domain.claims.attribution import PAID_TWICE, RECOVERY, REVERSED_EARLY
from domain.claims.claim import CLAIM, VoidClaim
from domain.claims.claim_recoveries import PostTakeback
from domain.posting import carried_account, hub_fee_account, partner_account, suspense_account
from tests.support import builders as b
from tests.support.given import Given, given, problems

PARTNER = partner_account(b.PARTNER_CODE)
FEE = hub_fee_account(b.PLAN_KEY)
CARRIED = carried_account(b.PLAN_KEY)
SENT = given(CLAIM).after(b.open_claim(), b.submit())
UNITED = given(CLAIM).after(b.open_claim(terms=b.UNIT), b.submit())
MONTHLY = given(CLAIM).after(b.open_claim(b.line(1), b.line(2), terms=b.MONTHLY), b.submit())
LATER = b.PAID_ON + timedelta(30)


def held(claim: Given) -> dict[str, int]:
    """What each account holds of the claim."""
    sums: dict[str, int] = {}
    for share in claim.state.account.shares:
        sums[share.account] = sums.get(share.account, 0) + share.cents
    return sums


def outcomes(claim: Given) -> list[str]:
    """What became of each line."""
    return [result.outcome for result in claim.state.account.results]


def test_a_percentage_of_what_is_paid_stays_with_the_hub() -> None:
    assert held(SENT.after(b.pay(b.answer()))) == {PARTNER: 6800, FEE: 1200}


def test_a_rate_per_unit_goes_to_the_partner_for_each_paid_unit() -> None:
    assert held(UNITED.after(b.pay(b.answer(1, 8000, 2)))) == {PARTNER: 4400, FEE: 3600}
    assert held(UNITED.after(b.pay(b.answer(1, 4000, 1)))) == {PARTNER: 2200, FEE: 1800}


def test_the_hub_bears_what_a_plan_pays_below_the_rate() -> None:
    assert held(UNITED.after(b.pay(b.answer(1, 3000, 2)))) == {PARTNER: 4400, FEE: -1400}


def test_a_month_is_paid_by_one_line_and_covers_the_others() -> None:
    paid = MONTHLY.after(b.pay(b.answer(1, 40_000), b.answer(2, 0)))
    assert outcomes(paid) == ["paid", "covered"]
    assert held(paid) == {PARTNER: 36_000, FEE: 4000}


def test_a_month_paid_by_another_claim_covers_every_line() -> None:
    covered = MONTHLY.after(b.pay(b.answer(1, 0), b.answer(2, 0)), b.month("r0/1"))
    assert outcomes(covered) == ["covered", "covered"]
    assert held(covered) == {}


def test_reversing_the_paying_line_reverses_the_month() -> None:
    paid = MONTHLY.after(b.pay(b.answer(1, 40_000), b.answer(2, 0)), b.undo(40_000))
    assert outcomes(paid) == ["taken-back", "taken-back"]
    assert held(paid) == {}


def test_a_line_of_a_paid_month_is_covered_whichever_came_first() -> None:
    denied = b.pay(b.answer(1, 0, None, "CO-24"), b.answer(2, 0))
    assert outcomes(MONTHLY.after(denied, b.month("r0/1"))) == ["covered", "covered"]
    assert outcomes(MONTHLY.after(b.month("r0/1"), denied)) == ["covered", "covered"]


def test_a_line_is_denied_again_when_the_payment_of_its_month_is_undone() -> None:
    covered = MONTHLY.after(b.month("r0/1"), b.pay(b.answer(1, 0), b.answer(2, 0)))
    undone = covered.after(b.month(cause="m2/1"))
    assert outcomes(undone) == ["denied", "denied"]
    assert undone.facts[-1].answer_by == b.ANSWER_BY  # type: ignore[attr-defined]


def test_a_second_payment_of_a_member_month_waits_in_suspense_whole() -> None:
    second = MONTHLY.after(b.month("r0/1"), b.pay(b.answer(1, 40_000)), b.interest(100))
    assert held(second) == {suspense_account(PAID_TWICE): 40_100}
    healed = second.after(b.month(cause="m2/1"))
    assert held(healed) == {PARTNER: 36_100, FEE: 4000}


def test_the_first_payment_of_a_member_month_is_told_by_its_day_not_by_its_arrival() -> None:
    paid = MONTHLY.after(b.pay(b.answer(1, 40_000)))
    assert held(paid.after(b.month("r9/1", on=LATER))) == {PARTNER: 36_000, FEE: 4000}
    moved = paid.after(b.month("r0/1"))
    assert held(moved) == {suspense_account(PAID_TWICE): 40_000}
    assert sum(entry.cents for entry in moved.facts[-1].entries) == 0  # type: ignore[attr-defined]


def test_other_terms_know_no_member_month() -> None:
    assert SENT.when(b.month("r0/1")) == ()


def test_a_payment_of_a_void_claim_waits_in_suspense() -> None:
    void = SENT.after(b.reject(), VoidClaim("billed in error"))
    late = void.after(b.pay(b.answer()))
    assert held(late) == {suspense_account(PAID_TWICE): 8000}
    assert held(late.after(b.undo())) == {}


def test_a_payment_for_no_units_is_refused_under_any_terms() -> None:
    for claim in (SENT, UNITED, MONTHLY):
        for units in (0, -1):
            refused = problems(claim.when(b.pay(b.answer(1, 8000, units))))
            assert refused == ["claim.paid-for-no-units"]


def test_a_payment_for_more_units_than_were_billed_is_refused() -> None:
    for claim in (SENT, UNITED, MONTHLY):
        refused = problems(claim.when(b.pay(b.answer(1, 8000, 3))))
        assert refused == ["claim.units-above-billed"]


def test_an_earlier_sending_may_be_paid_for_the_units_it_billed() -> None:
    fewer = b.correct(b.line(units=1, charge=4000))
    corrected = UNITED.after(b.reject(), fewer, b.submit(2))
    assert held(corrected.after(b.pay(b.answer(1, 8000, 2)))) == {PARTNER: 4400, FEE: 3600}


@pytest.mark.parametrize(("paid", "units"), [(1, 1), (4000, 1), (4001, 2), (8000, 2), (9000, 2)])
def test_a_notice_that_names_no_units_pays_the_fewest_it_can_mean(paid: int, units: int) -> None:
    silent = UNITED.after(b.pay(b.answer(1, paid)))
    assert [result.units for result in silent.state.account.results] == [units]
    assert held(silent)[PARTNER] == 2200 * units


def test_a_free_line_that_is_paid_without_units_is_paid_for_one() -> None:
    free = given(CLAIM).after(b.open_claim(b.line(charge=0), terms=b.UNIT), b.submit())
    assert held(free.after(b.pay(b.answer(1, 5000))))[PARTNER] == 2200


def test_a_plan_that_says_the_member_owes_raises_an_alarm_once_until_it_takes_it_back() -> None:
    charged = SENT.after(b.pay(b.answer(1, 7000, 2, "PR-1")))
    again = charged.after(b.interest(100))
    undone = again.after(b.undo(7000))
    alarms = [getattr(fact, "alarm", None) for fact in undone.facts]
    assert alarms[-3:] == ["member-charged", None, "member-charge-gone"]


def test_a_second_payment_of_a_line_waits_in_suspense() -> None:
    twice = SENT.after(b.pay(b.answer()), b.pay(b.answer(1, 5000), place="r2/1", on=LATER))
    assert held(twice) == {PARTNER: 6800, FEE: 1200, suspense_account(PAID_TWICE): 5000}


def test_a_second_payment_is_the_partners_once_the_first_is_reversed() -> None:
    twice = SENT.after(b.pay(b.answer()), b.pay(b.answer(1, 5000), place="r2/1", on=LATER))
    healed = twice.after(b.undo(8000, place="r3/1", on=LATER))
    assert held(healed) == {PARTNER: 4250, FEE: 750}
    assert outcomes(healed) == ["paid"]


def test_a_denied_copy_does_not_deny_what_was_paid() -> None:
    copy = b.pay(b.answer(1, 0, None, "CO-18"), place="r2/1", on=LATER)
    assert outcomes(SENT.after(b.pay(b.answer()), copy)) == ["paid"]


def test_a_reversal_before_its_payment_waits_and_resolves() -> None:
    early = SENT.after(b.undo(on=LATER))
    assert held(early) == {suspense_account(REVERSED_EARLY): -8000}
    healed = early.after(b.pay(b.answer()))
    assert held(healed) == {}
    assert outcomes(healed) == ["taken-back"]


def test_a_reversal_of_another_amount_charges_the_partner_nothing() -> None:
    paid = SENT.after(b.pay(b.answer()), b.undo(7999, on=LATER))
    assert held(paid) == {PARTNER: 6800, FEE: 1200, suspense_account(REVERSED_EARLY): -7999}


def test_a_reversal_of_nothing_moves_nothing() -> None:
    denied = SENT.after(b.pay(b.answer(1, 0)), b.undo(0))
    assert held(denied) == {}
    assert outcomes(denied) == ["denied"]


def test_a_takeback_before_its_payment_never_makes_the_partner_owe() -> None:
    early = SENT.after(b.take())
    assert held(early) == {suspense_account(RECOVERY): -8000}
    healed = early.after(b.pay(b.answer()))
    assert held(healed) == {}
    assert outcomes(healed) == ["taken-back"]


def test_a_reversal_and_its_announced_takeback_charge_the_partner_once() -> None:
    reversed_ = SENT.after(b.pay(b.answer()), b.undo(), b.take(-8000, place="r2/9"))
    assert held(reversed_) == {CARRIED: 8000}
    assert held(reversed_.after(b.take())) == {}


def test_a_takeback_and_a_reversal_of_one_payment_charge_the_partner_once() -> None:
    both = SENT.after(b.pay(b.answer()), b.take(), b.undo())
    assert held(both) == {suspense_account(RECOVERY): -8000}


def test_a_part_that_is_taken_back_follows_the_recorded_shares() -> None:
    assert held(SENT.after(b.pay(b.answer()), b.take(4000))) == {PARTNER: 3400, FEE: 600}


def test_interest_bears_no_fee_unless_the_terms_say_so() -> None:
    assert held(SENT.after(b.interest(100))) == {PARTNER: 100}


def test_a_penalty_bears_no_fee_unless_the_terms_say_so() -> None:
    assert held(SENT.after(b.penalty())) == {PARTNER: 1500}
    bears = Terms(PercentOfPaid(1500), "as agreed", fee_on_penalties=True)
    sent = given(CLAIM).after(b.open_claim(terms=bears), b.submit())
    assert held(sent.after(b.penalty(), b.interest(100))) == {PARTNER: 1375, FEE: 225}


def test_interest_and_penalties_are_kept_apart() -> None:
    both = SENT.after(b.penalty(), b.interest(100))
    money = both.state.account.money
    assert (money.interest, money.penalties, money.received) == (100, 1500, 1600)
    assert held(both.after(b.unpost("r4/9"))) == {PARTNER: 100}


def test_a_penalty_that_a_plan_keeps_beyond_what_it_gave_is_owed_by_no_partner() -> None:
    kept = SENT.after(b.penalty(-1500))
    assert held(kept) == {suspense_account(RECOVERY): -1500}
    assert held(kept.after(b.penalty(1500, place="r5/1"))) == {}


def test_an_announcement_in_a_notice_that_moves_no_bank_money_leaves_carried_as_it_was() -> None:
    announced = PostTakeback(b.money("r9/1", cash=CARRIED), -8000)
    posted = SENT.after(b.pay(b.answer()), announced)
    assert posted.facts[-1].entries == ()  # type: ignore[attr-defined]
    assert held(posted)[CARRIED] == 8000


@pytest.mark.parametrize(
    ("reasons", "units", "outcome"),
    [
        ((), None, "paid"),
        (("CO-45",), 2, "paid"),
        (("CO-119",), 2, "part-paid"),
        (("CO-40",), 2, "part-paid"),
        ((), 1, "part-paid"),
    ],
)
def test_a_price_is_no_denial_and_fewer_units_are_a_part(
    reasons: tuple[str, ...], units: int | None, outcome: str
) -> None:
    assert outcomes(SENT.after(b.pay(b.answer(1, 5000, units, *reasons)))) == [outcome]


def test_capitation_covers_only_where_the_contract_says_so() -> None:
    zero = b.pay(b.answer(1, 0, None, "CO-24"))
    assert outcomes(SENT.after(zero)) == ["denied"]


def test_a_notice_without_lines_pays_by_the_charges() -> None:
    two = given(CLAIM).after(b.open_claim(b.line(1), b.line(2, charge=4000)), b.submit())
    paid = two.after(b.pay(paid=6000))
    assert [result.paid for result in paid.state.account.results] == [4000, 2000]


def test_what_the_claim_level_takes_is_spread_over_the_lines() -> None:
    two = given(CLAIM).after(b.open_claim(b.line(1), b.line(2)), b.submit())
    less = two.after(b.pay(b.answer(1, 4000), b.answer(2, 2000), paid=3000))
    assert [result.paid for result in less.state.account.results] == [2000, 1000]
    free = two.after(b.pay(b.answer(1, 0), b.answer(2, 0), paid=3000))
    assert [result.paid for result in free.state.account.results] == [1500, 1500]


def test_lines_without_charges_share_a_payment_evenly() -> None:
    free = given(CLAIM).after(b.open_claim(b.line(1, charge=0), b.line(2, charge=0)), b.submit())
    paid = free.after(b.pay(paid=3001))
    assert [result.paid for result in paid.state.account.results] == [1501, 1500]
