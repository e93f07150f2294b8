"""`hub contract`: whose care is billed to whom, on which terms."""

from typing import Annotated

import typer

from domain.contract import Agreement
from domain.problem import Refused
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    accepted,
    finish,
    open_hub,
    read_day,
    show,
    table,
)
from hub.services import contracts
from hub.services.contracts import UncheckedContract, UncheckedTerms

app = typer.Typer(
    name="contract",
    help="Contracts: which care is billed to which plan, on which terms.",
    no_args_is_help=True,
)

Id = Annotated[
    str, typer.Argument(help="The contract's id, or enough of its beginning: hub contract list.")
]


@app.command(
    "add",
    epilog='Example: hub contract add --partner LPV --plan KEY --service "98960 U2" '
    "--first-day 2026-01-01 --percent 12.5",
)
def add(  # noqa: PLR0913, PLR0917 - one argument for each option
    partner: Annotated[str, typer.Option("--partner", help="The partner's three letters.")],
    plan: Annotated[str, typer.Option("--plan", help="The plan's key.")],
    service: Annotated[
        list[str], typer.Option("--service", help="Code and modifiers; may be repeated.")
    ],
    first_day: Annotated[str, typer.Option("--first-day", help="First day of care it holds for.")],
    last_day: Annotated[str, typer.Option("--last-day", help="Last day; open if left out.")] = "",
    percent: Annotated[
        str, typer.Option("--percent", help="The hub's percentage of what is paid, like 12.5.")
    ] = "",
    per_unit: Annotated[
        str, typer.Option("--per-unit", help="The partner's dollars for each paid unit.")
    ] = "",
    by_the_month: Annotated[
        str, typer.Option("--by-the-month", help="The hub's percentage of a month's payment.")
    ] = "",
    text: Annotated[str, typer.Option("--text", help="The rule in the contract's own words.")] = "",
    fee_on_interest: Annotated[
        bool, typer.Option("--fee-on-interest", help="Interest bears the hub's fee too.")
    ] = False,
    capitated: Annotated[
        bool, typer.Option("--capitated", help="The plan pays by capitation.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Agree a contract; give one of --percent, --per-unit or --by-the-month."""
    asked = UncheckedContract(
        partner=partner,
        plan=plan,
        services=tuple(service),
        first_day=read_day(first_day),
        last_day=read_day(last_day) if last_day else None,
        terms=UncheckedTerms(percent, per_unit, by_the_month, text, fee_on_interest, capitated),
    )
    with open_hub(as_json=as_json) as hub:
        agreed = accepted(contracts.agree(hub, asked), as_json=as_json)
        warnings = contracts.unlisted(hub, agreed)
    show(Refused(warnings), word="warning")
    finish(
        _document(agreed) | {"warnings": warnings},
        _lines(agreed),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if warnings else DONE,
        problems=warnings,
    )


@app.command("end", epilog="Example: hub contract end CONTRACT --last-day 2026-06-30")
def end(
    contract: Id,
    last_day: Annotated[str, typer.Option("--last-day", help="Last day of care it holds for.")],
    as_json: AsJson = False,
) -> None:
    """Let a contract end; care up to and including its last day is still billed."""
    with open_hub(as_json=as_json) as hub:
        found = accepted(contracts.find_contract(hub, contract), as_json=as_json)
        done = accepted(
            contracts.end(hub, found.contract_id, last_day=read_day(last_day)), as_json=as_json
        )
    outcome = "ended" if done.facts else "unchanged"
    document = {"outcome": outcome, "contract_id": found.contract_id, "last_day": last_day}
    lines = [f"contract {found.contract_id}:", f"  last day {last_day} ({outcome})"]
    finish(document, lines, as_json=as_json)


@app.command("cancel", epilog='Example: hub contract cancel CONTRACT --reason "the wrong plan"')
def cancel(
    contract: Id,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the history.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a contract back while nothing was billed under it."""
    with open_hub(as_json=as_json) as hub:
        found = accepted(contracts.find_contract(hub, contract), as_json=as_json)
        done = accepted(contracts.cancel(hub, found.contract_id, reason=reason), as_json=as_json)
    outcome = "cancelled" if done.facts else "unchanged"
    document = {"outcome": outcome, "contract_id": found.contract_id}
    lines = [
        f"contract {found.contract_id}:",
        f"  {found.partner_code} with {found.plan_key}, {found.period} ({outcome})",
    ]
    finish(document, lines, as_json=as_json)


@app.command("list", epilog="Example: hub contract list --json")
def list_all(as_json: AsJson = False) -> None:
    """Show every contract with its services, days and terms."""
    with open_hub(as_json=as_json) as hub:
        rows = contracts.list_contracts(hub)
    document = {
        "contracts": [
            {
                "contract_id": row.id,
                "partner": row.partner_code,
                "plan": row.plan_key,
                "services": row.name,
                "period": str(row.period),
                "terms": row.detail,
            }
            for row in rows
        ]
    }
    lines = [
        line
        for row in rows
        for line in (
            f"{row.partner_code} with {row.plan_key}, {row.period}",
            *table(("  id", row.id), [("  services", row.name), ("  terms", row.detail)]),
        )
    ]
    finish(document, lines or ["no contracts yet: hub contract add"], as_json=as_json)


def _document(agreed: Agreement) -> dict[str, object]:
    return {
        "outcome": "agreed",
        "contract_id": agreed.contract_id,
        "partner": agreed.partner_code,
        "plan": agreed.plan_key,
        "services": [str(each) for each in agreed.services],
        "period": str(agreed.period),
        "terms": agreed.terms.text,
    }


def _lines(agreed: Agreement) -> list[str]:
    services = ", ".join(str(each) for each in agreed.services)
    return [
        f"agreed: {agreed.partner_code} with {agreed.plan_key}, {agreed.period}",
        *table(
            ("  id", agreed.contract_id), [("  services", services), ("  terms", agreed.terms.text)]
        ),
    ]
