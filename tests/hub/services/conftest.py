"""What tests of services may ask for: a hub that is ready to bill."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.billing import Billing, ready_hub


@pytest.fixture
def billing(tmp_path: Path) -> Iterator[Billing]:
    """Two partners, two plans, six members, and nothing handed in."""
    made = ready_hub(tmp_path)
    yield made
    made.hub.close()


@pytest.fixture
def hubs_alike(tmp_path: Path) -> Iterator[tuple[Billing, ...]]:
    """Three hubs like `billing`, for what must come out the same."""
    made = tuple(ready_hub(_folder(tmp_path / name)) for name in ("one", "two", "three"))
    yield made
    for each in made:
        each.hub.close()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
