"""A statement of an invented partner."""

from domain.period import Month
from domain.statements.statement import StatementBody
from domain.statements.statement_parts import EncounterCount, StatementLine
from tests.support import builders as b


def statement(net: int = 6800, *, closing: int = 6800, payable: int = 6800) -> StatementBody:
    """A statement for one paid line."""
    paid = StatementLine(
        kind="payment",
        claim=b.CLAIM_NUMBER,
        line=1,
        service=b.CHW,
        service_on=b.SERVED_ON,
        units=2,
        billed=8000,
        plan_paid=8000,
        fee=1200,
        net=net,
        outcome="paid",
        adjustments=(),
        trace="TRACE1",
        paid_on=b.PAID_ON,
        arrival="in-bank",
        posting_id="remittance-1/1",
    )
    return StatementBody(
        number="LPV-2026-04",
        partner_id=b.PARTNER_ID,
        partner_code=b.PARTNER_CODE,
        month=Month(2026, 4),
        cut_at=99,
        opening=0,
        lines=(paid,),
        closing=closing,
        payable=payable,
        short=0,
        encounters=EncounterCount(handed_in=1, paid=1),
    )
