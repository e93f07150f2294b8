"""A refund to a plan, and whatever may be asked of it; all invented."""

from datetime import date

from msgspec.structs import replace

from domain.identifiers import PartnerCode, RefundId
from domain.payments.refund import (
    REFUND,
    ApproveRefund,
    ProposeRefund,
    Refund,
    SendRefund,
    VoidRefund,
)
from tests.support import builders as b
from tests.support.given import Decision, given

FOUND = date(2026, 4, 1)
TODAY = date(2026, 4, 15)
REFUND_OWED = Refund(
    refund_id=RefundId("refund-1"),
    number="LPV00000012-R1",
    plan_key=b.PLAN_KEY,
    partner_code=PartnerCode("LPV"),
    about="claim LPV00000012",
    claim_id=b.CLAIM_ID,
    item_id=None,
    remittance_id=b.NOTICE.remittance_id,
    amount=4000,
    found_on=FOUND,
    reason="paid twice",
)
PROPOSE = ProposeRefund(REFUND_OWED, "A. Finder", 4000, TODAY)
APPROVE = ApproveRefund("B. Keeper", TODAY, 4000, 4000)
SEND = SendRefund("CHEQUE-77", TODAY, 4000, TODAY)
VOID = VoidRefund("the cheque came back", TODAY)

PROPOSED = given(REFUND).after(PROPOSE)
APPROVED = PROPOSED.after(APPROVE)

REFUNDS_REFUSED: tuple[Decision, ...] = (
    given(REFUND).when(APPROVE),
    given(REFUND).when(
        ProposeRefund(replace(REFUND_OWED, amount=0, found_on=date(2026, 4, 16)), " ", 4000, TODAY)
    ),
    given(REFUND).when(ProposeRefund(REFUND_OWED, "A. Finder", 3999, TODAY)),
    PROPOSED.when(ApproveRefund("a.  finder", TODAY, 0, 4000)),
    APPROVED.when(SendRefund("CHEQUE-77", TODAY, 0, TODAY)),
    APPROVED.when(SendRefund(" ", TODAY, 4000, TODAY)),
    APPROVED.when(SendRefund("CHEQUE-77", date(2026, 4, 14), 4000, TODAY)),
)
