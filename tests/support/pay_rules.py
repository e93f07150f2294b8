"""How an invented partner is paid: rules for reserves, advances and debts, and their refusals."""

from datetime import date

from msgspec.structs import replace

from domain.agreements.pay_terms import (
    PAY_TERMS,
    AdvanceRule,
    AgreePayRule,
    DebtRule,
    PayRule,
    ReserveRule,
)
from domain.identifiers import PartnerCode
from domain.payments.partner_debt import (
    PARTNER_DEBT,
    DebtInvoice,
    DebtPayment,
    InvoiceDebt,
    ReceiveDebt,
)
from domain.period import Month
from domain.statements.statement import STATEMENT, IssueStatement, Settlement
from tests.support.given import Decision, given
from tests.support.statements import statement as issued_statement

LPV = PartnerCode("LPV")
MARCH, APRIL = Month(2026, 3), Month(2026, 4)
RESERVE = ReserveRule(MARCH, "contract, 4", basis_points=1000, months=6)
ADVANCE = AdvanceRule(MARCH, "letter of 2026-02-01", basis_points=5000)
DEBT = DebtRule(MARCH, "contract, 5", statements=2)


def agree(rule: PayRule, issued_through: Month | None = None) -> AgreePayRule:
    """The rule is to hold for LPV."""
    return AgreePayRule(LPV, rule, issued_through)


INVOICE = DebtInvoice("LPV-D0001", LPV, "LPV-2026-06", 3750, date(2026, 7, 1), date(2026, 7, 31))
ASK_DEBT = InvoiceDebt(INVOICE, 3750)
IN_FULL = DebtPayment("LPV-D0001", "cheque 881", 3750, date(2026, 7, 20))
IN_PART = DebtPayment("LPV-D0001", "cheque 880", 1000, date(2026, 7, 10))


def receive(payment: DebtPayment, told_on: date = date(2026, 7, 21)) -> ReceiveDebt:
    """LPV paid what it owes, or a part of it."""
    return ReceiveDebt(LPV, payment, told_on)


def _settles_with(account: str) -> IssueStatement:
    kept = Settlement("advance-recouped", "advance recouped by 10.00%", -100, account, None, APRIL)
    body = replace(issued_statement(closing=6700, payable=6700), settlements=(kept,))
    return IssueStatement(body, date(2026, 4, 30), early=True)


_RULES = given(PAY_TERMS)
_ASKED = given(PARTNER_DEBT).after(ASK_DEBT)
PAY_REFUSED: tuple[Decision, ...] = (
    _RULES.when(agree(RESERVE, APRIL)),
    _RULES.when(agree(replace(RESERVE, basis_points=10_001))),
    _RULES.when(agree(replace(ADVANCE, cents=100))),
    _RULES.when(agree(replace(RESERVE, months=-1))),
    _RULES.when(agree(replace(DEBT, pay_days=-1))),
    given(STATEMENT).when(_settles_with("advance:ORC")),
    _ASKED.when(InvoiceDebt(replace(INVOICE, number="LPV-D0002", cents=100), 3750)),
    _ASKED.after(receive(IN_PART)).when(receive(replace(IN_FULL, reference="cheque 880"))),
    _ASKED.when(receive(IN_FULL, date(2026, 7, 19))),
)
