"""``hub statement``: what is owed to a partner for a month, and why."""

from typing import Annotated

import msgspec
import typer

from domain.identifiers import PartnerCode
from domain.money import show_money
from domain.period import Month
from domain.statement import StatementBody
from hub.cli.asked import month_named, partner_named
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub
from hub.cli.known_at import KnownAt, position_known_at
from hub.services.statement_text import statement_lines
from hub.services.statements import ShownStatement, issue_statement, show_statement

app = typer.Typer(
    name="statement", help="What is owed to a partner for a month, and why.", no_args_is_help=True
)

Partner = Annotated[str, typer.Argument(help="The partner's three letters.")]
MonthText = Annotated[str, typer.Option("--month", help="The month, like 2026-03.")]
_AMOUNTS = ("opening", "closing", "payable", "short")
_LINE_AMOUNTS = ("billed", "plan_paid", "fee", "net")


@app.command(epilog="Example: hub statement show LPV --month 2026-03 --known-at 2026-04-10")
def show(
    partner: Partner, month: MonthText, known_at: KnownAt = "", as_json: AsJson = False
) -> None:
    """Show a partner's statement; the draft where it was not issued yet."""
    code, which = _asked(partner, month)
    with open_hub(as_json=as_json) as hub:
        position = position_known_at(hub, known_at)
        answer = show_statement(hub, code, which, known_at=position)
        _finish(accepted(answer, as_json=as_json), as_json=as_json)


@app.command(epilog="Example: hub statement issue LPV --month 2026-03")
def issue(
    partner: Partner, month: MonthText, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Issue a partner's statement; it never changes after, what comes later is in the next."""
    code, which = _asked(partner, month)
    with open_hub(as_json=as_json) as hub:
        answer = issue_statement(hub, code, which, dry_run=dry_run)
        _finish(accepted(answer, as_json=as_json), as_json=as_json)


def _asked(partner: str, month: str) -> tuple[PartnerCode, Month]:
    return partner_named(partner), month_named(month)


def _finish(shown: ShownStatement, *, as_json: bool) -> None:
    issued = shown.issued_on is not None
    lines = statement_lines(shown.details, shown.body, issued=issued)
    finish(statement_document(shown.body, issued=issued), lines, as_json=as_json)


def statement_document(body: StatementBody, *, issued: bool) -> dict[str, object]:
    """The statement as a program reads it: amounts as texts with two decimals."""
    document = msgspec.to_builtins(body)
    for name in _AMOUNTS:
        document[name] = show_money(document[name])
    for line in document["lines"]:
        for name in _LINE_AMOUNTS:
            line[name] = show_money(line[name])
        for adjustment in line["adjustments"]:
            adjustment["amount"] = show_money(adjustment["amount"])
    return {"issued": issued, "month_name": str(body.month), **document}
