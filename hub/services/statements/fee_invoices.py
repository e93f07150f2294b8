"""What a partner that plans pay itself owes the hub: drawn from the projections, then issued."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.agreements.contract import CONTRACT, AgreedContract, Contract, ReplacedContract
from domain.agreements.partner import PartnerDetails
from domain.agreements.reckoning import Reckoned
from domain.agreements.terms import rule_name
from domain.identifiers import ClaimNumber, PartnerCode, PlanKey, StreamId
from domain.period import Month
from domain.problem import Problem, Refused
from domain.role import MEANINGS
from domain.statements.fee_invoice import (
    FEE_INVOICES,
    FeeInvoices,
    IssueFeeInvoice,
    ReceiveFee,
    UndoFee,
    invoicing_problems,
)
from domain.statements.fee_invoice_body import (
    CHARGED,
    FeeInvoiceBody,
    InvoiceLine,
    Received,
    month_posting,
    sent_posting,
)
from hub import lookups
from hub.handler import Ask, Done, Work
from hub.ids import outside_id
from hub.services.moment import of_one_moment
from hub.services.statements.period_care import fee_when_sent
from hub.services.statements.period_fees import NEEDED, month_results
from hub.services.statements.statements import find_partner
from hub.views import View
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS
from projections.contract_book import CONTRACT_BOOK
from projections.paid_direct import PAID_DIRECTLY, DirectMovement, PaidDirect
from projections.register import REGISTER
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance


class ShownInvoice(NamedTuple):
    """A partner's invoice as it was issued; the draft, without a day, where it was not.

    `warnings` are what a person should look at in its contracts.
    """

    details: PartnerDetails
    body: FeeInvoiceBody
    issued_on: date | None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class InvoicedPartner:
    """A partner that owes, or owed, the hub its fee, and all its invoices and payments."""

    code: PartnerCode
    name: str
    invoices: FeeInvoices


def draft_invoice(hub: Hub, code: PartnerCode, month: Month) -> ShownInvoice | Refused:
    """What the invoice for a month would be now; the one that was issued where there is one."""
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details
    invoices = known_invoices(hub, details)
    if issued := invoices.of(month):
        return _shown(hub, details, issued, invoices)
    never = tuple(invoicing_problems(invoices, code, month, month.period.last_day))
    if never:
        return Refused(never)
    return _shown(hub, details, _drawn(hub, details, month, invoices), invoices)


def issue_invoice(
    hub: Hub, code: PartnerCode, month: Month, *, dry_run: bool = False
) -> ShownInvoice | Refused:
    """Give the partner its invoice; what comes later stands in the next one.

    The second time it gives the one that was issued. A dry run gives what would be issued.
    """
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details

    def once(work: Work) -> FeeInvoiceBody | Refused:
        # read before it is drawn, so that the commit fails where somebody issues one meanwhile
        invoices: FeeInvoices = work.state(FEE_INVOICES, _stream(details))
        if issued := invoices.of(month):
            return issued
        if problems := tuple(invoicing_problems(invoices, code, month, hub.today)):
            return Refused(problems)
        body = _drawn(hub, details, month, invoices)
        decision = work.decide(
            Ask(FEE_INVOICES, _stream(details), IssueFeeInvoice(body, hub.today))
        )
        if isinstance(decision, Refused):
            return decision
        if not dry_run:
            work.commit()
        return body

    body = hub.handler.attempt(once)
    if isinstance(body, Refused):
        return body
    hub.projector.catch_up()
    return _shown(hub, details, body, known_invoices(hub, details))


def receive_payment(
    hub: Hub,
    code: PartnerCode,
    payment: Received,
    *,
    is_credit: bool = False,
    dry_run: bool = False,
) -> Done | Refused:
    """The partner paid; the same payment again changes nothing."""
    return _told(hub, code, ReceiveFee(code, payment, hub.today, is_credit), dry_run=dry_run)


def undo_payment(
    hub: Hub, code: PartnerCode, reference: str, why: str, *, dry_run: bool = False
) -> Done | Refused:
    """A payment never came, or was another's: it is owed again."""
    return _told(hub, code, UndoFee(code, reference, why, hub.today), dry_run=dry_run)


