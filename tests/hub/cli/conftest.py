"""What tests of commands may ask for: a hub that is ready to bill, as the folder they work in."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from hub import wiring
from tests.support.billing import Billing, ready_hub


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """Two partners, two plans, six members; commands read the same standing clock."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    yield made
    made.hub.close()
