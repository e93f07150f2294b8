"""What rules by the month come to, by figures worked out by hand, and the same in any order."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreements.period_rules import (
    CostBased,
    MonthlyLimits,
    MonthSplit,
    PeriodRule,
    PerMemberMonth,
    Tier,
    Tiered,
)
from domain.agreements.reckoning import MonthCare, MonthLine, below_cost, is_reckoned, reckon
from domain.agreements.terms import PercentOfPaid, PerClaim, PerUnit, ShareRule, Terms
from domain.identifiers import ClaimNumber

FIFTEEN = PercentOfPaid(1500)
BY_CLAIMS = Tiered("claims", (Tier(0, 1500), Tier(2, 1000), Tier(4, 500)))
BY_UNITS = Tiered("units", (Tier(0, 1500), Tier(3, 1000)))


def terms(*rules: PeriodRule, rule: ShareRule = FIFTEEN) -> Terms:
    return Terms(rule, "as agreed", by_month=rules)


def line(claim: int, day: int, paid: int, units: int = 1, *, at: int = 1) -> MonthLine:
    """A line paid under 15 percent."""
    fee = paid * 15 // 100
    number = ClaimNumber(f"LPV{claim:08d}")
    return MonthLine(date(2026, 3, day), number, at, paid - fee, fee, units)


def cents(of: Terms, care: MonthCare) -> list[int]:
    return [each.cents for each in reckon(of, care)]


def test_tiers_hold_for_what_is_counted_above_them() -> None:
    care = MonthCare(tuple(line(at, at, 10_000) for at in range(1, 6)))
    # five claims of 100.00: 15, 15, 10, 10 and 5 percent are 55.00; the payments bore 75.00
    (found,) = reckon(terms(BY_CLAIMS), care)
    assert found.cents == 2000
    assert found.text == (
        "By claims paid for care in the month, in the order of care, the hub keeps 15.00% above 0, "
        "10.00% above 2, 5.00% above 4; what the plan takes back counts no more. 5 counted."
    )


def test_all_lines_of_a_claim_count_as_one_claim() -> None:
    lines = (line(1, 1, 5000), line(1, 1, 5000, at=2), line(2, 2, 10_000), line(3, 3, 10_000))
    # the third claim alone is above two: 10 in the place of 15 percent of 100.00
    assert cents(terms(BY_CLAIMS), MonthCare(lines)) == [500]


def test_a_tier_by_units_may_begin_within_a_line() -> None:
    care = MonthCare((line(1, 1, 8000, 2), line(2, 2, 8001, 2)))
    # units 1 to 3 bear 15, the fourth 10 percent: of 80.01 the halves are 40.01 and 40.00;
    # 12.00 and 6.00 and 4.00 are 22.00, the payments bore 12.00 and 12.00
    assert cents(terms(BY_UNITS), care) == [200]


def test_care_is_counted_by_day_and_then_by_claim_number() -> None:
    dear = line(9, 1, 20_000)
    cheap = [line(1, 2, 1000), line(2, 2, 1000), line(3, 2, 3000)]
    # the dear one and the first cheap one bear 15 percent, the others 10: 5 percent less of 40.00
    assert cents(terms(BY_CLAIMS), MonthCare((*cheap, dear))) == [(1000 + 3000) * 5 // 100]


def test_what_is_taken_back_moves_the_rest_down_the_tiers() -> None:
    first, second, third = line(1, 1, 10_000), line(2, 2, 10_000), line(3, 3, 10_000)
    assert cents(terms(BY_CLAIMS), MonthCare((first, second, third))) == [500]
    undone = MonthLine(first.service_on, first.claim, 1, 0, 0, 0)
    assert cents(terms(BY_CLAIMS), MonthCare((undone, second, third))) == []


def test_each_member_served_bears_the_fee_paid_or_not() -> None:
    (found,) = reckon(terms(PerMemberMonth(450)), MonthCare(members=3))
    assert (found.cents, found.text) == (
        -1350,
        "The hub's fee is $4.50 for each member served in the month. 3 members served.",
    )
    assert cents(terms(PerMemberMonth(450)), MonthCare(members=1)) == [-450]


def test_a_fee_due_when_sent_is_charged_for_each_claim_that_was_sent() -> None:
    eight = PerClaim(800, "sent")
    (found,) = reckon(terms(rule=eight), MonthCare(sent=((eight, 2),)))
    assert (found.cents, found.text) == (
        -1600,
        "The hub's fee is $8.00 for each claim sent. 2 claims sent.",
    )


@pytest.mark.parametrize(
    ("minimum", "cap", "expected"),
    [(3000, None, [-1500]), (0, 1000, [500]), (1000, 2000, []), (2000, 2000, [-500])],
)
def test_the_fees_of_a_month_are_no_less_and_no_more(
    minimum: int, cap: int | None, expected: list[int]
) -> None:
    # 15 percent of 100.00 are 15.00
    assert cents(terms(MonthlyLimits(minimum, cap)), MonthCare((line(1, 1, 10_000),))) == expected


def test_limits_bound_the_fees_of_all_rules_together() -> None:
    care = MonthCare((line(1, 1, 10_000),), members=2)
    # 15.00 of the payment and 2 times 4.50 for members are 24.00; 20.00 is the most
    assert cents(terms(MonthlyLimits(0, 2000), PerMemberMonth(450)), care) == [-900, 400]


def test_a_month_without_care_bears_no_minimum() -> None:
    assert reckon(terms(MonthlyLimits(3000)), MonthCare()) == ()
    assert cents(terms(MonthlyLimits(3000)), MonthCare(members=1)) == [-3000]


def test_the_partner_gets_its_cost_and_the_hub_gains_or_loses_the_rest() -> None:
    paid = line(1, 1, 8000, 2)  # 68.00 for the partner, 12.00 for the hub
    # two units at 45.00 are 90.00: 22.00 more, 12.00 of it the hub's fee and 10.00 its loss
    assert cents(terms(CostBased(4500)), MonthCare((paid,))) == [2200]
    # two units at 30.00 are 60.00: 8.00 less
    assert cents(terms(CostBased(3000)), MonthCare((paid,))) == [-800]


def test_what_funds_paid_of_the_cost_is_not_paid_twice() -> None:
    paid = line(1, 1, 8000, 2)
    assert below_cost(CostBased(4500), (paid,)) == 2200
    assert cents(terms(CostBased(4500)), MonthCare((paid,), drawn=2000)) == [200]
    # a draw beyond what was short takes nothing from the plan's money
    assert cents(terms(CostBased(4500)), MonthCare((paid,), drawn=9000)) == []
    assert cents(terms(CostBased(3000)), MonthCare((paid,), drawn=9000)) == [-800]


def test_how_a_month_is_split_is_no_fee() -> None:
    assert not is_reckoned(terms(MonthSplit("contacts")))
    assert is_reckoned(terms(PerMemberMonth(1)))
    assert is_reckoned(terms(rule=PerClaim(800, "sent")))
    assert not is_reckoned(terms(rule=PerClaim(800)))
    assert reckon(terms(MonthSplit("contacts")), MonthCare(members=1)) == ()


LINES = st.builds(
    line, st.integers(1, 9), st.integers(1, 28), st.integers(0, 90_000), st.integers(0, 4)
)
RULES = st.sampled_from((BY_CLAIMS, BY_UNITS, MonthlyLimits(700, 9000), CostBased(2500)))


@settings(deadline=None)
@given(st.lists(LINES, max_size=8, unique_by=lambda each: each.claim), RULES, st.randoms())
def test_the_order_in_which_payments_come_never_matters(
    lines: list[MonthLine], rule: PeriodRule, random: object
) -> None:
    mixed = list(lines)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    before = reckon(terms(rule), MonthCare(tuple(lines)))
    assert reckon(terms(rule), MonthCare(tuple(mixed))) == before


@settings(deadline=None)
@given(st.lists(LINES, max_size=8, unique_by=lambda each: each.claim))
def test_the_tiers_of_one_percentage_are_that_percentage(lines: list[MonthLine]) -> None:
    one = Tiered("units", (Tier(0, 1500), Tier(3, 1500)))
    fees = sum(each.fee for each in lines if each.paid > 0)
    due = fees - sum(cents(terms(one), MonthCare(tuple(lines))))
    exact = sum(each.paid * 15 for each in lines)
    # each line is rounded, at most in two parts
    assert abs(due * 100 - exact) <= 100 * len(lines)


def test_a_rule_that_shares_otherwise_is_reckoned_all_the_same() -> None:
    paid = MonthLine(date(2026, 3, 1), ClaimNumber("LPV00000001"), 1, 4400, 600, 2)
    # 15 percent of 50.00 are 7.50; a rule per unit left the hub 6.00
    assert cents(terms(BY_CLAIMS, rule=PerUnit(2200)), MonthCare((paid,))) == [-150]
