"""What people ask: rows folded from facts, one question each."""

from typing import Any

from projections.archived_files import ARCHIVED_FILES
from projections.batch_status import BATCH_STATUS
from projections.care_income import CARE_INCOME
from projections.claim_status import CLAIM_STATUS
from projections.contract_book import CONTRACT_BOOK
from projections.cost_book import COST_BOOK
from projections.deposit_status import DEPOSIT_STATUS
from projections.due_list import DUE_LIST
from projections.encounter_status import ENCOUNTER_STATUS
from projections.expected_pay import EXPECTED_PAY
from projections.fund_draws import FUND_DRAWS
from projections.fund_status import FUND_STATUS
from projections.hub_advances import HUB_ADVANCES
from projections.member_months import MEMBER_MONTHS
from projections.paid_direct import PAID_DIRECTLY
from projections.partner_ledger import PARTNER_LEDGER
from projections.partner_moves import PARTNER_MOVES
from projections.partner_statement import PARTNER_STATEMENT
from projections.payee_status import PAYEE_STATUS
from projections.payout_status import PAYOUT_STATUS
from projections.projection import Projection
from projections.received_files import RECEIVED_FILES
from projections.refund_status import REFUND_STATUS
from projections.register import REGISTER
from projections.remittance_balance import REMITTANCE_BALANCE
from projections.roster_rows import ROSTER_ROWS
from projections.suspense_held import SUSPENSE_HELD
from projections.taken_by_statement import TAKEN_BY_STATEMENT
from projections.trial_balance import TRIAL_BALANCE
from projections.untold_payouts import UNTOLD_PAYOUTS

PROJECTIONS: tuple[Projection[Any], ...] = (
    ARCHIVED_FILES,
    BATCH_STATUS,
    CARE_INCOME,
    CLAIM_STATUS,
    CONTRACT_BOOK,
    COST_BOOK,
    DEPOSIT_STATUS,
    DUE_LIST,
    ENCOUNTER_STATUS,
    EXPECTED_PAY,
    FUND_DRAWS,
    FUND_STATUS,
    HUB_ADVANCES,
    MEMBER_MONTHS,
    PAID_DIRECTLY,
    PARTNER_LEDGER,
    PARTNER_MOVES,
    PARTNER_STATEMENT,
    PAYEE_STATUS,
    PAYOUT_STATUS,
    RECEIVED_FILES,
    REFUND_STATUS,
    REGISTER,
    REMITTANCE_BALANCE,
    ROSTER_ROWS,
    SUSPENSE_HELD,
    TAKEN_BY_STATEMENT,
    TRIAL_BALANCE,
    UNTOLD_PAYOUTS,
)
