"""Every version of every fact that was ever written still loads, and folds."""

import pytest

from domain.catalogue import DECIDERS, FACTS
from domain.event import Fact
from hub.store.codec import Registry, encode
from tests.replay.samples import path_of, stored

REGISTRY = Registry(FACTS)
SAMPLES = [
    pytest.param(name, version, written, id=f"{name}-{version}")
    for name, version, written in stored()
]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.stored_name)
def test_every_fact_has_a_sample_of_its_version(fact: type[Fact]) -> None:
    assert path_of(fact.stored_name, fact.stored_version).is_file()


@pytest.mark.parametrize(("name", "version", "written"), SAMPLES)
def test_every_version_ever_written_loads_and_folds(
    name: str, version: int, written: bytes
) -> None:
    fact = REGISTRY.reader(name, version)(written)
    decider = next(each for each in DECIDERS if type(fact) in each.facts)
    assert type(decider.fold([fact])) in decider.states


@pytest.mark.parametrize(("name", "version", "written"), SAMPLES)
def test_a_fact_of_today_is_written_in_the_same_bytes(
    name: str, version: int, written: bytes
) -> None:
    fact = REGISTRY.reader(name, version)(written)
    if version == type(fact).stored_version:
        assert encode(fact) == written
