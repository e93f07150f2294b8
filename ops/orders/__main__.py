"""Receive eight notices in every order there is, 40,320 of them, and compare the balances.

``python -m ops.orders --share 1/2`` does the first half of them. The ledger is in memory. Orders
that begin alike share their beginning: the ledger is kept before each fork and gone back to, so
that each notice is received once for each beginning (109,600 times in all). The notices are read
once. Prints progress and the figures as JSON; ends with 1 at the first order that ends otherwise.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from adapters.edi.envelope import read_transactions
from hub.services.notices.remittance_files import Arrival, x12_arrival
from hub.services.notices.remittances import receive_remittance
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.trial_balance import TRIAL_BALANCE
from tests.support.billing import ready_hub
from tests.support.eight_notices import BALANCES, eight_notices, four_claims
from tests.support.memory_hub import MemoryHub

Order = tuple[int, ...]


class Orders:
    """Goes through every order with some beginning."""

    def __init__(self, memory: MemoryHub, arrivals: Sequence[Arrival]) -> None:
        self._memory = memory
        self._arrivals = arrivals
        self.orders = 0
        self.received = 0
        self._begun = time.perf_counter()

    def of(self, *beginning: int) -> None:
        """Every order that begins with these notices; the ledger is afterwards as it was."""
        before = self._memory.kept()
        for at in beginning[:-1]:
            self._receive(at)
        self._go(beginning)
        self._memory.back_to(before)
        before.close()

    def _go(self, order: Order) -> None:
        """Receive the last of `order` after all others of it, then all that can follow."""
        self._receive(order[-1])
        left = [at for at in range(len(self._arrivals)) if at not in order]
        if not left:
            self._check(order)
        elif len(left) == 1:  # no fork is left
            self._go((*order, left[0]))
        else:
            fork = self._memory.kept()
            for count, following in enumerate(left):
                if count:
                    self._memory.back_to(fork)
                self._go((*order, following))
            fork.close()

    def _receive(self, at: int) -> None:
        receive_remittance(self._memory.hub, self._arrivals[at], "notice.835")
        self.received += 1

    def _check(self, order: Order) -> None:
        view = self._memory.hub.projector.live
        held = {row.account: row.cents for row in view.rows(TRIAL_BALANCE) if row.cents}
        rows = view.rows(REMITTANCE_BALANCE)
        law = len(rows) == len(self._arrivals) and all(row.law_holds for row in rows)
        if held != BALANCES or not law:
            sys.exit(f"order {order} ends with {held}")
        self.orders += 1
        if self.orders % 1_000 == 0:
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
    told = parser.parse_args(arguments)
    share, shares = map(int, told.share.split("/"))
    with tempfile.TemporaryDirectory() as folder:
        orders = orders_of_eight(Path(folder))
        for first in range(8)[share - 1 :: shares]:
            orders.of(first)
        sys.stdout.write(f"{orders.told()}\n")


def orders_of_eight(folder: Path) -> Orders:
    """The orders of the eight notices, in a hub that is made in `folder`."""
    billing = ready_hub(folder)
    notices = eight_notices(four_claims(billing))
    arrivals = [_arrival(billing.hub, notice) for notice in notices]
    billing.hub.close()
    return Orders(MemoryHub(folder), arrivals)


def _arrival(hub: Hub, notice: bytes) -> Arrival:
    archived = hub.log.archive.put(notice, media="application/octet-stream")
    transaction = next(iter(read_transactions(notice)))
    return x12_arrival(notice, transaction, archived.archive_id)


if __name__ == "__main__":
    main(sys.argv[1:])
