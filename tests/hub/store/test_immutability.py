"""Events stay as they are, whatever statement is tried on them."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.store.log import FactLog
from tests.hub.store.facts import add, change, make_log, noted

COLUMNS = "stream_id, version, type, schema, key_id, recorded_at, actor, command_id, state, leaf"
OVER_A_POSITION = f"INSERT OR REPLACE INTO event SELECT 1, 'z', 9, {COLUMNS[20:]} FROM event"
OVER_A_VERSION = f"INSERT OR REPLACE INTO event SELECT 9, {COLUMNS} FROM event"
CHANGES = (
    "UPDATE event SET actor = 'nobody'",
    "UPDATE event SET position = 7",
    "DELETE FROM event",
)


def _is_refused(log: FactLog, statement: str) -> None:
    before = list(log.read())
    with pytest.raises(DBAPIError), log.transaction() as connection:
        connection.execute(text(statement))
    assert list(log.read()) == before
    assert log.verify().ok


@pytest.mark.parametrize("statement", CHANGES)
def test_an_event_is_never_edited_or_deleted(log: FactLog, statement: str) -> None:
    add(log, change("a", *noted("1")))
    _is_refused(log, statement)


def test_postgres_never_truncates_events(postgres_url: str, tmp_path: Path) -> None:
    log = make_log(postgres_url, tmp_path)
    add(log, change("a", *noted("1")))
    _is_refused(log, "TRUNCATE event")
    _is_refused(log, "TRUNCATE event CASCADE")
    log.close()


@pytest.mark.parametrize("statement", [OVER_A_POSITION, OVER_A_VERSION])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_event_is_replaced_even_by_a_connection_of_somebody_else(
    tmp_path: Path, statement: str, recursive: str
) -> None:
    log = make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
    add(log, change("a", *noted("1")))
    other = sqlite3.connect(tmp_path / "hub.db", isolation_level=None)
    other.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(sqlite3.IntegrityError, match="never replaced"):
        other.execute(statement)
    other.close()
    _is_refused(log, statement)
    log.close()


def test_no_event_is_slipped_in_behind_the_head(tmp_path: Path) -> None:
    log = make_log(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
    add(log, change("a", *noted("1")))
    _is_refused(log, f"INSERT INTO event SELECT 0, 'z', 1, {COLUMNS[20:]} FROM event")
    log.close()
