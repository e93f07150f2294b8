"""The three stores that every rule of the log is tried on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.store.log import FactLog
from tests.hub.store.facts import PERSONAL, make_log
from tests.hub.store.stores import address_of
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each kind."""
    return address_of(request.param, request, tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def lasting_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store that several processes can share."""
    return address_of(request.param, request, tmp_path)


@pytest.fixture
def log(any_url: str, tmp_path: Path) -> Iterator[FactLog]:
    """An empty log on each kind of store."""
    made = make_log(any_url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def lasting_log(lasting_url: str, tmp_path: Path) -> Iterator[FactLog]:
    """An empty log on each kind of store that outlives its process."""
    made = make_log(lasting_url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def personal_log(any_url: str, tmp_path: Path) -> Iterator[FactLog]:
    """An empty log that seals every fact under the key of its own stream."""
    made = make_log(any_url, tmp_path, registry=PERSONAL)
    yield made
    made.close()
