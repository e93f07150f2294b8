"""Rows of one projection in the ledger database: its table, and how rows go in and come out."""

import io
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import Any, Generic
from uuid import uuid4

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Index,
    MetaData,
    Table,
    Text,
    delete,
    inspect,
    select,
    text,
)

from hub.store.chunks import chunks
from projections.projection import Projection, Row, never

_KEYS_PER_QUERY = 1_000
_ROWS_PER_STATEMENT = 1_000
_ROWS_PER_DELETE = 2_000  # so that no append waits longer than 100 ms on SQLite
# any number of keys as one value: a statement that names each is slow to make
_AMONG_SQLITE = "IN (SELECT value FROM json_each(?))"
_AMONG_POSTGRES = "= ANY(%s)"
# those that were asked for; SQLite's own for the key has no words
_AN_INDEX = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql > ''"
_SCHEMA_LOCK = 0x70726F6A656374

# both databases order keys by their bytes; what a language thinks of them must not matter
_Key = Text().with_variant(Text(collation="C"), "postgresql")


@dataclass(frozen=True)
class Written:
    """Rows of one projection as they go into its table: keys to remove, column values to put in."""

    gone: tuple[str, ...]
    kept: list[tuple[str | None, ...]]


class ProjectedTable(Generic[Row]):
    """The table ``p_<name>``: key, the indexed fields as text, and the row as JSON.

    A row that its projection hides has no indexed fields, so nobody who asks by a field meets it;
    a projection that hides rows gives every other row its first indexed field.
    """

    def __init__(self, projection: Projection[Row], *, shadow: bool = False) -> None:
        self.projection = projection
        self.name = f"p_{projection.name}"
        # every shadow has a name of its own: two rebuilds at once must not mix their rows
        token = uuid4().hex[:12]
        own = f"{self.name}_shadow_{token}" if shadow else self.name
        self._table = _table(projection, own, token)
        self._upsert_each, self._upsert_all = _upserts(self._table)
        self._decode = msgspec.json.Decoder(projection.row).decode
        self._encode = msgspec.json.Encoder().encode

    def create(self, connection: Connection) -> None:
        """Make the table anew, empty."""
        self.drop(connection)
        self._table.create(connection, checkfirst=False)

    def drop(self, connection: Connection) -> None:
        """Remove the table and all its rows, if it is there."""
        self._table.drop(connection, checkfirst=True)

    def sweep_shadows(self, connection: Connection) -> None:
        """Remove shadows that a rebuild left behind when it was stopped, or still works on."""
        for name in self._others(connection, "shadow"):
            connection.execute(text(f"DROP TABLE {name}"))

    def take_place(self, connection: Connection) -> None:
        """Put this shadow table where the live one was, which is retired."""
        retired = self._table.name.replace("_shadow_", "_retired_")
        connection.execute(text(f"ALTER TABLE {self.name} RENAME TO {retired}"))
        connection.execute(text(f"ALTER TABLE {self._table.name} RENAME TO {self.name}"))

    def clear_retired(self, connection: Connection) -> bool:
        """Remove a retired table, on SQLite a few rows at a time; False when all are gone."""
        for name in self._others(connection, "retired"):
            if connection.dialect.name == "sqlite" and _some_deleted(connection, name):
                return True
            connection.execute(text(f"DROP TABLE {name}"))
        return False

    def _others(self, connection: Connection, what: str) -> list[str]:
        prefix = f"{self.name}_{what}_"
        return [name for name in inspect(connection).get_table_names() if name.startswith(prefix)]

    def read(self, connection: Connection, keys: Sequence[str]) -> dict[str, Row]:
        """The rows under `keys`, hidden ones included; a key without a row is left out."""
        query = f"SELECT key, row FROM {self._table.name} WHERE key "  # noqa: S608
        if connection.dialect.name == "sqlite":
            asked = msgspec.json.encode(keys).decode()
            found = connection.exec_driver_sql(query + _AMONG_SQLITE, (asked,))
        else:
            found = connection.exec_driver_sql(query + _AMONG_POSTGRES, (list(keys),))
        decode = self._decode
        return {key: decode(row) for key, row in found.all()}

    def find(
        self, connection: Connection, equals: Mapping[str, object], after: str, limit: int | None
    ) -> list[Row]:
        """Rows that are not hidden, whose indexed fields equal `equals`, in order of key."""
        columns = self._table.c
        query = select(columns.row).where(columns.key > after).order_by(columns.key).limit(limit)
        if self.projection.hides is not never:
            query = query.where(columns[self.projection.indexes[0]].is_not(None))
        for field, value in equals.items():
            query = query.where(columns[field] == lifted(value))
        return [self._decode(row) for row in connection.scalars(query)]

    def written(self, rows: Mapping[str, Row | None]) -> Written:
        """Rows as they go into the table; made before a transaction begins, not while it lasts."""
        gone = tuple(key for key, row in rows.items() if row is None)
        there = ((key, row) for key, row in sorted(rows.items()) if row is not None)
        return Written(gone, list(self._values(there)))

    def write(self, connection: Connection, rows: Written) -> None:
        """Put rows under their keys, and remove those that are gone."""
        for some in chunks(rows.gone, _KEYS_PER_QUERY):
            connection.execute(delete(self._table).where(self._table.c.key.in_(some)))
        if connection.dialect.name == "sqlite":
            if rows.kept:
                connection.exec_driver_sql(self._upsert_each, rows.kept)
            return
        for part in chunks(rows.kept, _ROWS_PER_STATEMENT):
            columns = tuple(list(column) for column in zip(*part, strict=True))
            connection.exec_driver_sql(self._upsert_all, columns)

    def load(self, connection: Connection, rows: Written) -> None:
        """Put rows under keys that have none yet, as fast as the database takes them."""
        if connection.dialect.name == "sqlite":
            self.write(connection, rows)
            return
        with closing(connection.connection.cursor()) as cursor:
            # psycopg2's own call, which DBAPI does not know
            copy: Any = cursor
            copy.copy_expert(f"COPY {self._table.name} FROM STDIN", io.StringIO(_lines(rows.kept)))

    def _values(self, rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str | None, ...]]:
        encode, fields, hides = self._encode, self.projection.indexes, self.projection.hides
        hidden = [None for _ in fields]
        for key, row in rows:
            of_fields = hidden if hides(row) else [lifted(getattr(row, at)) for at in fields]
            yield (key, *of_fields, encode(row).decode())


