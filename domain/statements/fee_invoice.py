"""What a partner that plans pay itself owes the hub for its work: a numbered invoice a month.

The invoices of one partner are one stream: each begins with what the last one left unpaid, and no
movement of money stands in two. Once issued none changes; what comes later stands in the next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, get_args

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import PartnerCode
from domain.money import Money, show_money
from domain.period import Month
from domain.posting import (
    BANK,
    Entries,
    Entry,
    balanced,
    receivable_account,
    reversed_entries,
)
from domain.problem import Problem, Refused, refuse
from domain.statements.fee_invoice_body import CHARGED, FeeInvoiceBody, Received

# commands


@dataclass(frozen=True)
class IssueFeeInvoice:
    """The draft becomes the next invoice of its partner; `on` is the hub's day."""

    body: FeeInvoiceBody
    on: date


@dataclass(frozen=True)
class ReceiveFee:
    """The partner paid, by whatever way; `told_on` is the hub's day.

    More than is unpaid is received only where `is_credit` says that the rest is kept for later.
    """

    partner_code: PartnerCode
    payment: Received
    told_on: date
    is_credit: bool = False


@dataclass(frozen=True)
class UndoFee:
    """A payment never came, or was another's; `on` is the hub's day."""

    partner_code: PartnerCode
    reference: str
    why: str
    on: date


FeeInvoiceCommand = IssueFeeInvoice | ReceiveFee | UndoFee

# events


@event("fee-invoice.issued", version=1)
class FeeInvoiceIssued(Fact, frozen=True):
    """An invoice was given to a partner; it posts what is charged by the month and when sent."""

    body: FeeInvoiceBody
    issued_on: date
    entries: Entries


@event("fee-invoice.paid", version=1)
class FeeInvoicePaid(Fact, frozen=True):
    """A partner paid what it owed for the hub's work."""

    partner_code: PartnerCode
    payment: Received
    bank_on: date
    entries: Entries


@event("fee-invoice.payment-undone", version=1)
class FeeInvoicePaymentUndone(Fact, frozen=True):
    """A payment of a partner's is out of the bank again, or never was in it."""

    partner_code: PartnerCode
    payment: Received
    why: str
    bank_on: date
    entries: Entries


FeeInvoiceFact = FeeInvoiceIssued | FeeInvoicePaid | FeeInvoicePaymentUndone

# states


@dataclass(frozen=True)
class FeeInvoices:
    """All invoices that one partner was given, oldest first, and all that it paid.

    `paid` are the payments that stand, by reference; `moved` all that came or was undone, in order.
    """

    issued: tuple[FeeInvoiceBody, ...] = ()
    days: tuple[date, ...] = ()
    paid: tuple[Received, ...] = ()
    moved: tuple[Received, ...] = ()

    @property
    def closing(self) -> Money:
        """What the last one left unpaid."""
        return self.issued[-1].closing if self.issued else 0

    @property
    def states(self) -> frozenset[tuple[str, int]]:
        """Every movement that was invoiced: posting and line."""
        return frozenset(pair for body in self.issued for pair in body.states)

    @property
    def untold(self) -> tuple[Received, ...]:
        """What came, or was undone, since the last one."""
        return self.moved[sum(len(body.received) for body in self.issued) :]

    @property
    def unpaid(self) -> Money:
        """What is unpaid of all that was invoiced."""
        return self.closing - sum(each.cents for each in self.untold)

    def of(self, month: Month) -> FeeInvoiceBody | None:
        """The one for a month; None where there is none."""
        return next((body for body in self.issued if body.month == month), None)


# decide


