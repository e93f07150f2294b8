"""Eight processes write at once while somebody reads along: nothing is missed, skipped or lost."""

import time
from pathlib import Path

from sqlalchemy import text

from hub.store.log import FactLog
from tests.hub.store.facts import Noted
from tests.hub.store.processes import start_writer
from tests.hub.store.writer import SHARED

PATIENCE_SECONDS = 40
WRITERS = 8
ROUNDS = 12
APPENDS_A_ROUND = 2
FACTS_A_ROUND = 4


def _read_along(log: FactLog, until: int) -> list[int]:
    seen: list[int] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(seen) < until:
        assert time.monotonic() < deadline, "the writers have come to a halt"
        for page in log.read(after=seen[-1] if seen else 0, limit=7):
            seen += [recorded.position for recorded in page]
    return seen


def test_eight_writers_and_a_reader(lasting_log: FactLog, lasting_url: str, tmp_path: Path) -> None:
    writers = [
        start_writer(lasting_url, tmp_path / "keys", f"w{n}", ROUNDS) for n in range(WRITERS)
    ]
    expected = WRITERS * ROUNDS * FACTS_A_ROUND
    seen = _read_along(lasting_log, expected)
    said = [writer.communicate(timeout=60)[0] for writer in writers]
    promised = [int(line) for lines in said for line in lines.split()]
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert seen == list(range(1, expected + 1))
    assert lasting_log.head().position == expected
    assert len(set(promised)) == WRITERS * ROUNDS * APPENDS_A_ROUND
    _nothing_lost(lasting_log)


def _nothing_lost(log: FactLog) -> None:
    names = [f"w{n}-{turn}" for n in range(WRITERS) for turn in range(ROUNDS)]
    assert log.find_many("number", names) == {name: (name,) for name in names}
    said = [f.text for f in log.read_streams([SHARED])[SHARED] if isinstance(f, Noted)]
    assert sorted(said) == sorted(names)
    with log.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM job")) == len(names) * APPENDS_A_ROUND
    assert log.verify().ok
