"""``hub fee-invoice``: what partners that plans pay themselves owe the hub for its work."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from domain.money import NotAnAmount, read_money, show_money
from domain.problem import Refused
from domain.statements.fee_invoice_body import Received
from hub.cli.asked import month_named, partner_named
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, read_day, table, wrapped
from hub.cli.frame import show as show_problems
from hub.cli.fund_options import page_writer, save
from hub.handler import Done
from hub.services.partner_words import LANGUAGES, invoice_words
from hub.services.statements.fee_invoice_page import invoice_document, invoice_page, line_rows, sums
from hub.services.statements.fee_invoices import (
    InvoicedPartner,
    ShownInvoice,
    draft_invoice,
    issue_invoice,
    list_invoices,
    receive_payment,
    undo_payment,
)

app = typer.Typer(
    name="fee-invoice",
    help="What partners that plans pay themselves owe the hub.",
    no_args_is_help=True,
)

Partner = Annotated[str, typer.Argument(help="The partner's three letters.")]
MonthText = Annotated[str, typer.Option("--month", help="The month, like 2026-03.")]
Reference = Annotated[str, typer.Option("--reference", help="The payment's own number.")]


@app.command(epilog="Example: hub fee-invoice draft ORC --month 2026-03")
def draft(partner: Partner, month: MonthText, as_json: AsJson = False) -> None:
    """Show what a partner's invoice would be now; nothing is written."""
    code, which = partner_named(partner), month_named(month)
    with open_hub(as_json=as_json) as hub:
        shown = accepted(draft_invoice(hub, code, which), as_json=as_json)
    _finish(shown, as_json=as_json)


