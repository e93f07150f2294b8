"""What one plan's sheets call our columns, and what its words mean, is data."""

import pytest

from adapters.sheets.columns import Columns, columns_of, with_own
from adapters.sheets.remittance_sheet import (
    RemittanceSheet,
    check_remittance,
    read_remittance_sheet,
)
from adapters.sheets.sheet import Sheet
from adapters.sheets.stated_reasons import SheetAdjustment
from domain.problem import Refused

OWN = b"""
[columns]
paid = ["Settled"]
plan_claim = ["Case"]
[words]
"Not today" = "CO-96"
"""
LINES = (
    "Payment number,4471,Payment date,2026-03-20",
    "Total paid,40.00",
    "Case,Billed,Settled,Adjustment reason 1,Adjustment amount 1",
    "0012,53.32,40.00,Not today,13.32",
)


def own(content: bytes = OWN) -> Columns | Refused:
    return with_own(columns_of("remittance"), content, "birchwood.toml")


def check(columns: Columns | None = None) -> RemittanceSheet | Refused:
    sheet = read_remittance_sheet("\n".join(LINES).encode(), columns)
    if isinstance(sheet, Refused):
        return sheet
    assert isinstance(sheet, Sheet)
    return check_remittance(sheet, columns)


def test_a_plans_own_names_and_words_are_read_by_its_file() -> None:
    columns = own()
    assert isinstance(columns, Columns)
    found = check(columns)
    assert isinstance(found, RemittanceSheet), found
    (row,) = found.rows
    assert (row.plan_claim, row.paid) == ("0012", 4000)
    assert row.adjustments == (SheetAdjustment("CO", "96", 1332),)


def test_without_the_file_they_are_unknown() -> None:
    assert isinstance(check(), Refused)


def test_words_that_portals_commonly_use_are_known() -> None:
    assert columns_of("remittance").words["timelyfiling"] == "CO-29"


@pytest.mark.parametrize(
    "content", [b"\xff", b"[columns", b"[columns]\npaid = 1", b"[x]", b"[columns]\nzzz = []"]
)
def test_a_file_of_columns_that_cannot_be_used_says_why(content: bytes) -> None:
    refused = own(content)
    assert isinstance(refused, Refused)
    assert set(refused.codes) == {"sheet.columns-not-usable"}
    assert {each.where for each in refused.problems} == {"birchwood.toml"}
