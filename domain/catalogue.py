"""Every decider of the domain in one list; the closed registry of facts is read from it."""

from typing import Any

from domain.agreements.contract import CONTRACT
from domain.agreements.fee_schedule import FEE_SCHEDULE
from domain.agreements.partner import PARTNER
from domain.agreements.pay_terms import PAY_TERMS
from domain.agreements.plan import PLAN
from domain.books.books import BOOKS
from domain.braid.cost import COST_BOOK
from domain.braid.fund import FUND
from domain.care.authorization import AUTHORIZATION
from domain.care.encounter import ENCOUNTER
from domain.care.lead_care import LEAD_CARE
from domain.care.member import MEMBER
from domain.claims.claim import CLAIM
from domain.decider import Decider
from domain.event import Fact
from domain.evidence import EVIDENCE
from domain.months.member_month import MEMBER_MONTH
from domain.months.month_split import MONTH_SPLIT
from domain.months.roster_row import ROSTER_ROW
from domain.notices.deposit import DEPOSIT
from domain.notices.parked_money import PARKED_MONEY
from domain.notices.remittance import REMITTANCE
from domain.payments.disbursement import DISBURSEMENT
from domain.payments.hub_advance import HUB_ADVANCE
from domain.payments.partner_debt import PARTNER_DEBT
from domain.payments.payee import PAYEE
from domain.payments.payout import PAYOUT
from domain.payments.refund import REFUND
from domain.prompt_pay.pay_clock import PAY_CLOCK
from domain.received_file import RECEIVED_FILE
from domain.sending.acknowledgement import ACKNOWLEDGEMENT
from domain.sending.submission import SUBMISSION
from domain.statements.fee_invoice import FEE_INVOICES
from domain.statements.statement import STATEMENT

DECIDERS: tuple[Decider[Any, Any, Any], ...] = (
    PARTNER,
    PLAN,
    CONTRACT,
    FEE_SCHEDULE,
    MEMBER,
    AUTHORIZATION,
    ENCOUNTER,
    CLAIM,
    SUBMISSION,
    ACKNOWLEDGEMENT,
    REMITTANCE,
    PARKED_MONEY,
    REFUND,
    MEMBER_MONTH,
    ROSTER_ROW,
    EVIDENCE,
    MONTH_SPLIT,
    LEAD_CARE,
    DEPOSIT,
    STATEMENT,
    FEE_INVOICES,
    PARTNER_DEBT,
    PAY_TERMS,
    PAYEE,
    PAYOUT,
    DISBURSEMENT,
    HUB_ADVANCE,
    RECEIVED_FILE,
    BOOKS,
    COST_BOOK,
    FUND,
    PAY_CLOCK,
)

FACTS: tuple[type[Fact], ...] = tuple(fact for decider in DECIDERS for fact in decider.facts)