@app.command(epilog="Example: hub fee-invoice issue ORC --month 2026-03")
def issue(
    partner: Partner, month: MonthText, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Issue a partner's invoice; it never changes after, what comes later is in the next."""
    code, which = partner_named(partner), month_named(month)
    with open_hub(as_json=as_json) as hub:
        shown = accepted(issue_invoice(hub, code, which, dry_run=dry_run), as_json=as_json)
    _finish(shown, as_json=as_json)


@app.command(epilog="Example: hub fee-invoice show ORC --month 2026-03 --to orc-march.pdf")
def show(
    partner: Partner,
    month: MonthText,
    to: Annotated[
        Path | None, typer.Option(help="A new file to print, that ends in .pdf or .html.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="To print: en, es or vi.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Show a partner's invoice, the draft where it was not issued; or write it to print."""
    code, which = partner_named(partner), month_named(month)
    if language not in LANGUAGES:
        raise typer.BadParameter(f"there are no words in {language!r}; {', '.join(LANGUAGES)}")
    write = page_writer(to) if to else None
    with open_hub(as_json=as_json) as hub:
        shown = accepted(draft_invoice(hub, code, which), as_json=as_json)
        name = hub.settings.file.hub.name
    if to and write:
        save(to, write(invoice_page(shown, name, language)), as_json=as_json)
        document = {"number": shown.body.number, "file": str(to)}
        finish(document, [f"{shown.body.number} written: {to}"], as_json=as_json)
    _finish(shown, as_json=as_json)


@app.command(
    epilog="Example: hub fee-invoice paid ORC --amount 120.00 --on 2026-04-28 --reference CHEQUE-12"
)
def paid(  # noqa: PLR0913, PLR0917 - one option for each thing that may be stated
    partner: Partner,
    amount: Annotated[str, typer.Option("--amount", help="In dollars and cents, like 120.00.")],
    on: Annotated[str, typer.Option("--on", help="The day the bank had it.")],
    reference: Reference,
    credit: Annotated[
        bool, typer.Option("--credit", help="What is more than unpaid is kept for later fees.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record that a partner paid; the bank has it from that day on."""
    code, day = partner_named(partner), read_day(on)
    try:
        cents = read_money(amount)
    except NotAnAmount as wrong:
        raise typer.BadParameter(str(wrong)) from None
    with open_hub(as_json=as_json) as hub:
        payment = Received(day, cents, reference)
        answer = receive_payment(hub, code, payment, is_credit=credit, dry_run=dry_run)
        done = accepted(answer, as_json=as_json)
    _told(done, f"{code} paid {show_money(cents)} ({reference})", dry_run, as_json=as_json)


@app.command(
    epilog="Example: hub fee-invoice undo ORC --reference CHEQUE-12 --why 'the bank returned it'"
)
def undo(
    partner: Partner,
    reference: Reference,
    why: Annotated[str, typer.Option("--why", help="Why; no names of members.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take back a payment that never came, or was another's; both facts stay."""
    code = partner_named(partner)
    with open_hub(as_json=as_json) as hub:
        answer = undo_payment(hub, code, reference, why, dry_run=dry_run)
        done = accepted(answer, as_json=as_json)
    _told(done, f"{code}: payment {reference} is undone", dry_run, as_json=as_json)


@app.command(name="list", epilog="Example: hub fee-invoice list --partner ORC")
def list_(
    partner: Annotated[str, typer.Option("--partner", help="Only this one.")] = "",
    as_json: AsJson = False,
) -> None:
    """List invoices, payments and what is unpaid, partner by partner."""
    code = partner_named(partner) if partner else None
    with open_hub(as_json=as_json) as hub:
        found = accepted(list_invoices(hub, code), as_json=as_json)
    lines = [line for each in found for line in _listed(each)]
    finish(
        {"partners": [_document(each) for each in found]},
        lines or ["no partner was invoiced yet"],
        as_json=as_json,
    )


def _finish(shown: ShownInvoice, *, as_json: bool) -> None:
    if shown.warnings and not as_json:
        show_problems(Refused(shown.warnings), word="look at")
    finish(invoice_document(shown), list(_lines(shown)), as_json=as_json)


def _lines(shown: ShownInvoice) -> Iterator[str]:
    body = shown.body
    issued = f"issued {shown.issued_on}" if shown.issued_on else "draft"
    yield from wrapped(f"invoice {body.number} to {shown.details.name}, {issued}")
    words = invoice_words("en")
    for name, cents in sums(body):
        yield f"  {words(f'invoice.{name}'):<16}{show_money(cents):>12}"
    if body.lines:
        headers = ("claim", "visit on", "service", "paid you", "fee", "what for, rule")
        yield from table(headers, line_rows(body.lines))
    for each in body.received:
        amount = show_money(each.cents)
        yield from wrapped(f"paid {each.received_on} {amount} ({each.reference})")


def _listed(found: InvoicedPartner) -> Iterator[str]:
    yield from wrapped(f"{found.code} {found.name}: unpaid {show_money(found.invoices.unpaid)}")
    for body in found.invoices.issued:
        amount, left = show_money(body.fees), show_money(body.closing)
        yield f"  {body.number}: fees {amount}, unpaid after it {left}"
    for each in found.invoices.moved:
        yield from wrapped(
            f"{each.received_on} {show_money(each.cents)} {each.reference}", first="  paid "
        )


def _document(found: InvoicedPartner) -> dict[str, object]:
    return {
        "code": found.code,
        "name": found.name,
        "unpaid": show_money(found.invoices.unpaid),
        "invoices": [
            {
                "number": body.number,
                "month": str(body.month),
                "fees": show_money(body.fees),
                "closing": show_money(body.closing),
            }
            for body in found.invoices.issued
        ],
        "payments": [
            {
                "received_on": each.received_on,
                "amount": show_money(each.cents),
                "reference": each.reference,
            }
            for each in found.invoices.moved
        ],
    }


def _told(done: Done, what: str, dry_run: bool, *, as_json: bool) -> None:
    changed = bool(done.facts)
    outcome = ("would change" if dry_run else "changed") if changed else "unchanged"
    finish({"outcome": outcome}, [f"{what}: {outcome}"], as_json=as_json)
