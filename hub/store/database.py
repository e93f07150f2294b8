"""One ledger database: its transactions, and how it takes and gives events in bulk."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from domain.identifiers import StreamId
from hub.store.migrations import REVISION, migrate

Row = tuple[int, StreamId, int, str, int, str, int, str, str, bytes]
"""One event as read, in column order: its envelope of nine, and its sealed state."""

StoredRow = tuple[int, str, int, str, int, str, int, str, str, bytes, bytes]
"""The same as it is stored and verified: with its leaf."""

READ = "position, stream_id, version, type, schema, key_id, recorded_at, actor, command_id, state"
STORED = f"{READ}, leaf"


class AlreadyRecorded(Exception):
    """An event already stands at this position, or at this version of its stream."""


class Bulk(Protocol):
    """How one kind of database takes and gives many events at once."""

    def insert(self, connection: Connection, rows: Iterable[StoredRow]) -> None:
        """Add `rows`; raises `AlreadyRecorded` and then holds none of them once rolled back."""

    def page(self, connection: Connection, after: int, until: int) -> list[Row]:
        """The rows with ``after < position <= until``, in position order."""

    def page_as_stored(self, connection: Connection, after: int, until: int) -> list[StoredRow]:
        """The same, for verification: whatever was done to a row, reading it does not fail."""

    def streams(self, connection: Connection, stream_ids: Sequence[str]) -> list[Row]:
        """Every row of these streams, each stream in version order."""

    def there(self, connection: Connection, events: Sequence[tuple[str, int]]) -> set[str]:
        """The streams, of pairs (stream id, version), that have an event of that version."""

    def lock_schema(self, connection: Connection) -> None:
        """Let one process at a time change the tables."""

    def named(self, error: BaseException | None) -> Exception | None:
        """What an error of the driver means for the ledger; None where a statement is to blame."""


@dataclass(frozen=True)
class Database:
    """A ledger database that stands ready."""

    engine: Engine
    bulk: Bulk

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write; on SQLite it holds the write lock from the start."""
        with self._outages_named(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads, and never waits for a writer."""
        with (
            self._outages_named(),
            self.engine.connect().execution_options(only_reads=True) as connection,
            connection.begin(),
        ):
            yield connection

    def migrate(self) -> None:
        """Bring the tables to the newest step; does nothing, quickly, where they are there."""
        if self._revision() == REVISION:
            return
        with self.writing() as connection:
            self.bulk.lock_schema(connection)
            migrate(connection)

    def _revision(self) -> str:
        with self.reading() as connection:
            if not self.engine.dialect.has_table(connection, "alembic_version"):
                return ""
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))

    @contextmanager
    def _outages_named(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            named = self.bulk.named(error.orig if isinstance(error, DBAPIError) else error)
            if named is None:
                raise
            raise named from error


def first_line(error: BaseException) -> str:
    """The first line of what a driver says: what follows repeats statements and parameters."""
    return str(error).partition("\n")[0]
