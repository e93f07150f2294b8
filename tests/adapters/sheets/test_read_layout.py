"""What is written in a layout is read back as it was, in a workbook and in text."""

import io
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sheets.billed_row import FIELDS, BilledRow
from adapters.sheets.billed_rows import AboutLines, WrittenRows, billed_rows
from adapters.sheets.layout import FileKind, Layout, LayoutColumn, find_layout
from adapters.sheets.read_activity import read_activity
from adapters.sheets.read_invoice import read_invoice
from adapters.sheets.read_layout import read_layout
from adapters.sheets.write_activity import write_activity
from adapters.sheets.write_invoice import write_invoice
from adapters.sheets.write_layout import write_layout
from domain.identifiers import LineControlNumber
from tests.support import planted
from tests.support.planted import planted_in
from tests.support.professional_claims import any_batch

BATCH = any_batch(Random(31), 25)  # noqa: S311 - invented claims, not secrets
NAMES = {"98960 U2": "health education, one person"}
EVERYTHING = Layout(
    source="invented",
    verified_on="",
    columns=tuple(LayoutColumn(f"The {name}", name) for name in FIELDS),
)
LAYOUTS = {
    "everything": EVERYTHING,
    "invoice": find_layout("invoice"),
    "activity": find_layout("activity"),
    "tabs": msgspec.structs.replace(
        EVERYTHING, separator="\t", day="%Y%m%d", byte_order_mark=False
    ),
    "no titles": msgspec.structs.replace(EVERYTHING, header=False, separator=";"),
    "cents": Layout(
        source="invented",
        verified_on="",
        columns=(
            LayoutColumn("Ours", "control"),
            LayoutColumn("Always", always="=CHW"),
            LayoutColumn("Charge", "charge", format="cents"),
            LayoutColumn("Diagnoses", "diagnoses", format=", "),
        ),
    ),
}
FILES: tuple[FileKind, ...] = ("xlsx", "csv")


def stated(row: BilledRow, layout: Layout) -> BilledRow:
    """What of a row the columns of a layout can say."""
    fields = {column.field for column in layout.columns if column.field}
    values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS if name in fields}
    return BilledRow(**values)


_CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=7)
# letters of every script, separators, quotes, what begins a formula; zeros that must stay
_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20),
    st.text("'=+-@ ,;|\t\"\n0A~", max_size=6),
    st.sampled_from(
        ["", "000123", "0", "1E5", "'=1", "''+", " -2", "TRUE", "2026-03-01", "_x0041_"]
    ),
)
_KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": _TEXT,
    "list": st.lists(_CODE, max_size=4).map(tuple),
    "day": st.none() | st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    "count": st.none() | st.integers(0, 10**6),
    "amount": st.none() | st.integers(-(10**9), 10**11),
}
_ROWS = st.builds(
    BilledRow,
    **{name: _KINDS[kind] for name, kind in FIELDS.items() if name != "control"},
    control=_CODE,
)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", list(LAYOUTS))
@settings(max_examples=40, deadline=None)
@given(rows=st.lists(_ROWS, min_size=1, max_size=3))
def test_what_is_written_is_read_back_as_it_was(
    name: str, file: FileKind, rows: list[BilledRow]
) -> None:
    layout = LAYOUTS[name]
    read = read_layout(write_layout(layout, rows, file), layout)
    assert read.problems == ()
    assert read.rows == tuple(stated(row, layout) for row in rows)


@pytest.mark.parametrize("file", FILES)
def test_an_invoice_of_a_batch_is_read_back(file: FileKind) -> None:
    written = write_invoice(BATCH, file, NAMES)
    assert isinstance(written, WrittenRows)
    rows = billed_rows(BATCH, AboutLines(NAMES))
    read = read_invoice(written.content)
    assert read.rows == tuple(stated(row, LAYOUTS["invoice"]) for row in rows)
    assert read.problems == ()


def test_an_activity_file_of_a_batch_is_read_back_with_the_minutes() -> None:
    lines = [line for claim in BATCH.claims for line in claim.lines]
    minutes = {LineControlNumber(lines[0].control): 65, LineControlNumber(lines[2].control): 30}
    about = AboutLines(NAMES, minutes)
    written = write_activity(BATCH, about)
    assert isinstance(written, WrittenRows)
    read = read_activity(written.content)
    assert read.problems == ()
    assert read.rows == tuple(stated(row, LAYOUTS["activity"]) for row in billed_rows(BATCH, about))
    assert [row.control for row in read.rows] == [line.control for line in lines]
    assert [row.minutes for row in read.rows[:3]] == [65, None, 30]
    assert {row.partner for row in read.rows} == {claim.sent_as[:3] for claim in BATCH.claims}


