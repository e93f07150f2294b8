"""Whose bank: the plan pays the hub, a partner itself, a county department, or a stranger."""

import random
from io import BytesIO

import pytest

from adapters.edi.claims.claim_parties import BillingProvider
from adapters.edi.claims.read_837p import read_837p
from adapters.edi.envelope import read_transactions
from domain.claims.claim_facts import ClaimAdjudicated
from domain.identifiers import ClaimNumber
from domain.notices.parked_money import MoneyParked
from domain.period import Month
from domain.problem import Refused
from hub.services.bank.bank_cover import bank_cover
from hub.services.books.medical_loss import medical_loss
from hub.services.notices.conflicts import Exchanged, accept_remittance
from hub.services.notices.hand_matching import Moved, Part, match_by_hand, unmatch
from hub.services.notices.places import Place
from hub.services.payments.refunds import Found, propose_refund
from hub.services.receiving.receiving import inspect_file
from hub.services.sending.batch_files import BatchFile, write_batch
from hub.services.sending.submissions import Batching, build_batch
from hub.services.statements.statements import ShownStatement, show_statement
from projections.care_income import CARE_INCOME
from projections.claim_status import CLAIM_STATUS
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance
from tests.support.billing import ACME, ORC, Billing
from tests.support.direct import (
    EARNED,
    FEE,
    ORC_NPI,
    ORC_TIN,
    OWES,
    administer,
    send_direct,
)
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, facts, receive, send

HUB_TIN = "123456789"
COUNTY_NPI = "1093817465"


def notice(billing: Billing) -> RemittanceBalance:
    (row,) = billing.hub.projector.live.rows(REMITTANCE_BALANCE)
    return row


def income(billing: Billing, number: str) -> int:
    claim_id = billing.claim(number).account.body.claim_id
    row = billing.hub.projector.live.get(CARE_INCOME, claim_id)
    assert row is not None
    return sum(each.cents for each in row.incomes)


