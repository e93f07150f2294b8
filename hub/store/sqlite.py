"""The ledger in one SQLite file: write-ahead log, every commit on disk before it counts."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event

from hub.store.database import READ, STORED, AlreadyRecorded, Row, StoredRow

LOCK_WAIT_MS = 30_000

_PRAGMAS = (
    f"PRAGMA busy_timeout = {LOCK_WAIT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # REPLACE fires the triggers that refuse deletion only when this is on
    "PRAGMA recursive_triggers = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
)

_INSERT = f"INSERT INTO event ({STORED}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608
_PAGE = (
    f"SELECT {READ} FROM event "  # noqa: S608
    "WHERE position > ? AND position <= ? ORDER BY position"
)
# a byte that is no longer text must reach verification, not stop it
_PAGE_AS_STORED = (
    "SELECT position, CAST(stream_id AS BLOB), version, CAST(type AS BLOB), schema, "
    "CAST(key_id AS BLOB), recorded_at, CAST(actor AS BLOB), CAST(command_id AS BLOB), "
    "CAST(state AS BLOB), CAST(leaf AS BLOB) FROM event "
    "WHERE position > ? AND position <= ? ORDER BY position"
)
_STREAMS = (
    f"SELECT {READ} FROM event "  # noqa: S608
    "WHERE stream_id IN (SELECT value FROM json_each(?)) ORDER BY stream_id, version"
)


def open_sqlite(url: str) -> Engine:
    """An engine on the file that `url` names, such as ``sqlite:///hub.db``."""
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_MS / 1000})
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Make every connection of `engine` keep the promises of this module."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where pysqlite guesses
    with closing(connection.cursor()) as cursor:
        for pragma in _PRAGMAS:
            cursor.execute(pragma)


def _on_begin(connection: Connection) -> None:
    # a transaction that reads and later writes could not wait for the lock: it would fail at once
    only_reads = connection.get_execution_options().get("only_reads", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


class SqliteBulk:
    """Many events at once, by SQLite's own cursor."""

    outages: tuple[type[Exception], ...] = (sqlite3.OperationalError,)

    def insert(self, connection: Connection, rows: Iterable[StoredRow]) -> None:
        """Add `rows` through one prepared statement."""
        with closing(_cursor(connection)) as cursor:
            try:
                cursor.executemany(_INSERT, rows)
            except sqlite3.IntegrityError as error:
                raise AlreadyRecorded from error

    def page(self, connection: Connection, after: int, until: int) -> list[Row]:
        """The rows with ``after < position <= until``, in position order."""
        with closing(_cursor(connection)) as cursor:
            rows: list[Row] = cursor.execute(_PAGE, (after, until)).fetchall()
        return rows

    def page_as_stored(self, connection: Connection, after: int, until: int) -> list[StoredRow]:
        """The same, where bytes that are no text any more become the replacement character."""
        with closing(_cursor(connection)) as cursor:
            stored = cursor.execute(_PAGE_AS_STORED, (after, until)).fetchall()
        return [_read_leniently(row) for row in stored]

    def streams(self, connection: Connection, stream_ids: Sequence[str]) -> list[Row]:
        """Every row of these streams, each stream in version order."""
        with closing(_cursor(connection)) as cursor:
            ids = msgspec.json.encode(stream_ids).decode()
            rows: list[Row] = cursor.execute(_STREAMS, (ids,)).fetchall()
        return rows

    def lock_schema(self, connection: Connection) -> None:
        """Nothing: BEGIN IMMEDIATE already keeps every other writer out."""


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _read_leniently(row: Sequence[Any]) -> StoredRow:
    *envelope, state, leaf = row
    read: list[Any] = [
        part.decode("utf-8", "replace") if isinstance(part, bytes) else part for part in envelope
    ]
    return (*read, state, leaf)