def decide(
    invoices: FeeInvoices, command: FeeInvoiceCommand
) -> tuple[FeeInvoiceFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match command:
        case IssueFeeInvoice() as ask:
            return _issue(invoices, ask)
        case ReceiveFee() as ask:
            return _receive(invoices, ask)
        case UndoFee() as ask:
            return _undo(invoices, ask)
        case _:
            assert_never(command)


# rules


def _issue(invoices: FeeInvoices, ask: IssueFeeInvoice) -> tuple[FeeInvoiceIssued, ...] | Refused:
    asked = ask.body
    if asked == invoices.of(asked.month):
        return ()
    problems = tuple(invoicing_problems(invoices, asked.partner_code, asked.month, ask.on))
    problems = problems or tuple(_sum_problems(invoices, asked))
    if problems:
        return Refused(problems)
    return (FeeInvoiceIssued(body=asked, issued_on=ask.on, entries=asked.entries),)


def invoicing_problems(
    invoices: FeeInvoices, partner: PartnerCode, month: Month, today: date
) -> Iterator[Problem]:
    """Each month has one invoice, given once the month has begun and before any later one."""
    where = f"partner {partner}, {month}"
    if month > Month.of(today):
        yield Problem(
            code="fee-invoice.month-not-begun",
            what=f"{month} has not begun; today is {today}",
            where=where,
            fix=f"issue it once it is {month}",
        )
    if known := invoices.of(month):
        yield Problem(
            code="fee-invoice.issued-already",
            what=f"invoice {known.number} for {month} was issued",
            where=where,
            fix="what came later stands in the next invoice; show this one",
        )
    later = next((body for body in invoices.issued if body.month > month), None)
    if later and not known:
        yield Problem(
            code="fee-invoice.later-one-issued",
            what=f"invoice {later.number} was issued, and there is none for {month}",
            where=where,
            fix=f"what belongs to {month} stands in the invoice for {later.month}",
        )


def _sum_problems(invoices: FeeInvoices, asked: FeeInvoiceBody) -> Iterator[Problem]:
    """It begins where the last one ended, adds what moved since, and states nothing again."""
    where = f"partner {asked.partner_code}, {asked.month}"
    if not asked.lines and not asked.received and not asked.opening:
        yield Problem(
            code="fee-invoice.nothing-to-invoice",
            what="no plan paid the partner itself, and nothing is unpaid",
            where=where,
            fix="issue it once there is something; see hub fee-invoice draft",
        )
    told = [line for line in asked.lines if line.kind not in CHARGED]
    again = {(line.posting_id, line.line) for line in told} & invoices.states
    comes_to = asked.opening + asked.fees - asked.paid
    known = (invoices.closing, invoices.untold[: len(asked.received)])
    if known != (asked.opening, asked.received) or comes_to != asked.closing or again:
        yield Problem(
            code="fee-invoice.does-not-add-up",
            what=f"{show_money(asked.opening)} unpaid, fees of {show_money(asked.fees)} and "
            f"{show_money(asked.paid)} received do not follow the last one, or do not come to "
            f"{show_money(asked.closing)}",
            where=where,
            fix="rebuild the projections and draw it again: hub projection rebuild",
        )


def _receive(invoices: FeeInvoices, ask: ReceiveFee) -> tuple[FeeInvoicePaid, ...] | Refused:
    """A payment is known by its reference; the bank has it, and not only in the days to come."""
    payment, where = ask.payment, f"partner {ask.partner_code}"
    known = [each for each in invoices.paid if each.reference == payment.reference]
    if payment in known:
        return ()
    if known:
        return refuse(
            "fee-invoice.other-payment",
            what=f"a payment with that reference is known: {show_money(known[0].cents)} of "
            f"{known[0].received_on}",
            where=where,
            fix="give another reference, or undo that one first: hub fee-invoice undo",
        )
    if payment.cents <= 0 or payment.received_on > ask.told_on or not payment.reference.strip():
        return refuse(
            "fee-invoice.no-payment",
            what=f"{show_money(payment.cents)} came on {payment.received_on}; "
            f"today is {ask.told_on}",
            where=where,
            fix="give an amount above zero, a day that has come, and the payment's reference",
        )
    unpaid = max(0, invoices.unpaid)
    if payment.cents > unpaid and not ask.is_credit:
        return refuse(
            "fee-invoice.more-than-unpaid",
            what=f"{show_money(payment.cents)} came; {show_money(unpaid)} is unpaid",
            where=where,
            fix="look whether the amount is right; where the rest is for later fees: --credit",
        )
    entries = _paid(ask.partner_code, payment)
    return (
        FeeInvoicePaid(
            partner_code=ask.partner_code,
            payment=payment,
            bank_on=payment.received_on,
            entries=entries,
        ),
    )


def _undo(invoices: FeeInvoices, ask: UndoFee) -> tuple[FeeInvoicePaymentUndone, ...] | Refused:
    known = [each for each in invoices.paid if each.reference == ask.reference]
    if known:
        return (
            FeeInvoicePaymentUndone(
                partner_code=ask.partner_code,
                payment=known[0],
                why=ask.why,
                bank_on=ask.on,
                entries=reversed_entries(_paid(ask.partner_code, known[0])),
            ),
        )
    if any(each.reference == ask.reference for each in invoices.moved):
        return ()  # undone already
    return refuse(
        "fee-invoice.payment-unknown",
        what="no payment with that reference is known",
        where=f"partner {ask.partner_code}",
        fix="look at its payments: hub fee-invoice list",
    )


def _paid(partner: PartnerCode, payment: Received) -> Entries:
    owed = receivable_account(partner)
    return balanced((Entry(BANK, payment.cents), Entry(owed, -payment.cents)))


# evolve


def evolve(invoices: FeeInvoices, fact: FeeInvoiceFact) -> FeeInvoices:
    """The partner's invoices after the fact."""
    match fact:
        case FeeInvoiceIssued(body=body, issued_on=day):
            return replace(invoices, issued=(*invoices.issued, body), days=(*invoices.days, day))
        case FeeInvoicePaid(payment=payment):
            return replace(
                invoices,
                paid=(*invoices.paid, payment),
                moved=(*invoices.moved, payment),
            )
        case FeeInvoicePaymentUndone(payment=payment, bank_on=day):
            undone = Received(day, -payment.cents, payment.reference)
            return replace(
                invoices,
                paid=_without(invoices.paid, payment),
                moved=(*invoices.moved, undone),
            )
        case _:
            assert_never(fact)


def _without(paid: Iterable[Received], payment: Received) -> tuple[Received, ...]:
    return tuple(each for each in paid if each != payment)


FEE_INVOICES: Decider[FeeInvoices, FeeInvoiceCommand, FeeInvoiceFact] = Decider(
    name="fee-invoices",
    initial=FeeInvoices(),
    decide=decide,
    evolve=evolve,
    facts=get_args(FeeInvoiceFact),
    commands=get_args(FeeInvoiceCommand),
    states=(FeeInvoices,),
)
