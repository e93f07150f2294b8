"""The ledger in PostgreSQL: events go in and come out through binary COPY.

The role that runs the hub needs no more than `RUNTIME_ROLE` grants; migrations need the owner.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from struct import Struct
from typing import Any

import psycopg2
from psycopg2.errors import DataCorrupted, IndexCorrupted, UniqueViolation
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from hub.store.database import STORED, AlreadyRecorded, Row, StoredRow, first_line
from hub.store.errors import AddressUnusable, DatabaseSilent, LedgerDamaged, LogUnavailable

CONNECT_SECONDS = 10
LOCK_WAIT_MS = 30_000
STATEMENT_MS = 300_000
IDLE_MS = 60_000

RUNTIME_ROLE = """
GRANT SELECT, INSERT ON event, data_key, archive, archive_part, schedule_run, seal TO {role};
GRANT SELECT, INSERT, DELETE ON lookup TO {role};
GRANT SELECT, UPDATE ON head TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON checkpoint, job TO {role};
GRANT SELECT, INSERT, UPDATE ON counter TO {role};
GRANT UPDATE (wrapped) ON data_key TO {role};
GRANT SELECT ON alembic_version TO {role};
"""
"""What the hub's role may do: nothing in it changes, removes or truncates an event."""

_SCHEMA_LOCK = 0x6C6564676572
_COPY_CHUNK_ROWS = 200
COPY_IN = f"COPY event ({STORED}) FROM STDIN (FORMAT BINARY)"

# the texts as one field: each field costs Python more than it costs the server to join them;
# no text that we write holds the separator, so a row that was changed to hold it reads differently
_SEPARATOR = "\x1f"
_FIELDS = (
    "position, version, schema, recorded_at, "
    "concat_ws(E'\\x1f', stream_id, type, key_id, actor, command_id), state"
)
_COPY_OUT = "COPY (SELECT {} FROM event WHERE {}) TO STDOUT (FORMAT BINARY)"
_PAGE = "position > %s AND position <= %s ORDER BY position"
_STREAMS = "stream_id = ANY(%s) ORDER BY stream_id, version"
_THERE = (
    "SELECT event.stream_id FROM unnest(%s::text[], %s::integer[]) AS asked (stream_id, version) "
    "JOIN event ON event.stream_id = asked.stream_id AND event.version = asked.version"
)

# PostgreSQL manual, COPY, "Binary Format": signature, flags, no header extension; the end is -1
_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


# what the driver says where nothing listens, and in plain words why
_SILENT = (
    ("Connection refused", "the connection was refused"),
    ("No such file or directory", "no server listens on that socket"),
    ("timeout expired", f"no answer within {CONNECT_SECONDS} seconds"),
    ("No route to host", "there is no way to that host"),
    ("unreachable", "there is no way to that host"),
)
# what it says where waiting mends nothing: what is wrong, and what to do
_WRONG = (
    ("could not translate host name", "a host that is not known", "correct the host"),
    ("password authentication failed", "a user or password that is not accepted", "correct them"),
    ("no password supplied", "no password, and the server asks for one", "add the password"),
    (r'role ".*" does not exist', "a user that is not there", "correct the user, or make it"),
    (r'database ".*" does not exist', "a database that is not there", "correct it, or make it"),
    ("no pg_hba.conf entry", "a user who is not let in from here", "let that user in from here"),
)


def open_postgres(url: str) -> Engine:
    """An engine on the database at `url`, always spoken to by psycopg2.

    Raises `AddressUnusable` where `url` cannot be read as an address.
    """
    address = _address(url)
    timeout = {} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_SECONDS}
    engine = create_engine(address, pool_pre_ping=True, connect_args=timeout)
    event.listen(engine, "connect", _on_connect)
    return engine


def _address(url: str) -> URL:
    try:
        return make_url(url).set(drivername="postgresql+psycopg2")
    except (ArgumentError, ValueError):
        raise AddressUnusable(
            "HUB_DATABASE_URL cannot be read as an address",
            "write it like postgresql://USER:PASSWORD@HOST:5432/NAME; in a password, write @ as "
            "%40, : as %3A and / as %2F",
        ) from None


def _on_connect(connection: Any, _record: Any) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute(
            f"SET lock_timeout = {LOCK_WAIT_MS}; SET statement_timeout = {STATEMENT_MS}; "
            f"SET idle_in_transaction_session_timeout = {IDLE_MS}; SET client_encoding = 'UTF8'"
        )
    connection.commit()


