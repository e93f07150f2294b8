"""Every decider of the domain in one list; the closed registry of facts is read from it."""

from typing import Any

from domain.acknowledgement import ACKNOWLEDGEMENT
from domain.authorization import AUTHORIZATION
from domain.books import BOOKS
from domain.claim import CLAIM
from domain.contract import CONTRACT
from domain.cost import COST_BOOK
from domain.decider import Decider
from domain.deposit import DEPOSIT
from domain.disbursement import DISBURSEMENT
from domain.encounter import ENCOUNTER
from domain.event import Fact
from domain.evidence import EVIDENCE
from domain.fee_invoice import FEE_INVOICES
from domain.fee_schedule import FEE_SCHEDULE
from domain.fund import FUND
from domain.hub_advance import HUB_ADVANCE
from domain.lead_care import LEAD_CARE
from domain.member import MEMBER
from domain.member_month import MEMBER_MONTH
from domain.month_split import MONTH_SPLIT
from domain.parked_money import PARKED_MONEY
from domain.partner import PARTNER
from domain.partner_debt import PARTNER_DEBT
from domain.pay_clock import PAY_CLOCK
from domain.pay_terms import PAY_TERMS
from domain.payee import PAYEE
from domain.payout import PAYOUT
from domain.plan import PLAN
from domain.received_file import RECEIVED_FILE
from domain.refund import REFUND
from domain.remittance import REMITTANCE
from domain.roster_row import ROSTER_ROW
from domain.statement import STATEMENT
from domain.submission import SUBMISSION

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
