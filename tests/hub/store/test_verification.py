"""Whatever is done to the event table, verification names the first position that is not right."""

import sqlite3
from pathlib import Path

import pytest

from hub.store.errors import NotAuthentic
from hub.store.log import FactLog
from hub.store.verification import Verification
from tests.hub.store.facts import PERSONAL, add, change, make_log, noted
from tests.hub.store.tampering import tamper

# one bit of each column, as SQLite and PostgreSQL both can say it
FLIPS = {
    "stream_id": "stream_id = 'c'",
    "version": "version = version + 8",
    "type": "type = 'test.opened'",
    "schema": "schema = 0",
    "key_id": "key_id = 'hub:2027'",
    "recorded_at": "recorded_at = recorded_at + 1",
    "actor": "actor = 'uester'",
    "command_id": "command_id = 'command-0'",
}


def _filled(log: FactLog) -> FactLog:
    add(log, change("a", *noted(*"12345")), change("b", *noted(*"678")))
    add(log, change("a", *noted("9"), after=5))
    return log


def _found(log: FactLog) -> tuple[bool, int | None]:
    result = log.verify()
    return result.ok, result.first_bad


def test_an_untouched_log_is_whole(log: FactLog) -> None:
    assert _filled(log).verify() == Verification(
        ok=True, positions=9, first_bad=None, what="every leaf and the chain agree"
    )


@pytest.mark.parametrize("column", FLIPS)
def test_a_changed_envelope_is_named(log: FactLog, column: str) -> None:
    tamper(_filled(log), f"UPDATE event SET {FLIPS[column]} WHERE position = 4")
    assert _found(log) == (False, 4)


@pytest.mark.parametrize("column", ["state", "leaf"])
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_one_flipped_bit_is_named(
    kind: str, column: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (
        f"sqlite:///{tmp_path / 'hub.db'}"
        if kind == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    log = _filled(make_log(url, tmp_path))
    with log.transaction() as connection:
        stored = connection.exec_driver_sql(f"SELECT {column} FROM event WHERE position = 6")
        value = bytearray(stored.scalar_one())
    value[len(value) // 2] ^= 1
    literal = f"x'{value.hex()}'" if kind == "sqlite" else f"'\\x{value.hex()}'"
    tamper(log, f"UPDATE event SET {column} = {literal} WHERE position = 6".replace(":", "\\:"))
    assert _found(log) == (False, 6)
    log.close()


def test_a_bit_flipped_in_the_file_itself_is_named(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    log = _filled(make_log(f"sqlite:///{file}", tmp_path))
    log.close()
    sqlite3.connect(file).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = bytearray(file.read_bytes())
    # the first actor in the file is in the page of events; 0xF4 begins no text
    stored[stored.rindex(b"tester")] ^= 0x80
    file.write_bytes(stored)
    is_whole, first_bad = _found(log)
    assert not is_whole
    assert first_bad is not None
    log.close()


def test_a_deleted_event_is_named(log: FactLog) -> None:
    tamper(_filled(log), "DELETE FROM event WHERE position = 3")
    assert _found(log) == (False, 3)


def test_reading_stops_where_an_event_is_missing(log: FactLog) -> None:
    tamper(_filled(log), "DELETE FROM event WHERE position = 3")
    with pytest.raises(NotAuthentic, match="position 3"):
        list(log.read())


def test_the_first_of_two_swapped_events_is_named(log: FactLog) -> None:
    swap = (
        "UPDATE event SET position = 100 WHERE position = 2",
        "UPDATE event SET position = 2 WHERE position = 7",
        "UPDATE event SET position = 7 WHERE position = 100",
    )
    tamper(_filled(log), *swap)
    assert _found(log) == (False, 2)


def test_a_log_cut_short_is_found(log: FactLog) -> None:
    tamper(_filled(log), "DELETE FROM event WHERE position >= 8")
    assert _found(log) == (False, 8)


def test_an_emptied_log_is_found(log: FactLog) -> None:
    tamper(_filled(log), "DELETE FROM event")
    assert _found(log) == (False, 1)


def test_an_event_past_the_head_is_found(log: FactLog) -> None:
    tamper(_filled(log), "UPDATE head SET position = 8")
    assert not log.verify().ok


def test_a_log_cut_short_together_with_its_head_has_the_wrong_chain(log: FactLog) -> None:
    tamper(_filled(log), "DELETE FROM event WHERE position = 9", "UPDATE head SET position = 8")
    assert _found(log) == (False, None)


def test_a_log_reads_whole_after_a_key_was_destroyed(any_url: str, tmp_path: Path) -> None:
    log = _filled(make_log(any_url, tmp_path, registry=PERSONAL))
    log.destroy_key(change("a").stream_id)
    assert log.verify().ok
    log.close()
