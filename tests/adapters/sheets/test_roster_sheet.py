"""A roster sheet states months of members; rows and adjustments come to the payment."""

from datetime import date

import pytest

from adapters.edi.rosters.member_payment import PaidFor
from adapters.sheets.roster_sheet import RosterSheet, check_roster, read_month, read_roster_sheet
from adapters.sheets.sheet import Sheet
from domain.identifiers import Malformed
from domain.period import Month
from domain.problem import Refused
from tests.support import planted

HEAD = (
    "Payer,ACME HEALTH",
    "Check number,R-1",
    "Method,check",
    "Check date,2026-04-15",
    "Total paid,150.00",
)
HEADER = "Type,CIN,Plan member ID,Service month,Capitation,Reason,Reference"
ROWS = (
    f",{planted.CIN},,2026-03,100.00,,",
    ",,PM-7,March 2026,(50.00),,",
    ",,,,100.00,,",
)


def read(*lines: str) -> RosterSheet | Refused:
    sheet = read_roster_sheet("\n".join(lines).encode())
    assert isinstance(sheet, Sheet), sheet
    return check_roster(sheet)


def roster(*rows: str) -> RosterSheet:
    found = read(*HEAD, HEADER, *rows)
    assert isinstance(found, RosterSheet), found
    return found


def test_a_row_goes_by_its_number_in_the_sheet_and_one_below_zero_takes_its_month_back() -> None:
    found = roster(*ROWS)
    assert (found.trace, found.paid_on, found.method) == ("R-1", date(2026, 4, 15), "CHK")
    assert [(row.ordinal, row.month, row.amount) for row in found.rows] == [
        (7, Month(2026, 3), 10_000),
        (8, Month(2026, 3), -5_000),
        (9, None, 10_000),
    ]
    assert found.rows[0].paid_for.cin == planted.CIN
    assert [row.paid_for.key for row in found.rows[1:]] == ["PM-7", ""]
    assert found.residual == 0


def test_an_adjustment_below_zero_lowers_the_payment() -> None:
    found = roster(ROWS[0], ROWS[2], "adjustment,,,,-50.00,wo,R-0")
    assert [(each.reason, each.reference, each.amount) for each in found.changes] == [
        ("WO", "R-0", -5_000)
    ]
    assert found.residual == 0


def test_a_sheet_that_does_not_come_to_its_payment_says_by_how_much() -> None:
    assert roster(ROWS[0]).residual == 5_000


def test_every_problem_of_every_row_is_told_at_once() -> None:
    found = read(*HEAD, HEADER, ",,PM-1,someday,1.00,,", ",,PM-2,2026-03,,,")
    assert isinstance(found, Refused)
    assert [(each.code, each.where) for each in found.problems] == [
        ("row.month-unreadable", "row 7, column Service month"),
        ("row.amount-missing", "row 8, column Capitation"),
    ]


def test_the_order_of_rows_does_not_matter_to_the_digest() -> None:
    assert roster(*ROWS).digest == roster(*reversed(ROWS)).digest
    assert roster(*ROWS).digest != roster(ROWS[0], ROWS[2]).digest


def test_printing_shows_no_number_of_a_member() -> None:
    assert planted.CIN not in repr(roster(*ROWS))
    assert PaidFor((f"{planted.CIN}42",)).cin == planted.CIN


@pytest.mark.parametrize(
    "text", ["2026-03", "03/2026", "Mar 2026", "march 2026", "202603", "2026-03-17", "3/1/2026"]
)
def test_a_month_is_read_as_people_type_it(text: str) -> None:
    assert read_month(text) == Month(2026, 3)


@pytest.mark.parametrize("text", ["2026", "13/2026", "2026-13", "soon"])
def test_what_is_no_month_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(Malformed):
        read_month(text)
