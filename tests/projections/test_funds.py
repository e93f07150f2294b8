"""What is left of a fund and what was drawn from it, as the facts tell."""

from domain.braid.cost import COST_BOOK as BOOK
from domain.braid.fund import FUND
from projections.cost_book import COST_BOOK
from projections.fund_draws import FUND_DRAWS
from projections.fund_status import FUND_STATUS, Amendment
from projections.trial_balance import TRIAL_BALANCE
from tests.projections.folding import only, rows
from tests.support import funds as f
from tests.support.given import given

LIFE = given(FUND).after(f.REGISTER, f.RECEIVE, f.AMEND, f.draw(), f.RETURN, f.CLOSE).facts


def test_a_fund_shows_what_is_left_of_its_budget() -> None:
    fund = only(FUND_STATUS, LIFE)
    # 800.00 after the amendment, 50.00 drawn of which 15.00 is kept
    assert (fund.budget, fund.drawn, fund.left, fund.received) == (80_000, 1_500, 78_500, 50_000)
    assert fund.amendments == (Amendment(100_000, 80_000, "the commission voted it down"),)
    assert fund.state == "closed"


def test_a_draw_shows_what_was_returned_and_what_stands() -> None:
    draw = only(FUND_DRAWS, LIFE)
    assert (draw.number, draw.kept, draw.draw.amount) == (f.NUMBER, 1_500, 5_000)
    assert [(back.amount, back.reason) for back in draw.returned] == [
        (3_500, "the plan paid after all")
    ]


def test_the_state_of_the_decider_and_the_row_agree() -> None:
    fund = FUND.fold(LIFE)  # type: ignore[arg-type]
    assert only(FUND_STATUS, LIFE).left == fund.left  # type: ignore[union-attr]


def test_the_accounts_of_a_fund_sum_to_zero() -> None:
    accounts = {row.account: row.cents for row in rows(TRIAL_BALANCE, LIFE).values()}
    assert accounts == {"bank": 50_000, "fund:prop-10": -48_500, "fund:prop-10:LPV": -1_500}


def test_a_withdrawn_cost_stands_no_more() -> None:
    agreed = given(BOOK).after(f.STATE, f.AGREE)
    assert only(COST_BOOK, agreed.facts).costs == (f.COST,)
    assert only(COST_BOOK, agreed.after(f.WITHDRAW).facts).costs == ()


def test_a_programme_that_is_stated_anew_keeps_its_costs() -> None:
    facts = given(BOOK).after(f.STATE, f.AGREE, f.STATE).facts
    assert only(COST_BOOK, facts).costs == (f.COST,)
