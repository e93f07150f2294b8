"""A process that works off jobs; what a job does is keyed by the fact that caused it.

Run as ``python -m tests.hub.store.worker URL KEYS``; prints the id of each job it has begun.
"""

import sys
from datetime import timedelta
from pathlib import Path
from time import sleep

import dramatiq
from dramatiq.worker import Worker

from hub.store.errors import VersionConflict
from hub.store.jobs import LedgerBroker
from hub.store.log import FactLog, open_log
from tests.hub.store.facts import REGISTRY, add, change, lookups_of, noted

LEASE = timedelta(seconds=1)


def declare(broker: LedgerBroker, log: FactLog, *, seconds: float) -> None:
    """The one actor of these tests: takes some time, then records that it was done."""

    @dramatiq.actor(broker=broker, queue_name="work", actor_name="tell")
    def tell(cause: str) -> None:
        print(f"{cause}\n", end="", flush=True)  # noqa: T201 - the test reads whole lines
        sleep(seconds)
        try:
            add(log, change(f"done-{cause}", *noted("done")))
        except VersionConflict:
            return  # done before


def main(url: str, keys: str) -> None:
    """Work until killed."""
    log = open_log(url, Path(keys), REGISTRY, lookups_of=lookups_of)
    broker = log.broker(lease=LEASE)
    declare(broker, log, seconds=0.02)
    Worker(broker, worker_timeout=50, worker_threads=2).start()
    while True:
        sleep(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
