"""A plan undoes a payment: by the recorded shares, once, and only what it had paid."""

from datetime import date

from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract, EndContract, PercentOfPaid, Terms
from domain.identifiers import ContractId, PartnerId
from hub.handler import Ask
from tests.support import builders as b
from tests.support.billing import ACME, CHW, LPV, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, due, receive, send

PARTNER, FEE, DEPOSIT, CARRIED = "partner:LPV", "hub-fee:acme", "deposit:acme", "carried:acme"
THEIRS, OURS = 4532, 800  # 85 and 15 percent of CHARGE
FB_OUT = Plb("FB", "", -CHARGE)


def new_share(billing: Billing, basis_points: int, first_day: date) -> None:
    """From a day on the hub keeps another percentage of what acme pays for LPV's care."""
    billing.done(Ask(CONTRACT, "LPV-acme", EndContract(first_day.replace(month=3, day=31))))
    agreement = replace(
        b.AGREEMENT,
        contract_id=ContractId("LPV-acme-2"),
        partner_id=PartnerId(LPV),
        partner_code=LPV,
        plan_id=billing.plan(ACME).plan_id,
        plan_key=ACME,
        services=(CHW,),
        period=replace(b.YEAR, first_day=first_day),
        terms=Terms(PercentOfPaid(basis_points), "the hub keeps 30 percent of what is paid"),
    )
    billing.done(Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement, 2)))


def test_reversal_after_a_share_change(billing: Billing) -> None:
    """What is undone is undone by the shares it was paid by; new care is shared by the new ones."""
    (march,) = send(billing, "M1")
    receive(billing, era(Clp(march, CHARGE, payer_control="ICN1")))
    new_share(billing, 3000, date(2026, 4, 1))
    billing.visit("M2", service_on=date(2026, 4, 2))
    (number,) = billing.built()
    billing.sent()
    april = billing.claim(number).account.sends[-1].sent_as
    later = era(
        Clp(april, CHARGE, payer_control="ICN2"),
        Clp(march, -CHARGE, status="22", payer_control="ICN1"),
        trace="T2",
        day="20260413",
    )
    assert receive(billing, later).deposit == "0.00"
    # 53.32 by 70 and 30 percent: 37.324 and 15.996
    assert accounts(billing) == {DEPOSIT: CHARGE, PARTNER: -3732, FEE: -1600}
    assert billing.claim(march[:11]).account.shares == ()


def test_reversing_twice(billing: Billing) -> None:
    """The second one undoes nothing that was paid: what it kept waits for the plan's word."""
    sent, other = send(billing, "M1", "M2")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1")))
    undo = Clp(sent, -CHARGE, status="22", payer_control="ICN1")
    receive(billing, era(undo, plb=[FB_OUT], trace="T2", day="20260412"))
    again = era(undo, Clp(other, 2 * CHARGE, payer_control="ICN2"), trace="T3", day="20260413")
    receive(billing, again)
    # 106.64 of the other claim is 90.64 and 16.00
    assert accounts(billing) == {
        DEPOSIT: 2 * CHARGE,
        PARTNER: -9064,
        FEE: -1600,
        CARRIED: -CHARGE,
        "suspense:reversal-without-payment": CHARGE,
    }
    (item,) = due(billing, "reversal-without-payment")
    assert (item.who, item.subject, item.amount) == ("hub", sent[:11], CHARGE)


def test_22_with_positive_clp04(billing: Billing) -> None:
    sent, other = send(billing, "M1", "M2")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1")))
    odd = era(
        Clp(sent, 1000, status="22", payer_control="ICN1"),
        Clp(other, CHARGE, payer_control="ICN2"),
        trace="T2",
        day="20260412",
    )
    result = receive(billing, odd)
    assert (result.outcome, result.parked_claims) == ("posted", 1)
    assert accounts(billing) == {
        DEPOSIT: 2 * CHARGE + 1000,
        PARTNER: -2 * THEIRS,
        FEE: -2 * OURS,
        "suspense:claim-not-taken": -1000,
    }
    (item,) = due(billing, "parked-payment")
    assert "a reversal states 10.00 paid" in item.what


def test_22_of_another_amount_than_was_paid_charges_the_partner_nothing(
    billing: Billing,
) -> None:
    sent, other = send(billing, "M1", "M2")
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN1")))
    less = era(
        Clp(sent, -4000, status="22", payer_control="ICN1"),
        Clp(other, CHARGE, payer_control="ICN2"),
        trace="T2",
        day="20260412",
    )
    receive(billing, less)
    assert accounts(billing) == {
        DEPOSIT: 2 * CHARGE - 4000,
        PARTNER: -2 * THEIRS,
        FEE: -2 * OURS,
        "suspense:reversal-without-payment": 4000,
    }
