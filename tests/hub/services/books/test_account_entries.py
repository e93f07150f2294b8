"""Every entry of an account: in the order of recording, none lost where a close lies between."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.period import FOREVER, Period
from domain.problem import Refused
from hub.clock import standing_clock
from hub.services.books.account_entries import account_entries
from hub.services.books.bookings import read_books
from hub.services.books.books import close_month
from hub.services.books.ledger_export import start_of
from hub.wiring import Hub
from tests.support import builders as b
from tests.support.hubs import new_hub
from tests.support.postings import post

LATER = standing_clock(datetime(2028, 1, 15, 19, tzinfo=UTC))
LPV, ORC, DEPOSIT = "partner:LPV", "partner:ORC", "deposit:acme"


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """Known before March is closed: 10.00 of March, 2.00 of April 5th; after it 0.70 of March."""
    made = new_hub(tmp_path, LATER)
    post(made, date(2026, 3, 9), 1000, DEPOSIT, LPV)
    post(made, date(2026, 4, 5), 200, DEPOSIT, ORC)
    close_month(made, b.MARCH)
    post(made, date(2026, 3, 10), 70, DEPOSIT, LPV)
    return made


def listed(hub: Hub, account: str, first: date = date.min) -> tuple[int, list[tuple[int, int]]]:
    found = account_entries(hub, account, Period(first, FOREVER))
    assert not isinstance(found, Refused)
    return found.opening, [(each.entry.cents, each.balance) for each in found.entries]


def test_each_entry_has_what_the_account_held_after_it(hub: Hub) -> None:
    assert listed(hub, LPV) == (0, [(-1000, -1000), (-70, -1070)])
    assert listed(hub, "partner:*") == (0, [(-1000, -1000), (-200, -1200), (-70, -1270)])


def test_a_list_from_a_day_on_opens_with_what_was_there(hub: Hub) -> None:
    assert listed(hub, LPV, date(2026, 4, 1)) == (-1000, [(-70, -1070)])
    assert listed(hub, LPV, date(2026, 4, 2)) == (-1070, [])


def test_what_was_known_ahead_of_a_close_is_not_lost_behind_it(hub: Hub) -> None:
    assert listed(hub, ORC, date(2026, 4, 1)) == (0, [(-200, -200)])
    assert listed(hub, ORC, date(2026, 4, 6)) == (-200, [])
    books = read_books(hub)
    assert start_of(books, date(2026, 4, 5)) == 0
    assert start_of(books, date(2026, 4, 6)) == 2


def test_an_account_that_nobody_knows_is_told(hub: Hub) -> None:
    found = account_entries(hub, "partner:ZZZ", Period(date.min))
    assert isinstance(found, Refused)
    assert found.codes == ["ledger.account-unknown"]
