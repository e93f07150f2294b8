"""The ledger in one SQLite file: write-ahead log, every commit on disk before it counts."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from hub.store.database import READ, STORED, AlreadyRecorded, Row, StoredRow, first_line
from hub.store.errors import AddressUnusable, LedgerDamaged, LogUnavailable, NoLedger

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
# CROSS JOIN: what is asked for leads, the index of streams and versions answers
_THERE = (
    "SELECT event.stream_id FROM json_each(?) AS asked CROSS JOIN event "
    "ON event.stream_id = json_extract(asked.value, '$[0]') "
    "AND event.version = json_extract(asked.value, '$[1]')"
)


_LET_IN = "let the user who runs the hub read and write the file and its folder"
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_CLOSED = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})


def open_sqlite(url: str, *, must_exist: bool = False) -> Engine:
    """An engine on the file that `url` names, such as ``sqlite:///hub.db``.

    The first connection makes the file, for its owner alone, or raises `NoLedger` where it
    `must_exist`. Raises `AddressUnusable` where `url` names no file.
    """
    path = file_of(url)
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, connect_args={"timeout": LOCK_WAIT_MS / 1000})

    def before_connecting(*_: Any) -> None:
        if must_exist and not path.exists():
            raise NoLedger
        _make_for_its_owner(path)

    event.listen(engine, "do_connect", before_connecting)
    prepare(engine)
    return engine


def file_of(url: str) -> Path:
    """The file that an address names; raises `AddressUnusable` where it names none."""
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.host or address.database in {None, "", ":memory:"}:
        raise AddressUnusable(
            "HUB_DATABASE_URL names no file",
            "write three slashes and the file: sqlite:///hub.db in the current folder, "
            "sqlite:////srv/hub/hub.db anywhere else",
        )
    return Path(str(address.database))


def _make_for_its_owner(path: Path) -> None:
    # the files that SQLite lays beside it take over its mode
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except FileNotFoundError:
        raise AddressUnusable(
            f"there is no folder {path.parent} to keep the ledger in",
            "make the folder, or name another one in HUB_DATABASE_URL",
        ) from None
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise AddressUnusable(f"the ledger's file cannot be opened: {why}", _LET_IN) from None


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

    def there(self, connection: Connection, events: Sequence[tuple[str, int]]) -> set[str]:
        """The streams, of pairs (stream id, version), that have an event of that version."""
        with closing(_cursor(connection)) as cursor:
            asked = msgspec.json.encode(events).decode()
            return {stream_id for (stream_id,) in cursor.execute(_THERE, (asked,))}

    def lock_schema(self, connection: Connection) -> None:
        """Nothing: BEGIN IMMEDIATE already keeps every other writer out."""

    def named(self, error: BaseException | None) -> Exception | None:
        """Damage, a file that may not be written, or a database that does not answer in time."""
        if not isinstance(error, sqlite3.DatabaseError):
            return None
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of an extended code is why
        if code in _DAMAGED:
            return LedgerDamaged(first_line(error))
        if code in _CLOSED:
            what = f"the ledger's file cannot be written: {first_line(error)}"
            return AddressUnusable(what, _LET_IN)
        is_outage = isinstance(error, sqlite3.OperationalError)
        return LogUnavailable(first_line(error)) if is_outage else None


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _read_leniently(row: Sequence[Any]) -> StoredRow:
    *envelope, state, leaf = row
    read: list[Any] = [
        part.decode("utf-8", "replace") if isinstance(part, bytes) else part for part in envelope
    ]
    return (*read, state, leaf)
