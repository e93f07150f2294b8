"""A member month is paid once, whichever of its claims, and whichever notice, comes first."""

from datetime import date
from itertools import permutations

import pytest
from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails
from domain.claims.attribution import PAID_TWICE
from domain.identifiers import ContractId, Npi, PartnerCode, PartnerId
from domain.posting import partner_account, suspense_account
from domain.service_line import Service
from hub.handler import Ask
from hub.services.receiving.receiving import receive_file
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support import builders as b
from tests.support.billing import ACME, Billing
from tests.support.eras import Clp, Plb, era
from tests.support.paid import accounts

ECM = Service.read("G9012 U2")
MONTHLY = PartnerCode("ZED")
CHARGE = 2666


@pytest.fixture
def month(billing: Billing) -> tuple[str, str]:
    """Two claims of one member month under monthly terms, sent: the CLM01 of each."""
    details = PartnerDetails(PartnerId("ZED"), MONTHLY, "Invented ZED", Npi("1679576722"))
    billing.done(Ask(PARTNER, "ZED", JoinPartner(details, date(2026, 1, 1))))
    agreement = replace(
        b.AGREEMENT,
        contract_id=ContractId("ZED-acme"),
        partner_id=details.partner_id,
        partner_code=MONTHLY,
        plan_id=billing.plan(ACME).plan_id,
        plan_key=ACME,
        services=(ECM,),
        terms=b.MONTHLY,
    )
    billing.done(Ask(CONTRACT, agreement.contract_id, AgreeContract(agreement)))
    billing.authorize("M2", ECM, 5)
    numbers = []
    for day in (2, 9):
        served = b.SERVED_ON.replace(day=day)
        billing.visit("M2", partner="ZED", service=ECM, units=1, minutes=None, service_on=served)
        numbers += billing.built()
    billing.sent()
    first, second = (billing.claim(number).account.sends[-1].sent_as for number in numbers)
    return first, second


def receive(billing: Billing, *notices: bytes) -> None:
    for notice in notices:
        (result,) = receive_file(billing.hub, notice, "notice.835").transactions
        assert (result.outcome, result.parked_claims) == ("posted", 0)
    assert sum(accounts(billing).values()) == 0
    assert all(row.law_holds for row in billing.hub.projector.live.rows(REMITTANCE_BALANCE))


def outcomes(billing: Billing, month: tuple[str, str]) -> list[str]:
    return [billing.claim(sent[:11]).account.results[0].outcome for sent in month]


@pytest.mark.parametrize("turned", [False, True])
def test_a_line_of_the_paid_month_is_covered_whichever_claim_comes_first(
    billing: Billing, month: tuple[str, str], *, turned: bool
) -> None:
    claims = [
        Clp(month[0], CHARGE, payer_control="A1"),
        Clp(month[1], 0, billed=CHARGE, payer_control="A2"),
    ]
    receive(billing, era(*(claims[::-1] if turned else claims)))
    assert outcomes(billing, month) == ["paid", "covered"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_second_payment_of_the_month_is_the_partners_only_once_the_first_is_undone(
    billing: Billing, month: tuple[str, str], order: tuple[int, ...]
) -> None:
    first, second = month
    notices = (
        era(Clp(first, CHARGE, payer_control="A1"), trace="T1"),
        era(Clp(second, CHARGE, payer_control="A2"), trace="T2", day="20260420"),
        era(Clp(first, -CHARGE, payer_control="A1", status="22"), trace="T3", day="20260421"),
    )
    receive(billing, *(notices[at] for at in order))
    assert outcomes(billing, month) == ["taken-back", "paid"]
    assert accounts(billing)[partner_account(MONTHLY)] == -2399
    assert suspense_account(PAID_TWICE) not in accounts(billing)


def test_a_second_payment_of_the_month_waits_whole(
    billing: Billing, month: tuple[str, str]
) -> None:
    later = era(Clp(month[1], CHARGE, payer_control="A2"), trace="T2", day="20260420")
    receive(billing, later, era(Clp(month[0], CHARGE, payer_control="A1"), trace="T1"))
    assert accounts(billing)[suspense_account(PAID_TWICE)] == -CHARGE
    assert accounts(billing)[partner_account(MONTHLY)] == -2399


def test_a_claim_that_refuses_its_payment_is_told_nothing_of_its_month_either(
    billing: Billing, month: tuple[str, str]
) -> None:
    receive(billing, era(Clp(month[0], CHARGE, payer_control="A1"), trace="T1"))
    served = b.SERVED_ON.replace(day=16)
    billing.visit("M2", partner="ZED", service=ECM, units=1, minutes=None, service_on=served)
    (number,) = billing.built()
    billing.sent()
    claim = billing.claim(number)
    odd = era(Clp(claim.account.sends[-1].sent_as, -100, billed=CHARGE), trace="T2")
    (result,) = receive_file(billing.hub, odd, "notice.835").transactions
    assert result.parked_claims == 1
    assert billing.claim(number) == claim


@pytest.mark.parametrize("way", ["reversal", "takeback"])
def test_undoing_the_months_payment_denies_the_lines_that_it_covered(
    billing: Billing, month: tuple[str, str], way: str
) -> None:
    first, second = month
    receive(billing, era(Clp(first, CHARGE, payer_control="A1"), Clp(second, 0, billed=CHARGE)))
    assert outcomes(billing, month) == ["paid", "covered"]
    other = Clp("FOREIGN", CHARGE, payer_control="Z9")
    undone = {
        "reversal": era(Clp(first, -CHARGE, payer_control="A1", status="22"), trace="T2"),
        "takeback": era(other, plb=(Plb("WO", first, CHARGE),), trace="T2"),
    }
    receive(billing, undone[way])
    assert outcomes(billing, month) == ["taken-back", "denied"]
