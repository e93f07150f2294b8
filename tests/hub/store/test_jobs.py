"""Jobs reach a worker though workers die: none is lost, and none counts twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dramatiq
import pytest
from dramatiq import Message
from dramatiq.errors import QueueJoinTimeout, QueueNotFound
from dramatiq.middleware import Retries
from dramatiq.worker import Worker
from sqlalchemy import text

from hub.clock import system_clock
from hub.store.jobs import LedgerBroker, LedgerConsumer, NewJob
from hub.store.log import FactLog
from tests.hub.store.facts import NOON, add, change, make_log, noted
from tests.hub.store.processes import start
from tests.hub.store.worker import LEASE, declare


@pytest.fixture
def running_log(lasting_url: str, tmp_path: Path) -> Iterator[FactLog]:
    """A log whose clock runs."""
    log = make_log(lasting_url, tmp_path, clock=system_clock)
    yield log
    log.close()


@contextmanager
def _working(broker: LedgerBroker) -> Iterator[None]:
    worker = Worker(broker, worker_timeout=50, worker_threads=2)
    worker.start()
    yield
    worker.stop()


def _cause(log: FactLog, count: int) -> list[str]:
    names = [f"c{n}" for n in range(count)]
    for name in names:
        job = NewJob("work", "tell", {"cause": name})
        log.append([change(name, *noted("x"))], actor="t", command_id="c", jobs=[job])
    return names


def _left(log: FactLog) -> list[tuple[Any, ...]]:
    with log.transaction() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT job_id, failed FROM job"))]


def _all_done_once(log: FactLog, names: list[str]) -> None:
    streams = [change(f"done-{name}").stream_id for name in names]
    assert set(log.read_streams(streams).values()) == {noted("done")}
    assert _left(log) == []


def test_a_worker_does_every_job(running_log: FactLog) -> None:
    names = _cause(running_log, 30)
    broker = running_log.broker()
    declare(broker, running_log, seconds=0)
    with _working(broker):
        broker.join("work", timeout=20_000)
    _all_done_once(running_log, names)


def test_the_jobs_of_a_killed_worker_are_done_by_the_next(
    running_log: FactLog, lasting_url: str, tmp_path: Path
) -> None:
    names = _cause(running_log, 60)
    victim = start("tests.hub.store.worker", lasting_url, str(tmp_path / "keys"))
    assert victim.stdout is not None
    begun = [victim.stdout.readline().strip() for _ in range(20)]
    victim.kill()
    victim.communicate(timeout=20)
    assert set(begun) <= set(names)
    assert _left(running_log) != []
    broker = running_log.broker(lease=LEASE)
    declare(broker, running_log, seconds=0)
    with _working(broker):
        broker.join("work", timeout=30_000)
    _all_done_once(running_log, names)


def test_a_job_that_fails_is_tried_again_and_then_kept_for_a_person(running_log: FactLog) -> None:
    tried: list[str] = []
    broker = running_log.broker(middleware=[Retries(max_retries=2, min_backoff=1, max_backoff=10)])

    @dramatiq.actor(broker=broker, queue_name="work", actor_name="tell")
    def tell(cause: str) -> None:
        tried.append(cause)
        raise RuntimeError("a detail nobody may read")

    _cause(running_log, 1)
    with _working(broker):
        broker.join("work", timeout=20_000)
    assert tried == ["c0"] * 3
    assert _left(running_log) == [("1.0", True)]
    with running_log.transaction() as connection:
        (row,) = connection.execute(text("SELECT * FROM job"))
    assert "nobody" not in repr(tuple(row))


class _Shown:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def _consumers(url: str, folder: Path) -> tuple[_Shown, FactLog, LedgerConsumer, LedgerConsumer]:
    clock = _Shown()
    log = make_log(url, folder, clock=clock)
    broker = log.broker(lease=timedelta(minutes=1))
    broker.declare_queue("work")
    return clock, log, broker.consume("work", 1, 1), broker.consume("work", 1, 1)


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(any_url: str, tmp_path: Path) -> None:
    clock, log, first, second = _consumers(any_url, tmp_path)
    _cause(log, 1)
    taken = next(first)
    assert taken is not None
    assert taken.kwargs == {"cause": "c0"}
    assert next(second) is None
    clock.now += timedelta(seconds=50)
    assert next(first) is None  # asking again renews the lease
    clock.now += timedelta(seconds=50)
    assert next(second) is None
    clock.now += timedelta(seconds=61)
    again = next(second)
    assert again is not None
    first.ack(taken)  # too late: it is not the first one's any more
    assert _left(log) == [("1.0", False)]
    second.ack(again)
    assert _left(log) == []
    log.close()


def test_jobs_that_were_not_begun_are_given_back(any_url: str, tmp_path: Path) -> None:
    _, log, _, second = _consumers(any_url, tmp_path)
    eager = log.broker()
    eager.declare_queue("work")
    first = eager.consume("work", 2, 1)
    _cause(log, 2)
    taken = next(first)
    assert taken is not None
    assert next(second) is None
    first.close()
    handed_back = next(second)
    assert handed_back is not None
    assert handed_back.kwargs == {"cause": "c1"}
    first.requeue([taken])
    log.close()


def test_a_delayed_job_waits(any_url: str, tmp_path: Path) -> None:
    clock, log, consumer, _ = _consumers(any_url, tmp_path)
    broker = log.broker()
    broker.declare_queue("work")
    message: Message[Any] = Message("work", "tell", (), {"cause": "x"}, {})
    broker.enqueue(message, delay=5_000)
    assert next(consumer) is None
    clock.now += timedelta(seconds=5)
    assert next(consumer) is not None
    broker.flush_all()
    assert _left(log) == []
    log.close()


def test_a_job_names_its_ids(log: FactLog) -> None:
    broker = log.broker()
    with pytest.raises(ValueError, match="by name"):
        broker.enqueue(Message("work", "tell", ("x",), {}, {}))


def test_only_known_queues_are_consumed(log: FactLog) -> None:
    with pytest.raises(QueueNotFound):
        log.broker().consume("nowhere")


def test_waiting_for_a_queue_ends_in_time(log: FactLog) -> None:
    broker = log.broker()
    _cause(log, 1)
    with pytest.raises(QueueJoinTimeout):
        broker.join("work", timeout=1)
    add(log, change("z", *noted("x")))
