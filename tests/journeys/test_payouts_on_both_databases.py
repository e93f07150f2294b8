"""Partners are paid alike on SQLite and PostgreSQL, and a rebuild tells the same of it."""

from pathlib import Path
from typing import Any

import pytest

from hub.services.payments.hub_advances import approve_hub_advance, ask_hub_advance
from hub.wiring import Hub
from projections.hub_advances import HUB_ADVANCES
from projections.payee_status import PAYEE_STATUS
from projections.payout_status import PAYOUT_STATUS
from projections.projection import Projection
from tests.support.billing import LPV, ready_hub
from tests.support.paying import (
    ADA,
    BEN,
    BY_EFT,
    accounts,
    answers,
    approved,
    confirmed,
    owed,
    paid_by_answer,
)

TOLD: tuple[Projection[Any], ...] = (PAYOUT_STATUS, PAYEE_STATUS, HUB_ADVANCES)


def rows(hub: Hub) -> list[list[object]]:
    return [list(hub.projector.live.rows(projection)) for projection in TOLD]


def paid(folder: Path) -> tuple[dict[str, int], list[list[object]]]:
    folder.mkdir()
    billing = ready_hub(folder)
    hub = owed(billing)
    confirmed(hub, LPV, BY_EFT)
    paid_by_answer(hub, approved(hub))
    answers(hub, "LPV-P0001,reissued,W9,W10,2026-04-15,42.50", "ORC-P0001,stale,W11,,4/15/26,34")
    ask_hub_advance(hub, LPV, 500, reference="transfer 1", bank_on=hub.today, by=ADA)
    approve_hub_advance(hub, LPV, reference="transfer 1", by=BEN)
    live = rows(hub)
    hub.projector.rebuild()
    assert rows(hub) == live
    assert hub.log.verify().ok
    held = accounts(hub)
    hub.close()
    return held, live


def test_partners_are_paid_alike_on_both_databases(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, told = paid(tmp_path / "sqlite")
    # 90.00 came, 42.50 went to LPV and stayed gone, 5.00 are the hub's own
    assert held == {
        "bank": 5250,
        "hub-advance:LPV": -500,
        "hub-fee:acme": -1350,
        "partner:ORC": -3400,
    }
    monkeypatch.setenv("HUB_DATABASE_URL", postgres_url)
    assert paid(tmp_path / "postgres") == (held, told)