def test_a_delimiter_in_a_text_moves_no_column() -> None:
    row = BilledRow(control="C1", last_name='O"MARSH|JR', place="11", minutes=5)
    layout = LAYOUTS["activity"]
    content = write_layout(layout, [row], "csv")
    assert b'"O""MARSH|JR"' in content
    assert read_activity(content).rows == (row,)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "'=1", " =1"])
def test_a_formula_is_guarded_in_the_file_and_comes_back_as_text(text: str) -> None:
    row = BilledRow(control="C1", last_name=text)
    for file in FILES:
        content = write_layout(LAYOUTS["invoice"], [row], file)
        assert read_invoice(content).rows == (row,)
    assert f"'{text}".encode() in write_layout(LAYOUTS["activity"], [row], "csv")


def test_days_are_written_as_the_layout_has_them() -> None:
    row = BilledRow(control="C1", service_on=date(2026, 3, 1))
    assert b"|03/01/2026|" in write_layout(LAYOUTS["activity"], [row], "csv")
    assert b",2026-03-01," in write_layout(LAYOUTS["invoice"], [row], "csv")
    assert b"\t20260301\t" in write_layout(LAYOUTS["tabs"], [row], "csv")


@pytest.mark.parametrize(
    ("column", "cell", "code", "what"),
    [
        ("Birth date", "THISTLE", "row.born-on-unreadable", "a day"),
        ("Units", "1.5", "row.units-unreadable", "a whole number"),
        ("Charge", "12,50", "row.charge-unreadable", "an amount in dollars and whole cents"),
    ],
)
def test_a_cell_that_cannot_be_read_is_said_and_never_shown(
    column: str, cell: str, code: str, what: str
) -> None:
    titles = ["Control number", "CIN", column]
    text = "\r\n".join((",".join(titles), f'C1,90000001A,"{cell}"', "C2,90000001A,"))
    read = read_invoice(text.encode())
    problem = read.problems[-1]
    assert (problem.code, problem.what) == (code, f"what is written is not {what}")
    assert problem.where == f"row 2, column {column}"
    assert cell not in f"{problem}"
    assert [row.control for row in read.rows] == ["C1", "C2"]


def test_a_column_that_is_missing_is_said_once() -> None:
    text = "Control number\r\nC1\r\n"
    read = read_invoice(text.encode())
    missing = [p.what for p in read.problems]
    assert "there is no column CIN" in missing
    assert "there is no column Plan member ID" not in missing
    assert (
        len(missing)
        == len(set(missing))
        == sum(bool(c.field) for c in LAYOUTS["invoice"].columns) - 1
    )
    assert read.rows == (BilledRow(control="C1"),)


def test_columns_are_found_by_their_titles_in_any_order() -> None:
    layout = LAYOUTS["cents"]
    text = "Diagnoses,Something else,Charge,Ours\r\nZ559,x,-250,C1\r\n"
    read = read_layout(text.encode(), layout)
    assert read.rows == (BilledRow(control="C1", charge=-250, diagnoses=("Z559",)),)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", b"\xff\xfe\x00", b"PK\x03\x04", b"a\r\n" + b"x" * 200_000]
)
def test_a_file_that_is_none_is_said(content: bytes) -> None:
    read = read_invoice(content)
    assert read.rows == ()
    assert [problem.code for problem in read.problems] == ["sheet.unreadable"]


def test_an_empty_file_has_no_rows() -> None:
    assert read_invoice(b"").rows == ()
    assert read_layout(b"", LAYOUTS["no titles"]).rows == ()


def test_problems_repeat_no_personal_detail() -> None:
    text = f"Control number,Units,Charge\r\nC1,{planted.LAST_NAME},{planted.CIN}\r\n"
    assert planted_in(repr(read_invoice(text.encode()))) == []


def test_a_number_in_a_workbook_is_read_to_the_cent() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Control number", "Charge", "Service start date"])
        sheet.write_row(1, 0, ["C1", 1234567.89])
        sheet.write_datetime(1, 2, date(2026, 3, 1), workbook.add_format({"num_format": "d/m/yy"}))
    (row,) = read_invoice(content.getvalue()).rows
    assert (row.charge, row.service_on) == (123456789, date(2026, 3, 1))


def test_the_same_batch_gives_the_same_bytes() -> None:
    later = msgspec.structs.replace(BATCH, made_at=BATCH.made_at + timedelta(hours=1))
    for file in FILES:
        first, second = write_invoice(BATCH, file, NAMES), write_invoice(later, file, NAMES)
        assert isinstance(first, WrittenRows)
        assert isinstance(second, WrittenRows)
        assert first.content == second.content
