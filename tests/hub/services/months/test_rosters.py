"""A roster pays months: each row finds its month's partner, or waits; a drop undoes its shares."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
from msgspec.structs import replace

from adapters.edi.rosters.member_payment import MemberPayment
from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.terms import ByTheMonth, Terms
from domain.claims.attribution import PAID_TWICE, REVERSED_EARLY
from domain.identifiers import ContractId
from domain.months.member_month import MonthMoneyMoved, MonthOpened
from domain.months.roster_row import RosterRowParked
from domain.notices.remittance import Outcome
from domain.posting import deposit_account, hub_fee_account, partner_account, suspense_account
from hub.handler import Ask
from hub.services.bank.deposits import record_deposit
from hub.services.months import roster_posting
from hub.services.months.roster_rows import RowPlacing
from hub.services.months.rosters import resume_rosters
from hub.services.receiving.receiving import inspect_file, receive_file
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support.billing import ACME, Billing
from tests.support.eras import Clp, era
from tests.support.paid import accounts, facts
from tests.support.rosters import WYE, ZED, Row, agree_monthly, billed, cin, pay, roster

PARTNER, FEE = partner_account(ZED), hub_fee_account(ACME)
DEPOSIT = deposit_account(ACME)
WAITS = suspense_account("roster-row")
TWICE = suspense_account(PAID_TWICE)


@pytest.fixture
def monthly(billing: Billing) -> Billing:
    agree_monthly(billing)
    return billing


def outcomes(billing: Billing, sent: list[str]) -> list[str]:
    return [billing.claim(each[:11]).account.results[0].outcome for each in sent]


def test_a_row_pays_the_partner_of_the_only_contract_by_the_month(monthly: Billing) -> None:
    (result,) = pay(monthly, roster(monthly, Row("M2", 10_000)))
    assert (result.outcome, result.payments, result.waiting_rows) == ("posted", 1, 0)
    assert accounts(monthly) == {DEPOSIT: 10_000, PARTNER: -9_000, FEE: -1_000}
    (opened,) = facts(monthly, MonthOpened)
    assert isinstance(opened, MonthOpened)
    assert (opened.body.found_by, str(opened.body.month)) == ("contract", "2026-03")
    assert opened.body.number.startswith("ZED-2026-03-")


def test_the_money_of_a_roster_meets_its_deposit_by_trace_and_amount(monthly: Billing) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    record_deposit(monthly.hub, bank_on=date(2026, 4, 15), amount=10_000, trace="R-1")
    assert accounts(monthly) == {"bank": 10_000, PARTNER: -9_000, FEE: -1_000}


def test_the_same_roster_twice_is_a_duplicate(monthly: Billing) -> None:
    first = roster(monthly, Row("M2", 10_000), Row("M3", 10_000))
    turned = roster(monthly, Row("M3", 10_000), Row("M2", 10_000))
    results = pay(monthly, first, turned, first)
    assert [each.outcome for each in results] == ["posted", "duplicate", "duplicate"]
    assert accounts(monthly)[DEPOSIT] == 20_000


def test_a_roster_that_does_not_add_up_is_parked_whole(monthly: Billing) -> None:
    (result,) = pay(monthly, roster(monthly, Row("M2", 10_000), total=10_001))
    assert (result.outcome, result.residual) == ("parked", "0.01")
    assert accounts(monthly) == {
        DEPOSIT: 10_001,
        suspense_account("unbalanced-remittance"): -10_001,
    }


def test_a_corrected_roster_takes_the_place_of_the_one_that_did_not_add_up(
    monthly: Billing,
) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000), total=10_001))
    (result,) = pay(monthly, roster(monthly, Row("M2", 10_000)))
    assert result.outcome == "posted"
    assert accounts(monthly) == {DEPOSIT: 10_000, PARTNER: -9_000, FEE: -1_000}


def test_the_zero_lines_of_a_month_that_a_roster_pays_are_covered(monthly: Billing) -> None:
    first, second = billed(monthly, 2, 9)
    zero = era(Clp(first, 0, billed=2666), Clp(second, 0, billed=2666))
    pay(monthly, zero)
    assert outcomes(monthly, [first, second]) == ["denied", "denied"]
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    assert outcomes(monthly, [first, second]) == ["covered", "covered"]
    (opened,) = facts(monthly, MonthOpened)
    assert isinstance(opened, MonthOpened)
    assert opened.body.found_by == "claim"


def test_a_zero_line_that_comes_after_the_roster_is_covered(monthly: Billing) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    (sent,) = billed(monthly, 2)
    pay(monthly, era(Clp(sent, 0, billed=2666)))
    assert outcomes(monthly, [sent]) == ["covered"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_drop_of_the_month_undoes_it_in_any_order(
    monthly: Billing, order: tuple[int, ...]
) -> None:
    (sent,) = billed(monthly, 2)
    notices = (
        roster(monthly, Row("M2", 10_000)),
        roster(monthly, Row("M2", -10_000), Row("M3", 10_000), trace="R-2", day="20260515"),
        era(Clp(sent, 0, billed=2666)),
    )
    pay(monthly, *(notices[at] for at in order))
    assert accounts(monthly) == {DEPOSIT: 10_000, PARTNER: -9_000, FEE: -1_000}
    assert outcomes(monthly, [sent]) == ["denied"]


def test_a_drop_takes_back_by_the_shares_of_its_month_not_by_todays_terms(
    monthly: Billing,
) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    book = monthly.hub.handler.state(CONTRACT, "ZED-acme").agreement
    ended = replace(book, contract_id=ContractId("ZED-2"), terms=Terms(ByTheMonth(5_000), "half"))
    monthly.done(Ask(CONTRACT, ended.contract_id, AgreeContract(ended, 2)))
    drop = roster(monthly, Row("M2", -10_000), trace="R-2", day="20260515")
    pay(monthly, drop)
    assert accounts(monthly) == {}


def test_a_drop_before_its_row_waits_and_then_undoes_it(monthly: Billing) -> None:
    pay(monthly, roster(monthly, Row("M2", -10_000), trace="R-2", day="20260515"))
    early = suspense_account(REVERSED_EARLY)
    assert accounts(monthly) == {DEPOSIT: -10_000, early: 10_000}
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    assert accounts(monthly) == {}


def test_a_drop_larger_than_its_row_charges_the_partner_no_more_than_it_got(
    monthly: Billing,
) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    pay(monthly, roster(monthly, Row("M2", -15_000), trace="R-2", day="20260515"))
    above = suspense_account("recovery-above-payment")
    assert accounts(monthly) == {DEPOSIT: -5_000, above: 5_000}


@pytest.mark.parametrize("turned", [False, True])
def test_a_claim_paid_after_the_roster_is_paid_twice(monthly: Billing, *, turned: bool) -> None:
    (sent,) = billed(monthly, 2)
    notices = [
        roster(monthly, Row("M2", 10_000)),
        era(Clp(sent, 2_666), trace="T-1", day="20260420"),
    ]
    pay(monthly, *(notices[::-1] if turned else notices))
    assert accounts(monthly)[TWICE] == -2_666
    assert accounts(monthly)[PARTNER] == -9_000


@pytest.mark.parametrize("turned", [False, True])
def test_a_roster_after_the_claims_payment_is_paid_twice(monthly: Billing, *, turned: bool) -> None:
    (sent,) = billed(monthly, 2)
    notices = [
        era(Clp(sent, 2_666), trace="T-1", day="20260410"),
        roster(monthly, Row("M2", 10_000)),
    ]
    pay(monthly, *(notices[::-1] if turned else notices))
    # 10 percent of 26.66 is 2.67 to the nearest cent
    assert accounts(monthly)[TWICE] == -10_000
    assert accounts(monthly)[PARTNER] == -2_399


def test_a_row_of_a_stranger_waits_whole(monthly: Billing) -> None:
    (result,) = pay(monthly, roster(monthly, Row("M2", 10_000), Row("nobody", 10_000)))
    assert (result.outcome, result.waiting_rows, result.suspense) == ("posted", 1, "100.00")
    assert accounts(monthly)[WAITS] == -10_000
    (parked,) = facts(monthly, RosterRowParked)
    assert isinstance(parked, RosterRowParked)
    assert [each.code for each in parked.problems] == ["month.member-unknown"]


def test_a_row_of_nobody_keeps_the_number_of_the_member_out_of_facts(monthly: Billing) -> None:
    pay(monthly, roster(monthly, Row("nobody", 10_000)))
    assert cin(monthly, "nobody") not in repr(facts(monthly, object))


def test_a_row_that_two_partners_may_have_earned_waits(monthly: Billing) -> None:
    agree_monthly(monthly, WYE, "1234567893")
    (result,) = pay(monthly, roster(monthly, Row("M2", 10_000)))
    assert result.waiting_rows == 1
    (parked,) = facts(monthly, RosterRowParked)
    assert isinstance(parked, RosterRowParked)
    assert [each.what for each in parked.problems] == ["WYE, ZED may have earned the month"]


def test_the_claims_of_the_month_tell_which_of_two_partners_earned_it(monthly: Billing) -> None:
    agree_monthly(monthly, WYE, "1234567893")
    billed(monthly, 2, partner="WYE")
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    assert accounts(monthly)[partner_account(WYE)] == -9_000


def test_without_terms_by_the_month_a_row_waits(billing: Billing) -> None:
    (result,) = pay(billing, roster(billing, Row("M2", 10_000)))
    assert result.waiting_rows == 1
    assert accounts(billing) == {DEPOSIT: 10_000, WAITS: -10_000}


def test_what_is_about_no_member_is_posted_by_its_reason(monthly: Billing) -> None:
    withheld = ("ADX*-5.00*IR",)
    pay(monthly, roster(monthly, Row("M2", 10_000), total=9_500, before=withheld))
    assert accounts(monthly) == {
        DEPOSIT: 9_500,
        PARTNER: -9_000,
        FEE: -1_000,
        "hub-own:acme": 500,
    }


def test_a_roster_that_takes_money_posts_nothing(monthly: Billing) -> None:
    taking = roster(monthly, Row("M2", 10_000)).replace(b"*C*ACH", b"*D*ACH")
    (result,) = pay(monthly, taking)
    assert result.outcome == "unsupported"
    assert [each.code for each in result.problems] == ["roster.takes-money"]
    assert accounts(monthly) == {}


def test_the_law_of_a_roster_counts_every_row(monthly: Billing) -> None:
    rows = (Row("M2", 10_000), Row("M3", 7_001), Row("nobody", 33))
    pay(monthly, roster(monthly, *rows))
    (row,) = monthly.hub.projector.live.rows(REMITTANCE_BALANCE)
    # 10 percent of 70.01 is 7.00 and a tenth of a cent
    assert (row.partners, row.hub_fees, row.suspense) == (15_301, 1_700, 33)
    assert (row.matched, row.unmatched, row.law_holds) == (2, 1, True)


def test_a_month_has_one_posting_for_each_row(monthly: Billing) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000), Row("M2", -10_000)))
    moved = [each for each in facts(monthly, MonthMoneyMoved) if isinstance(each, MonthMoneyMoved)]
    assert [(each.kind, each.amount) for each in moved] == [
        ("payment", 10_000),
        ("takeback", -10_000),
    ]
    assert accounts(monthly) == {}


def test_looking_at_a_roster_says_what_receiving_would_do(monthly: Billing) -> None:
    content = roster(monthly, Row("M2", 10_000), Row("nobody", 500))
    (seen,) = inspect_file(monthly.hub, content, "roster.820").transactions
    assert (seen.outcome, seen.payments, seen.waiting_rows) == ("posted", 2, 1)
    assert accounts(monthly) == {}


def test_a_posting_that_stopped_goes_on_where_it_stopped(
    monthly: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_posting, "CHUNK", 1)
    content = roster(monthly, Row("M2", 10_000), Row("M3", 10_000), Row("nobody", 500))
    place = RowPlacing.place

    def stops(placing: RowPlacing, rows: Sequence[MemberPayment]) -> Outcome:
        if rows[0].ordinal > 1:
            raise KeyboardInterrupt
        return place(placing, rows)

    with monkeypatch.context() as stopped:
        stopped.setattr(RowPlacing, "place", stops)
        with pytest.raises(KeyboardInterrupt):
            receive_file(monthly.hub, content, "roster.820")
    monthly.hub.projector.catch_up()
    (row,) = monthly.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert (row.state, row.matched) == ("posting", 1)
    resume_rosters(monthly.hub)
    (row,) = monthly.hub.projector.live.rows(REMITTANCE_BALANCE)
    assert (row.state, row.matched, row.unmatched, row.law_holds) == ("posted", 2, 1, True)
    assert accounts(monthly)[PARTNER] == -18_000


def typed_roster(billing: Billing, member: str, amount: str = "100.00") -> bytes:
    return "\n".join(
        (
            f"Payer,{billing.plan(ACME).profile.name}",
            "Trace number,R-1",
            "Payment date,2026-04-15",
            "Total paid,100.00",
            "Member number,CIN,Month,Amount",
            f"PM-7,{cin(billing, member)},2026-03,{amount}",
        )
    ).encode()


def test_a_sheet_and_an_820_of_one_payment_are_one(monthly: Billing) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    (result,) = pay(monthly, typed_roster(monthly, "M2"))
    assert result.outcome == "duplicate"
    assert accounts(monthly)[DEPOSIT] == 10_000


def test_a_sheet_that_pays_others_than_the_820_is_a_conflict(monthly: Billing) -> None:
    pay(monthly, roster(monthly, Row("M2", 10_000)))
    (result,) = pay(monthly, typed_roster(monthly, "M3"))
    assert result.outcome == "parked"
    assert [each.code for each in result.problems] == ["remittance.conflict"]


def test_an_820_that_adds_up_takes_the_place_of_a_sheet_that_did_not(monthly: Billing) -> None:
    pay(monthly, typed_roster(monthly, "M2", "99.00"))
    (result,) = pay(monthly, roster(monthly, Row("M2", 10_000)))
    assert result.outcome == "posted"
    assert accounts(monthly) == {DEPOSIT: 10_000, PARTNER: -9_000, FEE: -1_000}
