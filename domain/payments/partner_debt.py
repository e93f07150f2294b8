"""What a partner owes after its statements could not meet it: invoices, and what it paid of them.

A balance below zero stays on the partner's own account until money comes; an invoice moves nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import PartnerCode
from domain.money import Money, show_money
from domain.posting import BANK, Entries, Entry, balanced, partner_account
from domain.problem import Problem, Refused


class DebtInvoice(msgspec.Struct, frozen=True):
    """What is asked of a partner, in cents; `statement` told that it is owed."""

    number: str
    partner_code: PartnerCode
    statement: str
    cents: Money
    invoiced_on: date
    due_on: date


class DebtPayment(msgspec.Struct, frozen=True):
    """What a partner paid of an invoice, in cents; `reference` is the payment's own number."""

    number: str
    reference: str
    cents: Money
    paid_on: date


# commands


@dataclass(frozen=True)
class InvoiceDebt:
    """The partner is asked for what it owes; `owed` is what its account stands at now."""

    invoice: DebtInvoice
    owed: Money


@dataclass(frozen=True)
class ReceiveDebt:
    """The partner paid; the bank has the money. `told_on` is the hub's day."""

    partner_code: PartnerCode
    payment: DebtPayment
    told_on: date


PartnerDebtCommand = InvoiceDebt | ReceiveDebt

# events


@event("partner-debt.invoiced", version=1)
class DebtInvoiced(Fact, frozen=True):
    """A partner was asked for what it owes."""

    invoice: DebtInvoice


@event("partner-debt.paid", version=1)
class DebtPaid(Fact, frozen=True):
    """A partner paid what it owed, or a part of it."""

    partner_code: PartnerCode
    number: str
    payment: DebtPayment
    paid_on: date
    entries: Entries


PartnerDebtFact = DebtInvoiced | DebtPaid

# states


@dataclass(frozen=True)
class PartnerDebt:
    """Every invoice that one partner was given, and every payment of them."""

    invoices: tuple[DebtInvoice, ...] = ()
    payments: tuple[DebtPayment, ...] = ()

    @property
    def unpaid(self) -> dict[str, Money]:
        """What is left of each invoice that is not paid in full."""
        paid = Counter[str]()
        for payment in self.payments:
            paid[payment.number] += payment.cents
        left = {each.number: each.cents - paid[each.number] for each in self.invoices}
        return {number: cents for number, cents in left.items() if cents > 0}

    @property
    def next_number(self) -> int:
        """Counts the invoices from 1."""
        return len(self.invoices) + 1


# decide


def decide(debt: PartnerDebt, command: PartnerDebtCommand) -> tuple[PartnerDebtFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match command:
        case InvoiceDebt(invoice=invoice) if invoice in debt.invoices:
            return ()
        case InvoiceDebt(invoice=invoice):
            problems = tuple(_invoice_problems(debt, command))
            return Refused(problems) if problems else (DebtInvoiced(invoice=invoice),)
        case ReceiveDebt(payment=payment) if payment in debt.payments:
            return ()
        case ReceiveDebt():
            problems = tuple(_payment_problems(debt, command))
            return Refused(problems) if problems else (_paid(command),)
        case _:
            assert_never(command)


# rules


def _invoice_problems(debt: PartnerDebt, ask: InvoiceDebt) -> Iterator[Problem]:
    """No more is asked for than is owed, and nothing twice."""
    invoice, left = ask.invoice, sum(debt.unpaid.values())
    if invoice.cents <= 0 or left + invoice.cents > ask.owed:
        yield Problem(
            code="partner-debt.not-owed",
            what=f"{show_money(invoice.cents)} is asked for; {show_money(max(0, ask.owed))} is "
            f"owed, of which {show_money(left)} is invoiced",
            where=f"partner {invoice.partner_code}",
            fix="look at what it owes: hub partner recoup show",
        )


def _payment_problems(debt: PartnerDebt, ask: ReceiveDebt) -> Iterator[Problem]:
    """A payment is for an invoice that is open, once, and the bank has it."""
    payment, where = ask.payment, f"partner {ask.partner_code}, invoice {ask.payment.number}"
    left = debt.unpaid.get(payment.number, 0)
    if not 0 < payment.cents <= left:
        yield Problem(
            code="partner-debt.above-what-is-left",
            what=f"{show_money(payment.cents)} was paid; {show_money(left)} is left of it",
            where=where,
            fix="look at what is open: hub partner recoup show",
        )
    if any(known.reference == payment.reference for known in debt.payments):
        yield Problem(
            code="partner-debt.reference-taken",
            what=f"the payment {payment.reference} is recorded with other figures",
            where=where,
            fix="give this payment's own number",
        )
    if payment.paid_on > ask.told_on:
        yield Problem(
            code="partner-debt.paid-later-than-today",
            what=f"it was paid on {payment.paid_on}; today is {ask.told_on}",
            where=where,
            fix="record it once the bank has it",
        )


def _paid(ask: ReceiveDebt) -> DebtPaid:
    payment = ask.payment
    account = partner_account(ask.partner_code)
    return DebtPaid(
        partner_code=ask.partner_code,
        number=payment.number,
        payment=payment,
        paid_on=payment.paid_on,
        entries=balanced((Entry(BANK, payment.cents), Entry(account, -payment.cents))),
    )


# evolve


def evolve(debt: PartnerDebt, fact: PartnerDebtFact) -> PartnerDebt:
    """The partner's invoices after the fact."""
    match fact:
        case DebtInvoiced(invoice=invoice):
            return replace(debt, invoices=(*debt.invoices, invoice))
        case DebtPaid(payment=payment):
            return replace(debt, payments=(*debt.payments, payment))
        case _:
            assert_never(fact)


PARTNER_DEBT: Decider[PartnerDebt, PartnerDebtCommand, PartnerDebtFact] = Decider(
    name="partner-debt",
    initial=PartnerDebt(),
    decide=decide,
    evolve=evolve,
    facts=get_args(PartnerDebtFact),
    commands=get_args(PartnerDebtCommand),
    states=(PartnerDebt,),
)
