"""From a partner's row to a typed visit, or to every problem of it."""

from datetime import date, time

import pytest
from msgspec.structs import asdict

from adapters.sheets.encounters import (
    EncounterRow,
    check_encounter,
    read_encounter_sheet,
    unchecked_encounters,
)
from adapters.sheets.sheet import Sheet
from domain.identifiers import PlanKey
from domain.problem import Problem, Refused

TODAY = date(2026, 3, 31)
PLANS = {"Acme Health Plan": PlanKey("acme")}
HEADERS = (
    "Visit ID",
    "CIN",
    "DOS",
    "CPT",
    "Modifiers",
    "Units",
    "Minutes",
    "Start",
    "End",
    "POS",
    "Dx",
    "Staff",
    "Auth #",
    "Service",
    "Plan",
)
GOOD = {
    "Visit ID": "0017",
    "CIN": "90000001A",
    "DOS": "3/1/2026",
    "CPT": "98960",
    "Modifiers": "U2 GQ",
    "Units": "2",
    "Minutes": "60",
    "Start": "9:00",
    "End": "10:00",
    "POS": "2",
    "Dx": "Z55.9;Z60.2",
    "Staff": "W. Worker",
    "Auth #": "0012-AB",
    "Service": "CHW visit",
    "Plan": "ACME Health plan",
}


def outcome(**changes: str) -> EncounterRow | Refused:
    cells = {**GOOD, **{key.replace("_", " "): value for key, value in changes.items()}}
    lines = (HEADERS, [cells[header] for header in HEADERS])
    content = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    sheet = read_encounter_sheet(content)
    assert isinstance(sheet, Sheet)
    (row,) = unchecked_encounters(sheet)
    return check_encounter(row, today=TODAY, plans=PLANS)


def problems(**changes: str) -> list[str]:
    found = outcome(**changes)
    return found.codes if isinstance(found, Refused) else []


def good(**changes: str) -> EncounterRow:
    found = outcome(**changes)
    assert isinstance(found, EncounterRow), found
    return found


def test_a_good_row_becomes_a_visit() -> None:
    assert asdict(good()) == dict(  # noqa: C408 - named like the fields
        row=2,
        row_id="0017",
        cin="90000001A",
        service_on=date(2026, 3, 1),
        code="98960",
        modifiers=("U2", "GQ"),
        units=2,
        minutes=60,
        start=time(9),
        place="02",
        diagnoses=("Z559", "Z602"),
        worker="W. Worker",
        authorization="0012-AB",
        service="CHW visit",
        plan="acme",
    )


def test_a_visit_without_cin_or_code_is_no_problem() -> None:
    row = good(CIN="", CPT="n/a", Modifiers="")
    assert (row.cin, row.code, row.modifiers) == (None, None, ())


@pytest.mark.parametrize("code", ["98960-U2", "98960 U2", "98960:U2", "98960 (U2)"])
def test_modifiers_written_behind_the_code_are_understood(code: str) -> None:
    row = good(CPT=code, Modifiers="GQ")
    assert (row.code, row.modifiers) == ("98960", ("U2", "GQ"))


@pytest.mark.parametrize("text", ["U2 GQ", "U2,GQ", "U2;GQ", "u2/gq", "U2, GQ, U2"])
def test_modifiers_may_stand_in_one_cell(text: str) -> None:
    assert good(Modifiers=text).modifiers == ("U2", "GQ")


def test_the_length_of_a_visit_follows_from_its_times() -> None:
    assert good(Minutes="", Start="9:00 AM", End="10:15 AM").minutes == 75


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CIN": "123"}, "row.cin-unreadable"),
        ({"DOS": ""}, "row.service-on-missing"),
        ({"DOS": "last week"}, "row.service-on-unreadable"),
        ({"DOS": "4/1/2026"}, "row.service-on-in-future"),
        ({"DOS": "3/1/1026"}, "row.service-on-too-old"),
        ({"CPT": "9896"}, "row.code-unreadable"),
        ({"Modifiers": "U2X"}, "row.modifiers-unreadable"),
        ({"Modifiers": "U1 U2 U3 U4 U5"}, "row.modifiers-too-many"),
        ({"Units": "2.5"}, "row.units-unreadable"),
        ({"Minutes": "a while"}, "row.minutes-unreadable"),
        ({"Minutes": "45"}, "row.minutes-differ"),
        ({"Start": "25:00"}, "row.start-unreadable"),
        ({"Start": "11:00"}, "row.end-before-start"),
        ({"POS": "the park"}, "row.place-unreadable"),
        ({"Dx": "homeless"}, "row.diagnoses-unreadable"),
        ({"Auth_#": "1.2E+11"}, "row.authorization-unreadable"),
        ({"Plan": "?"}, "row.plan-unreadable"),
    ],
)
def test_each_thing_that_is_wrong_has_its_code(changes: dict[str, str], code: str) -> None:
    assert problems(**changes) == [code]


def test_all_problems_of_a_row_come_at_once() -> None:
    assert problems(CIN="1", DOS="x", Units="0", Dx="Z55.9 ?") == [
        "row.cin-unreadable",
        "row.service-on-unreadable",
        "row.units-unreadable",
        "row.diagnoses-unreadable",
    ]


def test_a_problem_names_row_and_header_as_the_person_sees_them() -> None:
    found = outcome(Units="2.5")
    assert isinstance(found, Refused)
    assert found.problems == (
        Problem(
            code="row.units-unreadable",
            what="2.5 is not a whole number from 1 to 9999",
            where="row 2, column Units",
            fix="write a whole number",
        ),
    )


def test_no_problem_repeats_what_a_shifted_column_holds() -> None:
    planted = ("Quillfeather", "90000001A", "1961-07-04")
    for header in HEADERS:
        for personal in planted:
            found = outcome(**{header.replace(" ", "_"): personal})
            if isinstance(found, Refused):
                words = " ".join(w for p in found.problems for w in (p.what, p.where, p.fix))
                assert personal not in words, header


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Plan": "Quillfeather"}, "row.plan-unreadable"),
        ({"Auth #": "90000001A"}, "row.authorization-unreadable"),
        ({"Auth #": "90000001A35"}, "row.authorization-unreadable"),
        ({"Auth #": "Quillfeather"}, "row.authorization-unreadable"),
        ({"Auth #": "Fern Quillfeather 7"}, "row.authorization-unreadable"),
        ({"Auth #": "07/04/1961"}, "row.authorization-unreadable"),
        ({"CPT": "Maria"}, "row.code-unreadable"),
    ],
)
def test_a_name_or_a_cin_in_the_wrong_column_is_neither_kept_nor_repeated(
    cells: dict[str, str], code: str
) -> None:
    found = outcome(**cells)
    assert isinstance(found, Refused)
    assert found.codes == [code]
    (text,) = cells.values()
    assert text not in str(found)
