"""Sheets from the command line: what went in, what did not, and never who it was about."""

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from adapters.sheets.columns import columns_of
from domain.problem import Refused
from hub.services.agreements.plans import publish_rates
from hub.services.billing.claim_building import build_claims
from tests.support.commands import hub_command, hub_process
from tests.support.hubs import reopened
from tests.support.sheets import (
    ANA,
    MEMBER_HEADER,
    STRANGER,
    VISIT_HEADER,
    ready_hub,
    sheet,
    visit,
)

GOOD = visit("1")
BAD = visit("2", cin=STRANGER, day="2026-13-02", units="-1")
PLANTED = ("Quillfeather", "Zebulon", "97777777Q", "1971-11-30", "11/30/1971", "Wisteria Lane")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ready_hub(tmp_path).close()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "visits.csv").write_bytes(sheet(VISIT_HEADER, GOOD, BAD))
    return tmp_path


def test_refused_rows_are_listed_then_one_line_sums_up() -> None:
    ran = hub_command("encounter", "import", "visits.csv", "--partner", "LPV")
    assert ran.exit_code == 3
    assert ran.stdout.splitlines() == [
        "row 3, column DOS: what is written is not a day  [row.service-on-unreadable]",
        "  fix  write the day like 2026-03-01 or 3/1/2026",
        "row 3, column Units: -1 is not a whole number from 1 to 9999",
        "  [row.units-unreadable]",
        "  fix  write a whole number",
        "2 rows: 1 recorded, 0 unchanged, 0 not billable, 1 refused",
    ]
    assert ran.stderr == ""


def test_the_same_as_json() -> None:
    ran = hub_command("encounter", "import", "visits.csv", "--partner", "LPV", "--json")
    document = ran.document
    assert list(document) == [
        *("outcome", "dry_run", "partner", "sha256", "rows", "recorded", "corrected"),
        *("unchanged", "not_billable", "claims_to_correct", "was", "refused", "unread_columns"),
    ]
    assert (document["outcome"], document["was"]) == ("some rows refused", None)
    (row,) = document["refused"]
    assert row["row"] == 3
    assert row["problems"][1] == {
        "code": "row.units-unreadable",
        "what": "-1 is not a whole number from 1 to 9999",
        "where": "row 3, column Units",
        "fix": "write a whole number",
    }


def test_a_dry_run_leaves_nothing_behind() -> None:
    ran = hub_command("encounter", "import", "visits.csv", "--partner", "LPV", "--dry-run")
    assert ran.stdout.splitlines()[-1].startswith("would be: 2 rows: 1 recorded")
    assert hub_command("encounter", "list").stdout == "no such encounters\n"


def test_a_sheet_that_came_in_before_ends_with_5(folder: Path) -> None:
    (folder / "good.csv").write_bytes(sheet(VISIT_HEADER, GOOD))
    first = hub_command("encounter", "import", "good.csv", "--partner", "LPV")
    again = hub_command("encounter", "import", "good.csv", "--partner", "LPV", "--json")
    assert (first.exit_code, again.exit_code) == (0, 5)
    assert (again.document["outcome"], again.document["was"]["recorded"]) == ("duplicate", 1)


def test_a_row_is_corrected_and_listed(folder: Path) -> None:
    hub_command("encounter", "import", "visits.csv", "--partner", "LPV")
    (folder / "again.csv").write_bytes(sheet(VISIT_HEADER, visit("1", units="2", minutes="60")))
    refused = hub_command("encounter", "import", "again.csv", "--partner", "LPV")
    assert "[encounter.differs]" in refused.stdout
    corrected = hub_command("encounter", "correct", "again.csv", "--partner", "LPV")
    assert corrected.exit_code == 0
    (row,) = hub_command("encounter", "list", "--state", "ready", "--json").document["encounters"]
    assert (row["units"], row["partner_code"]) == (2, "LPV")


def test_a_correction_names_the_claims_that_bill_what_was_corrected(folder: Path) -> None:
    hub_command("encounter", "import", "visits.csv", "--partner", "LPV")
    hub = reopened(folder)  # on a day within the filing limit
    rates = sheet("Code,Mod,Rate,Start,Source", "98960,U2,26.66,2026-01-01,notice")
    assert not isinstance(publish_rates(hub, "acme", rates), Refused)
    assert len(build_claims(hub).claims) == 1
    hub.close()
    (folder / "again.csv").write_bytes(sheet(VISIT_HEADER, visit("1", units="2", minutes="60")))
    dry = hub_command(
        *("encounter", "correct", "again.csv", "--partner", "LPV", "--dry-run", "--json")
    )
    assert dry.document["claims_to_correct"] == ["LPV00000001"]
    ran = hub_command("encounter", "correct", "again.csv", "--partner", "LPV")
    assert ran.exit_code == 3
    assert "hub claim correct LPV00000001" in " ".join(ran.stdout.split())


