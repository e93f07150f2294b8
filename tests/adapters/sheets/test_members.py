"""From a roster's row to a typed member, or to every problem of it."""

from datetime import date

import pytest
from msgspec.structs import asdict

from adapters.sheets.members import (
    MemberAddress,
    MemberRow,
    check_member,
    read_member_sheet,
    unchecked_members,
)
from adapters.sheets.sheet import Sheet
from domain.identifiers import PlanKey
from domain.period import FOREVER, Period
from domain.problem import Refused

TODAY = date(2026, 3, 31)
GOOD = {
    "CIN": "90000001a",
    "Last": "Quillfeather",
    "First": "Fern",
    "DOB": "7/4/1961",
    "Gender": "Female",
    "Address": "1 Invented Way",
    "City": "Davis",
    "State": "ca",
    "ZIP": "95616-1234",
    "Plan": "acme",
    "Effective date": "2026-01-01",
    "Term date": "",
    "Client ID": "007",
}


def outcome(**changes: str) -> MemberRow | Refused:
    cells = {**GOOD, **{key.replace("_", " "): value for key, value in changes.items()}}
    content = "\n".join(";".join(line) for line in (GOOD, [cells[key] for key in GOOD])).encode()
    sheet = read_member_sheet(content)
    assert isinstance(sheet, Sheet)
    (row,) = unchecked_members(sheet)
    return check_member(row, today=TODAY, plans={"Acme Health Plan": PlanKey("acme")})


def good(**changes: str) -> MemberRow:
    found = outcome(**changes)
    assert isinstance(found, MemberRow), found
    return found


def test_a_good_row_becomes_a_member() -> None:
    assert asdict(good()) == dict(  # noqa: C408 - named like the fields
        row=2,
        cin="90000001A",
        last_name="Quillfeather",
        first_name="Fern",
        born_on=date(1961, 7, 4),
        sex="F",
        address=MemberAddress("1 Invented Way", "Davis", "CA", "956161234"),
        plan="acme",
        coverage=Period(date(2026, 1, 1), FOREVER),
        own_id="007",
        plan_number=None,
    )


def test_a_member_without_a_home_has_no_address() -> None:
    assert good(Address="", City="", State="CA", ZIP="").address is None


def test_names_that_elsewhere_mean_nothing_are_names_here() -> None:
    row = good(Last="Na", First="None")
    assert (row.last_name, row.first_name) == ("Na", "None")


def test_a_sex_that_is_not_told_is_unknown() -> None:
    assert good(Gender="").sex == "U"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CIN": ""}, "row.cin-missing"),
        ({"CIN": "123"}, "row.cin-unreadable"),
        ({"Last": ""}, "row.last-name-missing"),
        ({"First": "?"}, "row.first-name-missing"),
        ({"DOB": "7/4/61"}, "row.born-on-unreadable"),
        ({"DOB": "2027-01-01"}, "row.born-on-in-future"),
        ({"DOB": "1061-07-04"}, "row.born-on-too-old"),
        ({"Gender": "yes"}, "row.sex-unreadable"),
        ({"City": ""}, "row.city-missing"),
        ({"ZIP": "9561"}, "row.zip-code-unreadable"),
        ({"State": "Cal"}, "row.state-unreadable"),
        ({"Effective_date": "", "Term_date": "2026-02-01"}, "row.covered-from-missing"),
        ({"Term_date": "2025-12-31"}, "row.covered-to-before-first-day"),
    ],
)
def test_each_thing_that_is_wrong_has_its_code(changes: dict[str, str], code: str) -> None:
    found = outcome(**changes)
    assert isinstance(found, Refused)
    assert found.codes == [code]


def test_no_problem_repeats_a_personal_detail() -> None:
    for header in GOOD:
        for personal in ("Quillfeather", "90000001A", "1961-07-04", "7/4/1961"):
            found = outcome(**{header.replace(" ", "_"): personal})
            if isinstance(found, Refused):
                words = " ".join(w for p in found.problems for w in (p.what, p.where, p.fix))
                assert personal not in words, header
