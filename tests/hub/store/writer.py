"""One of several processes that write to the same log at the same time.

Run as ``python -m tests.hub.store.writer URL KEYS NAME ROUNDS``; prints each last position that was
promised to it, at once, so that a test can tell what must be there after it is killed.
"""

import sys
from pathlib import Path

from hub.store.errors import VersionConflict
from hub.store.jobs import NewJob
from hub.store.log import Change, FactLog, open_log
from tests.hub.store.facts import REGISTRY, change, lookups_of, noted, opened

SHARED = change("shared").stream_id


def main(url: str, keys: str, name: str, rounds: int) -> None:
    """Add to streams of its own and to one that all writers share."""
    log = open_log(url, Path(keys), REGISTRY, lookups_of=lookups_of)
    for turn in range(rounds):
        own = change(f"{name}-{turn}", opened(f"{name}-{turn}"), *noted("x", "y"))
        while True:
            version = len(log.read_streams([SHARED])[SHARED])
            shared = change("shared", *noted(f"{name}-{turn}"), after=version)
            last = _try(log, own, shared)
            if last is not None:
                break
        print(last, flush=True)  # noqa: T201 - the test reads it
    log.close()


def _try(log: FactLog, *changes: Change) -> int | None:
    job = NewJob("work", "tell", {"n": 1})
    try:
        appended = log.append(changes, actor="w", command_id="c", jobs=[job])
    except VersionConflict:
        return None
    return appended.last_position


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