def test_payee_is_the_partner_a_payment_posts_the_fee_alone(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    result = receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    assert (result.outcome, result.paid_to, result.suspense) == ("posted", "ORC", "0.00")
    assert accounts(billing) == {OWES: FEE, EARNED: -FEE}
    row = notice(billing)
    assert (row.paid_to, row.awaited, row.hub_fees, row.law_holds) == ("ORC", 0, FEE, True)
    assert income(billing, sent[:11]) == CHARGE - FEE
    claim = billing.claim(sent[:11]).account
    status = billing.hub.projector.live.get(CLAIM_STATUS, claim.body.claim_id)
    assert status is not None
    assert (status.is_paid_direct, status.paid, status.lines[0].outcome) == (True, CHARGE, "paid")
    assert bank_cover(billing.hub.projector.live).short == {}


def test_payee_is_the_partner_a_reversal_gives_the_fee_back(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    receive(billing, era(Clp(sent, -CHARGE, status="22"), trace="T2", payee=ORC_NPI))
    assert accounts(billing) == {}
    assert income(billing, sent[:11]) == 0


def test_payee_is_the_partner_a_partial_takeback_gives_a_part_of_the_fee_back(
    billing: Billing,
) -> None:
    administer(billing)
    first, second = send_direct(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), payee=ORC_NPI))
    kept = era(Clp(second, CHARGE), plb=[Plb("WO", first, CHARGE // 2)], trace="T2", payee=ORC_NPI)
    receive(billing, kept)
    # half of 8 dollars for the first, 8 for the second
    assert accounts(billing) == {OWES: 1200, EARNED: -1200}
    assert income(billing, first[:11]) == CHARGE - CHARGE // 2 - 400


def test_payee_is_the_partner_what_is_not_a_claims_moves_nothing(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    others = [Plb("FB", "NEXT", 700), Plb("IR", "", 100), Plb("WO", "UNHEARD-OF", 55)]
    result = receive(billing, era(Clp(sent, CHARGE), plb=others, payee=ORC_NPI))
    assert result.outcome == "posted"
    assert accounts(billing) == {OWES: FEE, EARNED: -FEE}
    (parked,) = facts(billing, MoneyParked)
    assert isinstance(parked, MoneyParked)
    assert (parked.item.code, parked.item.amount, parked.entries) == ("WO", -55, ())


def test_a_claim_that_the_hub_is_paid_for_takes_nothing_of_a_direct_notice(
    billing: Billing,
) -> None:
    administer(billing)
    (ours,) = send(billing, "M1")
    (theirs,) = send_direct(billing, "M2")
    result = receive(billing, era(Clp(ours, CHARGE), Clp(theirs, CHARGE), payee=ORC_NPI))
    assert (result.outcome, result.parked_claims) == ("posted", 1)
    assert accounts(billing) == {OWES: FEE, EARNED: -FEE}
    (parked,) = facts(billing, MoneyParked)
    assert isinstance(parked, MoneyParked)
    assert [each.code for each in parked.problems] == ["claim.paid-to-the-partner"]


def test_cash_for_a_claim_that_the_partner_is_paid_for_waits_alone(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    assert accounts(billing) == {
        "deposit:acme": CHARGE,
        "suspense:claim-not-taken": -CHARGE,
    }


def test_a_direct_payment_that_names_nobody_is_matched_by_a_person(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp("THEIR-OWN-77", CHARGE, payer_control=""), payee=ORC_NPI))
    assert accounts(billing) == {}
    where, part = Place("T1", 1), Part(ClaimNumber(sent[:11]))
    assert isinstance(match_by_hand(billing.hub, where, (part,), "plan called"), Moved)
    assert accounts(billing) == {OWES: FEE, EARNED: -FEE}
    assert isinstance(unmatch(billing.hub, where, "it was another"), Moved)
    assert accounts(billing) == {}
    assert notice(billing).law_holds


def test_payee_is_a_partner_without_such_a_contract_parks_whole(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    result = receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    assert result.outcome == "parked"
    assert result.problems[0].code == "remittance.payee-is-a-partner"
    assert accounts(billing) == {"deposit:acme": CHARGE, "suspense:partner-paid": -CHARGE}


def test_a_notice_that_was_parked_for_want_of_the_contract_is_posted_once_there_is_one(
    billing: Billing,
) -> None:
    content = era(Clp("THEIR-OWN-77", CHARGE, payer_control=""), payee=ORC_NPI)
    assert receive(billing, content).outcome == "parked"
    administer(billing)
    assert receive(billing, content).outcome == "posted"
    assert accounts(billing) == {}


def test_payee_is_the_county_is_not_the_hubs_money(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    content = era(Clp(sent, CHARGE), payee=COUNTY_NPI, payee_tin=HUB_TIN)
    (inspected,) = inspect_file(billing.hub, content, "notice.835").transactions
    result = receive(billing, content)
    for each in (inspected, result):
        assert each.outcome == "parked"
        assert each.problems[0].code == "remittance.payee-shares-the-tin"
    assert accounts(billing) == {"deposit:acme": CHARGE, "suspense:other-department": -CHARGE}
    assert notice(billing).because == "department"


def test_payee_is_a_stranger_parks_whole(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    result = receive(billing, era(Clp(sent, CHARGE), payee=COUNTY_NPI))
    assert result.problems[0].code == "remittance.payee-not-the-hub"


@pytest.mark.parametrize(
    ("npi", "tin", "paid_to"),
    [
        (ORC_NPI, "", "ORC"),
        (ORC_NPI, HUB_TIN, "ORC"),
        ("", ORC_TIN, "ORC"),
        ("1234567893", ORC_TIN, None),
        ("", HUB_TIN, None),
        ("", "", None),
    ],
)
def test_the_payees_npi_decides_else_its_tin(
    billing: Billing, npi: str, tin: str, paid_to: str | None
) -> None:
    administer(billing)
    content = era(Clp("X", CHARGE), payee=npi, payee_tin=tin)
    (inspected,) = inspect_file(billing.hub, content, "notice.835").transactions
    assert inspected.outcome == "posted"
    assert inspected.paid_to == paid_to


def test_an_npi_that_nobody_has_is_not_the_partners_who_shares_its_tin(billing: Billing) -> None:
    administer(billing)
    result = receive(billing, era(Clp("X", CHARGE), payee=COUNTY_NPI, payee_tin=ORC_TIN))
    assert result.problems[0].code == "remittance.payee-not-the-hub"


def test_claims_that_the_partner_is_paid_for_go_out_under_its_own_numbers(
    billing: Billing,
) -> None:
    administer(billing)
    billing.visit("M1", partner="ORC")
    billing.visit("M2", partner="LPV")
    billing.built()
    batching = build_batch(billing.hub, ACME)
    assert isinstance(batching, Batching)
    billers: dict[str, BillingProvider] = {}
    for batch in batching.batches:
        assert batch.batch_id
        file = write_batch(billing.hub, batch.batch_id)
        assert isinstance(file, BatchFile)
        content = (billing.hub.settings.folder / file.path).read_bytes()
        for transaction in read_transactions(BytesIO(content)):
            for claim in read_837p(transaction).claims:
                billers[claim.billing.npi] = claim.billing
    assert set(billers) == {"1234567893", ORC_NPI}
    assert billers[ORC_NPI].tin == ORC_TIN
    assert billers[ORC_NPI].taxonomy == "251K00000X"
    assert billers[ORC_NPI].address.street == "2 PAPER WAY"


def test_of_two_direct_notices_that_contradict_each_other_a_person_says_which_holds(
    billing: Billing,
) -> None:
    administer(billing)
    first, second = send_direct(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), payee=ORC_NPI))
    result = receive(billing, era(Clp(second, CHARGE), payee=ORC_NPI))
    assert (result.outcome, accounts(billing)) == ("parked", {OWES: FEE, EARNED: -FEE})
    assert isinstance(accept_remittance(billing.hub, "T1", "the plan said so"), Exchanged)
    assert accounts(billing) == {OWES: FEE, EARNED: -FEE}
    assert billing.claim(first[:11]).account.shares == ()
    assert billing.claim(second[:11]).account.money.paid == CHARGE


def test_nothing_of_a_direct_payment_is_refunded_or_split_by_the_hub(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    asked = propose_refund(billing.hub, Found(sent[:11], "paid twice", 100), "A. Finder")
    assert isinstance(asked, Refused)
    assert asked.codes == ["refund.paid-direct"]
    assert medical_loss(billing.hub, 2026) == []


def test_the_statement_of_a_partner_that_is_paid_direct_owes_it_nothing(
    billing: Billing,
) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    shown = show_statement(billing.hub, ORC, Month(2026, 4))
    assert isinstance(shown, ShownStatement)
    (line,) = shown.body.lines
    assert (line.net, line.fee, line.plan_paid, line.invoiced) == (0, 0, 0, FEE)
    # what the plan paid the partner itself is told, and nothing of it is waited for
    year = shown.body.year
    assert year is not None
    assert (line.direct, line.arrival, year.direct) == (CHARGE, "paid-direct", CHARGE)
    assert (shown.body.closing, shown.body.payable) == (0, 0)


def test_direct_payments_in_any_order_end_the_same(hubs_alike: tuple[Billing, ...]) -> None:
    ends = []
    order = random.Random(7)  # noqa: S311 - the same orders every time
    for billing in hubs_alike:
        administer(billing)
        first, second = send_direct(billing, "M1", "M2")
        files = [
            era(Clp(first, CHARGE), payee=ORC_NPI),
            era(Clp(first, -CHARGE, status="22"), trace="T2", day="20260412", payee=ORC_NPI),
            era(Clp(first, 4000, CHARGE), trace="T3", day="20260413", payee=ORC_NPI),
            era(Clp(second, CHARGE), trace="T4", payee=ORC_NPI),
            era(plb=[Plb("WO", second, 2666)], trace="T5", day="20260420", payee=ORC_NPI),
        ]
        order.shuffle(files)
        for file in files:
            receive(billing, file)
        assert len(facts(billing, ClaimAdjudicated)) == 3
        ends.append(accounts(billing))
    # 8 dollars for the first; of the second half was taken back
    assert ends == [{OWES: 1200, EARNED: -1200}] * 3
