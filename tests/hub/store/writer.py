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
    """Each round: three facts to a new stream of its own, one to the stream that all share."""
    log = open_log(url, Path(keys), REGISTRY, lookups_of=lookups_of)
    for turn in range(rounds):
        said = f"{name}-{turn}"
        _tell(_append(log, change(said, opened(said), *noted("x", "y"))))
        while True:
            version = len(log.read_streams([SHARED])[SHARED])
            try:
                last = _append(log, change("shared", *noted(said), after=version))
            except VersionConflict:
                continue
            _tell(last)
            break
    log.close()


def _append(log: FactLog, added: Change) -> int:
    job = NewJob("work", "tell", {"n": 1})
    return log.append([added], actor="w", command_id="c", jobs=[job]).last_position


def _tell(position: int) -> None:
    print(position, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
