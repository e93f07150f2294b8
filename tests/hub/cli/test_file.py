"""`hub file`: a file is found by either of its names, and its bytes come back as they came."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from hub.cli.frame import CONFLICT, DONE, FAILED
from hub.services.receiving.receiving import receive_file
from tests.support.billing import ready_hub
from tests.support.commands import hub_command, hub_process

CONTENT = b"ISA, and nothing that anybody reads"
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def archive_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A hub that received a file: the id by which its archive knows the file."""
    monkeypatch.chdir(tmp_path)
    billing = ready_hub(tmp_path)
    for _ in range(2):
        receive_file(billing.hub, CONTENT, "a.835")
    known = billing.hub.log.archive.id_of(sha256(CONTENT).digest())
    billing.hub.close()
    return known


def test_a_list_relates_the_digest_to_the_id(archive_id: str) -> None:
    ran = hub_command("file", "list")
    assert ran.exit_code == DONE
    assert DIGEST[:8] in ran.stdout
    assert archive_id[:8] in ran.stdout
    (file,) = hub_command("file", "list", "--json").document["files"]
    assert (file["archive_id"], file["sha256"], file["times"]) == (archive_id, DIGEST, 2)


@pytest.mark.parametrize("length", [4, 8, 64])
def test_a_file_goes_by_the_beginning_of_either_name(archive_id: str, length: int) -> None:
    for name in (archive_id, DIGEST):
        found = hub_command("file", "show", name[:length], "--json").document
        assert (found["archive_id"], found["sha256"]) == (archive_id, DIGEST)


@pytest.mark.usefixtures("archive_id")
def test_a_file_that_is_not_there_is_told_with_where_to_look() -> None:
    ran = hub_command("file", "show", "00000000ffff")
    assert ran.exit_code == FAILED
    assert "[file.unknown]" in ran.stderr
    assert "hub file list" in ran.stderr


def test_the_bytes_come_back_as_they_came_for_the_owner_alone(
    archive_id: str, tmp_path: Path
) -> None:
    ran = hub_process(tmp_path, "file", "save", archive_id[:8], "copy.835")
    assert ran.exit_code == DONE
    copy = tmp_path / "copy.835"
    assert copy.read_bytes() == CONTENT
    assert copy.stat().st_mode & 0o777 == 0o600


def test_saving_overwrites_nothing(archive_id: str, tmp_path: Path) -> None:
    (tmp_path / "copy.835").write_text("mine")
    ran = hub_command("file", "save", archive_id, "copy.835", "--json")
    assert ran.exit_code == CONFLICT
    assert (tmp_path / "copy.835").read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(archive_id: str) -> None:
    ran = hub_command("file", "save", archive_id, "nowhere/copy.835")
    assert ran.exit_code == FAILED
    assert "[file.unwritable]" in ran.stderr


def test_a_file_kept_before_digests_were_is_found_by_its_digest(
    archive_id: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "hub.db")) as connection, connection:
        connection.execute("UPDATE archive SET digest = NULL")
    found = hub_command("file", "show", DIGEST[:8], "--json").document
    assert found["archive_id"] == archive_id


def test_the_digest_of_a_file_does_not_stand_in_the_open(archive_id: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "hub.db")) as connection:
        ((kept, stored),) = connection.execute("SELECT archive_id, digest FROM archive")
    assert kept == archive_id
    assert bytes.fromhex(DIGEST) not in stored
