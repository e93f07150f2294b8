"""Receive eight notices in every order there is, 40,320 of them, and compare the balances.

``python -m ops.orders --share 1/2`` does the first half of them. Orders that begin alike share
their beginning: the ledger is copied before each fork, so that each notice is received once for
each beginning (109,600 times in all). The notices are read once; each copy of the ledger is SQLite
in the folder given, best one that is memory. Prints progress and the figures as JSON; ends with 1
at the first order that ends otherwise.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from adapters.edi.envelope import read_transactions
from hub.services.remittance_files import Arrival, x12_arrival
from hub.services.remittances import receive_remittance
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support.billing import ready_hub
from tests.support.eight_notices import BALANCES, eight_notices, four_claims
from tests.support.hubs import reopened


class Orders:
    """Goes through every order that begins with one of some notices."""

    def __init__(self, folder: Path, arrivals: Sequence[Arrival]) -> None:
        self._folder = folder
        self._arrivals = arrivals
        self.orders = 0
        self.received = 0
        self._begun = time.perf_counter()

    def of(self, base: Path, first: int) -> None:
        """Every order that begins with one notice."""
        self._go(base, (first,))

    def _go(self, base: Path, order: tuple[int, ...]) -> None:
        """Receive the last of `order` in a copy of `base`, then all that can follow it."""
        copy = self._folder / "-".join(map(str, order))
        shutil.copytree(base, copy)
        hub = reopened(copy)
        self._receive(hub, order[-1])
        left = [at for at in range(len(self._arrivals)) if at not in order]
        while len(left) == 1:  # no fork is left
            self._receive(hub, left[0])
            order, left = (*order, left[0]), []
        if not left:
            self._check(hub, order)
        hub.close()
        for following in left:
            self._go(copy, (*order, following))
        shutil.rmtree(copy)

    def _receive(self, hub: Hub, at: int) -> None:
        receive_remittance(hub, self._arrivals[at], "notice.835")
        self.received += 1

    def _check(self, hub: Hub, order: tuple[int, ...]) -> None:
        view = hub.projector.live
        held = {row.account: row.cents for row in view.rows(TRIAL_BALANCE) if row.cents}
        law = all(row.law_holds for row in view.rows(REMITTANCE_BALANCE))
        if held != BALANCES or not law:
            sys.exit(f"order {order} ends with {held}")
        self.orders += 1
        if self.orders % 500 == 0:
            seconds = time.perf_counter() - self._begun
            sys.stderr.write(f"{self.orders} orders, {self.orders / seconds:.1f} a second\n")

    def told(self) -> str:
        """The figures of the run."""
        seconds = round(time.perf_counter() - self._begun, 1)
        return json.dumps({"orders": self.orders, "received": self.received, "seconds": seconds})


def main(arguments: Sequence[str]) -> None:
    """Run as told."""
    parser = argparse.ArgumentParser(prog="python -m ops.orders")
    parser.add_argument("--share", default="1/1", help="which of how many equal shares")
    parser.add_argument("--folder", type=Path, default=None, help="for the copies; memory is best")
    told = parser.parse_args(arguments)
    share, shares = map(int, told.share.split("/"))
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        base = Path(folder) / "base"
        base.mkdir()
        billing = ready_hub(base)
        notices = eight_notices(four_claims(billing))
        arrivals = [_arrival(billing.hub, notice) for notice in notices]
        billing.hub.close()
        orders = Orders(Path(folder), arrivals)
        for first in range(len(notices))[share - 1 :: shares]:
            orders.of(base, first)
        sys.stdout.write(f"{orders.told()}\n")


def _arrival(hub: Hub, notice: bytes) -> Arrival:
    archived = hub.log.archive.put(notice, media="application/octet-stream")
    transaction = next(iter(read_transactions(notice)))
    return x12_arrival(notice, transaction, archived.archive_id)


if __name__ == "__main__":
    main(sys.argv[1:])