def list_invoices(hub: Hub, code: PartnerCode | None = None) -> list[InvoicedPartner] | Refused:
    """Every partner that was ever invoiced or paid, with its invoices; or that of one code."""
    if code is not None:
        details = find_partner(hub, code)
        if isinstance(details, Refused):
            return details
        return [InvoicedPartner(code, details.name, known_invoices(hub, details))]
    rows = hub.projector.live.rows(REGISTER, kind="partner")
    streams = {row.id: StreamId(outside_id("fee-invoices", row.id)) for row in rows}
    states: dict[str, FeeInvoices] = hub.handler.states(FEE_INVOICES, streams.values())
    found = [
        InvoicedPartner(PartnerCode(row.key), row.name, states[streams[row.id]]) for row in rows
    ]
    used = [each for each in found if each.invoices.issued or each.invoices.moved]
    return sorted(used, key=lambda each: each.code)


def known_invoices(hub: Hub, details: PartnerDetails) -> FeeInvoices:
    """All invoices of a partner, and what it paid."""
    found: FeeInvoices = hub.handler.state(FEE_INVOICES, _stream(details))
    return found


def _told(
    hub: Hub, code: PartnerCode, command: ReceiveFee | UndoFee, *, dry_run: bool
) -> Done | Refused:
    details = find_partner(hub, code)
    if isinstance(details, Refused):
        return details

    def once(work: Work) -> Done | Refused:
        decision = work.decide(Ask(FEE_INVOICES, _stream(details), command))
        if isinstance(decision, Refused):
            return decision
        return Done(decision, 0) if dry_run else work.commit()

    done = hub.handler.attempt(once)
    hub.projector.catch_up()
    return done


def _stream(details: PartnerDetails) -> StreamId:
    return StreamId(outside_id("fee-invoices", details.partner_id))


def _shown(
    hub: Hub, details: PartnerDetails, body: FeeInvoiceBody, invoices: FeeInvoices
) -> ShownInvoice:
    days = {issued.month: day for issued, day in zip(invoices.issued, invoices.days, strict=True)}
    return ShownInvoice(details, body, days.get(body.month), tuple(_warnings(hub, details)))


def _warnings(hub: Hub, details: PartnerDetails) -> Iterator[Problem]:
    """Who bills for a partner may not be paid by what is collected (42 CFR 447.10)."""
    ids = hub.log.find(lookups.CONTRACT, details.partner_id)
    contracts: list[Contract] = list(hub.handler.states(CONTRACT, ids).values())
    for each in contracts:
        if not isinstance(each, AgreedContract | ReplacedContract):
            continue
        if MEANINGS[each.agreement.role].payee == "the partner":
            yield from (
                warning
                for warning in each.agreement.warnings
                if warning.code == "contract.fee-follows-collections"
            )


# how it is drawn


def _drawn(
    hub: Hub, details: PartnerDetails, month: Month, invoices: FeeInvoices
) -> FeeInvoiceBody:
    def draw(view: View, cut_at: int) -> FeeInvoiceBody:
        until = month.period.last_day
        claims = view.rows(PAID_DIRECTLY, partner_code=details.code)
        told = invoices.states
        lines = [
            line
            for line in _moved_lines(view, claims, until)
            if (line.posting_id, line.line) not in told
        ]
        lines += _sent_lines(view, claims, invoices, until)
        lines += _month_lines(view, details.code, invoices, month)
        fees, received = sum(line.fee for line in lines), invoices.untold
        return FeeInvoiceBody(
            number=f"{details.code}-{month}-fee",
            partner_id=details.partner_id,
            partner_code=details.code,
            month=month,
            cut_at=cut_at,
            opening=invoices.closing,
            lines=tuple(sorted(lines, key=lambda line: (line.on, line.claim))),
            received=received,
            closing=invoices.closing + fees - sum(each.cents for each in received),
        )

    return of_one_moment(hub, draw, *NEEDED)


