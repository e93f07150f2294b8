"""Reserves, advances and debts: only the partner's own money, each cent by a rule with a name."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as struct_replace

from domain.agreements.pay_terms import AdvanceRule, DebtRule, PayRule, PayTerms, ReserveRule
from domain.identifiers import PartnerCode
from domain.period import Month
from domain.statements.recoupment import (
    Standing,
    below_zero,
    held_by_month,
    months_after,
    recoupment_plan,
    settle,
)
from domain.statements.statement import Settlement, StatementBody
from tests.support.pay_rules import ADVANCE, DEBT, RESERVE
from tests.support.statements import statement

LPV = PartnerCode("LPV")
MARCH, APRIL, SEPTEMBER = Month(2026, 3), Month(2026, 4), Month(2026, 9)


def found(*rules: PayRule, **standing: Any) -> list[tuple[str, int, str]]:
    """Kind, cents and month of each settlement."""
    before = _standing(**standing)
    return [(each.kind, each.cents, str(each.month)) for each in settle(PayTerms(rules), before)]


def _standing(**standing: Any) -> Standing:
    usual: dict[str, Any] = {
        "partner": LPV,
        "month": MARCH,
        "balance": 8500,
        "plan_payments": 10_000,
        "brought": 8500,
        "held": {},
        "advance": 0,
    }
    return Standing(**(usual | standing))


# held back


def test_nothing_is_held_without_a_rule() -> None:
    assert found() == []


def test_a_percentage_is_of_the_plans_payments() -> None:
    assert found(RESERVE) == [("reserve-held", -1000, "2026-03")]


def test_a_fixed_amount_is_held_where_plans_paid_that_much() -> None:
    fixed = ReserveRule(MARCH, "contract", cents=2500)
    assert found(fixed) == [("reserve-held", -2500, "2026-03")]
    assert found(fixed, plan_payments=2000) == [("reserve-held", -2000, "2026-03")]
    assert found(fixed, plan_payments=0) == []


def test_no_more_is_held_than_the_partner_is_owed() -> None:
    assert found(RESERVE, balance=600) == [("reserve-held", -600, "2026-03")]
    assert found(RESERVE, balance=0) == []


def test_a_rule_holds_from_its_month_on_until_the_next_one() -> None:
    later = ReserveRule(APRIL, "contract", basis_points=500)
    assert found(RESERVE, later, month=Month(2026, 2)) == []
    assert found(RESERVE, later) == [("reserve-held", -1000, "2026-03")]
    assert found(RESERVE, later, month=APRIL) == [("reserve-held", -500, "2026-04")]


# given back


def test_what_was_held_goes_back_after_its_months() -> None:
    held = {MARCH: 1000, APRIL: 400}
    assert found(RESERVE, month=Month(2026, 8), held=held, plan_payments=0) == []
    assert found(RESERVE, month=SEPTEMBER, held=held, plan_payments=0) == [
        ("reserve-released", 1000, "2026-03")
    ]


def test_all_goes_back_in_the_month_of_a_dated_release() -> None:
    dated = struct_replace(RESERVE, release_on=date(2026, 5, 20))
    assert found(dated, month=Month(2026, 5), held={MARCH: 1000, APRIL: 400}, plan_payments=0) == [
        ("reserve-released", 1000, "2026-03"),
        ("reserve-released", 400, "2026-04"),
    ]


@pytest.mark.parametrize(
    ("left_on", "last_paid_on", "month", "back"),
    [
        (date(2026, 6, 30), date(2026, 4, 2), Month(2027, 5), 0),
        (date(2026, 6, 30), date(2026, 4, 2), Month(2027, 6), 1000),  # 365 days: 2027-06-30
        (date(2026, 6, 30), date(2026, 8, 15), Month(2027, 7), 0),
        (date(2026, 6, 30), date(2026, 8, 15), Month(2027, 8), 1000),
    ],
)
def test_one_that_left_keeps_its_reserve_until_plans_may_ask_no_more(
    left_on: date, last_paid_on: date, month: Month, back: int
) -> None:
    moved = found(
        RESERVE,
        month=month,
        held={MARCH: 1000},
        plan_payments=0,
        left_on=left_on,
        last_paid_on=last_paid_on,
    )
    assert moved == ([("reserve-released", back, "2026-03")] if back else [])


# below zero


def test_a_balance_below_zero_takes_from_the_reserve_what_was_held_longest_first() -> None:
    held = {MARCH: 1000, APRIL: 400}
    assert found(RESERVE, month=Month(2026, 5), balance=-1200, held=held) == [
        ("reserve-used", 1000, "2026-03"),
        ("reserve-used", 200, "2026-04"),
    ]


def test_what_goes_back_anyway_is_not_used_too() -> None:
    assert found(RESERVE, month=SEPTEMBER, balance=-300, held={MARCH: 1000}, plan_payments=0) == [
        ("reserve-released", 1000, "2026-03")
    ]


def test_a_reserve_that_was_agreed_to_stay_is_left_alone() -> None:
    kept = DebtRule(MARCH, "contract", uses_reserve=False)
    assert found(RESERVE, kept, balance=-300, held={MARCH: 1000}) == []


def test_what_the_reserve_does_not_meet_is_met_by_statements_then_invoiced() -> None:
    terms = PayTerms((RESERVE, DEBT))
    standing = _standing(month=APRIL, balance=-1500, held={MARCH: 1000})
    settled = settle(terms, standing)
    plan = recoupment_plan(terms, standing, settled, -500)
    assert plan is not None
    assert (plan.owed, plan.from_reserve, plan.statements) == (500, 1000, 2)
    assert (str(plan.invoice_with), plan.pay_days, plan.confirmed) == ("2026-06", 30, True)


def test_each_statement_below_zero_brings_the_invoice_nearer() -> None:
    terms = PayTerms((DEBT,))
    last = recoupment_plan(terms, _standing(balance=-500, below_zero=2), (), -500)
    assert last is not None
    assert (last.statements, last.invoice_with) == (0, MARCH)


def test_an_order_that_nobody_agreed_is_told_as_such() -> None:
    plan = recoupment_plan(PayTerms(), _standing(balance=-500), (), -500)
    assert plan is not None
    assert (plan.statements, plan.confirmed) == (3, False)
    assert recoupment_plan(PayTerms(), _standing(), (), 0) is None


# advances


def test_an_advance_is_recouped_by_a_percentage_of_what_the_statement_brings() -> None:
    assert found(ADVANCE, advance=10_000) == [("advance-recouped", -4250, "2026-03")]


def test_no_more_is_recouped_than_is_left_of_the_advance() -> None:
    assert found(ADVANCE, advance=300) == [("advance-recouped", -300, "2026-03")]
    assert found(ADVANCE, advance=0) == []


def test_an_advance_is_never_recouped_out_of_a_debt() -> None:
    assert found(ADVANCE, advance=10_000, balance=-100, brought=5000) == []
    fixed = AdvanceRule(MARCH, "letter", cents=6000)
    assert found(RESERVE, fixed, advance=10_000, balance=5000) == [
        ("reserve-held", -1000, "2026-03"),
        ("advance-recouped", -4000, "2026-03"),
    ]


# over several statements


def _body(month: Month, closing: int, *settlements: Settlement) -> StatementBody:
    return struct_replace(statement(), month=month, closing=closing, settlements=settlements)


def _reserve(kind: Any, cents: int, month: Month) -> Settlement:
    return Settlement(kind, "reserve", cents, "reserve:LPV", None, month)


def test_what_is_held_is_what_was_held_less_what_was_used_and_given_back() -> None:
    issued = (
        _body(MARCH, 100, _reserve("reserve-held", -1000, MARCH)),
        _body(APRIL, 100, _reserve("reserve-held", -400, APRIL)),
        _body(Month(2026, 5), 0, _reserve("reserve-used", 300, MARCH)),
        _body(SEPTEMBER, 0, _reserve("reserve-released", 700, MARCH)),
    )
    assert held_by_month(issued[:3]) == {MARCH: 700, APRIL: 400}
    assert held_by_month(issued) == {APRIL: 400}


def test_only_statements_below_zero_one_after_another_count() -> None:
    months = [months_after(MARCH, at) for at in range(4)]
    closings = (-100, 50, -20, -10)
    bodies = [_body(month, cents) for month, cents in zip(months, closings, strict=True)]
    assert below_zero(bodies) == 2


def test_months_go_on_into_the_next_year() -> None:
    assert months_after(Month(2026, 11), 3) == Month(2027, 2)
    assert months_after(Month(2026, 12), 0) == Month(2026, 12)
