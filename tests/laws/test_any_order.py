"""Notices in any order end with the same balances, on SQLite and on PostgreSQL.

All 40,320 orders in memory are `make orders`; here are those of some beginnings.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from hub.services.receiving.receiving import receive_file
from hub.wiring import Hub
from ops.orders.__main__ import orders_of_eight
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support.billing import ready_hub
from tests.support.eight_notices import BALANCES, eight_notices, four_claims
from tests.support.hubs import reopened
from tests.support.postgres import copied_database, dropped_database, new_database, postgres_server

__all__ = ["postgres_server"]

ORDERS = 200
Opened = Callable[[], Iterator[Hub]]


def balances(hub: Hub) -> dict[str, int]:
    return {row.account: row.cents for row in hub.projector.live.rows(TRIAL_BALANCE) if row.cents}


def any_orders(notices: list[bytes]) -> Iterator[list[bytes]]:
    random = Random(40_320)  # noqa: S311 - the orders should be the same in every run
    for _ in range(ORDERS):
        yield random.sample(notices, len(notices))


def check(hub: Hub, order: list[bytes]) -> None:
    for notice in order:
        receive_file(hub, notice, "notice.835")
    assert balances(hub) == BALANCES, order
    assert all(row.law_holds for row in hub.projector.live.rows(REMITTANCE_BALANCE))


def test_every_order_of_some_beginnings_ends_the_same_in_memory(tmp_path: Path) -> None:
    orders = orders_of_eight(tmp_path)
    orders.of(7, 2, 5, 0)
    orders.of(4, 6, 1, 3, 2)
    assert (orders.orders, orders.received) == (24 + 6, 64 + 4 + 15 + 5)


def test_any_order_of_eight_notices_ends_the_same_on_sqlite(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    billing = ready_hub(base)
    notices = eight_notices(four_claims(billing))
    billing.hub.close()
    for order in any_orders(notices):
        folder = tmp_path / "copy"
        shutil.copytree(base, folder)
        hub = reopened(folder)
        check(hub, order)
        hub.close()
        shutil.rmtree(folder)


def test_any_order_of_eight_notices_ends_the_same_on_postgres(
    tmp_path: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = new_database(postgres_server)
    monkeypatch.setenv("HUB_DATABASE_URL", base)
    billing = ready_hub(tmp_path)
    notices = eight_notices(four_claims(billing))
    billing.hub.close()
    for order in any_orders(notices):
        with _copy_of(base, postgres_server) as copy:
            monkeypatch.setenv("HUB_DATABASE_URL", copy)
            hub = reopened(tmp_path)
            check(hub, order)
            hub.close()


@contextmanager
def _copy_of(base: str, server: str) -> Iterator[str]:
    copy = copied_database(server, base)
    try:
        yield copy
    finally:
        dropped_database(server, copy)
