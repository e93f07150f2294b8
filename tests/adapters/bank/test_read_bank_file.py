"""A bank's file is read line by line, whatever its columns are called; no cell is ever repeated."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bank.bank_columns import BankColumns, common_columns, read_bank_columns
from adapters.bank.bank_traces import traces_in
from adapters.bank.read_bank_file import StatedLine, UnreadLine, read_bank_file
from domain.problem import Refused
from tests.support import planted

COMMON = common_columns()
GERMAN = b"""
account    = "grants"
delimiter  = ";"
header     = false
day_format = "%d.%m.%Y"
money_in   = "negative"
[columns]
day    = ["1"]
amount = ["3"]
text   = ["2"]
"""


def lines(content: str | bytes, columns: BankColumns = COMMON) -> list[StatedLine | UnreadLine]:
    raw = content.encode() if isinstance(content, str) else content
    found = read_bank_file(raw, columns)
    assert not isinstance(found, Refused), found
    return list(found)


def read(content: str | bytes, columns: BankColumns = COMMON) -> list[StatedLine]:
    return [each for each in lines(content, columns) if isinstance(each, StatedLine)]


def refused(content: bytes, columns: BankColumns = COMMON) -> tuple[str, ...]:
    found = read_bank_file(content, columns)
    assert isinstance(found, Refused)
    return tuple(found.codes)


def test_columns_go_by_the_names_that_banks_commonly_give_them() -> None:
    (line,) = read("Posting Date,Description,Amount\n3/5/2026,EFT 447100 ACME PLAN,812.40\n")
    assert (line.bank_on, line.amount, line.traces) == (date(2026, 3, 5), 812_40, ("447100",))


def test_credit_and_debit_are_money_in_and_money_out() -> None:
    content = (
        "Date,Description,Debit,Credit\n3/5/2026,A,,10.00\n3/6/2026,B,4.00,\n3/7/2026,C,-4.00,\n"
    )
    assert [line.amount for line in read(content)] == [10_00, -4_00, -4_00]


def test_a_word_may_say_that_money_went_out() -> None:
    content = "Date,Amount,CR/DR,Memo\n2026-03-05,10.00,CR,A\n2026-03-05,10.00,DR,B\n"
    assert [line.amount for line in read(content)] == [10_00, -10_00]


def test_titles_above_the_header_and_totals_below_are_no_lines() -> None:
    content = "Account 1,,\n\nDate,Amount,Memo\n2026-03-05,1.00,A\nTotal,1.00,\n"
    (line,) = lines(content)
    assert line.row == 4


def test_a_line_knows_its_row_and_its_bytes_in_the_file() -> None:
    content = (
        b'\xef\xbb\xbfDate,Amount,Memo\r\n2026-03-05,1.00,"two\r\nlines"\r\n2026-03-06,2.00,B\r\n'
    )
    found = read(content)
    assert [line.row for line in found] == [2, 3]
    stretches = [content[line.offset : line.offset + line.length] for line in found]
    assert stretches == [b'2026-03-05,1.00,"two\r\nlines"\r\n', b"2026-03-06,2.00,B\r\n"]


def test_another_bank_is_another_file_of_columns() -> None:
    columns = read_bank_columns(GERMAN, "grants.toml")
    assert not isinstance(columns, Refused)
    (line,) = read("05.03.2026;TRN*1*T-77*1999999999\\;-12.00\n", columns)
    assert (line.bank_on, line.amount, line.traces) == (date(2026, 3, 5), 12_00, ("T-77",))


def test_every_problem_is_told_with_its_row_and_no_cell() -> None:
    content = (
        "Date,Amount,Memo\n"
        f"{planted.LAST_NAME},{planted.FIRST_NAME},x\n"
        "2026-03-05,1.00,A\n"
        f"2026-03-06,,{planted.STREET}\n"
    )
    bad = [each for each in lines(content) if isinstance(each, UnreadLine)]
    assert [(each.row, [p.code for p in each.problems]) for each in bad] == [
        (2, ["bank.day-unreadable", "bank.amount-unreadable"]),
        (4, ["bank.amount-unreadable"]),
    ]
    assert not planted.planted_in(str(bad))


def test_a_file_without_the_columns_is_refused() -> None:
    assert refused(b"Name,Street\nA,B\n") == ("bank.no-header",)
    assert refused(b"") == ("bank.no-header",)
    assert refused(b"Date,Amount\n\x81\x8d\x8f,\x90\n") == ("bank.not-text",)


def test_a_quotation_mark_that_is_not_closed_is_told_with_its_row() -> None:
    content = b'Date,Amount,Memo\n2026-03-05,1.00,A\n2026-03-06,2.00,"B\n2026-03-07,3.00,C\n'
    assert refused(content) == ("bank.rows-not-cut",)
    assert [line.amount for line in read('Date,Amount,Memo\n2026-03-05,1.00,5" pipe\n')] == [1_00]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"account = 1", "str"),
        (b"account = ", "not written as TOML, at its end"),
        (b"account = ]\n", "not written as TOML, line 1"),
        (b'account = "a"\n[columns]\nday = []', "day names no column"),
        (b'account = ""\n[columns]\nday = ["D"]\namount = ["A"]', "1 to 40 characters"),
        (b'account = "a"\ndelimiter = ""\n[columns]\nday = ["D"]', "one character"),
        (b'account = "a"\nheader = false\n[columns]\nday = ["D"]\namount = ["2"]', "by number"),
        (b'account = "a"\nday_format = "%Y"\n[columns]\nday = ["D"]\ncredit = ["2"]', "%d"),
        (b'account = "a"\nsecret = 1\n[columns]\nday = ["D"]\namount = ["2"]', "secret"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_of_columns_says_everything_that_is_wrong_with_it(content: bytes, what: str) -> None:
    found = read_bank_columns(content, "bank.toml")
    assert isinstance(found, Refused)
    assert any(what in problem.what for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "traces"),
    [
        ("TRN*1*12345*1999999999\\", ("12345",)),
        ("HCCLAIMPMT ACME TRN*1*AB-9*1999999999*X~ 5/1/2026", ("AB-9",)),
        ("EFT 12345 PLAN NAME", ("12345",)),
        ("EFT#12345,PLAN", ("12345",)),
        ("X12345", ("X12345",)),
        ("PLAN NAME", ()),
        ("123 45", ()),
    ],
)
def test_a_trace_is_found_as_a_whole_word_and_nothing_personal_is(
    text: str, traces: tuple[str, ...]
) -> None:
    assert traces_in("", text) == traces


def test_what_looks_like_a_personal_detail_is_no_trace() -> None:
    born = f"{planted.BORN_ON} {planted.BORN_ON:%Y%m%d} {planted.BORN_ON:%m%d%Y}"
    written = f"{planted.BORN_ON:%m/%d/%Y} {planted.BORN_ON:%m-%d-%y} {born}"
    assert traces_in("", f"{written} {planted.CIN} 805-555-0134 123-45-6789") == ()


def test_a_column_of_its_own_states_a_short_trace_too_but_never_a_name() -> None:
    assert traces_in("T1", "no number") == ("T1",)
    assert traces_in(planted.LAST_NAME, "") == ()
    assert traces_in(planted.CIN, planted.CIN) == ()


@given(st.binary(max_size=200))
def test_whatever_is_in_the_file_reading_it_ends(content: bytes) -> None:
    found = read_bank_file(b"Date,Amount,Memo\n" + content, COMMON)
    if not isinstance(found, Refused):
        assert all(each.row > 1 for each in found)


@given(st.lists(st.text(max_size=30), max_size=5))
def test_whatever_the_text_says_traces_are_few_and_have_digits(texts: list[str]) -> None:
    for text in texts:
        found = traces_in(text, text)
        assert len(found) <= 12
        assert all(any(character.isdigit() for character in trace) for trace in found)


def test_the_example_of_the_runbook_is_a_file_of_columns(root: Path) -> None:
    runbook = (root / "ops" / "runbooks" / "deposits.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", runbook, re.DOTALL)
    columns = read_bank_columns(example.encode(), "bank.toml")
    assert isinstance(columns, BankColumns)
    assert columns.columns.text == ("Description", "Addenda")
