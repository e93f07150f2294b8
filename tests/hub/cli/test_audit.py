"""`hub audit verify`: what was done to the ledger behind its back is found and named."""

import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from hub.cli.frame import FAILED
from hub.services.receiving.receiving import receive_file
from tests.hub.store.tampering import tamper
from tests.support.billing import ready_hub
from tests.support.commands import hub_command, hub_process


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verified_after(folder: Path, *statements: str) -> dict[str, object]:
    billing = ready_hub(folder)
    assert billing.hub.log.head().position > 12
    tamper(billing.hub.log, *statements)
    billing.hub.close()
    ran = hub_command("audit", "verify", "--json")
    assert ran.exit_code == (0 if ran.document["verified"] else FAILED)
    return ran.document


def test_a_ledger_left_alone_is_verified(folder: Path) -> None:
    found = verified_after(folder)
    assert (found["verified"], found["first_bad"]) == (True, None)


@pytest.mark.parametrize(
    ("statements", "first_bad"),
    [
        (["UPDATE event SET state = zeroblob(length(state)) WHERE position = 7"], 7),
        (["DELETE FROM event WHERE position = 5"], 5),
        (
            [
                "UPDATE event SET position = 1000 WHERE position = 3",
                "UPDATE event SET position = 3 WHERE position = 9",
                "UPDATE event SET position = 9 WHERE position = 1000",
            ],
            3,
        ),
    ],
    ids=["changed", "deleted", "swapped"],
)
def test_the_first_place_that_is_not_as_recorded_is_named(
    folder: Path, statements: list[str], first_bad: int
) -> None:
    found = verified_after(folder, *statements)
    assert (found["verified"], found["first_bad"]) == (False, first_bad)
    ran = hub_command("audit", "verify")
    assert ran.exit_code == FAILED
    assert ran.stdout.startswith(f"not as recorded, first at position {first_bad}: ")


def test_a_ledger_whose_facts_cannot_be_folded_is_verified_all_the_same(folder: Path) -> None:
    billing = ready_hub(folder)
    last = billing.hub.log.head().position
    billing.visit()
    tamper(
        billing.hub.log,
        f"UPDATE event SET state = zeroblob(4) WHERE position = {last + 1}",
        "UPDATE checkpoint SET position = 0",
    )
    billing.hub.close()
    ran = hub_command("audit", "verify", "--json")
    assert (ran.exit_code, ran.document["first_bad"]) == (FAILED, last + 1)
    other = hub_process(folder, "due")
    assert other.exit_code == FAILED
    assert "[hub.not-as-recorded]" in other.stderr
    assert f"where  position {last + 1}" in other.stderr


def test_a_chain_that_no_single_event_broke_is_told_without_a_position(folder: Path) -> None:
    verified_after(folder, "UPDATE head SET chain = zeroblob(32)")
    ran = hub_command("audit", "verify")
    assert ran.exit_code == FAILED
    assert ran.stdout.startswith("not as recorded, and no single event is to blame: ")


def test_one_flipped_bit_is_named(folder: Path) -> None:
    billing = ready_hub(folder)
    with billing.hub.log.transaction() as connection:
        stored = connection.exec_driver_sql("SELECT state FROM event WHERE position = 6")
        state = bytearray(stored.scalar_one())
    state[len(state) // 2] ^= 1
    tamper(billing.hub.log, f"UPDATE event SET state = x'{state.hex()}' WHERE position = 6")
    billing.hub.close()
    ran = hub_command("audit", "verify", "--json")
    assert (ran.exit_code, ran.document["first_bad"]) == (FAILED, 6)


def with_a_file(folder: Path) -> str:
    """A hub that received a file; the beginning of the file's id."""
    billing = ready_hub(folder)
    content = b"ISA, and nothing that anybody reads"
    receive_file(billing.hub, content, "a.835")
    archive_id = billing.hub.log.archive.id_of(sha256(content).digest())
    billing.hub.close()
    return archive_id


def spoil(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "hub.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_files_are_read_to_their_end_and_counted(folder: Path) -> None:
    with_a_file(folder)
    ran = hub_command("audit", "verify")
    assert ran.exit_code == 0
    assert re.fullmatch(
        r"verified: [0-9]+ events and 1 archived file are as they were recorded\n", ran.stdout
    )
    assert hub_command("audit", "verify", "--json").document["files"] == 1


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE archive_part SET content = zeroblob(length(content))", "its bytes were changed"),
        ("DELETE FROM archive_part", "its bytes were changed or removed"),
        ("UPDATE archive SET size = 0", "its bytes were changed or removed"),
        ("UPDATE archive SET size = 5", "its bytes were changed or removed"),
        ("DELETE FROM archive", "it is gone"),
    ],
)
def test_a_damaged_file_is_named_though_every_event_is_whole(
    folder: Path, statement: str, what: str
) -> None:
    archive_id = with_a_file(folder)
    spoil(folder, statement)
    ran = hub_command("audit", "verify", "--json")
    assert (ran.exit_code, ran.document["verified"]) == (FAILED, False)
    (damaged,) = ran.document["damaged_files"]
    assert damaged["archive_id"] == archive_id
    assert what in damaged["what"]
    shown = hub_command("audit", "verify")
    assert shown.exit_code == FAILED
    assert "not as kept: 1 of " in shown.stdout
    assert f"where  file {archive_id[:8]}" in shown.stdout
    assert "ops/runbooks/backup-and-restore.md" in shown.stdout
    assert [line for line in shown.stdout.splitlines() if len(line) > 80] == []
    assert shown.problem_codes == ("archive.file-damaged",)


def test_a_command_that_reads_from_a_damaged_file_says_so_and_does_not_break(folder: Path) -> None:
    archive_id = with_a_file(folder)
    spoil(folder, "UPDATE archive_part SET content = zeroblob(length(content))")
    ran = hub_process(folder, "file", "save", archive_id[:8], "copy.835")
    assert ran.exit_code == FAILED
    assert "hub.broke" not in ran.stderr
    assert "[archive.file-damaged]" in ran.stderr
    assert f"where  file {archive_id[:8]}" in ran.stderr
    assert "hub audit verify" in ran.stderr
    assert not (folder / "copy.835").exists()
