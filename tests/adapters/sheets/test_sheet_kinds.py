"""A sheet of ours handed in as something else is known by its headers."""

import pytest

from adapters.sheets.layout import find_layout, layout_names
from adapters.sheets.sheet_kinds import SheetKind, sheet_kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Row ID,CIN,Service date,Service code,Modifiers,Units", "encounters"),
        ("DOS,CIN,First name,Last name,DOB,CPT,Qty,Health plan,Staff", "encounters"),
        ("CIN,Last name,First name,DOB,Sex,Plan,Coverage start", "members"),
        ("Auth #,CIN,Code,Units,Start,End,Plan", "authorizations"),
        ("Code,Modifiers,Rate,First day,Source", "rates"),
    ],
)
def test_a_sheet_that_the_hub_takes_elsewhere_is_known_by_its_headers(
    header: str, kind: SheetKind
) -> None:
    assert sheet_kind(header.encode()) == kind
    assert sheet_kind(f"Pine House, March\n\n{header.replace(',', ';')}\n".encode()) == kind


@pytest.mark.parametrize("name", layout_names())
def test_a_file_that_the_hub_writes_is_known(name: str) -> None:
    layout = find_layout(name)
    titles = layout.separator.join(column.title for column in layout.columns)
    assert sheet_kind(titles.encode()) == "written"


@pytest.mark.parametrize(
    "header",
    [
        "DOS,CIN,Units,Paid",  # it tells of a payment
        "Trace number,Payment date,Total paid,Control number,Billed,Paid",
        "hello,world",
        "CIN,Units",
        "",
    ],
)
def test_a_sheet_of_a_payment_or_of_nothing_known_is_none_of_them(header: str) -> None:
    assert sheet_kind(header.encode()) is None


def test_a_returned_invoice_with_what_was_paid_is_no_file_of_ours_any_more() -> None:
    titles = [column.title for column in find_layout("invoice").columns]
    assert sheet_kind(",".join([*titles, "Paid"]).encode()) is None


def test_a_file_that_is_no_sheet_is_none_of_them() -> None:
    assert sheet_kind(b"PK\x03\x04broken") is None
