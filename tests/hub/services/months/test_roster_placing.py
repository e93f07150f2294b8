"""A roster row that waited is placed once its month is told, or a person says whose it is."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.care.member import MEMBER, Coverage, CoverMember, RegisterMember
from domain.identifiers import Cin, MemberId
from domain.period import Month
from domain.posting import hub_fee_account, partner_account, suspense_account
from domain.problem import Refused
from hub.handler import Ask
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.agreements.contracts import UncheckedContract, agree_all
from hub.services.care.members import MemberImport, MemberOptions, import_members
from hub.services.months.roster_placing import place_waiting
from hub.services.months.row_naming import Named, place_by_hand
from projections.due_list import DUE_LIST
from projections.member_months import MEMBER_MONTHS
from projections.roster_rows import ROSTER_ROWS, ParkedRow
from tests.support import builders as b
from tests.support.billing import ACME, Billing
from tests.support.paid import accounts
from tests.support.rosters import WYE, ZED, Row, agree_monthly, billed, pay, roster

PARTNER, FEE = partner_account(ZED), hub_fee_account(ACME)
WAITS = suspense_account("roster-row")
DEPOSIT = "deposit:acme"
PLACED = {DEPOSIT: 10_000, PARTNER: -9_000, FEE: -1_000}


@pytest.fixture
def two(billing: Billing) -> Billing:
    """Two partners whose months acme pays: a row without claims is not certain."""
    agree_monthly(billing)
    agree_monthly(billing, WYE, "1234567893")
    return billing


def place(billing: Billing, **named: object) -> ParkedRow | Refused:
    return place_by_hand(billing.hub, "R-1", 1, Named(**named))  # type: ignore[arg-type]


def codes(answer: ParkedRow | Refused) -> list[str]:
    assert isinstance(answer, Refused)
    return answer.codes


def test_a_row_is_placed_when_a_claim_for_its_month_is_billed(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    assert accounts(two)[WAITS] == -10_000
    billed(two, 2)
    assert accounts(two) == PLACED
    (row,) = two.hub.projector.live.rows(ROSTER_ROWS)
    assert (row.state, str(row.number)[:11]) == ("placed", "ZED-2026-03")


def test_a_row_of_a_stranger_is_placed_once_the_member_is_known(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("nobody", 10_000)))
    assert place_waiting(billing.hub) == 0
    plan = billing.plan(ACME)
    member = MemberId("M9")
    details = replace(b.MEMBER, cin=Cin("99999999Z"))
    coverage = Coverage(plan.plan_id, plan.profile.key, b.YEAR)
    billing.done(
        Ask(MEMBER, member, RegisterMember(member, details)),
        Ask(MEMBER, member, CoverMember(coverage)),
    )
    assert place_waiting(billing.hub, dry_run=True) == 1
    assert accounts(billing)[WAITS] == -10_000
    assert place_waiting(billing.hub) == 1
    assert accounts(billing) == PLACED
    assert place_waiting(billing.hub) == 0


def test_a_person_says_whose_month_it_is(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    row = place(two, partner="ZED", why="the plan said so")
    assert isinstance(row, ParkedRow)
    assert row.state == "placed"
    assert accounts(two) == PLACED
    (month,) = two.hub.projector.live.rows(MEMBER_MONTHS)
    assert (month.found_by, month.paid, month.partner, month.fee) == (
        "person",
        10_000,
        9_000,
        1_000,
    )


def test_a_person_names_a_claim_for_a_row_that_names_nobody(two: Billing) -> None:
    pay(two, roster(two, Row("nobody", 10_000)))
    sent = billed(two, 2)
    row = place(two, claim=sent[0][:11])
    assert isinstance(row, ParkedRow), row
    assert accounts(two) == PLACED


def test_a_row_is_not_placed_with_a_claim_of_another_member(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    sent = billed(two, 2, member="M3")
    assert codes(place(two, claim=sent[0][:11])) == ["roster.row-names-another"]


def test_what_neither_row_nor_person_tells_is_asked_for(two: Billing) -> None:
    pay(two, roster(two, Row("nobody", 10_000)))
    assert codes(place(two, partner="ZED")) == ["roster.row-lacks"]
    assert codes(place_by_hand(two.hub, "R-9", 1, Named(partner="ZED"))) == [
        "roster.row-not-waiting"
    ]


def test_a_month_that_is_decided_goes_to_nobody_else(two: Billing) -> None:
    first, second = Row("M2", 10_000), Row("M2", 500)
    pay(two, roster(two, first), roster(two, second, trace="R-2", day="20260420"))
    place(two, partner="ZED")
    answer = place_by_hand(two.hub, "R-2", 1, Named(partner="WYE"))
    assert codes(answer) == ["roster.month-is-anothers"]


def test_a_claim_whose_terms_share_no_month_takes_no_row(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    two.visit("M2")
    (number,) = two.built()
    assert codes(place(two, claim=number)) == ["roster.claim-shares-no-month"]


def test_a_month_that_the_row_lacks_is_said(billing: Billing) -> None:
    agree_monthly(billing)
    without = roster(billing, Row("M2", 10_000)).replace(b"DTM*582", b"DTM*097")
    pay(billing, without)
    row = place_by_hand(billing.hub, "R-1", 1, Named(partner="ZED", month=Month(2026, 3)))
    assert isinstance(row, ParkedRow), row
    assert accounts(billing) == PLACED


def test_a_row_that_waits_is_due_until_it_is_placed(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    (item,) = (i for i in two.hub.projector.live.rows(DUE_LIST) if i.kind == "waiting-roster-row")
    assert (item.subject, item.amount, item.who) == ("R-1/1", 10_000, "hub")
    assert "WYE, ZED may have earned the month" in item.what
    place(two, partner="ZED")
    left = {item.kind for item in two.hub.projector.live.rows(DUE_LIST)}
    assert "waiting-roster-row" not in left


def test_a_month_that_rosters_pay_twice_is_due_in_sixty_days(billing: Billing) -> None:
    agree_monthly(billing)
    again = roster(billing, Row("M2", 10_000), trace="R-2", day="20260416")
    pay(billing, roster(billing, Row("M2", 10_000)), again)
    (item,) = (i for i in billing.hub.projector.live.rows(DUE_LIST) if i.kind == "paid-twice")
    assert (item.amount, item.partner_code, item.due_on) == (10_000, ZED, date(2026, 6, 15))


def test_a_plans_number_that_a_person_told_once_is_known_from_then_on(two: Billing) -> None:
    (sent,) = billed(two, 2)
    first, second = (
        roster(two, Row("nobody", 10_000, month), trace=trace, day=day).replace(
            b"99999999Z", b"PM-0007"
        )
        for month, trace, day in (("202603", "R-1", "20260415"), ("202604", "R-2", "20260515"))
    )
    pay(two, first)
    assert isinstance(place(two, claim=sent[:11]), ParkedRow)
    agreed = two.hub.projector.live.rows(MEMBER_MONTHS)
    assert [month.month for month in agreed] == ["2026-03"]
    pay(two, second)
    # the plan's authorization is for ZED, so that its month needs nobody to say so
    months = {row.month: row.found_by for row in two.hub.projector.live.rows(MEMBER_MONTHS)}
    assert months == {"2026-03": "person", "2026-04": "authorization"}


def test_a_row_is_placed_once_its_member_is_imported(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("nobody", 10_000)))
    sheet = (
        "CIN,Last name,First name,Date of birth,Sex,Plan,Coverage first day\n"
        "99999999Z,Invented,Ina,1990-01-02,F,acme,2026-01-01\n"
    )
    dry = import_members(billing.hub, sheet.encode(), MemberOptions(dry_run=True))
    assert isinstance(dry, MemberImport), dry
    assert accounts(billing)[WAITS] == -10_000
    import_members(billing.hub, sheet.encode(), MemberOptions())
    assert accounts(billing) == PLACED


def test_a_row_is_placed_once_there_are_terms_for_its_month(billing: Billing) -> None:
    pay(billing, roster(billing, Row("M2", 10_000)))
    assert accounts(billing)[WAITS] == -10_000
    by_month = UncheckedTerms(by_the_month="10")
    asked = UncheckedContract(
        "LPV", ACME, ("H2015 U6",), date(2026, 1, 1), None, by_month, role="hub"
    )
    agreed = agree_all(billing.hub, [asked])
    assert not isinstance(agreed, Refused), agreed
    assert WAITS not in {name for name, cents in accounts(billing).items() if cents}