def lifted(value: object) -> str | None:
    """A field as it stands in an indexed column, and as it is asked for."""
    return None if value is None else str(value)


def _lines(rows: Iterable[tuple[str | None, ...]]) -> str:
    """Rows in the text format of COPY (PostgreSQL manual, COPY, "Text Format")."""
    return "\n".join(["\t".join([_copied(value) for value in row]) for row in rows])


def _copied(value: str | None) -> str:
    if value is None:
        return r"\N"
    # a row is JSON, which writes tabs and line ends as escapes; a key or a field may hold them
    written = value.replace("\\", r"\\")
    return written.replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


def _some_deleted(connection: Connection, name: str) -> bool:
    # dropping a long table would hold the lock while every page of it is freed; its indexes are
    # short, and rows without them go faster
    if index := connection.scalar(text(_AN_INDEX), {"name": name}):
        connection.execute(text(f"DROP INDEX {index}"))
        return True
    few = f"SELECT rowid FROM {name} LIMIT {_ROWS_PER_DELETE}"  # noqa: S608 - a name of ours
    deleted = connection.execute(text(f"DELETE FROM {name} WHERE rowid IN ({few})"))  # noqa: S608
    return deleted.rowcount > 0


def _upserts(table: Table) -> tuple[str, str]:
    """Statements that put rows in: one by one for SQLite, column by column for PostgreSQL."""
    names = [f'"{column.name}"' for column in table.c]
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    news = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    instead = f"ON CONFLICT ({names[0]}) DO UPDATE SET {news}"
    marks = ", ".join("?" for _ in names)
    arrays = ", ".join("%s::text[]" for _ in names)
    return (
        f"{into} VALUES ({marks}) {instead}",
        f"{into} SELECT * FROM unnest({arrays}) {instead}",  # noqa: S608 - names of ours alone
    )


@contextmanager
def giving_way(transaction: AbstractContextManager[Connection]) -> Iterator[Connection]:
    """The transaction, and time after it for whoever waits for the lock of SQLite to take it."""
    begun = time.monotonic()
    with transaction as connection:
        yield connection
    if connection.dialect.name == "sqlite":
        # who waits for the lock looks only now and then, and would hardly ever look between two
        # transactions that follow at once
        time.sleep(time.monotonic() - begun)


def lock_tables(connection: Connection) -> None:
    """Let one process at a time change the tables of projections."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})


def _table(projection: Projection[Any], name: str, token: str) -> Table:
    # a table keeps its indexes when it takes another's place, and no two may have one name
    return Table(
        name,
        MetaData(),
        Column("key", _Key, primary_key=True),
        *(Column(field, Text) for field in projection.indexes),
        Column("row", Text, nullable=False),
        *(Index(f"i_{token}_{field}", field) for field in projection.indexes),
    )
