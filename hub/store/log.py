"""The log of facts: what everything else in the hub reads from and adds to."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select

from domain.event import Fact
from domain.identifiers import StreamId
from hub.clock import Clock, from_microseconds, system_clock, to_microseconds
from hub.store import tables
from hub.store.archive import Archive
from hub.store.chunks import chunks
from hub.store.codec import Registry
from hub.store.counters import take_numbers
from hub.store.data_keys import DataKeys, holds_ledger
from hub.store.database import Database, Row
from hub.store.errors import LedgerThere, NotAuthentic, VersionConflict
from hub.store.jobs import LedgerBroker, NewJob, enqueue_beside, schedule
from hub.store.keys import Keys, check_no_keys, create_keys, read_keys
from hub.store.lookups import Lookups, LookupsOf, forget_all
from hub.store.opening import open_database
from hub.store.recorder import Recorder, Span, lock_head, read_head
from hub.store.sealing import Placed, Sealer
from hub.store.verification import Verification, verify

_STREAMS_PER_QUERY = 500
_PAGE = 2_000


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """A fact and its envelope: where in the log it stands, and who added it, when and why."""

    position: int
    stream_id: StreamId
    version: int
    recorded_at: datetime
    actor: str
    command_id: str
    fact: Fact


class Change(msgspec.Struct, frozen=True):
    """Facts to add to one stream, of which `expected_version` facts had been read: 0 if new."""

    stream_id: StreamId
    expected_version: int
    facts: Sequence[Fact]


class Appended(msgspec.Struct, frozen=True):
    """The positions, both included, that an append was given, and when."""

    first_position: int
    last_position: int
    recorded_at: datetime


class Head(msgspec.Struct, frozen=True):
    """Where the log ends: 0 and a zero chain while it is empty."""

    position: int
    chain: bytes
    recorded_at: datetime


class _Instants(dict[int, datetime]):
    """Instants by their microseconds: all facts of one append share one."""

    def __missing__(self, count: int) -> datetime:
        self[count] = instant = from_microseconds(count)
        return instant


class FactLog:
    """Facts in one order for ever, and everything that must commit together with them."""

    def __init__(
        self,
        database: Database,
        *,
        keys: Keys,
        registry: Registry,
        lookups_of: LookupsOf,
        clock: Clock,
    ) -> None:
        self._database = database
        self._clock = clock
        self._recorder = Recorder(database, clock)
        self._data_keys = DataKeys(database, keys.master, clock)
        self._sealer = Sealer(registry, self._data_keys)
        self._lookups = Lookups(keys.index, lookups_of)
        self.archive = Archive(database, self._data_keys, keys.index, clock)

    def append(
        self,
        changes: Sequence[Change],
        *,
        actor: str,
        command_id: str,
        jobs: Sequence[NewJob] = (),
    ) -> Appended:
        """Add the facts of all `changes`, their lookups and `jobs`, or nothing at all.

        Raises `VersionConflict` where a stream has moved on since it was read, `LookupTaken` where
        a fact claims a number that only one stream may hold and another does.
        """
        placed = _placed(changes, actor, command_id)
        drafts = self._sealer.seal(placed)
        entries = self._lookups.entries((stream_id, fact) for stream_id, _, fact in placed)

        read_before = [(c.stream_id, c.expected_version) for c in changes if c.expected_version]

        def beside(connection: Connection, span: Span) -> None:
            # the database refuses a version that is there; only this refuses one that skips some
            there = self._database.bulk.there(connection, read_before)
            for stream_id, _ in read_before:
                if stream_id not in there:
                    raise VersionConflict(StreamId(stream_id))
            self._lookups.add(connection, entries)
            enqueue_beside(connection, jobs, span)

        span = self._recorder.record(drafts, actor=actor, command_id=command_id, beside=beside)
        return Appended(
            span.first_position, span.last_position, from_microseconds(span.recorded_at)
        )

    def read_stream(self, stream_id: StreamId) -> tuple[Recorded, ...]:
        """Everything recorded of one stream, in order; empty where there is no such stream."""
        with self._database.reading() as connection:
            rows = self._database.bulk.streams(connection, [stream_id])
        return tuple(self._recorded(rows))

    def read_streams(
        self, stream_ids: Iterable[StreamId], until: int | None = None
    ) -> dict[StreamId, tuple[Fact, ...]]:
        """The facts of each stream, in order; an empty tuple for one that does not exist.

        With `until` only those up to that position.
        """
        wanted = list(dict.fromkeys(stream_ids))
        found: dict[StreamId, tuple[Fact, ...]] = {}
        for some in chunks(wanted, _STREAMS_PER_QUERY):
            with self._database.reading() as connection:
                known = self._database.bulk.streams(connection, some)
            rows = [row for row in known if until is None or row[0] <= until]
            by_stream: dict[str, list[Fact]] = {stream_id: [] for stream_id in some}
            for row, fact in zip(rows, self._sealer.open(rows), strict=True):
                by_stream[row[1]].append(fact)
            found |= {stream_id: tuple(by_stream[stream_id]) for stream_id in some}
        return found

    def read(
        self,
        after: int = 0,
        until: int | None = None,
        limit: int = _PAGE,
        *,
        kinds: Iterable[type[Fact]] | None = None,
    ) -> Iterator[list[Recorded]]:
        """Pages of at most `limit` facts with ``after < position <= until``, in position order.

        Ends with the last fact there was when reading began; one page is in memory at a time.
        Where `kinds` are named, facts of other kinds are passed over unopened. Raises
        `NotAuthentic` where a fact is missing, or one that is opened was changed.
        """
        names = None if kinds is None else {kind.stored_name for kind in kinds}
        last = self._recorder.head.position
        last = last if until is None else min(until, last)
        for start in range(after, last, limit):
            with self._database.reading() as connection:
                rows = self._page(connection, start, min(start + limit, last))
            yield self._recorded(rows if names is None else [r for r in rows if r[3] in names])

    def head(self) -> Head:
        """Where the log ends now."""
        head = self._recorder.head
        return Head(head.position, head.chain, from_microseconds(head.recorded_at))

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at or before `instant`; 0 where there is none."""
        asked = to_microseconds(instant)
        recorded_at = select(tables.event.c.recorded_at)
        with self._database.reading() as connection:
            low, high = 0, read_head(connection).position
            # time never runs backwards along positions, so halving finds the last one
            while low < high:
                middle = (low + high + 1) // 2
                at = connection.scalar(recorded_at.where(tables.event.c.position == middle))
                low, high = (middle, high) if at is not None and at <= asked else (low, middle - 1)
        return low

    def find(self, kind: str, key: str) -> tuple[StreamId, ...]:
        """The streams that hold this number of this kind, in order of id."""
        return self.find_many(kind, [key])[key]

    def find_many(self, kind: str, keys: Sequence[str]) -> dict[str, tuple[StreamId, ...]]:
        """The same for many numbers at once; every key is in the answer."""
        with self._database.reading() as connection:
            return self._lookups.find(connection, kind, keys)

    def rebuild_lookups(self) -> None:
        """Write every lookup anew from the facts; nothing is appended meanwhile."""
        with self._database.writing() as connection:
            last = lock_head(connection).position
            forget_all(connection)
            for start in range(0, last, _PAGE):
                rows = self._page(connection, start, min(start + _PAGE, last))
                facts = zip((row[1] for row in rows), self._sealer.open(rows), strict=True)
                self._lookups.add(connection, self._lookups.entries(facts))

    def take_numbers(self, counter: str, how_many: int = 1) -> range:
        """The next numbers of `counter`, from 1 on; committed at once and never given again."""
        return take_numbers(self._database, counter, how_many)

    def destroy_key(self, stream_id: StreamId) -> None:
        """Make the personal facts of a member unreadable for ever; the chain stays whole."""
        self._data_keys.destroy(stream_id)

    def verify(self) -> Verification:
        """Whether every event still is what was recorded; needs no key."""
        return verify(self._database)

    def schedule(self, name: str, due_at: datetime, job: NewJob) -> bool:
        """Add the job of a run due at `due_at`; False where that run has been added before."""
        return schedule(self._database, name, due_at, job)

    def broker(self, **options: Any) -> LedgerBroker:
        """A dramatiq broker that gives out the jobs in this database; options as `LedgerBroker`."""
        return LedgerBroker(self._database, self._clock, **options)

    def transaction(self) -> AbstractContextManager[Connection]:
        """A transaction of the ledger database for rows that belong to projections."""
        return self._database.writing()

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads such rows, and never waits for a writer."""
        return self._database.reading()

    @property
    def engine(self) -> Engine:
        """The ledger database, for projections to keep their tables in."""
        return self._database.engine

    def close(self) -> None:
        """Let go of every connection."""
        self._database.engine.dispose()

    def _page(self, connection: Connection, after: int, until: int) -> list[Row]:
        # positions have no gaps, so both ends of a page are known before it is read
        rows = self._database.bulk.page(connection, after, until)
        if len(rows) < until - after:
            there = {row[0] for row in rows}
            missing = next(at for at in range(after + 1, until + 1) if at not in there)
            raise NotAuthentic(f"position {missing}")
        return rows

    def _recorded(self, rows: Sequence[Row]) -> list[Recorded]:
        instants = _Instants()
        return [
            Recorded(position, stream_id, version, instants[at], actor, command_id, fact)
            for (position, stream_id, version, _, _, _, at, actor, command_id, _), fact in zip(
                rows, self._sealer.open(rows), strict=True
            )
        ]


def _placed(changes: Sequence[Change], *names: str) -> list[Placed]:
    streams = {change.stream_id for change in changes}
    if not all(name.isprintable() for name in (*streams, *names)):
        # separators in what is hashed, sealed and copied are characters that no name holds
        raise ValueError("stream ids, actors and command ids are printable")
    if len(streams) < len(changes):
        raise ValueError("one append takes each stream once, with all the facts added to it")
    placed: list[Placed] = [
        (change.stream_id, version, fact)
        for change in changes
        for version, fact in enumerate(change.facts, change.expected_version + 1)
    ]
    if not placed:
        raise ValueError("an append needs at least one fact")
    return placed


def create_log(
    database_url: str,
    keys_folder: Path,
    registry: Registry,
    *,
    lookups_of: LookupsOf,
    clock: Clock = system_clock,
) -> FactLog:
    """A new log with new keys in `keys_folder`, on a database that holds none yet.

    Raises `LedgerThere` where it holds one, FileExistsError where the folder already holds keys,
    and what `open_database` raises; keys are written only once the database has its tables.
    """
    check_no_keys(keys_folder)
    database = open_database(database_url)
    if holds_ledger(database):
        raise LedgerThere
    database.migrate()
    keys = create_keys(keys_folder)
    DataKeys(database, keys.master, clock).begin()
    return FactLog(database, keys=keys, registry=registry, lookups_of=lookups_of, clock=clock)


def open_log(
    database_url: str,
    keys_folder: Path,
    registry: Registry,
    *,
    lookups_of: LookupsOf,
    clock: Clock = system_clock,
) -> FactLog:
    """The log in the database at `database_url`, its tables brought to the newest step.

    `database_url` is ``sqlite:///path`` or ``postgresql://...``. Raises FileNotFoundError where a
    key is missing, `NoLedger` where no log was ever made there, `OtherMasterKey` where it was made
    with other keys; nothing is written then.
    """
    keys = read_keys(keys_folder)
    database = open_database(database_url, must_exist=True)
    DataKeys(database, keys.master, clock).prove()
    database.migrate()
    return FactLog(database, keys=keys, registry=registry, lookups_of=lookups_of, clock=clock)
