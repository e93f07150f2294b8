"""Who waits for how much of what the bank has not got, where some were paid already."""

from datetime import UTC, datetime

from domain.period import Month
from hub.clock import standing_clock
from hub.services.bank.bank_cover import Missing
from hub.services.payments.payouts import cover_now
from tests.support.billing import LPV, ORC, Billing
from tests.support.hubs import reopened
from tests.support.paying import approved, issue, owed, paid_by_answer
from tests.support.postings import post


def test_who_was_paid_more_than_a_later_shortage_leaves_waits_for_all_it_is_owed(
    billing: Billing,
) -> None:
    """LPV got 42.50 and is owed 10.00 more, ORC 34.00; then the hub spends more than it has."""
    hub = owed(billing)
    paid_by_answer(hub, approved(hub, LPV))
    post(hub, hub.today, 1000, "bank", "partner:LPV")
    post(hub, hub.today, 3350, "hub-own:acme", "bank")
    cover = cover_now(hub)
    assert cover.missing == (Missing("hub", 2000),)
    assert (cover.short, cover.room) == ({LPV: 1000, ORC: 1000}, {LPV: 0, ORC: 2400})


def test_a_payout_that_a_statement_told_counts_no_more_when_a_shortage_is_shared(
    billing: Billing,
) -> None:
    """LPV was paid 42.50; since it was told, 10.00 to LPV and 34.00 to ORC wait alike for 22.00."""
    paid_by_answer(owed(billing), approved(billing.hub, LPV))
    hub = reopened(
        billing.hub.settings.folder, standing_clock(datetime(2026, 5, 20, 19, tzinfo=UTC))
    )
    issue(hub, month=Month(2026, 5))
    post(hub, hub.today, 1000, "bank", "partner:LPV")
    post(hub, hub.today, 1350 + 2200, "hub-fee:acme", "bank")
    short = cover_now(hub).short
    hub.close()
    assert short == {LPV: 500, ORC: 1700}
