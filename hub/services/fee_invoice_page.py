"""An invoice for the hub's fee as its partner reads it: on paper, on the screen, by a program.

Only the partner words of the glossary are used; no member is named.
"""

from collections.abc import Iterator, Sequence

import msgspec

from adapters.pages.page import Page, Table
from domain.fee_invoice_body import FeeInvoiceBody, InvoiceLine
from domain.money import Money, show_money
from hub.services.fee_invoices import ShownInvoice

_KINDS = {
    "payment": "the plan paid you",
    "reversal": "the plan cancelled its payment",
    "takeback": "the plan took money back",
    "takeback-announced": "the plan will take money back",
    "refund-receipt": "the plan got money back from you",
    "interest": "interest for late payment",
    "penalty": "extra for interest left out",
    "month": "counted again with the month",
    "paid-twice-accepted": "the second payment is right",
    "terms-accepted": "counted again as agreed since",
    "undone": "was about something else",
    "sent": "sent to the plan",
    "by-month": "by the month",
}
_SAYS = (
    "The plan pays you directly for these claims. This is what the hub charges for billing them."
)
_DIRECT = "Paid to you directly: none of the plan's money came to the hub's bank."
_CREDITS = "An amount below zero is a credit: the plan took its money back, so the fee goes back."


def invoice_page(shown: ShownInvoice, hub_name: str) -> Page:
    """The invoice to print."""
    body = shown.body
    name = f"Invoice {body.number}" if shown.issued_on else f"Draft of invoice {body.number}"
    issued = (f"Issued on {shown.issued_on}.",) if shown.issued_on else ("Not issued yet.",)
    return Page(
        title=f"{name}: the fee of {hub_name or 'the hub'} for {body.month}",
        language="en",
        sentences=(f"To {shown.details.name}.", _SAYS, *issued),
        tables=(_sums(body), *_lines(body.lines), *_payments(body)),
        notes=(_DIRECT, _CREDITS),
        one_sheet=False,
    )


def sums(body: FeeInvoiceBody) -> tuple[tuple[str, Money], ...]:
    """What it comes to, from what was unpaid before to what is unpaid now."""
    charged = sum(line.fee for line in body.lines if line.fee > 0)
    returned = sum(line.fee for line in body.lines if line.fee < 0)
    return (
        ("Unpaid before", body.opening),
        ("Fees", charged),
        ("Credits", returned),
        ("You paid", -body.paid),
        ("Unpaid now", body.closing),
    )


def line_rows(lines: Sequence[InvoiceLine]) -> Iterator[tuple[str, ...]]:
    """Claim, day of the visit, service, what happened, the plan's money to you, the fee, rule."""
    for line in lines:
        yield (
            line.claim,
            str(line.service_on or line.on),
            str(line.service or ""),
            show_money(line.direct),
            show_money(line.fee),
            f"{_KINDS.get(line.kind, line.kind)}, {line.rule}",
        )


def invoice_document(shown: ShownInvoice) -> dict[str, object]:
    """The invoice for a program: amounts as texts with two decimals, no member named."""
    document = msgspec.to_builtins(shown.body)
    for name in ("opening", "closing"):
        document[name] = show_money(document[name])
    for line in document["lines"]:
        line["direct"], line["fee"] = show_money(line["direct"]), show_money(line["fee"])
    for each in document["received"]:
        each["amount"] = show_money(each.pop("cents"))
    return {
        **document,
        "month": str(shown.body.month),
        "fees": show_money(shown.body.fees),
        "issued": shown.issued_on is not None,
        "issued_on": shown.issued_on,
        "warnings": shown.warnings,
    }


def _sums(body: FeeInvoiceBody) -> Table:
    rows = tuple((words, show_money(cents)) for words, cents in sums(body))
    return Table("What it comes to", ("", "Amount"), rows, has_total=True)


def _lines(lines: Sequence[InvoiceLine]) -> Iterator[Table]:
    if not lines:
        return
    headers = ("Claim", "Visit on", "Service", "What for", "Plan paid you", "The hub's fee")
    rows = [(*words, why, paid, fee) for *words, paid, fee, why in line_rows(lines)]
    direct, fees = sum(line.direct for line in lines), sum(line.fee for line in lines)
    total = ("All", "", "", "", show_money(direct), show_money(fees))
    yield Table("Claim by claim", headers, (*rows, total), has_total=True, left=4)


def _payments(body: FeeInvoiceBody) -> Iterator[Table]:
    if not body.received:
        return
    rows = tuple(
        (each.reference, str(each.received_on), show_money(each.cents)) for each in body.received
    )
    yield Table("Your payments", ("Reference", "Day", "Amount"), rows, left=2)
