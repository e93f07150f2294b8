"""`hub partner`: who gives care under the hub."""

from typing import Annotated

import typer

from domain.agreements.partner import PartnerDetails
from domain.problem import Refused
from hub.cli import partner_debt, pay_terms
from hub.cli.frame import AsJson, accepted, finish, open_hub, read_day, table
from hub.cli.partner_billing import billing_command
from hub.handler import Done
from hub.services.agreements import partners
from hub.services.agreements.partners import UncheckedPartner

app = typer.Typer(name="partner", help="Partners: who gives care.", no_args_is_help=True)
app.add_typer(pay_terms.reserve)
pay_terms.recoup.add_typer(partner_debt.invoices)
app.add_typer(pay_terms.recoup)

Code = Annotated[str, typer.Argument(help="The partner's three letters.")]
On = Annotated[str, typer.Option("--on", help="The day, like 2026-03-01; today if left out.")]


@app.command(
    "add",
    epilog='Example: hub partner add --code LPV --name "La Puerta Verde" --npi 1234567893',
)
def add(
    code: Annotated[
        str, typer.Option("--code", help="Three letters; they begin every claim number.")
    ],
    name: Annotated[str, typer.Option("--name", help="The organization's name.")],
    npi: Annotated[str, typer.Option("--npi", help="Its NPI, if it has one.")] = "",
    tin: Annotated[str, typer.Option("--tin", help="Its tax id, if known.")] = "",
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """Take a partner under the hub."""
    with open_hub(as_json=as_json) as hub:
        day = read_day(on) if on else hub.today
        asked = UncheckedPartner(code, name, npi, tin)
        is_new = isinstance(partners.find_partner(hub, code), Refused)
        details = accepted(partners.join(hub, asked, joined_on=day), as_json=as_json)
    line = f"{details.code} {details.name} is a partner"
    document = _document(details) if is_new else _document(details) | {"outcome": "unchanged"}
    finish(document, [line if is_new else f"{line}: unchanged"], as_json=as_json)


app.command(
    "billing",
    epilog="Example: hub partner billing LPV --taxonomy 251K00000X --street '2 Paper Way' "
    "--city Exampleton --state CA --zip 900010002",
)(billing_command)


@app.command("list", epilog="Example: hub partner list --json")
def list_all(as_json: AsJson = False) -> None:
    """Show every partner."""
    with open_hub(as_json=as_json) as hub:
        rows = partners.list_partners(hub)
    lines = table(("Code", "Name", "State"), [(row.key, row.name, row.detail) for row in rows])
    document = {"partners": [{"code": r.key, "name": r.name, "state": r.detail} for r in rows]}
    finish(document, lines if rows else ["no partners yet: hub partner add"], as_json=as_json)


@app.command("suspend", epilog='Example: hub partner suspend LPV --reason "contract under review"')
def suspend(
    code: Code,
    reason: Annotated[str, typer.Option("--reason", help="Why; no names of members.")],
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """Bill nothing new of a partner until it is reinstated."""
    with open_hub(as_json=as_json) as hub:
        day = read_day(on) if on else hub.today
        done = accepted(partners.suspend(hub, code, on=day, reason=reason), as_json=as_json)
    _finish(code, "suspended", done, as_json=as_json)


@app.command("reinstate", epilog="Example: hub partner reinstate LPV --on 2026-04-01")
def reinstate(code: Code, on: On = "", as_json: AsJson = False) -> None:
    """Bill a suspended partner's care again."""
    with open_hub(as_json=as_json) as hub:
        day = read_day(on) if on else hub.today
        done = accepted(partners.reinstate(hub, code, on=day), as_json=as_json)
    _finish(code, "reinstated", done, as_json=as_json)


@app.command("leave", epilog="Example: hub partner leave LPV --on 2026-12-31")
def leave(code: Code, on: On = "", as_json: AsJson = False) -> None:
    """Let a partner go; money about its care still finds it."""
    with open_hub(as_json=as_json) as hub:
        day = read_day(on) if on else hub.today
        done = accepted(partners.leave(hub, code, on=day), as_json=as_json)
    _finish(code, "left", done, as_json=as_json)


def _document(details: PartnerDetails) -> dict[str, object]:
    return {"outcome": "done", "code": details.code, "name": details.name, "npi": details.npi}


def _finish(code: str, what: str, done: Done, *, as_json: bool) -> None:
    changed = bool(done.facts)
    outcome = what if changed else "unchanged"
    line = f"{code.upper()} {what if changed else f'had {what} before; nothing changed'}"
    finish({"outcome": outcome, "code": code.upper()}, [line], as_json=as_json)
