"""Jobs: work to be done later, kept with the facts that caused it; a dramatiq broker gives it out.

A job is claimed for a while; whoever dies with it lets it go when the while is over. So each is
done at least once, and what it does must be keyed by the fact that caused it.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
from dramatiq import Broker, Consumer, Message, MessageProxy, Middleware
from dramatiq.errors import QueueJoinTimeout, QueueNotFound
from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from typing_extensions import override

from hub.clock import Clock, to_microseconds
from hub.store.database import Database
from hub.store.recorder import Span
from hub.store.tables import job, schedule_run

_POLL_SECONDS = 0.1
_NOBODY = ""


@dataclass(frozen=True)
class NewJob:
    """A call of the actor `name` on `queue`; `body` names ids only, never a personal detail."""

    queue: str
    name: str
    body: Mapping[str, str | int] = field(default_factory=dict)


def enqueue_beside(connection: Connection, jobs: Sequence[NewJob], span: Span) -> None:
    """Add `jobs` in the transaction of the append that caused them, their ids following from it."""
    for number, new in enumerate(jobs):
        _put(connection, f"{span.last_position}.{number}", new, at=span.recorded_at)


def schedule(database: Database, name: str, due_at: datetime, new: NewJob) -> bool:
    """Add the job of a run that was due at `due_at`, unless that run has been added before."""
    due = to_microseconds(due_at)
    with database.writing() as connection:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        run = dialect.insert(schedule_run).values(name=name, due_at=due).on_conflict_do_nothing()
        is_first = connection.execute(run).rowcount == 1
        if is_first:
            _put(connection, f"{name}@{due}", new, at=due)
    return is_first


def _put(
    connection: Connection,
    job_id: str,
    new: NewJob,
    *,
    at: int,
    options: Mapping[str, Any] | None = None,
    due_at: int | None = None,
) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    fresh = {
        "queue": new.queue,
        "name": new.name,
        "body": msgspec.json.encode(new.body).decode(),
        "options": msgspec.json.encode(options or {}).decode(),
        "enqueued_at": at,
        "due_at": at if due_at is None else due_at,
        "claimed_by": _NOBODY,
        "lease_until": 0,
        "failed": False,
    }
    statement = dialect.insert(job).values(job_id=job_id, **fresh)
    # a job that is tried again comes back under its own id
    connection.execute(statement.on_conflict_do_update(index_elements=["job_id"], set_=fresh))


class LedgerBroker(Broker):
    """Gives out the jobs in the ledger database to dramatiq workers."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        lease: timedelta = timedelta(minutes=2),
        middleware: list[Middleware] | None = None,
    ) -> None:
        super().__init__(middleware)
        self.database = database
        self.clock = clock
        self.lease = lease
        self.queues: dict[str, None] = {}

    @override
    def declare_queue(self, queue_name: str) -> None:
        """Make a queue known to this process."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues[queue_name] = None
            self.emit_after("declare_queue", queue_name)

    @override
    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """Add a job, or one to be tried again, to be given out after `delay` milliseconds.

        Raises ValueError for one with positional arguments: a body says what each id is.
        """
        if message.args:
            raise ValueError(f"job {message.actor_name} takes ids by name only")
        # a traceback may repeat what a fact says
        options = {name: o for name, o in message.options.items() if name != "traceback"}
        new = NewJob(message.queue_name, message.actor_name, message.kwargs)
        now = to_microseconds(self.clock())
        self.emit_before("enqueue", message, delay)
        with self.database.writing() as connection:
            due_at = now + (delay or 0) * 1000
            _put(connection, message.message_id, new, at=now, options=options, due_at=due_at)
        self.emit_after("enqueue", message, delay)
        return message

    @override
    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 1000) -> "LedgerConsumer":
        """Somebody who takes jobs of one queue, `prefetch` at most at a time."""
        if queue_name not in self.queues:
            raise QueueNotFound(queue_name)
        return LedgerConsumer(self, queue_name, prefetch, timeout)

    @override
    def flush(self, queue_name: str) -> None:
        """Drop every job of a queue."""
        with self.database.writing() as connection:
            connection.execute(delete(job).where(job.c.queue == queue_name))

    @override
    def flush_all(self) -> None:
        """Drop every job of every queue this process knows."""
        for queue_name in self.queues:
            self.flush(queue_name)

    @override
    def join(self, queue_name: str, *, timeout: int | None = None) -> None:
        """Wait until no job of a queue is left to do; failed ones are not waited for."""
        deadline = time.monotonic() + (timeout or 600_000) / 1000
        waiting = select(func.count()).where(job.c.queue == queue_name, ~job.c.failed)
        while True:
            with self.database.reading() as connection:
                if not connection.scalar(waiting):
                    return
            if time.monotonic() > deadline:
                raise QueueJoinTimeout(queue_name)
            time.sleep(_POLL_SECONDS)


class LedgerConsumer(Consumer):
    """Claims jobs of one queue, and holds on to them while this process lives."""

    def __init__(self, broker: LedgerBroker, queue_name: str, prefetch: int, timeout: int) -> None:
        self._broker = broker
        self._database = broker.database
        self._queue = queue_name
        self._prefetch = prefetch
        self._timeout = timeout / 1000
        self._name = uuid4().hex
        self._lease = broker.lease // timedelta(microseconds=1)
        self._renewed_at = 0
        self._in_hand: set[str] = set()
        self._claimed: list[MessageProxy] = []

    @override
    def __next__(self) -> MessageProxy | None:
        self._renew()
        if not self._claimed and len(self._in_hand) < self._prefetch:
            self._claimed = self._claim(self._prefetch - len(self._in_hand))
        if self._claimed:
            return self._claimed.pop(0)
        time.sleep(min(self._timeout, _POLL_SECONDS))
        return None

    @override
    def ack(self, message: MessageProxy) -> None:
        """The job is done: it goes, unless it was put back to be tried again."""
        self._let_go(message)
        with self._database.writing() as connection:
            connection.execute(delete(job).where(self._mine(message)))

    @override
    def nack(self, message: MessageProxy) -> None:
        """The job failed for good: it stays for a person to look at."""
        self._let_go(message)
        with self._database.writing() as connection:
            connection.execute(update(job).where(self._mine(message)).values(failed=True))

    @override
    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        """Give back jobs that were claimed and not begun."""
        with self._database.writing() as connection:
            for message in messages:
                self._let_go(message)
                connection.execute(
                    update(job).where(self._mine(message)).values(claimed_by=_NOBODY, lease_until=0)
                )

    @override
    def close(self) -> None:
        """Give back what was claimed and not yet handed on."""
        self.requeue(self._claimed)
        self._claimed = []

    def _claim(self, how_many: int) -> list[MessageProxy]:
        now = to_microseconds(self._broker.clock())
        free = (
            select(job)
            .where(job.c.queue == self._queue, ~job.c.failed)
            .where(job.c.due_at <= now, job.c.lease_until <= now)
            .order_by(job.c.due_at, job.c.job_id)
            .limit(how_many)
        )
        # looking takes no lock, so an idle consumer is in nobody's way
        with self._database.reading() as connection:
            if connection.execute(free).first() is None:
                return []
        with self._database.writing() as connection:
            rows = connection.execute(free.with_for_update(skip_locked=True)).all()
            ids = [row.job_id for row in rows]
            connection.execute(
                update(job)
                .where(job.c.job_id.in_(ids))
                .values(claimed_by=self._name, lease_until=now + self._lease)
            )
        self._in_hand.update(ids)
        return [MessageProxy(_message(row)) for row in rows]

    def _renew(self) -> None:
        now = to_microseconds(self._broker.clock())
        if self._in_hand and now >= self._renewed_at + self._lease // 3:
            with self._database.writing() as connection:
                connection.execute(
                    update(job)
                    .where(job.c.claimed_by == self._name, ~job.c.failed)
                    .values(lease_until=now + self._lease)
                )
            self._renewed_at = now

    def _let_go(self, message: MessageProxy) -> None:
        self._in_hand.discard(message.message_id)

    def _mine(self, message: MessageProxy) -> Any:
        return (job.c.job_id == message.message_id) & (job.c.claimed_by == self._name)


def _message(row: Any) -> Message[Any]:
    return Message(
        queue_name=row.queue,
        actor_name=row.name,
        args=(),
        kwargs=msgspec.json.decode(row.body),
        options=msgspec.json.decode(row.options),
        message_id=row.job_id,
        message_timestamp=row.enqueued_at // 1000,
    )
