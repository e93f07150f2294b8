"""An invoice to a partner that plans pay itself, and whatever may be asked of it; all invented."""

from dataclasses import replace as replaced
from datetime import date

from msgspec.structs import replace

from domain.period import Month
from domain.statements.fee_invoice import FEE_INVOICES, IssueFeeInvoice, ReceiveFee, UndoFee
from domain.statements.fee_invoice_body import FeeInvoiceBody, InvoiceLine, Received, sent_posting
from tests.support import builders as b
from tests.support.given import Decision, given

APRIL = Month(2026, 4)
TODAY = date(2026, 4, 30)
CHEQUE = Received(date(2026, 4, 28), 1000, "CHEQUE-12")
PAID = InvoiceLine(
    posting_id="remittance-1/1",
    kind="payment",
    claim=b.CLAIM_NUMBER,
    plan_key=b.PLAN_KEY,
    line=1,
    service=b.CHW,
    service_on=b.SERVED_ON,
    on=b.PAID_ON,
    trace="TRACE1",
    direct=8000,
    fee=800,
    rule="per claim paid",
)
SENT = replace(
    PAID,
    posting_id=sent_posting(b.CLAIM_ID),
    kind="sent",
    line=0,
    on=b.SENT_ON,
    trace="",
    direct=0,
    fee=300,
    rule="per claim sent",
)
BODY = FeeInvoiceBody(
    number="LPV-2026-04-fee",
    partner_id=b.PARTNER_ID,
    partner_code=b.PARTNER_CODE,
    month=APRIL,
    cut_at=99,
    opening=0,
    lines=(PAID, SENT),
    received=(),
    closing=1100,
)
ISSUE = IssueFeeInvoice(BODY, TODAY)
PAY = ReceiveFee(b.PARTNER_CODE, CHEQUE, TODAY)
UNDO = UndoFee(b.PARTNER_CODE, "CHEQUE-12", "the bank returned the cheque", TODAY)
NEXT = IssueFeeInvoice(
    replace(
        BODY,
        number="LPV-2026-05-fee",
        month=Month(2026, 5),
        opening=1100,
        lines=(),
        received=(CHEQUE,),
        closing=100,
    ),
    date(2026, 5, 31),
)
ISSUED = given(FEE_INVOICES).after(ISSUE)

FEES_REFUSED: tuple[Decision, ...] = (
    given(FEE_INVOICES).when(IssueFeeInvoice(replace(BODY, lines=(), closing=0), TODAY)),
    given(FEE_INVOICES).when(IssueFeeInvoice(replace(BODY, closing=1), TODAY)),
    given(FEE_INVOICES).when(IssueFeeInvoice(BODY, date(2026, 3, 31))),
    ISSUED.when(IssueFeeInvoice(replace(BODY, cut_at=100), TODAY)),
    ISSUED.when(IssueFeeInvoice(replace(BODY, month=Month(2026, 3)), TODAY)),
    ISSUED.after(PAY).when(replaced(PAY, payment=replace(CHEQUE, cents=999))),
    ISSUED.when(replaced(PAY, payment=replace(CHEQUE, cents=0))),
    ISSUED.when(replaced(PAY, payment=replace(CHEQUE, cents=99900))),
    ISSUED.when(UNDO),
)
