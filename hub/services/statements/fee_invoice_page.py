"""An invoice for the hub's fee as its partner reads it: on paper, on the screen, by a program.

Only the partner words of the glossary are used; no member is named.
"""

from collections.abc import Iterator, Sequence

import msgspec

from adapters.pages.page import Page, Table
from domain.money import Money, show_money
from domain.statements.fee_invoice_body import CHARGED, FeeInvoiceBody, InvoiceLine
from hub.services.partner_words import PartnerWords, invoice_words, statement_words
from hub.services.statements.fee_invoices import ShownInvoice


def invoice_page(shown: ShownInvoice, hub_name: str, language: str = "en") -> Page:
    """The invoice to print, in one of the languages there are words in."""
    body, words = shown.body, invoice_words(language)
    title = words(
        "invoice.title" if shown.issued_on else "invoice.draft",
        number=body.number,
        month=body.month,
    )
    issued = shown.issued_on
    return Page(
        title=title,
        language=language,
        sentences=(
            words("invoice.parties", hub=hub_name, partner=shown.details.name),
            words("invoice.says"),
            words("invoice.issued", day=issued) if issued else words("invoice.not_issued"),
        ),
        tables=(_owed(words, body), *_claims(language, body.lines), *_payments(words, body)),
        notes=(words("invoice.note_direct"), words("invoice.note_returned")),
        one_sheet=False,
    )


def sums(body: FeeInvoiceBody) -> tuple[tuple[str, Money], ...]:
    """What it comes to, from what was unpaid before to what is unpaid now, each by its name."""
    charged = sum(line.fee for line in body.lines if line.fee > 0)
    returned = sum(line.fee for line in body.lines if line.fee < 0)
    return (
        ("unpaid_before", body.opening),
        ("fees", charged),
        ("returned", returned),
        ("paid", -body.paid),
        ("unpaid_now", body.closing),
    )


def line_rows(lines: Sequence[InvoiceLine], language: str = "en") -> Iterator[tuple[str, ...]]:
    """Claim, day of the visit, service, the plan's money, the fee; what happened and the rule."""
    for line in lines:
        yield (
            line.claim,
            str(line.service_on or line.on),
            str(line.service or ""),
            show_money(line.direct),
            show_money(line.fee),
            f"{_why(line, language)}; {line.rule}",
        )


def _why(line: InvoiceLine, language: str) -> str:
    if line.kind in CHARGED:
        return invoice_words(language)(f"invoice.{line.kind}")
    return statement_words(language)(f"kinds.{line.kind}")


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


def _owed(words: PartnerWords, body: FeeInvoiceBody) -> Table:
    rows = tuple((words(f"invoice.{name}"), show_money(cents)) for name, cents in sums(body))
    own = statement_words(words.language)
    headers = (own("balance.what"), own("balance.amount"))
    return Table(words("invoice.owed"), headers, rows, has_total=True)


def _claims(language: str, lines: Sequence[InvoiceLine]) -> Iterator[Table]:
    if not lines:
        return
    words, own = invoice_words(language), statement_words(language)
    headers = (
        *(own(f"lines.{name}") for name in ("claim", "visit_on", "service", "why")),
        words("invoice.direct"),
        words("invoice.fee"),
    )
    rows = [(*first, why, paid, fee) for *first, paid, fee, why in line_rows(lines, language)]
    direct, fees = sum(line.direct for line in lines), sum(line.fee for line in lines)
    total = (own("lines.total"), "", "", "", show_money(direct), show_money(fees))
    yield Table(words("invoice.claims"), headers, (*rows, total), has_total=True, left=4)


def _payments(words: PartnerWords, body: FeeInvoiceBody) -> Iterator[Table]:
    if not body.received:
        return
    rows = tuple(
        (each.reference, str(each.received_on), show_money(each.cents)) for each in body.received
    )
    amount = statement_words(words.language)("balance.amount")
    headers = (words("invoice.reference"), words("invoice.day"), amount)
    yield Table(words("invoice.payments"), headers, rows, left=2)
