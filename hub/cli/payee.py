"""``hub payee``: whom partners' money is paid to; one person says it, another confirms it."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from domain.payments.bank_account import AccountKind
from domain.payments.payee import W9
from domain.payments.payout_facts import PayMethod
from domain.problem import Refused, refuse
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_day,
    read_file,
    refused,
    table,
)
from hub.cli.payout_options import By, Partner
from hub.cli.payout_report import payee_document, payee_lines, payee_row
from hub.services.agreements.payees import (
    PayeeAnswer,
    UncheckedPayTo,
    change_payee,
    confirm_payee,
    drop_change,
    list_payees,
    record_w9,
    show_payee,
)

app = typer.Typer(
    name="payee", help="Whom partners' money is paid to, in two steps.", no_args_is_help=True
)


class Method(StrEnum):
    """How a partner is paid."""

    VOUCHER = "voucher"
    EFT = "eft"


class Form(StrEnum):
    """What is known of the tax form."""

    MISSING = "missing"
    ON_FILE = "on-file"
    EXEMPT = "exempt"


class Tin(StrEnum):
    """Whose number stands on the form: an organization's or a person's."""

    EIN = "ein"
    SSN = "ssn"


@app.command(
    epilog='Example: hub payee change LPV --name "La Puerta Verde" --method eft --bank lpv.toml'
)
def change(  # noqa: PLR0913, PLR0917 - one argument for each option
    partner: Partner,
    name: Annotated[str, typer.Option("--name", help="The name on the warrant.")],
    method: Annotated[Method, typer.Option("--method", help="By voucher or by EFT.")],
    vendor: Annotated[str, typer.Option("--vendor", help="The county's number for it.")] = "",
    bank: Annotated[
        Path | None,
        typer.Option("--bank", help="A TOML file with routing, account and kind, for EFT."),
    ] = None,
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Ask that a partner be paid in another way; nothing is paid out until it is confirmed.

    Bank numbers come from a file, never from the command line, which others can see and keep.
    """
    routing, account, kind = _bank(bank, as_json=as_json) if bank else ("", "", "checking")
    way: PayMethod = "eft" if method is Method.EFT else "voucher"
    held: AccountKind = "savings" if kind == "savings" else "checking"
    asked = UncheckedPayTo(name, way, vendor, routing, account, held)
    with open_hub(as_json=as_json) as hub:
        answer = change_payee(hub, partner, asked, by=by, dry_run=dry_run)
        _told(answer, "held", as_json=as_json)


@app.command(epilog='Example: hub payee confirm LPV --by "Ben Second"')
def confirm(
    partner: Partner, by: By = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Confirm as a second person what somebody else asked for."""
    with open_hub(as_json=as_json) as hub:
        answer = confirm_payee(hub, partner, by=by, dry_run=dry_run)
        _told(answer, "no longer held", as_json=as_json)


@app.command(epilog="Example: hub payee drop LPV")
def drop(partner: Partner, by: By = "", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Drop a change that waits; all stays as it was."""
    with open_hub(as_json=as_json) as hub:
        answer = drop_change(hub, partner, by=by, dry_run=dry_run)
        _told(answer, "no longer held", as_json=as_json)


@app.command(epilog="Example: hub payee w9 LPV --form on-file --tin ein --signed 2026-01-05")
def w9(  # noqa: PLR0913, PLR0917 - one argument for each option
    partner: Partner,
    form: Annotated[Form, typer.Option("--form", help="missing, on-file or exempt.")],
    tin: Annotated[Tin | None, typer.Option("--tin", help="ein or ssn; never the number.")] = None,
    signed: Annotated[str, typer.Option("--signed", help="The day of the form.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why the payee is exempt.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record what a partner's W-9 says; the number itself stays on the form."""
    found = W9(
        form.value, tin.value if tin else "", read_day(signed) if signed else None, reason.strip()
    )
    with open_hub(as_json=as_json) as hub:
        _told(record_w9(hub, partner, found, dry_run=dry_run), "held", as_json=as_json)


@app.command("show", epilog="Example: hub payee show LPV --json")
def show_one(
    partner: Annotated[str, typer.Argument(help="Its three letters; all if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show how partners are paid; of a bank account the last four digits."""
    with open_hub(as_json=as_json) as hub:
        if partner:
            row = accepted(show_payee(hub, partner), as_json=as_json)
            finish(payee_document(row), payee_lines(row), as_json=as_json)
        rows = list_payees(hub)
    lines = table(("Partner", "State", "W-9", "Paid to"), map(payee_row, rows))
    finish({"payees": [payee_document(row) for row in rows]}, lines, as_json=as_json)


def _told(answer: PayeeAnswer | Refused, what: str, *, as_json: bool) -> None:
    done = accepted(answer, as_json=as_json)
    document = {
        "outcome": "changed" if done.changed else "unchanged",
        "payouts": list(done.payouts),
    } | payee_document(done.payee)
    lines = [*payee_lines(done.payee), *(f"payout {each}: {what}" for each in done.payouts)]
    waits = done.payee.state in {"asked", "changing"}
    finish(document, lines, as_json=as_json, exit_code=NEEDS_A_PERSON if waits else DONE)


def _bank(path: Path, *, as_json: bool) -> tuple[str, str, str]:
    """Routing, account and kind from a file; no message repeats what stands in it."""
    content = read_file(path, as_json=as_json)
    try:
        found = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        found = {}
    words = [found.get(name) for name in ("routing", "account")]
    kind = found.get("kind", "checking")
    if not all(isinstance(each, str) for each in words) or kind not in {"checking", "savings"}:
        why = refuse(
            "payee.bank-file-unusable",
            what="it does not state routing and account as texts, or its kind is another",
            where=str(path),
            fix='write routing = "...", account = "..." and kind = "checking" or "savings"',
        )
        refused(why, as_json=as_json)
    return str(words[0]), str(words[1]), str(kind)