def _moved_lines(view: View, claims: list[PaidDirect], until: date) -> Iterator[InvoiceLine]:
    """What plans paid the partner, and took back, by notices that are posted to their end."""
    wanted = {moved.remittance_id for claim in claims for moved in claim.movements}
    notices = view.get_many(REMITTANCE_BALANCE, sorted(wanted))
    for claim in claims:
        for moved in claim.movements:
            notice = notices.get(moved.remittance_id)
            if moved.paid_on <= until and (notice is None or notice.counts):
                yield from _lines(claim, moved, notice)


def _lines(
    claim: PaidDirect, moved: DirectMovement, notice: RemittanceBalance | None
) -> Iterator[InvoiceLine]:
    billed = {line.line: line for line in claim.lines}
    for part in moved.parts:
        line = billed.get(part.line)
        yield InvoiceLine(
            posting_id=moved.posting_id,
            kind=moved.kind,
            claim=claim.number,
            plan_key=claim.plan_key,
            line=part.line,
            service=line.service if line else None,
            service_on=line.service_on if line else None,
            on=moved.paid_on,
            trace=notice.trace if notice else "",
            direct=part.direct,
            fee=part.fee,
            rule=rule_name(moved.rule),
        )


def _sent_lines(
    view: View, claims: list[PaidDirect], invoices: FeeInvoices, until: date
) -> Iterator[InvoiceLine]:
    """What is due for a claim once it is sent, less what was charged for that before."""
    charged = _charged(invoices)
    known = view.get_many(CLAIM_STATUS, [claim.claim_id for claim in claims])
    contracts = view.get_many(CONTRACT_BOOK, sorted({each.contract_id for each in known.values()}))
    for claim in claims:
        status, posting = known[claim.claim_id], sent_posting(claim.claim_id)
        rule = fee_when_sent(status, contracts[status.contract_id].agreement, until)
        due = rule.hub_cents if rule else 0
        first = status.sent_on
        if first is None or due == charged[posting]:
            continue
        yield InvoiceLine(
            posting_id=posting,
            kind="sent",
            claim=claim.number,
            plan_key=claim.plan_key,
            line=0,
            service=None,
            service_on=None,
            on=first,
            trace="",
            direct=0,
            fee=due - charged[posting],
            rule=rule_name(claim.rule),
        )


def _month_lines(
    view: View, code: PartnerCode, invoices: FeeInvoices, month: Month
) -> Iterator[InvoiceLine]:
    """What is agreed by the month comes to for each month of care, less what was charged before."""
    charged = _charged(invoices)
    due: dict[str, tuple[PlanKey, Month, list[Reckoned]]] = {}
    for known in (line for body in invoices.issued for line in body.lines):
        if known.kind == "by-month":
            due.setdefault(known.posting_id, (known.plan_key, Month.of(known.on), []))
    for result in month_results(view, code, month):
        if result.paid_direct:
            posting = month_posting(result.plan_key, result.month)
            rules = due.setdefault(posting, (result.plan_key, result.month, []))[2]
            rules += [rule for rule in result.rules if not rule.is_sent]
    for posting, (plan, of, rules) in sorted(due.items()):
        fee = -sum(rule.cents for rule in rules) - charged[posting]
        if fee:
            yield InvoiceLine(
                posting_id=posting,
                kind="by-month",
                claim=ClaimNumber(""),
                plan_key=plan,
                line=0,
                service=None,
                service_on=None,
                on=of.period.last_day,
                trace="",
                direct=0,
                fee=fee,
                rule=" ".join(rule.text for rule in rules) or "Nothing is due any more.",
            )


def _charged(invoices: FeeInvoices) -> Counter[str]:
    charged: Counter[str] = Counter()
    for body in invoices.issued:
        for line in body.lines:
            if line.kind in CHARGED:
                charged[line.posting_id] += line.fee
    return charged
