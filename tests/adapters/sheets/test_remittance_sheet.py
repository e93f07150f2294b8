"""A plan's remittance sheet adds up like an 835, or says where it does not."""

from datetime import date

import pytest

from adapters.sheets.remittance_sheet import (
    ProviderAdjustmentRow,
    RemittanceRow,
    RemittanceSheet,
    check_remittance,
    read_remittance_sheet,
)
from adapters.sheets.sheet import Sheet
from adapters.sheets.stated_reasons import SheetAdjustment
from domain.identifiers import PayerControlNumber
from domain.problem import Refused

ABOVE = [
    "Invented Health Plan remittance",
    "Check number:,000123",
    "Check date,3/15/2026",
    "Plan: Invented Health Plan",
    '"Check amount","$1,045.75"',
    "",
]
HEADER = (
    "Row type,Control number,Claim #,Billed,Paid,Units paid,Adjustment 1 reason,"
    "Adjustment 1 amount,Adjustment 2 reason,Adjustment 2 amount"
)
ROWS = [
    "claim,LPV00000001011A01,ICN1,1102.50,1055.75,2,CO-45,40.00,CO-96,6.75",
    "claim,LPV00000002011B01,ICN2,20.00,0,0,CO-29,20.00,,",
    "Provider adjustment,,ICN9,,,,WO,10.00,,",
]


def outcome(*lines: str) -> RemittanceSheet | Refused:
    sheet = read_remittance_sheet("\n".join(lines).encode())
    assert isinstance(sheet, Sheet), sheet
    return check_remittance(sheet)


def good(*lines: str) -> RemittanceSheet:
    found = outcome(*lines)
    assert isinstance(found, RemittanceSheet), found
    return found


def codes(*lines: str) -> list[str]:
    found = outcome(*lines)
    return found.codes if isinstance(found, Refused) else []


def test_a_remittance_sheet_is_read_to_the_cent() -> None:
    sheet = good(*ABOVE, HEADER, *ROWS)
    assert (sheet.trace, sheet.paid_on) == ("000123", date(2026, 3, 15))
    assert (sheet.payer, sheet.total_paid) == ("Invented Health Plan", 104575)
    assert sheet.rows == (
        RemittanceRow(
            8,
            "LPV00000001011A01",
            PayerControlNumber("ICN1"),
            110250,
            105575,
            2,
            (SheetAdjustment("CO", "45", 4000), SheetAdjustment("CO", "96", 675)),
        ),
        RemittanceRow(
            9,
            "LPV00000002011B01",
            PayerControlNumber("ICN2"),
            2000,
            0,
            0,
            (SheetAdjustment("CO", "29", 2000),),
        ),
    )
    assert sheet.provider_adjustments == (ProviderAdjustmentRow(10, "WO", "ICN9", 1000),)


def test_a_sheet_that_adds_up_leaves_nothing_over() -> None:
    sheet = good(*ABOVE, HEADER, *ROWS)
    assert sheet.residual == 0
    assert [row.residual for row in sheet.rows] == [0, 0]


def test_a_sheet_that_does_not_add_up_says_by_how_much() -> None:
    sheet = good(*ABOVE, HEADER, *ROWS[:2])
    assert sheet.residual == -1000


def test_the_payment_may_be_repeated_in_every_row() -> None:
    sheet = good(
        "EFT #,Paid date,Payment amount,Control number,Billed,Paid",
        "E1,2026-03-15,30.00,A,10,10",
        "E1,3/15/2026,$30,B,20,20",
    )
    assert (sheet.trace, sheet.total_paid, sheet.residual) == ("E1", 3000, 0)


def test_reason_and_amount_may_share_a_cell() -> None:
    sheet = good(
        *ABOVE, "Control number,Billed,Paid,Adjustments", "A,20.00,5.00,CO-45 12.00; CO-96: 3.00"
    )
    assert sheet.rows[0].adjustments == (
        SheetAdjustment("CO", "45", 1200),
        SheetAdjustment("CO", "96", 300),
    )


def test_a_provider_adjustment_under_paid_has_its_sign_turned() -> None:
    sheet = good(*ABOVE, "Row type,Control number,Billed,Paid,Reason", "PLB,,,-10.00,WO")
    assert sheet.provider_adjustments[0].amount == 1000


def test_two_payments_in_one_sheet_refuse_it() -> None:
    header = "EFT #,Paid date,Payment amount,Control number,Billed,Paid"
    assert codes(header, "E1,2026-03-15,30,A,10,10", "E2,2026-03-15,30,B,20,20") == [
        "row.trace-differs"
    ]


def test_a_sheet_that_does_not_name_its_payment_is_refused() -> None:
    assert codes(HEADER, *ROWS) == [
        "row.trace-missing",
        "row.paid-on-missing",
        "row.total-paid-missing",
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("claim,,,1,1,,,,,", "row.control-missing"),
        ("claim,A,I,x,1,,,,,", "row.billed-unreadable"),
        ("claim,A,I,1,,,,,,", "row.paid-missing"),
        ("claim,A,I,1,1.005,,,,,", "row.paid-unreadable"),
        ("claim,A,I,1,1,1.5,,,,", "row.units-paid-unreadable"),
        ("claim,A,I,2,1,,too late,1,,", "row.reasons-unreadable"),
        ("claim,A,I,2,1,,CO-45,,,", "row.amounts-missing"),
        ("claim,A,I,2,1,,,1.00,,", "row.reasons-missing"),
        ("PLB,A,,,,,WO,ten,,", "row.amounts-unreadable"),
        ("PLB,A,,,,,,10.00,,", "row.reasons-missing"),
    ],
)
def test_one_row_that_cannot_be_read_refuses_the_sheet(row: str, code: str) -> None:
    assert codes(*ABOVE, HEADER, ROWS[0], row) == [code]


def test_a_cell_of_the_head_that_is_empty_is_told_with_its_own_row() -> None:
    refused = outcome("Check number:,", *ABOVE[2:], HEADER, ROWS[0])
    assert isinstance(refused, Refused)
    assert [(each.code, each.where[:6]) for each in refused.problems] == [
        ("row.trace-missing", "row 1,")
    ]


def test_a_refused_sheet_tells_of_columns_that_nobody_reads() -> None:
    refused = outcome(*ABOVE, HEADER.replace("Control number", "Our own word"), "claim,A,,1,1")
    assert isinstance(refused, Refused)
    assert refused.codes == ["row.control-missing", "sheet.unread-columns"]
    assert "columns B" in refused.problems[1].what
    assert refused.problems[1].where == "row 7"
