"""``hub partner recoup invoice`` and ``paid``: what a partner still owes is asked for and comes."""

from typing import Annotated

import msgspec
import typer

from domain.money import NotAnAmount, read_money, show_money
from hub.cli.asked import partner_named
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub, read_day
from hub.services.payments.partner_debts import invoice_debt, receive_debt

invoices = typer.Typer()

Partner = Annotated[str, typer.Argument(help="The partner's three letters.")]


@invoices.command("invoice", epilog="Example: hub partner recoup invoice LPV --dry-run")
def invoice(partner: Partner, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Ask a partner for what its statements could not meet."""
    with open_hub(as_json=as_json) as hub:
        answer = invoice_debt(hub, partner_named(partner), dry_run=dry_run)
        asked = accepted(answer, as_json=as_json)
    document = {**msgspec.to_builtins(asked), "invoiced": not dry_run}
    document["amount"] = show_money(document.pop("cents"))
    word = "would be invoice" if dry_run else "invoice"
    said = (
        f"{word} {asked.number}: {show_money(asked.cents)} owed by statement {asked.statement}, "
        f"due {asked.due_on}"
    )
    finish(document, [said], as_json=as_json)


@invoices.command(
    "paid",
    epilog="Example: hub partner recoup paid LPV LPV-D0001 --amount 37.50 --on 2026-07-20 "
    "--reference 'cheque 881'",
)
def paid(  # noqa: PLR0913, PLR0917 - one option for each thing that a payment tells
    partner: Partner,
    number: Annotated[str, typer.Argument(help="The invoice's number.")],
    amount: Annotated[str, typer.Option(help="Dollars and cents.")],
    on: Annotated[str, typer.Option("--on", help="The day the bank had it.")],
    reference: Annotated[str, typer.Option(help="The payment's own number.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record that a partner paid an invoice, or a part of it."""
    code, day = partner_named(partner), read_day(on)
    try:
        cents = read_money(amount)
    except NotAnAmount as wrong:
        raise typer.BadParameter(str(wrong)) from None
    with open_hub(as_json=as_json) as hub:
        answer = receive_debt(
            hub, code, number, amount=cents, on=day, reference=reference, dry_run=dry_run
        )
        debt = accepted(answer, as_json=as_json)
    left = {at: show_money(cents) for at, cents in debt.unpaid.items()}
    document = {"partner": code, "number": number, "recorded": not dry_run, "unpaid": left}
    lines = [f"unpaid: {at} {cents}" for at, cents in left.items()] or ["nothing is left unpaid"]
    finish(document, lines, as_json=as_json)
