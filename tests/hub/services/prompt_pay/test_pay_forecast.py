"""When money should come: by the law's clock, by each plan's habit, and what is announced."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hub.services.prompt_pay.pay_forecast import Habit, Week, by_partner, forecast, weeks_of
from tests.support.billing import ACME, BIRCHWOOD, ORC
from tests.support.eras import Clp
from tests.support.time_passing import Office, office

WHOLE = 5332


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Office]:
    """Nothing is billed yet; what is billed goes out on 2026-03-05."""
    made = office(tmp_path)
    yield made
    made.billing.hub.close()


def test_a_claim_should_be_paid_by_the_last_day_in_time(hub: Office) -> None:
    first, _second = hub.sent("M1", "M2")
    hub.heard(first)  # received on 2026-03-09; nothing is proven of the other
    proven, unproven = sorted(forecast(hub.billing.hub).claims, key=lambda each: not each.proven)
    assert (proven.by_clock, unproven.by_clock) == (date(2026, 4, 8), date(2026, 4, 4))
    assert (proven.amount, proven.by_habit, unproven.proven) == (WHOLE, None, False)


def test_a_plan_s_habit_is_the_median_of_its_last_paid_claims(hub: Office) -> None:
    paid = hub.sent("M1", "M2", "M3")
    hub.heard(*paid)
    hub.paid("03-19", Clp(paid[0], WHOLE))  # after 10 days
    hub.paid("03-24", Clp(paid[1], WHOLE))  # after 15
    hub.paid("04-20", Clp(paid[2], WHOLE))  # after 42
    hub.on("05-04")
    (waits,) = hub.sent("M4")
    made = forecast(hub.billing.hub)
    assert made.habits == (Habit(ACME, days=15, claims=3, from_receipt=3),)
    (claim,) = made.claims
    assert waits.startswith(claim.number)
    assert (claim.by_habit, claim.by_clock) == (date(2026, 5, 19), date(2026, 6, 3))
    assert weeks_of(made) == [
        Week(ACME, date(2026, 5, 18), 0, WHOLE),
        Week(ACME, date(2026, 6, 1), WHOLE, 0),
    ]


def test_what_is_overdue_counts_in_the_present_week(hub: Office) -> None:
    hub.sent()
    hub.on("05-07")  # a Thursday
    assert weeks_of(forecast(hub.billing.hub)) == [Week(ACME, date(2026, 5, 4), WHOLE, 0)]


def test_sums_are_told_for_each_partner(hub: Office) -> None:
    hub.billing.visit("M1")
    hub.billing.visit("M2")
    hub.billing.visit("M3", partner=ORC)
    hub.billed()
    made = forecast(hub.billing.hub)
    assert by_partner(made) == {"LPV": 2 * WHOLE, "ORC": WHOLE}
    assert by_partner(forecast(hub.billing.hub, partner=ORC)) == {"ORC": WHOLE}
    assert forecast(hub.billing.hub, plan=BIRCHWOOD).claims == ()


def test_what_is_announced_stands_apart_from_what_is_expected(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("03-19", Clp(sent, WHOLE))
    made = forecast(hub.billing.hub)
    assert made.claims == ()
    assert [(row.trace, row.awaited) for row in made.announced] == [("T20260319", WHOLE)]
