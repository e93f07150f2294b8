"""The log, and what commits with it."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

GENESIS = bytes(32)


def upgrade() -> None:
    """Make every core table, an empty head, and the triggers that keep events as they are."""
    for name, columns in _TABLES.items():
        op.create_table(name, *columns())
    op.create_index("event_stream", "event", ["stream_id", "version"], unique=True)
    op.create_index("job_waiting", "job", ["queue", "failed", "due_at"])
    op.create_index(
        "lookup_only_one",
        "lookup",
        ["kind", "hmac"],
        unique=True,
        sqlite_where=sa.text("only_one"),
        postgresql_where=sa.text("only_one"),
    )
    head = sa.table(
        "head",
        *(sa.column(name) for name in ("one", "position", "recorded_at")),
        sa.column("chain", sa.LargeBinary),
    )
    op.execute(head.insert().values(one=1, position=0, chain=GENESIS, recorded_at=0))
    for statement in _IMMUTABLE[op.get_bind().dialect.name]:
        op.execute(statement)


def _event() -> Iterator[sa.Column[object]]:
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    yield sa.Column("position", position, primary_key=True, autoincrement=False)
    yield _text("stream_id")
    yield _integer("version")
    yield _text("type")
    yield _integer("schema")
    yield _text("key_id")
    yield _long("recorded_at")
    yield _text("actor")
    yield _text("command_id")
    yield _bytes("state")
    yield _bytes("leaf")


def _head() -> Iterator[sa.Column[object] | sa.CheckConstraint]:
    yield sa.Column("one", sa.SmallInteger(), primary_key=True, autoincrement=False)
    yield _long("position")
    yield _bytes("chain")
    yield _long("recorded_at")
    yield sa.CheckConstraint("one = 1", name="head_one_row")


def _lookup() -> Iterator[sa.Column[object]]:
    yield _text("kind", key=True)
    yield sa.Column("hmac", sa.LargeBinary(), primary_key=True)
    yield _text("stream_id", key=True)
    yield sa.Column("only_one", sa.Boolean(), nullable=False)


def _counter() -> Iterator[sa.Column[object]]:
    yield _text("name", key=True)
    yield _long("value")


def _checkpoint() -> Iterator[sa.Column[object]]:
    yield _text("name", key=True)
    yield _integer("version")
    yield _long("position")


def _job() -> Iterator[sa.Column[object]]:
    yield _text("job_id", key=True)
    yield _text("queue")
    yield _text("name")
    yield _text("body")
    yield _text("options")
    yield _long("enqueued_at")
    yield _long("due_at")
    yield _text("claimed_by")
    yield _long("lease_until")
    yield sa.Column("failed", sa.Boolean(), nullable=False)


def _schedule_run() -> Iterator[sa.Column[object]]:
    yield _text("name", key=True)
    yield _long("due_at", key=True)


def _seal() -> Iterator[sa.Column[object]]:
    yield _long("size", key=True)
    yield _bytes("root")
    yield _bytes("chain")
    yield _long("sealed_at")
    yield _text("key_id")
    yield _bytes("signature")


def _data_key() -> Iterator[sa.Column[object]]:
    yield _text("key_id", key=True)
    yield sa.Column("wrapped", sa.LargeBinary(), nullable=True)
    yield _long("made_at")


def _archive() -> Iterator[sa.Column[object]]:
    yield _text("archive_id", key=True)
    yield _long("size")
    yield _text("media")
    yield _text("key_id")
    yield _long("stored_at")


def _archive_part() -> Iterator[sa.Column[object]]:
    yield _text("archive_id", key=True)
    yield sa.Column("part", sa.Integer(), primary_key=True, autoincrement=False)
    yield _bytes("content")


def _text(name: str, *, key: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), primary_key=key, nullable=False)


def _integer(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _long(name: str, *, key: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), primary_key=key, nullable=False, autoincrement=False)


def _bytes(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


_TABLES = {
    "event": _event,
    "head": _head,
    "lookup": _lookup,
    "counter": _counter,
    "checkpoint": _checkpoint,
    "job": _job,
    "schedule_run": _schedule_run,
    "seal": _seal,
    "data_key": _data_key,
    "archive": _archive,
    "archive_part": _archive_part,
}

_NO_UPDATE = """
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never edited'); END
"""
_NO_DELETE = """
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END
"""
# INSERT OR REPLACE deletes the row in its way without a word to the trigger above
_NO_REPLACE = """
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN NEW.position <= (SELECT position FROM head) OR EXISTS
  (SELECT 1 FROM event WHERE stream_id = NEW.stream_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END
"""

_REFUSAL = """
CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are never edited, deleted or truncated'; END $$
"""
_NO_CHANGE = """
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event
FOR EACH ROW EXECUTE FUNCTION events_stay()
"""
_NO_TRUNCATE = """
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION events_stay()
"""

_IMMUTABLE = {
    "sqlite": (_NO_UPDATE, _NO_DELETE, _NO_REPLACE),
    "postgresql": (_REFUSAL, _NO_CHANGE, _NO_TRUNCATE),
}
