"""Writers are killed in the middle of appends: what was promised is there, the rest is not."""

import time
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from hub.store.log import FactLog
from tests.hub.store.facts import add, change, noted
from tests.hub.store.processes import start_writer
from tests.hub.store.writer import SHARED

PATIENCE_SECONDS = 40
WRITERS = 4
ROUNDS_OF_KILLING = 3
NEVER_DONE = 1_000_000


def test_nothing_is_torn_by_kill(lasting_log: FactLog, lasting_url: str, tmp_path: Path) -> None:
    promised: list[int] = []
    for turn in range(ROUNDS_OF_KILLING):
        names = [f"t{turn}w{n}" for n in range(WRITERS)]
        writers = [start_writer(lasting_url, tmp_path / "keys", n, NEVER_DONE) for n in names]
        before = lasting_log.head().position
        deadline = time.monotonic() + PATIENCE_SECONDS
        while lasting_log.head().position < before + 40 * (turn + 1):
            assert time.monotonic() < deadline, "the writers have come to a halt"
            time.sleep(0.01)
        for writer in writers:
            writer.kill()
            # a line that was cut off promised nothing
            lines = writer.communicate(timeout=60)[0].splitlines(keepends=True)
            promised += [int(line) for line in lines if line.endswith("\n")]
        assert lasting_log.verify().ok
    _all_or_nothing(lasting_log, promised)
    assert add(lasting_log, change("after", *noted("x"))) == lasting_log.head().position


def _all_or_nothing(log: FactLog, promised: list[int]) -> None:
    recorded = [each for page in log.read() for each in page]
    assert [each.position for each in recorded] == list(range(1, log.head().position + 1))
    assert set(promised) <= {each.position for each in recorded}
    facts_of = Counter(each.stream_id for each in recorded)
    shared = facts_of.pop(SHARED)
    assert set(facts_of.values()) == {3}
    with log.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM job")) == len(facts_of) + shared
