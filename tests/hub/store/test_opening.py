"""Opening a ledger: its address, its tables, what its role may do, what a lock means."""

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from hub.store import migrations, sqlite
from hub.store.errors import LogUnavailable
from hub.store.jobs import NewJob
from hub.store.log import open_log
from hub.store.opening import open_database
from hub.store.postgres import RUNTIME_ROLE
from hub.store.tables import METADATA
from tests.hub.store.facts import NOON, REGISTRY, add, change, lookups_of, make_log, noted


def test_the_tables_are_what_the_migrations_make(any_url: str) -> None:
    database = open_database(any_url)
    database.migrate()
    with database.writing() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.engine.dispose()


def test_the_newest_migration_is_the_one_that_opening_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.REVISION


def test_two_that_open_a_new_ledger_at_once_make_its_tables_once(lasting_url: str) -> None:
    databases = [open_database(lasting_url) for _ in range(4)]
    threads = [threading.Thread(target=database.migrate) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with databases[0].reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM head")) == 1
    for database in databases:
        database.engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_spelling_of_postgres_is_spoken_to_by_psycopg2(scheme: str) -> None:
    database = open_database(f"{scheme}://somebody@db.example/hub")
    assert database.engine.dialect.driver == "psycopg2"


def test_a_hub_without_its_keys_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_log("memory:", tmp_path / "none", REGISTRY, lookups_of=lookups_of)


def test_sqlite_waits_for_the_disk_and_for_others(tmp_path: Path) -> None:
    log = make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
    promises = {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1}
    with log.transaction() as connection:
        for name, value in promises.items():
            assert connection.scalar(text(f"PRAGMA {name}")) == value
        assert connection.scalar(text("PRAGMA busy_timeout")) == sqlite.LOCK_WAIT_MS
    log.close()


def test_postgres_gives_up_on_a_lock_in_time(postgres_url: str, tmp_path: Path) -> None:
    log = make_log(postgres_url, tmp_path)
    with log.transaction() as connection:
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            assert connection.scalar(text(f"SHOW {name}")) != "0"
    log.close()


def test_a_ledger_that_stays_locked_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PRAGMAS", ("PRAGMA journal_mode = WAL",))
    monkeypatch.setattr(sqlite, "LOCK_WAIT_MS", 10)
    log = make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
    add(log, change("a", *noted("1")))
    other = sqlite3.connect(tmp_path / "hub.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogUnavailable, match="locked"):
        add(log, change("b", *noted("secret")))
    assert log.head().position == 1  # readers do not wait
    other.close()
    log.close()


def test_the_runtime_role_can_do_everything_but_change_events(
    postgres_url: str, tmp_path: Path
) -> None:
    owner = make_log(postgres_url, tmp_path)
    role = "runtime_" + tmp_path.name.replace("-", "_").lower()[-20:]
    with owner.transaction() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        connection.execute(text(RUNTIME_ROLE.format(role=role)))
    owner.close()
    url = make_url(postgres_url).set(username=role).render_as_string()
    log = open_log(url, tmp_path / "keys", REGISTRY, lookups_of=lookups_of)
    add(log, change("a", *noted("1")))
    log.rebuild_lookups()
    log.take_numbers("claim")
    log.archive.put(b"x", media="text/plain")
    log.destroy_key(change("a").stream_id)
    log.schedule("alarms", NOON, NewJob("clock", "alarm"))
    for statement in ("UPDATE event SET actor = 'x'", "DELETE FROM event", "TRUNCATE event"):
        with pytest.raises(ProgrammingError, match="permission"), log.transaction() as connection:
            connection.execute(text(statement))
    log.close()


def test_memory_ends_with_its_log(tmp_path: Path) -> None:
    first, second = (make_log("memory:", tmp_path / name) for name in ("one", "two"))
    add(first, change("a", *noted("1")))
    assert (first.head().position, second.head().position) == (1, 0)
    first.close()
    second.close()
