"""What plans paid beside their rates, what a raised rate moves, and what is charged too low."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.agreements.fee_schedule import FEE_SCHEDULE, EndRate, PublishRate, WithdrawRate
from domain.period import Period
from hub.handler import Ask
from hub.services.billing.claims import Restatement, correct_claim
from hub.services.prompt_pay.payment_checks import (
    charges_below_rate,
    check_payments,
    moved_by_rises,
)
from tests.support import builders as b
from tests.support.billing import ACME, BIRCHWOOD, CHW, ORC
from tests.support.eras import Clp
from tests.support.time_passing import Office, office

WHOLE = 5332
STREAM = "rates-acme"
RAISED = replace(b.RATE, service=CHW, per_unit=3000, source="notice of 2026-05-01")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Office]:
    """Nothing is billed yet; the rate is 26.66 a unit."""
    made = office(tmp_path)
    yield made
    made.billing.hub.close()


def raise_rate(hub: Office) -> None:
    """The plan says that its rate is 30.00 a unit for the whole year."""
    plan = hub.billing.plan(ACME)
    known = replace(b.RATE, service=CHW)
    hub.billing.done(
        Ask(FEE_SCHEDULE, STREAM, WithdrawRate(ACME, known, "raised")),
        Ask(FEE_SCHEDULE, STREAM, PublishRate(plan.plan_id, ACME, RAISED)),
    )


@pytest.mark.parametrize(
    ("paid", "says", "difference"),
    [(5000, "underpaid", -332), (WHOLE, "as-expected", 0), (5400, "overpaid", 68)],
)
def test_a_paid_line_is_compared_with_its_rate(
    hub: Office, paid: int, says: str, difference: int
) -> None:
    (sent,) = hub.sent()
    hub.paid("04-01", Clp(sent, paid, billed=WHOLE))
    (checked,) = check_payments(hub.billing.hub)
    assert (checked.expected, checked.verdict, checked.difference) == (WHOLE, says, difference)


def test_without_a_rate_nothing_is_expected_and_it_is_told(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("04-01", Clp(sent, WHOLE))
    end = EndRate(ACME, CHW, date(2026, 2, 28), "a mistake")
    hub.billing.done(Ask(FEE_SCHEDULE, STREAM, end))
    (checked,) = check_payments(hub.billing.hub)
    assert (checked.expected, checked.verdict) == (None, "no-rate")


def test_what_was_denied_is_not_compared(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("04-01", Clp(sent, 0, billed=WHOLE))
    assert check_payments(hub.billing.hub) == []


def test_a_raised_rate_moves_only_the_difference_of_paid_lines(hub: Office) -> None:
    first, second, _waiting = hub.sent("M1", "M2", "M3")
    hub.paid("04-01", Clp(first, WHOLE), Clp(second, 5000, billed=WHOLE))
    assert moved_by_rises(hub.billing.hub) == []
    hub.on("05-04")
    raise_rate(hub)
    moved = moved_by_rises(hub.billing.hub)
    # 2 units x (30.00 - 26.66), whatever else is lacking
    assert [each.difference for each in moved] == [668, 668]
    assert {(each.before, each.after, each.published_on) for each in moved} == {
        (2666, 3000, date(2026, 5, 4))
    }
    assert [each.verdict for each in check_payments(hub.billing.hub)] == [
        "as-expected",
        "underpaid",
    ]
    assert moved_by_rises(hub.billing.hub, plan=BIRCHWOOD) == []
    assert moved_by_rises(hub.billing.hub, partner=ORC) == []


def test_a_claim_processed_anew_at_the_raised_rate_moves_nothing_more(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("04-01", Clp(sent, WHOLE))
    hub.on("05-04")
    raise_rate(hub)
    hub.paid("05-20", Clp(sent, -WHOLE, status="22"), Clp(sent, 6000))
    assert moved_by_rises(hub.billing.hub) == []


def test_a_charge_below_the_rate_is_told_before_it_is_sent_and_holds_nothing(hub: Office) -> None:
    hub.billing.visit()
    (number,) = hub.billing.built()
    assert charges_below_rate(hub.billing.hub) == ()
    raise_rate(hub)
    (problem,) = charges_below_rate(hub.billing.hub)
    assert problem.code == "claim.charge-below-rate"
    assert problem.where == f"claim {number}, line 1"
    assert "53.32 is charged and the plan's rate makes it 60.00" in problem.what
    assert charges_below_rate(hub.billing.hub, plan=BIRCHWOOD) == ()
    hub.billing.sent()
    assert charges_below_rate(hub.billing.hub) == ()


def test_a_claim_stated_anew_charges_the_raised_rate(hub: Office) -> None:
    hub.billing.visit()
    (number,) = hub.billing.built()
    raise_rate(hub)
    correct_claim(hub.billing.hub, number, Restatement("the rate was raised"))
    assert charges_below_rate(hub.billing.hub) == ()
    assert hub.billing.claim(number).account.body.charge == 6000


def test_the_rate_of_the_day_of_care_counts(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.paid("04-01", Clp(sent, WHOLE))
    plan = hub.billing.plan(ACME)
    later = replace(RAISED, period=Period(date(2026, 4, 1)))
    hub.billing.done(
        Ask(FEE_SCHEDULE, STREAM, EndRate(ACME, CHW, date(2026, 3, 31), "raised")),
        Ask(FEE_SCHEDULE, STREAM, PublishRate(plan.plan_id, ACME, later)),
    )
    assert [each.verdict for each in check_payments(hub.billing.hub)] == ["as-expected"]
    assert moved_by_rises(hub.billing.hub) == []
