"""What a notice took is gone at once; what it brought and gave back waited, and waits no more."""

import pytest

from domain.claims.claim_facts import MoneyKind
from hub.services.bank.arrived_money import taken_at_once


@pytest.mark.parametrize(
    ("moved", "taken"),
    [
        # as the plan says: what it takes back needs no bank
        ([("payment", 50)], 0),
        ([("payment", 50), ("reversal", -20)], -20),
        ([("takeback", -70)], -70),
        # a match taken back, and placed anew
        ([("payment", 50), ("undone", -50)], 0),
        ([("payment", 50), ("undone", -50), ("payment", 50)], 0),
        ([("takeback", -20), ("undone", 20)], 0),
        ([("reversal", -40), ("payment", 50), ("undone", -50), ("undone", 40)], 0),
        ([("reversal", -40), ("payment", 50), ("undone", -50)], -40),
        # a month that others share after all, there and back
        ([("payment", 50), ("month-split", -30)], 0),
        ([("month-split", 30)], 0),
        ([("month-split", 30), ("month-split", -30)], 0),
        ([("payment", 50), ("voided", -50)], 0),
        # a yes of the hub's own brings money that waits too, and undoes nothing that the plan took
        ([("takeback", -20), ("paid-twice-accepted", 50)], -20),
        ([("reversal", -40), ("payment", 50), ("terms-accepted", 10)], -40),
        ([("takeback", -20), ("month-split", 30)], -20),
        # more than it brought is somebody else's
        ([("payment", 50), ("terms-accepted", -60)], -10),
    ],
)
def test_what_was_moved_again_was_not_taken(moved: list[tuple[MoneyKind, int]], taken: int) -> None:
    assert taken_at_once(moved) == taken