def test_a_workbook_comes_in_like_a_csv(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "march.xlsx") as book:
        page = book.add_worksheet("March")
        for at, cells in enumerate((VISIT_HEADER.split(","), visit("007").split(","))):
            page.write_row(at, 0, cells)
        page.write_datetime(1, 2, datetime(2026, 3, 2), book.add_format({"num_format": "m/d/yy"}))  # noqa: DTZ001 - a day has no zone
    ran = hub_command("encounter", "import", "march.xlsx", "--partner", "LPV")
    assert ran.stdout == "1 row: 1 recorded, 0 unchanged, 0 not billable, 0 refused\n"
    (folder / "march.csv").write_bytes(sheet(VISIT_HEADER, visit("007")))
    again = hub_command("encounter", "import", "march.csv", "--partner", "LPV")
    assert again.stdout == "1 row: 0 recorded, 1 unchanged, 0 not billable, 0 refused\n"


def test_columns_nobody_knows_are_told_on_stderr(folder: Path) -> None:
    (folder / "odd.csv").write_bytes(sheet(f"{VISIT_HEADER},Moon phase", f"{GOOD},full"))
    ran = hub_command("encounter", "import", "odd.csv", "--partner", "LPV")
    assert ran.stderr == "not read, because nobody here knows what they are headed: columns K\n"


def test_a_file_without_headers_is_refused_whole(folder: Path) -> None:
    (folder / "note.csv").write_text("hello, world\n")
    ran = hub_command("encounter", "import", "note.csv", "--partner", "LPV")
    assert ran.exit_code == 1
    assert "[sheet.no-header]" in ran.stderr


def test_members_and_authorizations_come_in(folder: Path) -> None:
    (folder / "members.csv").write_bytes(
        sheet(MEMBER_HEADER, f"{STRANGER},Dogwood,Dan,1999-01-01,M,acme,2026-01-01,")
    )
    (folder / "list.csv").write_bytes(
        sheet("CIN,Code,Mod,Units,Start,End", f"{ANA},G9012,U2,6,2026-01-01,2026-12-31")
    )
    members = hub_command("member", "import", "members.csv")
    assert members.stdout == (
        "1 row: 1 new, 0 corrected, 0 with new coverage, 0 unchanged, 0 refused\n"
    )
    grants = hub_command("authorization", "import", "list.csv", "--plan", "acme", "--json")
    assert (grants.exit_code, grants.document["granted"]) == (0, 1)


def test_no_detail_of_a_member_is_printed_logged_or_written_in_the_open(folder: Path) -> None:
    cin, shifted = "97777777Q", "Quillfeather,Zebulon,97777777Q,1971-11-30"
    header = "CIN,Last name,First name,DOB,Sex,Address,City,ZIP,Plan,Coverage start"
    person = f"{cin},Quillfeather,Zebulon,11/30/1971,F,7 Wisteria Lane,Davis,95616,acme"
    files = {
        "m1.csv": sheet(header, f"{person},2026-01-01"),
        "m2.csv": sheet(
            header, f"{person},2026-01-01".replace("Zebulon", "Zeb"), f"{shifted},,,,,,"
        ),
        "v1.csv": sheet(VISIT_HEADER, visit("1", cin=cin), f"9,{shifted},U2,x,y,z,12,Q"),
        "v2.csv": sheet(VISIT_HEADER, visit("1", cin=cin, units="2"), visit("7", cin="97777778Q")),
        "a1.csv": sheet("Auth #,CIN,Code,Units,Start,End,Plan", f"1,{shifted},,,"),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    said = ""
    for words in (
        *(("member", "import", name) for name in ("m1.csv", "m2.csv")),
        *(("encounter", "import", name, "--partner", "LPV") for name in ("v1.csv", "v2.csv")),
        ("authorization", "import", "a1.csv"),
        ("encounter", "list"),
    ):
        for flags in ((), ("--json",)):
            said += _said(folder, *words, *flags)
    assert [detail for detail in PLANTED if detail.lower() in said.lower()] == []
    written = [path for path in folder.rglob("*") if path.is_file() and path.name not in files]
    assert [
        (path.name, detail)
        for path in written
        for detail in PLANTED
        if detail.encode() in path.read_bytes() or detail in path.name
    ] == []


def _said(folder: Path, *words: str) -> str:
    ran = hub_process(folder, *words, HUB_LOG="debug", HUB_LOG_FILE="")
    assert '"event": "command ended"' in ran.stderr
    return ran.stdout + ran.stderr


@pytest.mark.parametrize("noun", ["member", "encounter", "authorization"])
def test_help_names_every_column_of_the_sheet(noun: str) -> None:
    said = " ".join(hub_command(noun, "import", "--help").stdout.split())
    for column in columns_of(f"{noun}s").columns.values():
        assert column.title in said
    assert "ops/runbooks/sheets.md" in said
