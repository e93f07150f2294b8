"""A penalty (PLB L3, 51) is no interest: it is kept, shared and shown apart (domain.md 6.1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.services.billing.claim_history import claim_history
from hub.services.prompt_pay.late_payments import late_payments
from projections.claim_status import CLAIM_STATUS
from projections.expected_pay import EXPECTED_PAY
from tests.support.billing import Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send
from tests.support.time_passing import Office, office


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Office]:
    """Nothing is billed yet."""
    made = office(tmp_path)
    yield made
    made.billing.hub.close()


@pytest.mark.parametrize("reason", ["L3", "51"])
def test_a_penalty_is_posted_apart_from_interest(billing: Billing, reason: str) -> None:
    (sent,) = send(billing, "M1")
    added = [Plb("L6", sent, -120), Plb(reason, sent, -1500)]
    receive(billing, era(Clp(sent, CHARGE), plb=added))
    money = billing.claim(sent[:11]).account.money
    assert (money.interest, money.penalties) == (120, 1500)
    # neither bears the fee of 15 percent, which is of 53.32 alone
    assert accounts(billing) == {
        "deposit:acme": CHARGE + 1620,
        "partner:LPV": -4532 - 1620,
        "hub-fee:acme": -800,
    }
    view = billing.hub.projector.live
    (row,) = view.rows(CLAIM_STATUS)
    assert (row.interest, row.penalties) == (120, 1500)
    (pay,) = view.rows(EXPECTED_PAY)
    assert [(each.kind, each.amount) for each in pay.added] == [
        ("interest", 120),
        ("penalty", 1500),
    ]
    history = claim_history(billing.hub, sent[:11])
    assert isinstance(history, list)
    assert any("15.00 added as a penalty" in moment.says for moment in history)


def test_a_penalty_that_came_is_taken_off_the_penalty_not_off_the_interest(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, CHARGE))
    hub.paid("06-20", plb=[Plb("L3", sent, -1500)])
    hub.on("06-25")
    (claim,) = late_payments(hub.billing.hub).claims
    # 53.32 x 15% x 30/365 = 0.657, and 15 dollars for leaving it out
    assert (claim.interest.total, claim.penalty) == (65, 1500)
    assert (claim.paid, claim.penalty_paid) == (0, 1500)
    assert (claim.interest_unpaid, claim.penalty_unpaid, claim.state) == (65, 0, "owed")
    hub.paid("06-26", plb=[Plb("L6", sent, -65)])
    hub.on("06-27")
    (claim,) = late_payments(hub.billing.hub).claims
    assert (claim.state, claim.owed) == ("settled", 0)


def test_a_penalty_in_time_does_not_count_as_interest_that_came_by_itself(hub: Office) -> None:
    (sent,) = hub.sent()
    hub.heard(sent)
    hub.paid("05-08", Clp(sent, CHARGE), plb=[Plb("51", sent, -100)])
    hub.on("06-11")
    (claim,) = late_payments(hub.billing.hub).claims
    assert (claim.interest_unpaid, claim.penalty_unpaid) == (65, 1400)
