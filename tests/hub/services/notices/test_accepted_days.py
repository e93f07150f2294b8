"""What a person says of a parked notice is judged by all that is known then."""

from datetime import date

import pytest

from domain.problem import Refused
from hub.services.notices.conflicts import Exchanged, accept_beside, accept_remittance
from hub.services.notices.places import Place
from hub.services.payments.refunds import Found, approve_refund, propose_refund
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.cases.test_contradicting_notices import WHY
from tests.cases.test_refunds import FINDER, KEEPER
from tests.cases.test_refunds import done as well
from tests.support.billing import Billing
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, accounts, receive, send
from tests.support.rosters import Row, agree_monthly, pay, roster

STRANGER = "1987654328"
FAR = "20270410"


def refused(done: Exchanged | Refused) -> list[str]:
    assert isinstance(done, Refused), done
    return done.codes


def waiting(billing: Billing) -> str:
    (row,) = billing.hub.projector.live.rows(REMITTANCE_BALANCE, state="parked")
    return row.remittance_id


def test_money_that_is_not_the_hubs_is_not_posted_beside_either(billing: Billing) -> None:
    one, two = send(billing, "M1", "M2")
    receive(billing, era(Clp(one, CHARGE)))
    receive(billing, era(Clp(two, CHARGE), payee=STRANGER))
    before = accounts(billing)
    for dry_run in (True, False):
        done = accept_beside(billing.hub, waiting(billing), WHY, both=True, dry_run=dry_run)
        assert refused(done) == ["remittance.payee-not-the-hub"]
    assert accounts(billing) == before


def test_a_roster_that_contradicts_another_may_be_posted_beside_it(billing: Billing) -> None:
    agree_monthly(billing)
    pay(billing, roster(billing, Row("M2", 10_000)), roster(billing, Row("M3", 10_000)))
    assert isinstance(accept_beside(billing.hub, "R-1", WHY, both=True), Exchanged)
    assert accounts(billing)["deposit:acme"] == 20_000


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_day_far_ahead_that_a_person_says_is_refused(billing: Billing, *, dry_run: bool) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), day=FAR))
    said = accept_beside(billing.hub, "T1", WHY, paid_on=date(2062, 4, 10), dry_run=dry_run)
    assert refused(said) == ["remittance.day-far-ahead"]
    stated = accept_beside(billing.hub, "T1", WHY, paid_on=date(2027, 4, 10), dry_run=dry_run)
    assert isinstance(stated, Exchanged)


@pytest.mark.parametrize("said", [None, date(2026, 4, 10)])
def test_what_is_posted_meanwhile_is_not_posted_again_unless_both_are_said_to_hold(
    billing: Billing, said: date | None
) -> None:
    """Two of doubted days wait; neither is the one that the third corrects."""
    (sent,) = send(billing, "M1")
    for paid, day in ((CHARGE, FAR), (4000, "20270411"), (3000, "20260410")):
        receive(billing, era(Clp(sent, paid, billed=CHARGE), day=day))
    one, other = billing.hub.projector.live.rows(REMITTANCE_BALANCE, state="parked")
    if said:
        alone = accept_beside(billing.hub, one.remittance_id, WHY, paid_on=said)
        assert refused(alone) == ["remittance.conflict"]
    done = accept_beside(billing.hub, other.remittance_id, WHY, paid_on=said, both=True)
    assert isinstance(done, Exchanged)


def test_a_dry_run_refuses_what_was_given_back_as_accepting_does(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("STRANGER", 3000), Clp(sent, CHARGE, payer_control="I2")))
    row = well(propose_refund(billing.hub, Found(Place("T1", 1), "not ours"), FINDER))
    well(approve_refund(billing.hub, row.number, KEEPER))
    receive(billing, era(Clp("STRANGER", 3000 + CHARGE)))
    for dry_run in (True, False):
        done = accept_remittance(billing.hub, "T1", WHY, dry_run=dry_run)
        assert refused(done) == ["remittance.given-back"]
