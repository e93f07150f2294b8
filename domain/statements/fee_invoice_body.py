"""What an invoice to a partner that plans pay itself is made of: its lines, payments and sums."""

from collections import Counter
from datetime import date
from typing import Literal

import msgspec

from domain.claims.claim_facts import MoneyKind
from domain.identifiers import ClaimId, ClaimNumber, PartnerCode, PartnerId, PlanKey
from domain.money import Money
from domain.period import Month
from domain.posting import Entries, Entry, balanced, hub_fee_account, receivable_account
from domain.service_line import Service

LineKind = MoneyKind | Literal["sent", "by-month"]
CHARGED = frozenset({"sent", "by-month"})
"""What the invoice itself posts, by what it comes to less what earlier ones charged for it."""


class InvoiceLine(msgspec.Struct, frozen=True, gc=False):
    """The fee for one movement about one billed line (line 0: about the whole claim), in cents.

    `direct` is what the plan paid the partner itself, below zero where it took money back; then
    `fee` is below zero too: a credit. `rule` is the contract's, by its name. A claim that is
    charged when it is sent stands once, as `kind` sent, with the id of its claim as posting; what
    is agreed by the month names no claim.
    """

    posting_id: str
    kind: LineKind
    claim: ClaimNumber
    plan_key: PlanKey
    line: int
    service: Service | None
    service_on: date | None
    on: date
    trace: str
    direct: Money
    fee: Money
    rule: str


class Received(msgspec.Struct, frozen=True, gc=False):
    """A payment of the partner that is in the bank; `reference` is what people know it by."""

    received_on: date
    cents: Money
    reference: str


class FeeInvoiceBody(msgspec.Struct, frozen=True):
    """A partner's invoice for a month.

    `opening` is what the last one left unpaid, `received` what came since, payments that were
    undone below zero; `closing` is what is unpaid after it. `cut_at` is the position of the log.
    """

    number: str
    partner_id: PartnerId
    partner_code: PartnerCode
    month: Month
    cut_at: int
    opening: Money
    lines: tuple[InvoiceLine, ...]
    received: tuple[Received, ...]
    closing: Money

    @property
    def fees(self) -> Money:
        """What is charged beyond credits."""
        return sum(line.fee for line in self.lines)

    @property
    def paid(self) -> Money:
        """What came since the last one."""
        return sum(each.cents for each in self.received)

    @property
    def states(self) -> frozenset[tuple[str, int]]:
        """The movements that it states: posting and line."""
        return frozenset((line.posting_id, line.line) for line in self.lines)

    @property
    def entries(self) -> Entries:
        """The posting of what is charged when claims are sent and by the month.

        All else is posted already.
        """
        by_plan: Counter[PlanKey] = Counter()
        for line in self.lines:
            if line.kind in CHARGED:
                by_plan[line.plan_key] += line.fee
        charged = Entry(receivable_account(self.partner_code), by_plan.total())
        earned = (Entry(hub_fee_account(plan), -cents) for plan, cents in by_plan.items())
        return balanced((charged, *earned))


def month_posting(plan: PlanKey, month: Month) -> str:
    """The posting by which a month of care is charged for what is agreed by the month."""
    return f"by-month/{plan}/{month}"


def sent_posting(claim_id: ClaimId) -> str:
    """The posting by which a claim is charged when it is sent."""
    return f"{claim_id}/sent"
