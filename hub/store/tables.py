"""The tables of the ledger database, as migrations have made them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

METADATA = MetaData()

event = Table(
    "event",
    METADATA,
    # SQLite makes a table fast only when its key is spelled INTEGER
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("stream_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Index("event_stream", "stream_id", "version", unique=True),
)

head = Table(
    "head",
    METADATA,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    CheckConstraint("one = 1", name="head_one_row"),
)

lookup = Table(
    "lookup",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("hmac", LargeBinary, primary_key=True),
    Column("stream_id", Text, primary_key=True),
    Column("only_one", Boolean, nullable=False),
    Index(
        "lookup_only_one",
        "kind",
        "hmac",
        unique=True,
        sqlite_where=text("only_one"),
        postgresql_where=text("only_one"),
    ),
)

counter = Table(
    "counter",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

checkpoint = Table(
    "checkpoint",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)

job = Table(
    "job",
    METADATA,
    Column("job_id", Text, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("enqueued_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("failed", Boolean, nullable=False),
    Index("job_waiting", "queue", "failed", "due_at"),
)

schedule_run = Table(
    "schedule_run",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("due_at", BigInteger, primary_key=True, autoincrement=False),
)

seal = Table(
    "seal",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("sealed_at", BigInteger, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

data_key = Table(
    "data_key",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=True),
    Column("made_at", BigInteger, nullable=False),
)

archive = Table(
    "archive",
    METADATA,
    Column("archive_id", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("media", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    Column("digest", LargeBinary),
)

archive_part = Table(
    "archive_part",
    METADATA,
    Column("archive_id", Text, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
