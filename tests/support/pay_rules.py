"""How an invented partner is paid: rules for reserves, advances and debts, and their refusals."""

from datetime import date

from msgspec.structs import replace

from domain.identifiers import PartnerCode
from domain.pay_terms import (
    PAY_TERMS,
    AdvanceRule,
    AgreePayRule,
    DebtRule,
    PayRule,
    ReserveRule,
)
from domain.period import Month
from domain.statement import STATEMENT, IssueStatement, Settlement
from tests.support.given import Decision, given
from tests.support.statements import statement as issued_statement

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
RESERVE = ReserveRule(MARCH, "contract, 4", basis_points=1000, months=6)
ADVANCE = AdvanceRule(MARCH, "letter of 2026-02-01", basis_points=5000)
DEBT = DebtRule(MARCH, "contract, 5", statements=2)


def agree(rule: PayRule, issued_through: Month | None = None) -> AgreePayRule:
    """The rule is to hold for LPV."""
    return AgreePayRule(PartnerCode("LPV"), rule, issued_through)


def _settles_with(account: str) -> IssueStatement:
    kept = Settlement("advance-recouped", "advance recouped by 10.00%", -100, account, None, APRIL)
    body = replace(issued_statement(closing=6700, payable=6700), settlements=(kept,))
    return IssueStatement(body, date(2026, 4, 30))


_RULES = given(PAY_TERMS)
PAY_REFUSED: tuple[Decision, ...] = (
    _RULES.when(agree(RESERVE, APRIL)),
    _RULES.when(agree(replace(RESERVE, basis_points=10_001))),
    _RULES.when(agree(replace(ADVANCE, cents=100))),
    _RULES.when(agree(replace(RESERVE, months=-1))),
    _RULES.when(agree(replace(DEBT, pay_days=-1))),
    given(STATEMENT).when(_settles_with("advance:ORC")),
)
