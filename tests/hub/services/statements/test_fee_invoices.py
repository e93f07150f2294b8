"""The invoice of an administrative partner: claim by claim, with credits, carried on by month."""

import tomllib
from datetime import date
from importlib.resources import files as resources

import pytest

from adapters.pages.write_html import write_html
from domain.agreements.period_rules import MonthlyLimits, PerMemberMonth, Tier, Tiered
from domain.agreements.terms import PercentOfPaid, PerClaim, Terms
from domain.identifiers import PartnerCode
from domain.money import read_money
from domain.period import Month
from domain.problem import Refused
from domain.statements.fee_invoice_body import FeeInvoiceBody, Received
from hub.handler import Done
from hub.services.partner_words import LANGUAGES
from hub.services.statements.fee_invoice_page import invoice_page
from hub.services.statements.fee_invoices import (
    ShownInvoice,
    draft_invoice,
    issue_invoice,
    list_invoices,
    receive_payment,
    undo_payment,
)
from tests.architecture.test_glossary import HUB_WORDS
from tests.support.billing import ORC, Billing
from tests.support.direct import EARNED, FEE, ORC_NPI, OWES, administer, send_direct
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive

APRIL, MAY = Month(2026, 4), Month(2026, 5)
CHEQUE = Received(date(2026, 4, 14), 1000, "CHEQUE-12")


def issued(billing: Billing, month: Month) -> FeeInvoiceBody:
    shown = issue_invoice(billing.hub, ORC, month)
    assert isinstance(shown, ShownInvoice), shown
    return shown.body


def drafted(billing: Billing, month: Month) -> ShownInvoice:
    shown = draft_invoice(billing.hub, ORC, month)
    assert isinstance(shown, ShownInvoice), shown
    return shown


def codes(answer: object) -> list[str]:
    assert isinstance(answer, Refused), answer
    return answer.codes


def test_an_invoice_tells_what_the_plan_paid_and_the_fee_by_rule(billing: Billing) -> None:
    administer(billing)
    first, second = send_direct(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), Clp(second, CHARGE), payee=ORC_NPI))
    body = issued(billing, APRIL)
    told = [(line.claim, line.direct, line.fee, line.rule, line.trace) for line in body.lines]
    assert told == [
        (first[:11], CHARGE, FEE, "per claim paid", "T1"),
        (second[:11], CHARGE, FEE, "per claim paid", "T1"),
    ]
    assert (body.number, body.opening, body.fees, body.closing) == (
        "ORC-2026-04-fee",
        0,
        1600,
        1600,
    )
    assert accounts(billing) == {OWES: 1600, EARNED: -1600}


