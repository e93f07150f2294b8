"""A file of the wrong kind is told what it looks like and what to ask for instead."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.services.receiving.file_kinds import of_a_bank, other_kind
from hub.services.receiving.receiving import inspect_file, receive_file
from tests.support.billing import Billing
from tests.support.commands import ROOT

_AGAIN = "fetch the file again, or ask the sender for the X12 file"
_BEHIND = "ask the plan for the 835 file behind it, or type it in as a remittance sheet"
_UNPACK = "unpack it and hand in the file inside"
KINDS = [
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "it looks like a PDF", _BEHIND),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it looks like a picture", _BEHIND),
    (b"\x1f\x8b\x08\0\0\0\0\0", "it looks like a packed file", _UNPACK),
    (b"PK\x03\x04\x14\0\0\0\x08\0notice.835", "it looks like a packed file", _UNPACK),
    (b"PK\x03\x04\x14\0 word/document.xml", "it looks like a Word document", _BEHIND),
    (
        b"SQLite format 3\0\x10\0",
        "it looks like a database, perhaps the hub's own",
        "hand in the file that the plan sent, not a database",
    ),
    (
        b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>Please sign in",
        "it looks like a web page, perhaps a login page",
        f"sign in again and {_AGAIN}",
    ),
    (b'<?xml version="1.0"?><claims/>', "it looks like an XML file", _AGAIN),
    (b'{"claims": [{"paid": 1}]}', "it looks like JSON, data for programs", _AGAIN),
    (b'[\n {"paid": 1}]', "it looks like JSON, data for programs", _AGAIN),
    (
        "ISA*00*          *00*".encode("utf-16"),
        "it looks like an X12 file written as text in UTF-16",
        "save it as plain text (UTF-8), or ask the sender",
    ),
    (
        "ISA*00*          *00*".encode("utf-16-be"),
        "it looks like an X12 file written as text in UTF-16",
        "save it as plain text (UTF-8), or ask the sender",
    ),
    (
        b"CIN,DOS,CPT,Units\n90000001A,2026-03-01,98960,2\n",
        "it looks like a visit sheet",
        "take it in with hub encounter import",
    ),
    (
        b"CIN,Last name,First name,DOB\n90000001A,Fern,Fay,1990-01-01\n",
        "it looks like a member sheet",
        "take it in with hub member import",
    ),
    (
        b"Auth #,CIN,Code,Start,End\n",
        "it looks like an authorization sheet",
        "take it in with hub authorization import",
    ),
    (
        bytes(random.Random(7).randbytes(900)),  # noqa: S311 - noise, no secret
        "it is neither text nor a workbook: perhaps encrypted, packed or damaged",
        f"{_AGAIN} as plain text",
    ),
]


@pytest.mark.parametrize(("content", "what", "fix"), KINDS, ids=lambda each: str(each)[:30])
def test_a_file_of_another_kind_is_told_what_it_looks_like(
    billing: Billing, content: bytes, what: str, fix: str
) -> None:
    for act in (inspect_file, receive_file):
        result = act(billing.hub, content, "notice.835")
        (problem,) = result.problems
        assert result.outcome == "unreadable"
        assert (problem.code, problem.where) == ("file.other-kind", "notice.835")
        assert (problem.what, problem.fix) == (what, fix)


@pytest.mark.parametrize("content", [b"", b"\r\n  \t", bytes(100)])
def test_an_empty_file_is_told_to_be_empty(billing: Billing, content: bytes) -> None:
    (problem,) = receive_file(billing.hub, content, "notice.835").problems
    assert (problem.code, problem.what, problem.where, problem.fix) == (
        "file.empty",
        "the file is empty",
        "notice.835",
        _AGAIN,
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 [Content_Types].xml cut", "sheet.unreadable"),  # a damaged workbook
        (b"Trace number,Control number,Billed\n", "sheet.missing-column"),
        (b"Dear hub,\nTrace number\n4471\n", "sheet.no-header"),
        ("Trace number\tPaid\n".encode("utf-16"), "sheet.missing-column"),
    ],
)
def test_what_could_be_a_remittance_sheet_keeps_the_words_for_sheets(
    billing: Billing, content: bytes, code: str
) -> None:
    problems = inspect_file(billing.hub, content, "notice.csv").problems
    assert {problem.code for problem in problems} == {code}


BANK_FILES = [
    "Date,Description,Debit,Credit,Balance\n3/5/2026,EFT 4471,,45.75,45.75\n",
    "Date,Description,Amount\n2026-03-05,EFT 4471,45.75\n",
    "Account 1,,\n\nPosting Date,Amount,Check Number\n2026-03-05,45.75,4471\n",
]


@pytest.mark.parametrize("content", BANK_FILES)
def test_a_file_of_a_bank_is_sent_to_the_deposits(billing: Billing, content: str) -> None:
    (problem,) = inspect_file(billing.hub, content.encode(), "bank.csv").problems
    assert (problem.code, problem.what) == ("file.other-kind", "it looks like a bank's file")
    assert problem.fix == "take it in with hub deposit import"


@pytest.mark.parametrize(
    "header",
    [
        "CIN,Date,Description,Amount",  # visits
        "Check Number,Check date,Date,Amount,Billed,Paid",  # a payment
        "Member name,Date,Description,Amount,Units",
    ],
)
def test_a_sheet_about_care_is_no_file_of_a_bank(header: str) -> None:
    assert of_a_bank(f"{header}\n".encode(), "sheet.csv") is None


@pytest.mark.parametrize(
    "content", [b"Dear hub,\nthe money is on its way.\n", b"# The hub ledger\n\nCommunity partners"]
)
def test_a_file_without_any_heading_is_told_what_is_taken_in_and_where_the_rest_goes(
    billing: Billing, content: bytes
) -> None:
    for act in (inspect_file, receive_file):
        (problem,) = act(billing.hub, content, "notes.md").problems
        assert (problem.code, problem.where) == ("file.other-kind", "notes.md")
        assert problem.what == (
            "it is nothing that is taken in here: it is no X12 file, and no heading of a sheet "
            "stands in it"
        )
        for words in ("835", "hub remittance template", "hub roster template"):
            assert words in problem.fix
        for noun in ("encounter", "member", "authorization", "deposit"):
            assert f"hub {noun} import" in problem.fix


def test_the_readme_is_no_file_of_a_plan(billing: Billing) -> None:
    readme = (ROOT / "README.md").read_bytes()
    assert {p.code for p in inspect_file(billing.hub, readme, "README.md").problems} == {
        "file.other-kind"
    }


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_whatever_bytes_come_nothing_of_them_is_repeated(content: bytes) -> None:
    told = other_kind(content, "notice.835")
    for problem in told.problems if told else ():
        assert problem.where == "notice.835"
        assert problem.code in {"file.empty", "file.other-kind"}
