"""What plans came to for a line, a month that a roster paid included."""

from domain.identifiers import PartnerCode
from hub.services.statements.line_money import partner_care, posted_remittances
from tests.support.billing import Billing
from tests.support.eras import Clp, era
from tests.support.rosters import Row, agree_monthly, billed, pay, roster


def nets(billing: Billing) -> list[int]:
    view = billing.hub.projector.live
    care = partner_care(view, PartnerCode("ZED"), posted_remittances(view))
    return [cents for _, cents in care.lines()]


def test_a_roster_pays_the_lines_of_its_month_by_units(billing: Billing) -> None:
    agree_monthly(billing)
    first, second = billed(billing, 2, 9)
    pay(billing, era(Clp(first, 0, billed=2_666), Clp(second, 0, billed=2_666)))
    assert nets(billing) == [0, 0]
    pay(billing, roster(billing, Row("M2", 10_001)))
    # the hub keeps 10.00 of 100.01; 90.01 over two contacts, the odd cent with the first
    assert sorted(nets(billing)) == [4_500, 4_501]


def test_a_month_that_is_dropped_pays_no_line(billing: Billing) -> None:
    agree_monthly(billing)
    (sent,) = billed(billing, 2)
    drop = roster(billing, Row("M2", -10_000), trace="R-2", day="20260515")
    pay(billing, era(Clp(sent, 0, billed=2_666)), roster(billing, Row("M2", 10_000)), drop)
    assert nets(billing) == [0]


def test_a_month_without_care_pays_no_line(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000)))
    assert nets(billing) == []
