"""A row that stands with the wrong month is taken away by a person; both facts stay."""

from collections import Counter

import pytest

from domain.months.roster_row import RosterRowParked, RosterRowPlaced
from domain.posting import partner_account, suspense_account
from domain.problem import Refused
from hub.services.months.roster_placing import place_waiting
from hub.services.months.row_naming import Named, place_by_hand
from hub.services.months.row_unplacing import Unplaced, unplace
from projections.due_list import DUE_LIST
from projections.member_months import MEMBER_MONTHS
from projections.partner_statement import PARTNER_STATEMENT
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.roster_rows import ROSTER_ROWS, ParkedRow
from tests.support.billing import Billing
from tests.support.paid import accounts
from tests.support.rosters import WYE, ZED, Row, agree_monthly, billed, pay, roster

WAITS, DEPOSIT, FEE = suspense_account("roster-row"), "deposit:acme", "hub-fee:acme"
ZEDS, WYES = partner_account(ZED), partner_account(WYE)
ALL_WAITS = {DEPOSIT: 10_000, WAITS: -10_000}


@pytest.fixture
def two(billing: Billing) -> Billing:
    """Two partners whose months acme pays: a row without claims is not certain."""
    agree_monthly(billing)
    agree_monthly(billing, WYE, "1234567893")
    return billing


def standing(billing: Billing) -> dict[str, int]:
    """Accounts that are not at zero; the law holds for every remittance."""
    assert all(row.law_holds for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE))
    found = accounts(billing)
    assert sum(found.values()) == 0
    return {name: cents for name, cents in found.items() if cents}


def place(billing: Billing, partner: str, trace: str = "R-1", row: int = 1) -> None:
    placed = place_by_hand(billing.hub, trace, row, Named(partner=partner))
    assert isinstance(placed, ParkedRow), placed
    assert placed.state == "placed"


def taken(billing: Billing, trace: str = "R-1", row: int = 1) -> Unplaced:
    done = unplace(billing.hub, trace, row, "it is another's")
    assert isinstance(done, Unplaced), done
    return done


def test_a_row_placed_with_the_wrong_partner_goes_to_the_right_one(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    place(two, "WYE")
    assert taken(two).number.startswith("WYE-2026-03")
    assert standing(two) == ALL_WAITS
    place(two, "ZED")
    assert standing(two) == {DEPOSIT: 10_000, ZEDS: -9_000, FEE: -1_000}
    (month,) = two.hub.projector.live.rows(MEMBER_MONTHS)
    assert (month.partner_code, month.paid, month.partner) == (ZED, 10_000, 9_000)
    facts = [each.fact for page in two.hub.log.read() for each in page]
    kinds = Counter(type(fact) for fact in facts)
    assert (kinds[RosterRowParked], kinds[RosterRowPlaced]) == (2, 2)


def test_both_partners_statements_tell_of_it(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    place(two, "WYE")
    taken(two)
    place(two, "ZED")
    moved = {
        row.partner_code: [(each.kind, each.parts[0].net) for each in row.movements]
        for row in two.hub.projector.live.rows(PARTNER_STATEMENT)
    }
    assert moved == {WYE: [("payment", 9_000), ("undone", -9_000)], ZED: [("payment", 9_000)]}


def test_a_row_that_never_waited_is_taken_away_too(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000)))
    assert standing(billing)[ZEDS] == -9_000
    taken(billing)
    assert standing(billing) == ALL_WAITS


def test_what_a_person_took_away_waits_for_a_person(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000)))
    taken(billing)
    assert place_waiting(billing.hub) == 0
    (row,) = billing.hub.projector.live.rows(ROSTER_ROWS)
    assert [each.code for each in row.problems] == ["roster.row-unplaced"]
    (item,) = (i for i in billing.hub.projector.live.rows(DUE_LIST) if "roster-row" in i.kind)
    assert "a person took it away" in item.what


