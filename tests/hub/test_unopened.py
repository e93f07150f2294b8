"""A ledger that does not open says why and what to do; nothing is made in its place."""

import os
from pathlib import Path

import pytest

from hub.cli.frame import CONFLICT, FAILED, UNAVAILABLE
from tests.support.commands import Ran, hub_process
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a new hub."""
    assert hub_process(tmp_path, "init").exit_code == 0
    return tmp_path


def codes(ran: Ran) -> list[str]:
    return [problem["code"] for problem in ran.document["problems"]]


def test_a_lost_ledger_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    (folder / "hub.db").unlink()
    for words in (("audit", "verify"), ("due",), ("partner", "list")):
        assert hub_process(folder, *words, "--json").exit_code == FAILED
    ran = hub_process(folder, "audit", "verify")
    assert (
        ran.stderr.split()
        == (
            "refused: the ledger hub.db is not here; only hub init makes a new one "
            f"[hub.no-ledger] where {folder / 'hub.db'} fix put it back from the backup "
            "(ops/runbooks/backup-and-restore.md); if HUB_DATABASE_URL was changed, set it back"
        ).split()
    )
    assert not (folder / "hub.db").exists()
    assert hub_process(folder, "init", "--json").exit_code == CONFLICT


def test_an_empty_database_is_not_taken_for_the_ledger(
    folder: Path,
    postgres_url: str,
) -> None:
    ran = hub_process(folder, "due", "--json", HUB_DATABASE_URL=postgres_url)
    assert (ran.exit_code, codes(ran)) == (FAILED, ["hub.no-ledger"])
    assert "the ledger in the database of HUB_DATABASE_URL is not here" in ran.stderr


@pytest.mark.parametrize("words", [("audit", "verify"), ("due",)], ids=" ".join)
def test_another_master_key_is_noticed_before_anything_is_done(
    folder: Path, words: tuple[str, ...]
) -> None:
    (folder / "keys" / "master").write_text(os.urandom(32).hex())
    ran = hub_process(folder, *words, "--json")
    assert (ran.exit_code, codes(ran)) == (FAILED, ["hub.other-master-key"])
    assert "this master key is not the one of this ledger" in ran.stderr
    assert "put back the right one" in ran.stderr


def test_a_damaged_key_is_named_without_its_content(folder: Path) -> None:
    (folder / "keys" / "index").write_text("secret-word")
    ran = hub_process(folder, "due", "--json")
    assert (ran.exit_code, codes(ran)) == (FAILED, ["hub.key-unreadable"])
    assert "secret-word" not in ran.stdout + ran.stderr


def test_a_damaged_ledger_says_so_and_asks_for_the_backup(folder: Path) -> None:
    (folder / "hub.db").write_bytes(b"no database " * 1000)
    ran = hub_process(folder, "audit", "verify", "--json")
    assert (ran.exit_code, codes(ran)) == (FAILED, ["hub.ledger-damaged"])
    assert "hub.db is damaged: file is not a database" in ran.stderr
    assert "put back the backup" in " ".join(ran.stderr.split())


# making one


@pytest.mark.parametrize(
    ("address", "exit_code", "code", "what"),
    [
        ("mysql://hub:secret@db.example/hub", FAILED, "hub.database-unusable",
         "HUB_DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ("memory:", FAILED, "hub.database-unusable",
         "HUB_DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ("sqlite:///gone/hub.db", FAILED, "hub.database-unusable",
         "there is no folder gone to keep the ledger in"),
        ("postgresql://hub:secret@127.0.0.1:1/hub", UNAVAILABLE, "hub.unavailable",
         "the ledger's database does not answer: the connection was refused"),
        ("postgresql://hub:secret@db.example/hub", FAILED, "hub.database-unusable",
         "HUB_DATABASE_URL names a host that is not known"),
    ],
)  # fmt: skip
def test_a_database_that_cannot_be_used_makes_nothing(
    tmp_path: Path, address: str, exit_code: int, code: str, what: str
) -> None:
    ran = hub_process(tmp_path, "init", "--json", HUB_DATABASE_URL=address)
    assert (ran.exit_code, codes(ran)) == (exit_code, [code])
    assert what in " ".join(ran.stderr.split())
    assert "again" not in ran.stderr
    assert "secret" not in ran.stdout + ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_lost_its_folder_is_not_made_anew(
    tmp_path: Path,
    postgres_url: str,
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for made in (first, second):
        made.mkdir()
    assert hub_process(first, "init", HUB_DATABASE_URL=postgres_url).exit_code == 0
    ran = hub_process(second, "init", "--json", HUB_DATABASE_URL=postgres_url)
    assert (ran.exit_code, codes(ran)) == (CONFLICT, ["hub.ledger-there-already"])
    assert list(second.iterdir()) == []
    assert hub_process(first, "due", HUB_DATABASE_URL=postgres_url).exit_code == 0


def test_keys_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    ran = hub_process(tmp_path, "init", "--json", HUB_KEYS=str(tmp_path / "taken" / "keys"))
    assert (ran.exit_code, codes(ran)) == (FAILED, ["setup.keys-unwritable"])
    assert not (tmp_path / "hub.toml").exists()
    assert hub_process(tmp_path, "init").exit_code == 0, "what was made so far is in nobody's way"


def test_what_a_command_makes_is_for_its_owner_alone(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"hub.db", "hub.toml", ".gitignore", "master"}
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