def test_what_was_taken_back_is_a_credit_in_the_next_invoice(billing: Billing) -> None:
    administer(billing)
    first, second = send_direct(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), Clp(second, CHARGE), payee=ORC_NPI))
    before = issued(billing, APRIL)
    receive(
        billing,
        era(
            Clp(first, -CHARGE, status="22"),
            plb=[Plb("WO", second, CHARGE // 2)],
            trace="T2",
            day="20260504",
            payee=ORC_NPI,
        ),
    )
    body = drafted(billing, MAY).body
    assert [(line.kind, line.direct, line.fee) for line in body.lines] == [
        ("reversal", -CHARGE, -FEE),
        ("takeback", -CHARGE // 2, 0),
        ("takeback", 0, -FEE // 2),
    ]
    assert (body.opening, body.closing) == (1600, 400)
    assert drafted(billing, APRIL).body == before
    assert accounts(billing) == {OWES: 400, EARNED: -400}


def test_an_invoice_is_issued_once_and_months_in_order(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    again = issued(billing, APRIL)
    assert issued(billing, APRIL) == again
    assert codes(draft_invoice(billing.hub, ORC, Month(2026, 3))) == [
        "fee-invoice.later-one-issued"
    ]
    assert codes(issue_invoice(billing.hub, PartnerCode("LPV"), APRIL)) == [
        "fee-invoice.nothing-to-invoice"
    ]


def test_a_dry_run_issues_nothing(billing: Billing) -> None:
    administer(billing)
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    before = billing.hub.log.head().position
    shown = issue_invoice(billing.hub, ORC, APRIL, dry_run=True)
    assert isinstance(shown, ShownInvoice)
    assert (shown.body.closing, shown.issued_on) == (FEE, None)
    assert billing.hub.log.head().position == before


def test_a_payment_is_in_the_bank_and_lowers_what_is_unpaid(billing: Billing) -> None:
    administer(billing)
    first, second = send_direct(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), Clp(second, CHARGE), payee=ORC_NPI))
    issued(billing, APRIL)
    for _ in range(2):
        assert isinstance(receive_payment(billing.hub, ORC, CHEQUE), Done)
    assert accounts(billing) == {OWES: 600, EARNED: -1600, "bank": 1000}
    body = drafted(billing, MAY).body
    assert (body.opening, body.received, body.closing) == (1600, (CHEQUE,), 600)
    assert isinstance(undo_payment(billing.hub, ORC, "CHEQUE-12", "it was returned"), Done)
    assert accounts(billing) == {OWES: 1600, EARNED: -1600}
    (listed,) = list_invoices(billing.hub)  # type: ignore[misc]
    assert (listed.code, listed.invoices.unpaid) == (ORC, 1600)


def test_a_claim_is_charged_once_when_it_is_first_sent(billing: Billing) -> None:
    administer(billing, Terms(PerClaim(300, "sent"), "3 dollars for each claim sent"))
    (sent,) = send_direct(billing, "M1")
    month = Month.of(billing.hub.today)
    body = issued(billing, month)
    assert [(line.kind, line.claim, line.fee) for line in body.lines] == [("sent", sent[:11], 300)]
    assert accounts(billing) == {OWES: 300, EARNED: -300}
    receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    assert accounts(billing) == {OWES: 300, EARNED: -300}


def test_what_was_charged_when_sent_is_a_credit_once_it_is_taken_back(billing: Billing) -> None:
    administer(billing, Terms(PerClaim(300, "sent"), "3 dollars for each claim sent"))
    (sent,) = send_direct(billing, "M1")
    assert issued(billing, APRIL).fees == 300
    receive(billing, era(Clp(sent, CHARGE), payee=ORC_NPI))
    undone = era(Clp(sent, -CHARGE, status="22"), payee=ORC_NPI, trace="T2", day="20260412")
    receive(billing, undone)
    (credit,) = [line for line in drafted(billing, MAY).body.lines if line.kind == "sent"]
    assert credit.fee == -300


def test_what_is_agreed_by_the_month_is_charged_once_and_by_its_difference(
    billing: Billing,
) -> None:
    rules = (PerMemberMonth(400), MonthlyLimits(1500))
    administer(billing, Terms(PerClaim(300, "sent"), "3 dollars", by_month=rules))
    send_direct(billing, "M1")
    body = issued(billing, APRIL)
    # 3.00 for the claim, 4.00 for its member, 8.00 more to the least of 15.00
    assert [(line.kind, line.fee) for line in body.lines] == [("by-month", 1200), ("sent", 300)]
    assert accounts(billing) == {OWES: 1500, EARNED: -1500}
    assert "4.00 for each member served" in body.lines[0].rule
    send_direct(billing, "M2", "M3")
    again = drafted(billing, MAY).body
    # three members and three claims are 21.00: nothing is left to the least
    assert sorted((line.kind, line.fee) for line in again.lines) == [
        ("sent", 300),
        ("sent", 300),
    ]


def test_tiers_follow_what_the_plan_paid_the_partner(billing: Billing) -> None:
    tiers = (Tiered("claims", (Tier(0, 1000), Tier(1, 500))),)
    administer(billing, Terms(PercentOfPaid(1000), "a tenth", by_month=tiers))
    first, second = send_direct(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), Clp(second, CHARGE), payee=ORC_NPI))
    (found,) = [line for line in drafted(billing, APRIL).body.lines if line.kind == "by-month"]
    # a tenth of 53.32 is 5.33, a twentieth 2.67
    assert found.fee == 267 - 533


def test_a_percentage_is_warned_of_and_not_refused(billing: Billing) -> None:
    administer(billing, Terms(PercentOfPaid(1000), "a tenth"))
    (sent,) = send_direct(billing, "M1")
    receive(billing, era(Clp(sent, 5000, CHARGE), payee=ORC_NPI))
    shown = issue_invoice(billing.hub, ORC, APRIL)
    assert isinstance(shown, ShownInvoice)
    assert [each.code for each in shown.warnings] == ["contract.fee-follows-collections"]
    assert shown.body.closing == 500


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Paid to you directly"),
        ("es", "Pagado directamente a usted"),
        ("vi", "Trả thẳng cho quý vị"),
    ],
)
def test_the_page_tells_what_the_plan_paid_directly_in_the_partners_language(
    billing: Billing, language: str, said: str
) -> None:
    administer(billing)
    first, second = send_direct(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE), Clp(second, CHARGE), payee=ORC_NPI))
    receive_payment(billing.hub, ORC, CHEQUE, is_credit=True)
    issued(billing, APRIL)
    shown = drafted(billing, APRIL)
    page = invoice_page(shown, "Exampleton Care Hub", language)
    told = write_html(page).decode()
    for each in ("ORC-2026-04-fee", "53.32", "16.00", "6.00", "CHEQUE-12", said, first[:11]):
        assert each in told
    # whoever reads it adds up: from what was unpaid before to what is unpaid now
    owed = [read_money(amount) for _, amount in page.tables[0].rows]
    assert sum(owed[:-1]) == owed[-1] == 600


def test_the_words_of_every_language_are_there_and_are_partner_words() -> None:
    files = [
        tomllib.loads(
            (resources("hub.services") / "fee_invoice_words" / f"{each}.toml").read_text("utf-8")
        )
        for each in LANGUAGES
    ]
    assert {tuple(each["invoice"]) for each in files} == {tuple(files[0]["invoice"])}
    said = " ".join(files[0]["invoice"].values()).lower()
    assert not [word for word in HUB_WORDS if word in said]