def test_a_row_goes_and_comes_as_often_as_a_person_says(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    for partner, account in (("WYE", WYES), ("ZED", ZEDS), ("ZED", ZEDS), ("WYE", WYES)):
        place(two, partner)
        assert standing(two) == {DEPOSIT: 10_000, account: -9_000, FEE: -1_000}
        taken(two)
        assert standing(two) == ALL_WAITS


def test_claims_that_the_row_covered_are_covered_no_more(billing: Billing) -> None:
    agree_monthly(billing)
    (sent,) = billed(billing, 2)
    pay(billing, roster(billing, Row("M2", 10_000)))
    assert billing.claim(sent[:11]).account.month_paid
    taken(billing)
    assert not billing.claim(sent[:11]).account.month_paid
    place(billing, "ZED")
    assert billing.claim(sent[:11]).account.month_paid


def test_a_drop_is_taken_away_and_the_month_stands_again(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000)))
    pay(billing, roster(billing, Row("M2", -10_000), trace="R-2", day="20260515"))
    assert standing(billing) == {}
    taken(billing, "R-2")
    assert standing(billing) == {ZEDS: -9_000, FEE: -1_000, WAITS: 10_000}


def test_of_two_rows_the_other_one_keeps_the_month(billing: Billing) -> None:
    agree_monthly(billing)
    agree_monthly(billing, WYE, "1234567893")
    pay(billing, roster(billing, Row("M2", 10_000)))
    place(billing, "ZED")
    pay(billing, roster(billing, Row("M2", 500), trace="R-2", day="20260420"))
    taken(billing)
    assert standing(billing) == {DEPOSIT: 10_500, WAITS: -10_000, ZEDS: -450, FEE: -50}
    refused = place_by_hand(billing.hub, "R-1", 1, Named(partner="WYE"))
    assert isinstance(refused, Refused)
    assert refused.codes == ["roster.month-is-anothers"]


def test_a_dry_run_takes_nothing_away(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000)))
    assert isinstance(unplace(billing.hub, "R-1", 1, "why", dry_run=True), Unplaced)
    assert standing(billing)[ZEDS] == -9_000


@pytest.mark.parametrize(
    ("trace", "row", "code"),
    [
        ("R-1", 1, "roster.row-waits-already"),
        ("R-1", 2, "roster.no-such-row"),
        ("R-9", 1, "roster.no-such-roster"),
    ],
)
def test_what_no_month_has_is_not_taken_away(two: Billing, trace: str, row: int, code: str) -> None:
    pay(two, roster(two, Row("M2", 10_000)))
    refused = unplace(two.hub, trace, row, "why")
    assert isinstance(refused, Refused)
    assert refused.codes == [code]


def test_what_is_rebuilt_is_what_was_live(two: Billing) -> None:
    pay(two, roster(two, Row("M2", 10_000), Row("M3", 10_000)))
    place(two, "WYE")
    taken(two)
    place(two, "ZED")
    kinds = (MEMBER_MONTHS, ROSTER_ROWS, PARTNER_STATEMENT, REMITTANCE_BALANCE)
    live = [two.hub.projector.live.rows(kind) for kind in kinds]
    two.hub.projector.rebuild()
    assert [two.hub.projector.live.rows(kind) for kind in kinds] == live


def test_a_number_that_was_taught_wrongly_tells_nobody_any_more(two: Billing) -> None:
    (wrong,), (right,) = billed(two, 2, member="M2"), billed(two, 3, member="M3")
    first, second = (
        roster(two, Row("nobody", 10_000, month), trace=trace, day=day).replace(
            b"99999999Z", b"PM-0007"
        )
        for month, trace, day in (("202603", "R-1", "20260415"), ("202604", "R-2", "20260515"))
    )
    pay(two, first)
    by_hand = place_by_hand(two.hub, "R-1", 1, Named(claim=wrong[:11]))
    assert isinstance(by_hand, ParkedRow), by_hand
    taken(two)
    by_hand = place_by_hand(two.hub, "R-1", 1, Named(claim=right[:11]))
    assert isinstance(by_hand, ParkedRow), by_hand
    (month,) = two.hub.projector.live.rows(MEMBER_MONTHS)
    assert month.member_id == "M3"
    pay(two, second)
    waits = two.hub.projector.live.rows(ROSTER_ROWS, state="waiting")
    assert [each.problems[0].code for each in waits] == ["month.member-unknown"]
