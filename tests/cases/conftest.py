"""What tests of cases may ask for: a hub that is ready to bill, or two alike."""

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
def two_hubs(tmp_path: Path) -> Iterator[tuple[Billing, Billing]]:
    """Two hubs alike, for what must come out the same."""
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(ready_hub(tmp_path / name))
    yield made[0], made[1]
    for each in made:
        each.hub.close()
