"""The ledger in PostgreSQL: events go in and come out through binary COPY.

The role that runs the hub needs no more than `RUNTIME_ROLE` grants; migrations need the owner.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from struct import Struct
from typing import Any

import psycopg2
from psycopg2.errors import UniqueViolation
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from hub.store.database import COLUMNS, AlreadyRecorded, Row

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
COPY_IN = f"COPY event ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
# the texts as one field: each field costs Python more than it costs the server to join them;
# no text that we write holds the separator, so a row that was changed to hold it reads differently
_SEPARATOR = "\x1f"
_FIELDS = (
    "position, version, schema, recorded_at, "
    "concat_ws(E'\\x1f', stream_id, type, key_id, actor, command_id), state, leaf"
)
_COPY_OUT = f"COPY (SELECT {_FIELDS} FROM event WHERE %s) TO STDOUT BINARY"  # noqa: S608
_PAGE = _COPY_OUT % "position > %s AND position <= %s ORDER BY position"
_STREAMS = _COPY_OUT % "stream_id = ANY(%s) ORDER BY stream_id, version"

# PostgreSQL manual, COPY, "Binary Format": signature, flags, no header extension; the end is -1
_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


def open_postgres(url: str) -> Engine:
    """An engine on the database at `url`, always spoken to by psycopg2."""
    address = make_url(url).set(drivername="postgresql+psycopg2")
    engine = create_engine(address, pool_pre_ping=True)
    event.listen(engine, "connect", _on_connect)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute(
            f"SET lock_timeout = {LOCK_WAIT_MS}; SET statement_timeout = {STATEMENT_MS}; "
            f"SET idle_in_transaction_session_timeout = {IDLE_MS}; SET client_encoding = 'UTF8'"
        )
    connection.commit()


class PostgresBulk:
    """Many events at once, by COPY."""

    outages: tuple[type[Exception], ...] = (psycopg2.OperationalError, psycopg2.InterfaceError)

    def insert(self, connection: Connection, rows: Iterable[Row]) -> None:
        """Add `rows`; the server stores the first while the last are still being made."""
        with closing(_cursor(connection)) as cursor:
            try:
                cursor.copy_expert(COPY_IN, _Outgoing(rows))
            except UniqueViolation as error:
                raise AlreadyRecorded from error

    def page(self, connection: Connection, after: int, until: int) -> list[Row]:
        """The rows with ``after < position <= until``, in position order."""
        return _copied_out(connection, _PAGE, (after, until))

    # text of this database is always text
    page_as_stored = page

    def streams(self, connection: Connection, stream_ids: Sequence[str]) -> list[Row]:
        """Every row of these streams, each stream in version order."""
        return _copied_out(connection, _STREAMS, (list(stream_ids),))

    def lock_schema(self, connection: Connection) -> None:
        """Let one process at a time change the tables."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _copied_out(connection: Connection, query: str, values: tuple[object, ...]) -> list[Row]:
    copied = io.BytesIO()
    with closing(_cursor(connection)) as cursor:
        cursor.copy_expert(cursor.mogrify(query, values), copied)
    return list(_read_rows(copied.getvalue()))


class _Outgoing:
    """A file of rows in binary COPY format that is written while it is read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._chunks = written(rows)

    def read(self, _size: int) -> bytes:
        return next(self._chunks, b"")


def written(rows: Iterable[Row]) -> Iterator[bytes]:
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


def _row_parts(rows: Iterable[Row], framed: _Framed) -> Iterator[bytes]:
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


_read_numbers = Struct(">hiqiiiiiq").unpack_from  # each after its length, all after their count
_read_length = Struct(">i").unpack_from
_NUMBERS_LENGTH = 42


def _read_rows(copied: bytes) -> Iterator[Row]:
    at, end = len(_SIGNATURE), len(copied) - len(_END)
    while at < end:
        _, _, position, _, version, _, schema, _, recorded_at = _read_numbers(copied, at)
        at += _NUMBERS_LENGTH
        texts = at + 4 + _read_length(copied, at)[0]
        state = texts + 4 + _read_length(copied, texts)[0]
        leaf = state + 4 + _read_length(copied, state)[0]
        joined = copied[at + 4 : texts].decode()
        stream_id, name, key_id, actor, command_id = joined.split(_SEPARATOR, 4)
        yield (
            position, stream_id, version, name, schema, key_id, recorded_at, actor, command_id,
            copied[texts + 4 : state], copied[state + 4 : leaf],
        )  # fmt: skip
        at = leaf
