"""A plan raises its price for days already past: 500 paid lines move by the difference alone.

Each is charged and was paid 26.66, the price then: 22.66 the partner's, 4.00 the hub's. The price
becomes 30.00: 3.34 more a line, of which the hub keeps 0.50 and the partner gets 2.84.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.agreements.fee_schedule import FEE_SCHEDULE, PublishRate, WithdrawRate
from hub.clock import standing_clock
from hub.handler import Ask
from hub.services.prompt_pay.payment_checks import moved_by_rises
from tests.cases.test_statements import LINES, RATE, _claim, billed, notice
from tests.support import builders as b
from tests.support.billing import ACME, CHW, Billing, ready_hub
from tests.support.paid import accounts, receive

PARTNER, FEE = "partner:LPV", "hub-fee:acme"
RAISED = 3000


@pytest.fixture
def billing(tmp_path: Path) -> Billing:
    """A hub on 1 July 2026."""
    return ready_hub(tmp_path, standing_clock(datetime(2026, 7, 1, 19, tzinfo=UTC)))


def answered(sent: list[tuple[str, int]], paid: int, status: str) -> list[str]:
    """What a notice says of every line."""
    return [each for sent_as, count in sent for each in _claim(sent_as, count, paid, status)]


def price(billing: Billing, before: int, now: int) -> None:
    """The plan says that a unit has another price, all year."""
    plan, rate = billing.plan(ACME), replace(b.RATE, service=CHW)
    billing.done(
        Ask(
            FEE_SCHEDULE,
            "rates-acme",
            WithdrawRate(ACME, replace(rate, per_unit=before), "another price"),
        ),
        Ask(
            FEE_SCHEDULE,
            "rates-acme",
            PublishRate(plan.plan_id, ACME, replace(rate, per_unit=now)),
        ),
    )


def test_500_lines_are_listed_and_move_by_the_difference(billing: Billing) -> None:
    sent = billed(billing, LINES)
    first = answered(sent, RATE, "1")
    receive(billing, notice("T1", "20260512", RATE * LINES, *first))
    assert moved_by_rises(billing.hub) == []
    assert accounts(billing)[PARTNER] == -1_133_000
    price(billing, RATE, RAISED)
    listed = moved_by_rises(billing.hub)
    assert (len(listed), {line.difference for line in listed}) == (LINES, {334})
    undone = answered(sent, RATE, "22")
    anew = answered(sent, RAISED, "1")
    more = notice("T2", "20260610", (RAISED - RATE) * LINES, *undone, *anew)
    receive(billing, more)
    # 500 times 2.84 and 0.50 more
    assert accounts(billing)[PARTNER] == -(1_133_000 + 142_000)
    assert accounts(billing)[FEE] == -(200_000 + 25_000)
    assert moved_by_rises(billing.hub) == []
