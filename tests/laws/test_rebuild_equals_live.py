"""A rebuild has the same rows and the same value in every column as the live tables."""

import random
from itertools import pairwise
from pathlib import Path

import pytest

from hub.projector import Projector
from projections import PROJECTIONS
from tests.hub.store.stores import address_of
from tests.projections.life import a_whole_life
from tests.projections.logs import stored, story_log
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

LIFE = a_whole_life()


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
@pytest.mark.parametrize("seed", range(3))
def test_a_rebuild_equals_live_tables_however_the_facts_were_batched(
    kind: str, seed: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    log = story_log(address_of(kind, request, tmp_path), tmp_path)
    LIFE.write(log)
    head = log.head().position
    chance = random.Random(seed)  # noqa: S311 - a test that fails must fail again
    for _, stop in pairwise([0, *sorted(chance.sample(range(1, head), 12)), head]):
        Projector(log, PROJECTIONS, batch=chance.randint(1, 9)).catch_up(stop)
    live = {each.name: stored(log, each.name) for each in PROJECTIONS}
    Projector(log, PROJECTIONS).rebuild()
    assert {each.name: stored(log, each.name) for each in PROJECTIONS} == live
    assert log.head().position == head
    log.close()
