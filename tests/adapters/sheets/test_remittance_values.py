"""A remittance sheet reads like an 835: claims, lines, sums, balance and digest."""

from datetime import date

from adapters.sheets.remittance_sheet import (
    ProviderAdjustmentRow,
    RemittanceRow,
    RemittanceSheet,
)
from adapters.sheets.remittance_values import claims_of, survey_of
from adapters.sheets.stated_reasons import SheetAdjustment
from domain.identifiers import PayerControlNumber

FIRST, SECOND = "LPV0000000101A", "LPV0000000201B"


def row(at: int, control: str, paid: int, *, billed: int = 5000) -> RemittanceRow:
    lowered = SheetAdjustment("CO", "45", billed - paid)
    return RemittanceRow(
        at, control, PayerControlNumber("P1"), billed, paid, 1, (lowered,) if billed > paid else ()
    )


def sheet(*rows: RemittanceRow, total: int, taken: int = 0) -> RemittanceSheet:
    moved = (ProviderAdjustmentRow(9, "WO", FIRST, taken),) if taken else ()
    return RemittanceSheet("T1", date(2026, 3, 20), "BIRCHWOOD", total, rows, moved)


def test_the_rows_of_one_sending_are_one_claim() -> None:
    rows = (row(2, f"{FIRST}01", 5000), row(3, f"{FIRST}02", 4000), row(4, f"{SECOND}01", 100))
    claims = claims_of(sheet(*rows, total=9100))
    assert [(claim.claim_number, claim.paid, len(claim.lines)) for claim in claims] == [
        (FIRST, 9000, 2),
        (SECOND, 100, 1),
    ]


def test_a_reversal_and_the_fresh_rows_after_it_are_two_payments() -> None:
    undone = row(2, f"{FIRST}01", -5000, billed=-5000)
    claims = claims_of(sheet(undone, row(3, f"{FIRST}01", 4000), total=-1000))
    assert [(claim.status, claim.paid) for claim in claims] == [("22", -5000), ("1", 4000)]


def test_a_provider_adjustment_lowers_what_the_sheet_pays() -> None:
    survey = survey_of(sheet(row(2, f"{FIRST}01", 5000), total=4000, taken=1000))
    assert (survey.totals.balanced, survey.totals.residual) == (True, 0)
    assert survey.totals.provider_adjustments == 1000


def test_a_sheet_that_does_not_add_up_says_by_how_much() -> None:
    survey = survey_of(sheet(row(2, f"{FIRST}01", 5000), total=4000))
    assert (survey.totals.balanced, survey.totals.residual) == (False, -1000)


def test_the_digest_does_not_depend_on_the_order_of_rows() -> None:
    rows = (row(2, f"{FIRST}01", 5000), row(3, f"{SECOND}01", 100))
    one, other = sheet(*rows, total=5100), sheet(*reversed(rows), total=5100)
    assert survey_of(one).digest == survey_of(other).digest
    assert survey_of(one).digest != survey_of(sheet(rows[0], total=5000)).digest


def test_a_row_that_does_not_balance_is_named_by_its_number() -> None:
    uneven = RemittanceRow(7, f"{FIRST}01", None, 5000, 4000, 1, ())
    (claim,) = claims_of(sheet(uneven, total=4000))
    assert not claim.balanced
    assert claim.findings[0].what == ("row 7 is billed 50.00 and adjusted by 0.00, but paid 40.00")
