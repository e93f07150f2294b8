"""What partners owe after their statements could not meet it: invoiced, and received."""

from datetime import date, timedelta

from domain.agreements.partner import FormerPartner, PartnerDetails
from domain.identifiers import PartnerCode, StreamId
from domain.money import Money
from domain.payments.partner_debt import (
    PARTNER_DEBT,
    DebtInvoice,
    DebtPayment,
    InvoiceDebt,
    PartnerDebt,
    ReceiveDebt,
)
from domain.posting import partner_account
from domain.problem import Refused, refuse
from hub.handler import Ask
from hub.ids import outside_id
from hub.services.statements.statements import find_partner, known_partner, known_statement
from hub.wiring import Hub
from projections.trial_balance import TRIAL_BALANCE


def known_debt(hub: Hub, details: PartnerDetails) -> PartnerDebt:
    """The invoices of a partner's debts, and what it paid of them."""
    found: PartnerDebt = hub.handler.state(PARTNER_DEBT, _stream(details))
    return found


def invoice_debt(hub: Hub, code: PartnerCode, *, dry_run: bool = False) -> DebtInvoice | Refused:
    """Ask a partner for what its last statement left owing and later money has not met.

    Only once no further statement is to meet it, or the partner has left.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    statement = known_statement(hub, details)
    plan = statement.issued[-1].recoupment if statement.issued else None
    if plan is None:
        return _nothing_owed(code)
    left = isinstance(known_partner(hub, details), FormerPartner)
    if plan.statements and not left:
        return _statements_first(code, plan.statements)
    debt = known_debt(hub, details)
    owed = _owed(hub, code)
    invoice = DebtInvoice(
        number=f"{code}-D{debt.next_number:04d}",
        partner_code=code,
        statement=statement.issued[-1].number,
        cents=min(owed, plan.owed) - sum(debt.unpaid.values()),
        invoiced_on=hub.today,
        due_on=hub.today + timedelta(days=plan.pay_days),
    )
    ask = InvoiceDebt(invoice, owed)
    decision = (
        PARTNER_DEBT.decide(debt, ask)
        if dry_run
        else hub.run(Ask(PARTNER_DEBT, _stream(details), ask))
    )
    return decision if isinstance(decision, Refused) else invoice


def receive_debt(  # noqa: PLR0913 - one for each thing that a payment tells
    hub: Hub,
    code: PartnerCode,
    number: str,
    *,
    amount: Money,
    on: date,
    reference: str,
    dry_run: bool = False,
) -> PartnerDebt | Refused:
    """The bank has a partner's payment of an invoice; the same payment again adds nothing."""
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    ask = ReceiveDebt(code, DebtPayment(number, reference, amount, on), hub.today)
    debt = known_debt(hub, details)
    decision = (
        PARTNER_DEBT.decide(debt, ask)
        if dry_run
        else hub.run(Ask(PARTNER_DEBT, _stream(details), ask))
    )
    return decision if isinstance(decision, Refused) else known_debt(hub, details)


def _owed(hub: Hub, code: PartnerCode) -> Money:
    """What a partner's account stands below zero, now."""
    row = hub.projector.live.get(TRIAL_BALANCE, partner_account(code))
    return max(0, row.cents) if row else 0


def _stream(details: PartnerDetails) -> StreamId:
    return StreamId(outside_id("partner-debt", details.partner_id))


def _nothing_owed(code: PartnerCode) -> Refused:
    return refuse(
        "partner-debt.nothing-stated",
        what="its last statement does not leave it owing anything",
        where=f"partner {code}",
        fix="issue the month's statement first: hub statement run MONTH",
    )


def _statements_first(code: PartnerCode, statements: int) -> Refused:
    return refuse(
        "partner-debt.statements-first",
        what=f"its next {statements} statements may still meet what it owes",
        where=f"partner {code}",
        fix="wait for them, or agree on fewer: hub partner recoup debt",
    )