class PostgresBulk:
    """Many events at once, by COPY."""

    def insert(self, connection: Connection, rows: Iterable[StoredRow]) -> None:
        """Add `rows`; the server stores the first while the last are still being made."""
        with closing(_cursor(connection)) as cursor:
            try:
                cursor.copy_expert(COPY_IN, _Outgoing(rows))
            except UniqueViolation as error:
                raise AlreadyRecorded from error

    def page(self, connection: Connection, after: int, until: int) -> list[Row]:
        """The rows with ``after < position <= until``, in position order."""
        return _copied_out(connection, _PAGE, (after, until))

    def page_as_stored(self, connection: Connection, after: int, until: int) -> list[StoredRow]:
        """The same, with leaves; text of this database is always text."""
        query = f"SELECT {STORED} FROM event WHERE {_PAGE}"  # noqa: S608
        with closing(_cursor(connection)) as cursor:
            cursor.execute(query, (after, until))
            return [(*row[:9], bytes(row[9]), bytes(row[10])) for row in cursor]

    def streams(self, connection: Connection, stream_ids: Sequence[str]) -> list[Row]:
        """Every row of these streams, each stream in version order."""
        return _copied_out(connection, _STREAMS, (list(stream_ids),))

    def there(self, connection: Connection, events: Sequence[tuple[str, int]]) -> set[str]:
        """The streams, of pairs (stream id, version), that have an event of that version."""
        with closing(_cursor(connection)) as cursor:
            stream_ids, versions = [each for each, _ in events], [each for _, each in events]
            cursor.execute(_THERE, (stream_ids, versions))
            return {stream_id for (stream_id,) in cursor}

    def lock_schema(self, connection: Connection) -> None:
        """Let one process at a time change the tables; refused to a user who may make none."""
        may_make = "SELECT has_schema_privilege(current_schema(), 'CREATE')"
        if not connection.scalar(text(may_make)):
            raise AddressUnusable(
                "HUB_DATABASE_URL names a user who may not make tables in that database",
                "let the owner of the database make the ledger, or grant CREATE on its schema",
            )
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})

    def named(self, error: BaseException | None) -> Exception | None:
        """Damage, an address that leads nowhere, or a database that does not answer."""
        if isinstance(error, DataCorrupted | IndexCorrupted):
            return LedgerDamaged(first_line(error))
        if not isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
            return None
        said = str(error)
        for words, why in _SILENT:
            if words in said:
                return DatabaseSilent(why)
        if said.startswith(("connection to server", "could not translate")):
            for pattern, what, fix in _WRONG:
                if re.search(pattern, said):
                    return AddressUnusable(f"HUB_DATABASE_URL names {what}", fix)
        return LogUnavailable(first_line(error))


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _copied_out(connection: Connection, which: str, values: tuple[object, ...]) -> list[Row]:
    copied = io.BytesIO()
    with closing(_cursor(connection)) as cursor:
        query = cursor.mogrify(_COPY_OUT.format(_FIELDS, which), values)
        cursor.copy_expert(query, copied)
    return list(_read_rows(copied.getvalue()))


class _Outgoing:
    """A file of rows in binary COPY format that is written while it is read."""

    def __init__(self, rows: Iterable[StoredRow]) -> None:
        self._chunks = written(rows)

    def read(self, _size: int) -> bytes:
        return next(self._chunks, b"")


def written(rows: Iterable[StoredRow]) -> Iterator[bytes]:
    """`rows` in binary COPY format, piece by piece."""
    framed, rest = _Framed(), iter(rows)
    yield _SIGNATURE
    while chunk := list(islice(rest, _COPY_CHUNK_ROWS)):
        yield b"".join(_row_parts(chunk, framed))
    yield _END


class _Framed(dict[str, bytes]):
    """Texts as COPY wants them, each made once: most repeat from row to row."""

    def __missing__(self, words: str) -> bytes:
        if len(self) > 10_000:
            self.clear()
        written = words.encode()
        self[words] = framed = _length(len(written)) + written
        return framed


_length = Struct(">i").pack
_start = Struct(">hiq").pack  # eleven fields; eight bytes of position
_integer = Struct(">ii").pack
_long = Struct(">iq").pack


def _row_parts(rows: Iterable[StoredRow], framed: _Framed) -> Iterator[bytes]:
    for position, stream, version, name, schema, key, at, actor, command, state, leaf in rows:
        yield _start(11, 8, position)
        yield framed[stream]
        yield _integer(4, version)
        yield framed[name]
        yield _integer(4, schema)
        yield framed[key]
        yield _long(8, at)
        yield framed[actor]
        yield framed[command]
        yield _length(len(state))
        yield state
        yield _length(len(leaf))
        yield leaf


# a count of fields, four numbers each after its length, the length of the text that follows
_read_start = Struct(">hiqiiiiiqi").unpack_from
_read_length = Struct(">i").unpack_from
_START_LENGTH = 46


def _read_rows(copied: bytes) -> Iterator[Row]:
    at, end = len(_SIGNATURE), len(copied) - len(_END)
    while at < end:
        _, _, position, _, version, _, schema, _, recorded_at, length = _read_start(copied, at)
        texts = at + _START_LENGTH
        state = texts + length + 4
        at = state + _read_length(copied, state - 4)[0]
        parts: Any = copied[texts : state - 4].decode().split(_SEPARATOR, 4)
        stream_id, name, key_id, actor, command_id = parts
        yield (
            position, stream_id, version, name, schema, key_id, recorded_at, actor, command_id,
            copied[state:at],
        )  # fmt: skip
