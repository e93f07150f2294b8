"""Encounters come in once, whatever is handed in how often; what cannot come in says why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.care.encounter import ENCOUNTER, NotBillableEncounter, ReadyEncounter
from domain.problem import Refused
from domain.received_file import FileReceived, FileReceivedAgain
from hub.services.agreements.partners import UncheckedPartner, join
from hub.services.care.intake import (
    EncounterImport,
    EncounterOptions,
    import_encounters,
    list_encounters,
)
from hub.services.care.members import MemberOptions, import_members
from hub.wiring import Hub
from tests.support.sheets import (
    ANA,
    BEN,
    MEMBER_HEADER,
    STRANGER,
    VISIT_HEADER,
    ready_hub,
    sheet,
    visit,
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = ready_hub(tmp_path)
    yield hub
    hub.close()


def take_in(hub: Hub, *rows: str, corrects: bool = False, dry_run: bool = False) -> EncounterImport:
    options = EncounterOptions("LPV", corrects=corrects, dry_run=dry_run)
    found = import_encounters(hub, sheet(VISIT_HEADER, *rows), options)
    assert not isinstance(found, Refused), found
    return found


def codes(found: EncounterImport) -> dict[int, list[str]]:
    return {row.row: [problem.code for problem in row.problems] for row in found.refused}


def states(hub: Hub) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.state, row.reasons) for row in list_encounters(hub)]


def test_good_rows_go_in_and_every_problem_of_the_others_comes_back(hub: Hub) -> None:
    found = take_in(
        hub,
        visit("1"),
        visit("2", day="2027-03-02", units="-1"),
        visit("3", cin=STRANGER),
        visit("4", day="2026-03-03"),
    )
    assert (found.rows, found.recorded) == (4, 2)
    assert codes(found) == {
        3: ["row.service-on-in-future", "row.units-unreadable"],
        4: ["encounter.member-unknown"],
    }
    assert states(hub) == [("ready", ()), ("ready", ())]


def test_a_row_whose_member_is_unknown_says_what_to_do(hub: Hub) -> None:
    (row,) = take_in(hub, visit("1", cin=STRANGER)).refused
    (problem,) = row.problems
    assert problem.what == "no member with this CIN is known"
    assert problem.where == "row 2, column CIN"
    assert problem.fix == "import the member first (hub member import), then this file again"


def test_a_visit_nobody_can_be_billed_for_is_recorded_with_its_reason(hub: Hub) -> None:
    found = take_in(
        hub,
        visit("1", cin=""),
        visit("2", code="", modifiers=""),
        visit("3", code="59409", modifiers="XP"),
        visit("4", cin=BEN, day="2026-03-02"),
    )
    assert found.refused == ()
    assert found.recorded == 0
    assert found.not_billable == {
        "member-not-covered": 1,
        "no-cin": 1,
        "service-not-billed": 2,
    }
    assert {state for state, _ in states(hub)} == {"not-billable"}


def test_a_code_without_its_modifier_is_kept_to_be_put_right(hub: Hub) -> None:
    assert take_in(hub, visit("1", modifiers="")).recorded == 1


def test_the_same_row_in_another_file_adds_nothing(hub: Hub) -> None:
    take_in(hub, visit("1"))
    before = hub.log.head().position
    found = take_in(hub, visit("1"), visit("2", day="2026-03-03"))
    assert (found.recorded, found.unchanged) == (1, 1)
    assert hub.log.head().position == before + 2  # the second visit, and the file


def test_the_same_row_saying_something_else_is_refused(hub: Hub) -> None:
    take_in(hub, visit("1"))
    found = take_in(hub, visit("1", units="2", minutes="60"))
    assert codes(found) == {2: ["encounter.differs"]}
    (problem,) = found.refused[0].problems
    assert problem.what == "this row was handed in before and says something else now"
    assert problem.where == "row 2"
    assert problem.fix == "if the new row is right, run: hub encounter correct"


def test_a_correction_states_the_row_anew(hub: Hub) -> None:
    take_in(hub, visit("1"))
    found = take_in(hub, visit("1", units="2", minutes="60"), corrects=True)
    assert (found.corrected, found.refused) == (1, ())
    assert [row.units for row in list_encounters(hub)] == [2]


def test_a_correction_of_a_row_never_handed_in_is_refused(hub: Hub) -> None:
    assert codes(take_in(hub, visit("9"), corrects=True)) == {2: ["encounter.unknown"]}
    assert list_encounters(hub) == []


def test_without_row_ids_alike_rows_of_one_file_are_different_visits(hub: Hub) -> None:
    rows = (visit(), visit(), visit(start="10:00"))
    assert take_in(hub, *rows).recorded == 3
    again = take_in(hub, *rows, visit())
    assert (again.recorded, again.unchanged) == (1, 3)


def test_a_row_id_twice_in_one_file_is_one_visit(hub: Hub) -> None:
    found = take_in(hub, visit("1"), visit("1"), visit("1", units="2"))
    assert (found.recorded, found.unchanged) == (1, 1)
    assert codes(found) == {4: ["encounter.differs"]}


def test_the_same_bytes_again_add_only_that_they_came_again(hub: Hub) -> None:
    rows = (visit("1"), visit("2", cin=""), visit("3", cin=STRANGER))
    take_in(hub, *rows)
    before = hub.log.head().position
    again = take_in(hub, *rows)
    added = [fact.fact for page in hub.log.read(before) for fact in page]
    assert [type(fact) for fact in added] == [FileReceivedAgain]
    assert (again.recorded, again.unchanged, len(again.refused)) == (0, 2, 1)
    assert again.was is not None
    assert (again.was.recorded, again.was.not_billable, again.was.rows) == (1, 1, 3)


def test_once_the_member_is_known_the_same_file_brings_the_refused_row_in(hub: Hub) -> None:
    rows = (visit("1"), visit("3", cin=STRANGER))
    take_in(hub, *rows)
    newcomer = f"{STRANGER},Dogwood,Dan,1999-01-01,M,acme,2026-01-01,"
    import_members(hub, sheet(MEMBER_HEADER, newcomer), MemberOptions())
    again = take_in(hub, *rows)
    assert (again.recorded, again.unchanged, again.refused) == (1, 1, ())


def test_a_visit_that_was_not_billable_is_judged_anew_when_corrected(hub: Hub) -> None:
    row = visit("4", cin=BEN, day="2026-03-02")
    assert take_in(hub, row).not_billable == {"member-not-covered": 1}
    longer = f"{BEN},Birchfield,Ben,2021-04-05,M,birchwood,2026-01-01,2026-12-31"
    import_members(hub, sheet(MEMBER_HEADER, longer), MemberOptions())
    assert take_in(hub, row).unchanged == 1
    assert take_in(hub, row, corrects=True).corrected == 1
    assert states(hub) == [("ready", ())]


def test_one_partners_file_is_not_taken_as_anothers(hub: Hub) -> None:
    take_in(hub, visit("1"))
    join(hub, UncheckedPartner("OAK", "Oak Circle"), joined_on=hub.today)
    answer = import_encounters(hub, sheet(VISIT_HEADER, visit("1")), EncounterOptions("OAK"))
    assert isinstance(answer, Refused)
    assert answer.codes == ["encounter.file-handed-in-already"]
    assert answer.problems[0].what == "the same file was handed in as LPV's"


def test_a_dry_run_writes_nothing_at_all(hub: Hub) -> None:
    before = hub.log.head()
    rows = (visit("1"), visit("2", cin=""), visit("3", cin=STRANGER), visit("1"))
    dry = take_in(hub, *rows, dry_run=True)
    assert hub.log.head() == before
    wet = take_in(hub, *rows)
    assert (dry.recorded, dry.unchanged, dry.not_billable, dry.refused) == (
        wet.recorded,
        wet.unchanged,
        wet.not_billable,
        wet.refused,
    )


def test_every_encounter_knows_its_row_and_the_file_is_kept_as_it_came(hub: Hub) -> None:
    content = sheet(VISIT_HEADER, visit("1"), visit("2", cin=""))
    import_encounters(hub, content, EncounterOptions("LPV"))
    facts = [recorded.fact for page in hub.log.read() for recorded in page]
    (received,) = (fact for fact in facts if isinstance(fact, FileReceived))
    assert hub.log.archive.get(received.archive_id) == content
    ids = [row.encounter_id for row in list_encounters(hub)]
    for row, state in zip((2, 3), hub.handler.states(ENCOUNTER, ids).values(), strict=True):
        assert isinstance(state, ReadyEncounter | NotBillableEncounter)
        assert state.report.source is not None
        assert state.report.source.archive_id == received.archive_id
        assert state.report.source.segment == row


def test_a_key_cannot_be_guessed_back(hub: Hub) -> None:
    take_in(hub, visit("R-77"), visit())
    keys = [row.key for row in list_encounters(hub)]
    assert all(len(key) == 64 and "R-77" not in key and ANA not in key for key in keys)


def test_a_sheet_of_an_unknown_partner_is_refused(hub: Hub) -> None:
    answer = import_encounters(hub, sheet(VISIT_HEADER, visit("1")), EncounterOptions("zzz"))
    assert isinstance(answer, Refused)
    assert answer.codes == ["partner.unknown"]


@pytest.mark.parametrize("header", ["Date,Description,Debit,Credit,Balance", "Date,Memo,Amount"])
def test_a_file_of_a_bank_is_no_sheet_of_visits_and_records_nothing(hub: Hub, header: str) -> None:
    before = hub.log.head().position
    content = sheet(header, "2026-03-05,EFT 4471,45.75")
    answer = import_encounters(hub, content, EncounterOptions("LPV"))
    assert isinstance(answer, Refused)
    assert [(each.code, each.fix) for each in answer.problems] == [
        ("file.other-kind", "take it in with hub deposit import")
    ]
    assert (hub.log.head().position, list_encounters(hub)) == (before, [])


@pytest.mark.parametrize(
    ("header", "lacking"),
    [
        ("Date,Units,Minutes", ["who was visited", "what was done"]),
        ("CIN,Date,Units", ["what was done"]),
        ("Date,CPT,First name", ["who was visited"]),
        ("CIN,Date,CPT", []),
        ("Name,Date of birth,Date,Activity", []),
    ],
)
def test_a_sheet_that_never_says_who_or_what_is_refused_whole(
    hub: Hub, header: str, lacking: list[str]
) -> None:
    before = hub.log.head().position
    content = sheet(header, f"{ANA},2026-03-05,98960,,")
    answer = import_encounters(hub, content, EncounterOptions("LPV"))
    problems = answer.problems if isinstance(answer, Refused) else ()
    assert [each.what.split(":")[0] for each in problems] == [
        f"no column says {each}" for each in lacking
    ]
    assert all("Date" in each.what and ANA not in each.what for each in problems)
    assert (hub.log.head().position == before) is bool(lacking)


def test_thousands_of_rows_are_told_as_they_are_taken(hub: Hub) -> None:
    told: list[int] = []
    rows = [visit(str(at)) for at in range(2_500)]
    options = EncounterOptions("LPV")
    found = import_encounters(hub, sheet(VISIT_HEADER, *rows), options, advance=told.append)
    assert not isinstance(found, Refused)
    assert found.recorded == 2_500
    assert told == [1_000, 2_000, 2_500]
