"""The reversal or takeback that answered a void is found to be about something else."""

from domain.care.encounter import ClaimedEncounter, ReadyEncounter
from domain.claims.claim import VoidedClaim, VoidingClaim
from domain.problem import Refused
from hub.services.billing.claims import void_claim
from hub.services.notices.conflicts import Exchanged, accept_remittance
from hub.services.notices.hand_matching import Moved, unmatch
from hub.services.notices.places import Place
from hub.services.payments.refunds import Found, approve_refund, propose_refund, void_refund
from projections.claim_status import CLAIM_STATUS
from projections.due_list import DUE_LIST
from projections.refund_status import RefundStatus
from tests.support import builders as b
from tests.support.billing import ECM, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send

PAID = {"deposit:acme": CHARGE, "partner:LPV": -4532, "hub-fee:acme": -800}
REVERSAL = Place("T2", 1)


def voided(billing: Billing) -> str:
    """A claim that was paid, was to be void, and whose payment a notice then undid."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    assert isinstance(void_claim(billing.hub, sent[:11], reason="not ours"), VoidingClaim)
    receive(billing, era(Clp(sent, -CHARGE, status="22"), trace="T2", day="20260412"))
    assert isinstance(billing.claim(sent[:11]), VoidedClaim)
    return sent[:11]


def test_a_void_that_nothing_answers_any_more_expects_its_takeback_again(
    billing: Billing,
) -> None:
    number = voided(billing)
    assert isinstance(billing.encounter("visit-1"), ReadyEncounter)  # type: ignore[arg-type]
    done = unmatch(billing.hub, REVERSAL, "it undid another claim")
    assert isinstance(done, Moved)
    claim = billing.claim(number)
    assert isinstance(claim, VoidingClaim)
    assert {share.account: share.cents for share in claim.account.shares} == {
        "partner:LPV": 4532,
        "hub-fee:acme": 800,
    }
    assert accounts(billing)["suspense:unmatched-claim"] == CHARGE
    taken = billing.encounter("visit-1")  # type: ignore[arg-type]
    assert isinstance(taken, ClaimedEncounter)
    assert taken.claim_id == claim.account.body.claim_id
    view = billing.hub.projector.live
    (row,) = view.rows(CLAIM_STATUS, state="voiding")
    assert row.number == number
    due = view.get(DUE_LIST, f"claim/{row.claim_id}")
    assert due is not None
    assert (due.kind, due.who) == ("expected-takeback", "hub")


def test_a_notice_that_answered_a_void_stays_where_the_care_was_billed_again(
    billing: Billing,
) -> None:
    (other,) = send(billing, "M2")
    receive(billing, era(Clp(other, CHARGE), trace="T3"))
    number = voided(billing)
    (again,) = billing.built()
    contradicting = era(Clp(other, -CHARGE, status="22"), trace="T2", day="20260412")
    assert receive(billing, contradicting).outcome == "parked"
    refused = accept_remittance(billing.hub, "T2", "the plan said so")
    assert isinstance(refused, Refused)
    assert refused.codes == ["match.care-billed-again"]
    void_claim(billing.hub, again, reason="billed twice")
    assert isinstance(accept_remittance(billing.hub, "T2", "the plan said so"), Exchanged)
    assert isinstance(billing.claim(number), VoidingClaim)
    assert accounts(billing) == {**PAID}


def test_its_units_are_used_again(billing: Billing) -> None:
    grant = billing.authorize("M1", ECM, 12)
    for day in (2, 3):
        served = b.SERVED_ON.replace(day=day)
        billing.visit(service=ECM, units=1, minutes=None, service_on=served)
    (number,) = billing.built()
    billing.sent()
    sent = billing.claim(number).account.sends[-1].sent_as
    receive(billing, era(Clp(sent, CHARGE)))
    void_claim(billing.hub, number, reason="not ours")
    receive(billing, era(Clp(sent, -CHARGE, status="22"), trace="T2", day="20260412"))
    assert billing.left(grant) == 12
    assert isinstance(unmatch(billing.hub, REVERSAL, "it undid another claim"), Moved)
    assert billing.left(grant) == 10


def test_care_that_was_billed_again_meanwhile_keeps_the_void_and_says_what_to_do(
    billing: Billing,
) -> None:
    number = voided(billing)
    (again,) = billing.built()
    before = billing.hub.log.head().position
    refused = unmatch(billing.hub, REVERSAL, "it undid another claim")
    assert isinstance(refused, Refused)
    (problem,) = refused.problems
    assert problem.code == "match.care-billed-again"
    assert number in problem.where
    assert again in problem.fix
    assert billing.hub.log.head().position == before
    assert isinstance(void_claim(billing.hub, again, reason="billed twice"), VoidedClaim)
    assert isinstance(unmatch(billing.hub, REVERSAL, "it undid another claim"), Moved)
    assert isinstance(billing.claim(number), VoidingClaim)


def taken_back(billing: Billing) -> str:
    """A claim that was paid, was to be void, and whose payment a plan then kept from another."""
    (sent, other) = send(billing, "M1", "M2")
    receive(billing, era(Clp(sent, CHARGE)))
    assert isinstance(void_claim(billing.hub, sent[:11], reason="not ours"), VoidingClaim)
    taken = era(
        Clp(other, CHARGE, payer_control="ICN2"), plb=[Plb("WO", "ICN1", CHARGE)], trace="T2"
    )
    receive(billing, taken)
    assert isinstance(billing.claim(sent[:11]), VoidedClaim)
    return sent[:11]


TAKEBACK = Place("T2", 1, is_adjustment=True)


def test_a_void_that_no_takeback_answers_any_more_expects_it_again(billing: Billing) -> None:
    number = taken_back(billing)
    assert isinstance(unmatch(billing.hub, TAKEBACK, "it was for another claim"), Moved)
    assert isinstance(billing.claim(number), VoidingClaim)
    assert accounts(billing) == {
        "deposit:acme": CHARGE,
        "suspense:plb-wo": CHARGE,
        "partner:LPV": 2 * -4532,
        "hub-fee:acme": 2 * -800,
    }
    taken = billing.encounter("visit-1")  # type: ignore[arg-type]
    assert isinstance(taken, ClaimedEncounter)
    due = billing.hub.projector.live.get(DUE_LIST, f"claim/{taken.claim_id}")
    assert due is not None
    assert (due.kind, due.who, due.amount) == ("expected-takeback", "hub", CHARGE)


def test_a_takeback_stays_where_the_care_was_billed_again(billing: Billing) -> None:
    number = taken_back(billing)
    (again,) = billing.built()
    refused = unmatch(billing.hub, TAKEBACK, "it was for another claim")
    assert isinstance(refused, Refused)
    assert refused.codes == ["match.care-billed-again"]
    assert isinstance(void_claim(billing.hub, again, reason="billed twice"), VoidedClaim)
    assert isinstance(unmatch(billing.hub, TAKEBACK, "it was for another claim"), Moved)
    assert isinstance(billing.claim(number), VoidingClaim)


def test_a_refund_stays_where_the_care_was_billed_again(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    void_claim(billing.hub, sent[:11], reason="not ours")
    found = Found(sent[:11], "not ours", CHARGE)
    refund = propose_refund(billing.hub, found, "A. Finder")
    assert isinstance(refund, RefundStatus)
    assert isinstance(approve_refund(billing.hub, refund.number, "B. Keeper"), RefundStatus)
    (again,) = billing.built()
    refused = void_refund(billing.hub, refund.number, "not sent")
    assert isinstance(refused, Refused)
    assert refused.codes == ["match.care-billed-again"]
    void_claim(billing.hub, again, reason="billed twice")
    assert isinstance(void_refund(billing.hub, refund.number, "not sent"), RefundStatus)
    assert isinstance(billing.claim(sent[:11]), VoidingClaim)
    assert accounts(billing) == PAID


def test_a_notice_that_answered_a_void_twice_stays_where_the_care_was_billed_again(
    billing: Billing,
) -> None:
    """Either answer alone would leave the claim void; without the notice it has neither."""
    (sent, other) = send(billing, "M1", "M2")
    receive(billing, era(Clp(sent, CHARGE), Clp(other, CHARGE, payer_control="ICN2")))
    void_claim(billing.hub, sent[:11], reason="not ours")
    undone = Clp(sent, -CHARGE, status="22")
    both = [Plb("WO", "ICN1", CHARGE), Plb("FB", "", -CHARGE)]
    receive(billing, era(undone, plb=both, trace="T2", day="20260412"))
    assert isinstance(billing.claim(sent[:11]), VoidedClaim)
    (again,) = billing.built()
    receive(billing, era(Clp(other, -CHARGE, status="22"), trace="T2", day="20260412"))
    refused = accept_remittance(billing.hub, "T2", "the plan said so")
    assert isinstance(refused, Refused)
    assert refused.codes == ["match.care-billed-again"]
    void_claim(billing.hub, again, reason="billed twice")
    assert isinstance(accept_remittance(billing.hub, "T2", "the plan said so"), Exchanged)
    assert isinstance(billing.claim(sent[:11]), VoidingClaim)
