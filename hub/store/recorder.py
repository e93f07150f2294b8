"""The recorder: opaque bytes of any type, in one gapless order, chained as they are added."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import sleep
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    StoredEvent,
    Subscription,
)
from sqlalchemy import Connection, Select, select, update
from typing_extensions import override

from domain.identifiers import StreamId
from hub.clock import Clock, to_microseconds
from hub.store import tables
from hub.store.chain import Chained, Draft
from hub.store.database import AlreadyRecorded, Database
from hub.store.errors import VersionConflict

_POLL_SECONDS = 0.05


@dataclass(frozen=True, eq=False)
class SealedEvent(StoredEvent):
    """A stored event of the library with the envelope that this log gives each event.

    `recorded_at` is in microseconds since 1970; `state` is what was sealed, never opened here.
    """

    position: int = 0
    schema: int = 0
    key_id: str = ""
    recorded_at: int = 0
    actor: str = ""
    command_id: str = ""
    leaf: bytes = b""

    def __eq__(self, other: object) -> bool:
        # the library compares with its own class, which knows nothing of an envelope
        if not isinstance(other, StoredEvent):
            return NotImplemented
        return _known_to_library(self) == _known_to_library(other)

    def __hash__(self) -> int:
        return hash(_known_to_library(self))


def _known_to_library(stored: StoredEvent) -> tuple[str, int, str, bytes]:
    return str(stored.originator_id), stored.originator_version, stored.topic, stored.state


@dataclass(frozen=True)
class Head:
    """Where the log ends: its last position, the chain there, and when that was recorded."""

    position: int
    chain: bytes
    recorded_at: int


@dataclass(frozen=True)
class Span:
    """The positions that one append was given, and when, in microseconds since 1970."""

    first_position: int
    last_position: int
    recorded_at: int


def _nothing_beside(_connection: Connection, _span: Span) -> None:
    return


class Recorder(ApplicationRecorder):
    """Adds events to the log of one database and reads them back, without knowing their meaning."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(
        self,
        drafts: Sequence[Draft],
        *,
        actor: str,
        command_id: str,
        beside: Callable[[Connection, Span], None] = _nothing_beside,
    ) -> Span:
        """Add all of `drafts` in their order, and what `beside` writes, or nothing at all.

        Raises `VersionConflict` where a stream already has an event at one of the versions.
        """
        try:
            with self._database.writing() as connection:
                return self._record(connection, drafts, (actor, command_id), beside)
        except AlreadyRecorded:
            raise VersionConflict(self._first_taken(drafts)) from None

    def _record(
        self,
        connection: Connection,
        drafts: Sequence[Draft],
        cause: tuple[str, str],
        beside: Callable[[Connection, Span], None],
    ) -> Span:
        head = lock_head(connection)
        recorded_at = max(to_microseconds(self._clock()), head.recorded_at)
        span = Span(head.position + 1, head.position + len(drafts), recorded_at)
        chained = Chained(head.chain)
        self._database.bulk.insert(
            connection, chained.rows(drafts, span.first_position, (recorded_at, *cause))
        )
        beside(connection, span)
        connection.execute(
            update(tables.head).values(
                position=span.last_position, chain=chained.chain, recorded_at=recorded_at
            )
        )
        return span

    def _first_taken(self, drafts: Sequence[Draft]) -> StreamId:
        seen: set[tuple[str, int]] = set()
        with self._database.reading() as connection:
            for stream_id, version, *_ in drafts:
                there = select(tables.event.c.position).where(
                    tables.event.c.stream_id == stream_id, tables.event.c.version == version
                )
                if (stream_id, version) in seen or connection.scalar(there):
                    return StreamId(stream_id)
                seen.add((stream_id, version))
        raise AssertionError("the database refused events that collide with nothing")

    @property
    def head(self) -> Head:
        """Where the log ends now."""
        with self._database.reading() as connection:
            return read_head(connection)

    @override
    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Add `stored_events`, the library's or ours, and give their positions."""
        drafts = [_draft(stored) for stored in stored_events]
        if not drafts:
            return None
        span = self.record(drafts, actor="", command_id="")
        return list(range(span.first_position, span.last_position + 1))

    @override
    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[SealedEvent]:
        """The events of one stream with ``gt < version <= lte``."""
        version = tables.event.c.version
        query = select(tables.event).where(tables.event.c.stream_id == str(originator_id))
        if gt is not None:
            query = query.where(version > gt)
        if lte is not None:
            query = query.where(version <= lte)
        query = query.order_by(version.desc() if desc else version).limit(limit)
        return [_sealed_event(row, originator_id) for row in self._select(query)]

    @override
    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """At most `limit` events from position `start` to `stop`, of `topics` if any are named."""
        position = tables.event.c.position
        after = (start or 0) - (1 if inclusive_of_start else 0)
        query = select(tables.event).where(position > after)
        if stop is not None:
            query = query.where(position <= stop)
        if topics:
            query = query.where(tables.event.c.type.in_(topics))
        return [_notification(row) for row in self._select(query.order_by(position).limit(limit))]

    def _select(self, query: Select[Any]) -> Sequence[Any]:
        with self._database.reading() as connection:
            return connection.execute(query).all()

    @override
    def max_notification_id(self) -> int | None:
        """The last position; None while the log is empty."""
        return self.head.position or None

    @override
    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Every event after position `gt`, and each later one as it is recorded."""
        return TailingSubscription(self, gt, topics)


class TailingSubscription(Subscription[ApplicationRecorder]):
    """Waits at the end of the log for more by asking again."""

    _waiting: Iterator[Notification] = iter(())

    @override
    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            for notification in self._waiting:
                self._last_notification_id = notification.id
                return notification
            more = self._recorder.select_notifications(
                self._last_notification_id, 500, topics=self._topics, inclusive_of_start=False
            )
            self._waiting = iter(more)
            if not more:
                sleep(_POLL_SECONDS)
        raise StopIteration


def lock_head(connection: Connection) -> Head:
    """Where the log ends; nobody else appends until this transaction ends."""
    row = connection.execute(select(tables.head).with_for_update()).one()
    return Head(row.position, row.chain, row.recorded_at)


def read_head(connection: Connection) -> Head:
    """Where the log ends, as this transaction sees it."""
    row = connection.execute(select(tables.head)).one()
    return Head(row.position, row.chain, row.recorded_at)


def _draft(stored: StoredEvent) -> Draft:
    schema, key_id = (stored.schema, stored.key_id) if isinstance(stored, SealedEvent) else (0, "")
    return (
        StreamId(str(stored.originator_id)),
        stored.originator_version,
        stored.topic,
        schema,
        key_id,
        stored.state,
    )


def _sealed_event(row: Any, originator_id: UUID | str) -> SealedEvent:
    return SealedEvent(
        originator_id=originator_id,
        originator_version=row.version,
        topic=row.type,
        state=bytes(row.state),
        position=row.position,
        schema=row.schema,
        key_id=row.key_id,
        recorded_at=row.recorded_at,
        actor=row.actor,
        command_id=row.command_id,
        leaf=bytes(row.leaf),
    )


def _notification(row: Any) -> Notification:
    return Notification(
        originator_id=row.stream_id,
        originator_version=row.version,
        topic=row.type,
        state=bytes(row.state),
        id=row.position,
    )
