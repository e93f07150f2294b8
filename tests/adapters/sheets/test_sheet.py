"""Finding the one table in whatever file was handed in."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sheets.columns import columns_of
from adapters.sheets.encounters import unchecked_encounters
from adapters.sheets.sheet import Sheet, read_sheet
from domain.problem import Refused

ENCOUNTERS = columns_of("encounters")
KINDS = ("encounters", "members", "authorizations", "remittance")


def csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def workbook(*worksheets: list[list[object]], hidden: int | None = None) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, rows in enumerate(worksheets):
            sheet = book.add_worksheet()
            if at == hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, day)
                    elif value is not None:
                        sheet.write(number, column, value)
    return content.getvalue()


def sheet_of(content: bytes) -> Sheet:
    found = read_sheet(content, ENCOUNTERS)
    assert isinstance(found, Sheet), found
    return found


def codes(content: bytes) -> list[str]:
    found = read_sheet(content, ENCOUNTERS)
    return found.codes if isinstance(found, Refused) else []


@pytest.mark.parametrize("kind", KINDS)
def test_a_header_means_one_column_only(kind: str) -> None:
    columns = columns_of(kind)
    headers = [(name, h) for name, c in columns.columns.items() for h in (c.title, *c.headers)]
    assert [(name, h) for name, h in headers if columns.name_of(h) != name] == []
    assert [h for _, h in headers if columns.leaves_alone(h)] == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_file_is_read_in_any_usual_encoding_and_delimiter(
    delimiter: str, encoding: str
) -> None:
    text = f"CIN{delimiter}DOS{delimiter}Staff\n90000001A{delimiter}2026-03-01{delimiter}Zoë\n"
    sheet = sheet_of(text.encode(encoding))
    assert [row.cells for row in sheet.rows] == [("90000001A", "2026-03-01", "Zoë")]


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    sheet = sheet_of(
        csv(
            "Visits of March",
            "",
            "DOS,CIN,Notes",
            '2026-03-01,,"two',
            'lines"',
            "",
            "2026-03-02,,",
            ",,",
            "2026-03-03,,",
        )
    )
    assert [row.number for row in sheet.rows] == [4, 6, 8]
    assert sheet.header_row == 3
    assert sheet.blank_lines == 2


def test_workbook_cells_become_the_text_a_person_sees() -> None:
    sheet = sheet_of(
        workbook(
            [
                ["Our visits"],
                [None],
                [None, "Visit ID", "Date of Service", "Units", "POS", "Staff"],
                [None, "00017", date(2026, 3, 1), 2.0, "02", 41234567890],
                [None, 17.5, datetime(2026, 3, 1, 9, 30), 3, 11, True],  # noqa: DTZ001
            ]
        )
    )
    assert [row.cells[1:] for row in sheet.rows] == [
        ("00017", "2026-03-01", "2", "02", "41234567890"),
        ("17.5", "2026-03-01 09:30", "3", "11", "TRUE"),
    ]
    assert [row.number for row in sheet.rows] == [4, 5]


def test_headers_are_known_whatever_their_case_spaces_and_punctuation() -> None:
    sheet = sheet_of(
        csv(
            "medi-cal id,  DATE OF SERVICE ,CPT/HCPCS,Mod. 2,mod 1,Dx 1,Dx 2,Hat size",
            "90000001A,2026-03-01,98960,GQ,U2,Z55.9,Z60.2,7",
        )
    )
    (row,) = unchecked_encounters(sheet)
    assert (row.cin, row.service_on, row.code) == ("90000001A", "2026-03-01", "98960")
    assert (row.modifiers, row.diagnoses) == (("GQ", "U2"), ("Z55.9", "Z60.2"))
    assert sheet.unknown_columns == ("H",)


def test_a_header_that_counts_on_is_one_column_and_a_long_number_is_none() -> None:
    sheet = sheet_of(csv("CIN,DOS,Mod 1,Mod 90000001", "90000001A,2026-03-01,U2,x"))
    assert sheet.unknown_columns == ("D",)


def test_a_name_column_is_known_and_left_alone() -> None:
    sheet = sheet_of(csv("First name,DOB,DOS,CIN", "Fern,1990-01-01,2026-03-01,90000001A"))
    assert sheet.unknown_columns == ()


def test_two_columns_for_one_thing_refuse_the_sheet() -> None:
    found = read_sheet(csv("DOS,CIN,Visit date", "2026-03-01,,2026-03-02"), ENCOUNTERS)
    assert isinstance(found, Refused)
    assert [(p.code, p.where) for p in found.problems] == [("sheet.duplicate-column", "row 1")]
    assert found.problems[0].what == "2 columns are headed Service date or mean the same: A, C"


def test_a_sheet_without_its_needed_column_is_refused() -> None:
    assert codes(csv("CIN,Units", "90000001A,2")) == ["sheet.missing-column"]


@pytest.mark.parametrize("content", [b"", b"hello", b"a,b\n1,2\n", b"DOS\n2026-03-01\n"])
def test_a_file_without_headers_is_refused(content: bytes) -> None:
    assert codes(content) == ["sheet.no-header"]


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\x00\x01\x02", b"\xd0\xcf\x11\xe0 x"])
def test_a_file_that_is_no_sheet_is_refused(content: bytes) -> None:
    assert codes(content) == ["sheet.unreadable"]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    assert codes(csv("DOS,CIN,Service", '2026-03-01,,"visit', "2026-03-02,,", "2026-03-03,,")) == [
        "sheet.unreadable"
    ]
    assert len(sheet_of(csv("DOS,CIN,Service", '2026-03-01,,5" pipe', "2026-03-02,,")).rows) == 2


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(max_examples=150)
def test_whatever_bytes_come_they_are_read_or_refused(content: bytes) -> None:
    for kind in KINDS:
        assert isinstance(read_sheet(content, columns_of(kind)), Sheet | Refused)


def test_rows_in_a_second_worksheet_are_never_lost_unseen() -> None:
    visits: list[list[object]] = [["DOS", "CIN"], ["2026-03-01", "90000001A"]]
    assert codes(workbook(visits, visits)) == ["sheet.several-worksheets"]
    assert len(sheet_of(workbook(visits, [["How to fill in"]])).rows) == 1
    assert len(sheet_of(workbook(visits, visits, hidden=1)).rows) == 1
    assert len(sheet_of(workbook(visits, [["DOS", "CIN"]])).rows) == 1


def test_a_line_that_adds_up_is_kept_apart() -> None:
    sheet = sheet_of(csv("DOS,CIN,Units", "2026-03-01,90000001A,2", "Total,,2"))
    assert [row.number for row in sheet.rows] == [2]
    assert [row.number for row in sheet.totals] == [3]


def test_a_guarded_cell_is_read_without_its_apostrophe() -> None:
    sheet = sheet_of(csv("DOS,CIN,Service", "2026-03-01,90000001A,'=visit"))
    assert sheet.rows[0].cells[2] == "=visit"


def test_a_long_number_in_a_workbook_is_never_shown_with_made_up_digits() -> None:
    columns = columns_of("encounters")
    rows: list[list[object]] = [["DOS", "Auth #"], ["2026-03-01", 1234567890123456789]]
    found = read_sheet(workbook(rows), columns)
    assert isinstance(found, Sheet)
    assert "E+" in found.rows[0].cells[1]
