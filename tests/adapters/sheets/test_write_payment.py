"""Templates of payments can be filled in, and what is kept reads back as it was."""

from datetime import date

import pytest

from adapters.sheets.layout import FileKind
from adapters.sheets.remittance_sheet import (
    ProviderAdjustmentRow,
    RemittanceRow,
    RemittanceSheet,
    check_remittance,
    read_remittance_sheet,
)
from adapters.sheets.roster_sheet import check_roster, read_roster_sheet
from adapters.sheets.sheet import Sheet
from adapters.sheets.stated_reasons import SheetAdjustment
from adapters.sheets.write_payment import remittance_template, roster_template, write_remittance
from domain.identifiers import PayerControlNumber
from domain.problem import Refused

ROWS = (
    RemittanceRow(
        row=7,
        control="LPV00000012",
        plan_claim=PayerControlNumber("0012"),
        billed=5332,
        paid=4000,
        units_paid=2,
        adjustments=(SheetAdjustment("CO", "45", 1000), SheetAdjustment("CO", "253", 332)),
        service_on=date(2026, 3, 2),
        code="98960",
        modifiers=("U2",),
    ),
    RemittanceRow(8, "", PayerControlNumber("0013"), -2666, -2666, None, ()),
)
SHEET = RemittanceSheet(
    trace="004471",
    paid_on=date(2026, 3, 20),
    payer="BIRCHWOOD",
    total_paid=1234,
    rows=ROWS,
    provider_adjustments=(ProviderAdjustmentRow(9, "WO", "LPV00000012", 100),),
    method="CHK",
)


def test_a_payment_that_is_kept_reads_back_as_it_was() -> None:
    found = read_remittance_sheet(write_remittance(SHEET))
    assert isinstance(found, Sheet)
    assert check_remittance(found) == SHEET


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_an_empty_template_only_lacks_what_is_to_be_filled_in(file: FileKind) -> None:
    for read, check, content in (
        (read_remittance_sheet, check_remittance, remittance_template(file)),
        (read_roster_sheet, check_roster, roster_template(file)),
    ):
        sheet = read(content)
        assert isinstance(sheet, Sheet), sheet
        refused = check(sheet)
        assert isinstance(refused, Refused)
        assert set(refused.codes) == {
            "row.trace-missing",
            "row.paid-on-missing",
            "row.total-paid-missing",
        }
