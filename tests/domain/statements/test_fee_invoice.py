"""Each month one invoice; what is unpaid is carried, and nothing is charged twice."""

import dataclasses
from datetime import date

from msgspec.structs import replace

from domain.posting import Entry
from domain.statements.fee_invoice import FEE_INVOICES, FeeInvoiceIssued, IssueFeeInvoice
from tests.support import builders as b
from tests.support import fee_invoices as f
from tests.support.given import given, problems

OWED = "receivable:partner:LPV"


def test_what_is_charged_when_it_is_sent_is_posted_by_the_invoice() -> None:
    (fact,) = f.ISSUED.facts
    assert isinstance(fact, FeeInvoiceIssued)
    # what is charged for a payment was posted with that payment
    assert fact.entries == (Entry(OWED, 300), Entry("hub-fee:acme", -300))


def test_an_invoice_is_issued_once() -> None:
    assert f.ISSUED.when(f.ISSUE) == ()


def test_what_is_unpaid_is_carried_into_the_next() -> None:
    paid = f.ISSUED.after(f.PAY)
    assert paid.state.unpaid == 100
    after = paid.after(f.NEXT)
    assert (after.state.closing, after.state.unpaid, after.state.untold) == (100, 100, ())


def test_a_payment_is_in_the_bank_and_owed_no_more() -> None:
    (fact,) = f.ISSUED.after(f.PAY).facts[1:]
    assert fact.entries == (Entry("bank", 1000), Entry(OWED, -1000))  # type: ignore[attr-defined]
    assert f.ISSUED.after(f.PAY).when(f.PAY) == ()


def test_a_payment_that_is_undone_is_owed_again_and_told() -> None:
    undone = f.ISSUED.after(f.PAY, f.NEXT, f.UNDO)
    assert undone.state.unpaid == 1100
    assert [each.cents for each in undone.state.untold] == [-1000]
    assert undone.when(f.UNDO) == ()
    assert undone.after(f.PAY).state.unpaid == 100


def test_nothing_is_invoiced_twice() -> None:
    again = replace(
        f.BODY, number="LPV-2026-05-fee", month=f.NEXT.body.month, opening=1100, closing=2200
    )
    refused = problems(f.ISSUED.when(IssueFeeInvoice(again, date(2026, 5, 31))))
    assert refused == ["fee-invoice.does-not-add-up"]


def test_a_claim_that_was_charged_when_sent_may_be_credited_later() -> None:
    credit = replace(f.NEXT.body, lines=(replace(f.SENT, fee=-300),), received=(), closing=800)
    (*_, fact) = f.ISSUED.after(IssueFeeInvoice(credit, date(2026, 5, 31))).facts
    assert fact.entries == (Entry(OWED, -300), Entry("hub-fee:acme", 300))  # type: ignore[attr-defined]


def test_an_invoice_leaves_out_no_payment_between() -> None:
    early = replace(f.NEXT.body, received=(replace(f.CHEQUE, reference="OTHER"),))
    refused = f.ISSUED.after(f.PAY).when(IssueFeeInvoice(early, date(2026, 5, 31)))
    assert problems(refused) == ["fee-invoice.does-not-add-up"]


def test_more_than_is_unpaid_is_a_credit_only_where_somebody_says_so() -> None:
    much = dataclasses.replace(f.PAY, payment=replace(f.CHEQUE, cents=99900))
    refused = f.ISSUED.when(much)
    assert problems(refused) == ["fee-invoice.more-than-unpaid"]
    assert "11.00 is unpaid" in str(refused)
    kept = f.ISSUED.after(dataclasses.replace(much, is_credit=True))
    assert kept.state.unpaid == 1100 - 99900
    assert kept.when(much) == ()  # told again


def test_a_partner_may_pay_before_any_invoice() -> None:
    paid = given(FEE_INVOICES).after(dataclasses.replace(f.PAY, is_credit=True))
    assert paid.state.unpaid == -1000
    assert f.BODY.partner_code == b.PARTNER_CODE
