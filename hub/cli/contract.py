"""`hub contract`: whose care is billed to whom, on which terms."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from domain.agreements.contract import Agreement
from domain.problem import Problem, Refused
from hub.cli.asked import month_named
from hub.cli.contract_acceptance import accept_command, decline_command, differences_command
from hub.cli.contract_options import Id, takes_terms
from hub.cli.contract_report import (
    change_document,
    change_lines,
    contract_document,
    contract_lines,
    month_document,
    month_lines,
    preview_document,
    preview_lines,
    role_lines,
)
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
    show,
    table,
)
from hub.services.agreements import contracts
from hub.services.agreements.contract_file import read_contracts
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.agreements.contracts import UncheckedContract
from hub.services.terms import contract_changes
from hub.services.terms.contract_preview import UncheckedPayment, preview_month
from hub.services.terms.contract_preview import preview as previewed

app = typer.Typer(
    name="contract",
    help="Contracts: which care is billed to which plan, on which terms.",
    no_args_is_help=True,
)


@app.command(
    "add",
    epilog='Example: hub contract add --partner LPV --plan KEY --service "98960 U2" '
    "--first-day 2026-01-01 --percent 12.5",
)
@takes_terms
def add(  # noqa: PLR0913 - one argument for each option
    *,
    file: Annotated[
        Path | None, typer.Option("--file", help="Many contracts in a TOML file instead.")
    ] = None,
    partner: Annotated[str, typer.Option("--partner", help="The partner's three letters.")] = "",
    plan: Annotated[str, typer.Option("--plan", help="The plan's key.")] = "",
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Code and modifiers; may be repeated.")
    ] = None,
    first_day: Annotated[
        str, typer.Option("--first-day", help="First day of care it holds for.")
    ] = "",
    last_day: Annotated[str, typer.Option("--last-day", help="Last day; open if left out.")] = "",
    role: Annotated[
        str,
        typer.Option(
            "--role",
            help="direct, hub, administrative-partner, champion or under-lead-entity.",
        ),
    ] = "hub",
    terms: UncheckedTerms,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Agree a contract by one share rule, or many from a file."""
    if file is None:
        _need(partner=partner, plan=plan, service=service, first_day=first_day)
        asked: tuple[UncheckedContract, ...] = (
            UncheckedContract(
                partner=partner,
                plan=plan,
                services=tuple(service or ()),
                first_day=read_day(first_day),
                last_day=read_day(last_day) if last_day else None,
                terms=terms,
                role=role,
            ),
        )
    else:
        if partner or plan or service or first_day or last_day or terms != UncheckedTerms():
            raise typer.BadParameter("the file says it all: give --file alone")
        read = read_contracts(read_file(file, as_json=as_json), file.name)
        asked = accepted(read, as_json=as_json)
    with open_hub(as_json=as_json) as hub:
        before = {each.id for each in contracts.list_contracts(hub)}
        agreed = accepted(contracts.agree_all(hub, asked, dry_run=dry_run), as_json=as_json)
        warnings = tuple(
            problem
            for each in agreed
            for problem in (*contracts.unlisted(hub, each), *each.warnings)
        )
    many = file is not None
    _agreed(agreed, before, warnings, many=many, dry_run=dry_run, as_json=as_json)


def _need(**given: object) -> None:
    """Without a file, a contract says for whom, with whom, for what and from when."""
    for name, value in given.items():
        if not value:
            option = f"--{name.replace('_', '-')}"
            raise typer.BadParameter(f"give {option}, or many contracts by --file")


def _agreed(
    agreed: tuple[Agreement, ...],
    before: Collection[str],
    warnings: tuple[Problem, ...],
    *,
    many: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    show(Refused(warnings), word="warning")
    said = "would be agreed" if dry_run else "agreed"
    outcome = "unchanged" if {each.contract_id for each in agreed} <= set(before) else "agreed"
    documents = [contract_document(each) for each in agreed]
    document: dict[str, object] = {"contracts": documents} if many else documents[0]
    finish(
        {"outcome": outcome, "dry_run": dry_run} | document | {"warnings": warnings},
        [
            line
            for each in agreed
            for line in contract_lines(each, "unchanged" if each.contract_id in before else said)
        ],
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if warnings else DONE,
        problems=warnings,
    )


@app.command(
    "change", epilog="Example: hub contract change CONTRACT --from 2026-07-01 --percent 10"
)
@takes_terms
def change(
    *,
    contract: Id,
    first_day: Annotated[str, typer.Option("--from", help="First day of care of the new terms.")],
    role: Annotated[str, typer.Option("--role", help="Another role than before.")] = "",
    terms: UncheckedTerms,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let other terms hold from a day on, all of them as typed here.

    Claims that are open keep theirs; those that would differ are listed.
    """
    with open_hub(as_json=as_json) as hub:
        changed = accepted(
            contract_changes.change(
                hub,
                contract,
                first_day=read_day(first_day),
                terms=terms,
                role=role,
                dry_run=dry_run,
            ),
            as_json=as_json,
        )
        warnings = changed.begun.warnings if changed.is_new else ()
    show(Refused(warnings), word="warning")
    finish(
        change_document(changed, dry_run=dry_run) | {"warnings": warnings},
        change_lines(changed, dry_run=dry_run),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if warnings or changed.differences else DONE,
        problems=warnings,
    )


@app.command(
    "preview",
    epilog='Example: hub contract preview LPV acme "98960 U2" --on 2026-03-02 --paid 45.00; '
    "of a month: hub contract preview LPV acme --month 2026-03",
)
def preview(  # noqa: PLR0913 - one argument for each option
    *,
    partner: Annotated[str, typer.Argument(help="The partner's three letters.")],
    plan: Annotated[str, typer.Argument(help="The plan's key.")],
    service: Annotated[str, typer.Argument(help="Code and modifiers.")] = "",
    on: Annotated[str, typer.Option("--on", help="The day of care.")] = "",
    paid: Annotated[str, typer.Option("--paid", help="What the plan pays for the line.")] = "",
    units: Annotated[int, typer.Option("--units", help="How many units it pays.")] = 1,
    interest: Annotated[str, typer.Option("--interest", help="Interest it adds.")] = "",
    month: Annotated[
        str, typer.Option("--month", help="What is agreed by the month, of this month's care.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what a payment, or a month, comes to: every cent, by which rule."""
    if month:
        _preview_month(partner, plan, month, alone=not (service or on or paid), as_json=as_json)
    for value, option in ((service, "the service"), (on, "--on"), (paid, "--paid")):
        if not value:
            raise typer.BadParameter(f"give {option}, or a month by --month")
    asked = UncheckedPayment(partner, plan, service, read_day(on), paid, units, interest)
    with open_hub(as_json=as_json) as hub:
        found = accepted(previewed(hub, asked), as_json=as_json)
    finish(preview_document(found), preview_lines(found), as_json=as_json)


def _preview_month(partner: str, plan: str, month: str, *, alone: bool, as_json: bool) -> NoReturn:
    if not alone:
        raise typer.BadParameter("a month is asked for alone, or a payment without it")
    asked = month_named(month)
    with open_hub(as_json=as_json) as hub:
        found = accepted(preview_month(hub, partner, plan, asked), as_json=as_json)
    finish(month_document(found), month_lines(found), as_json=as_json)


app.command("differences", epilog="Example: hub contract differences CONTRACT")(differences_command)
app.command("accept", epilog='Example: hub contract accept CONTRACT --reason "amended in May"')(
    accept_command
)
app.command(
    "decline",
    epilog="Example: hub contract decline CONTRACT --claim LPV00000042 --reason old",
)(decline_command)


@app.command("show", epilog="Example: hub contract show CONTRACT")
def show_one(contract: Id, as_json: AsJson = False) -> None:
    """Show a contract: its days, its terms, and what the hub's role in it means."""
    with open_hub(as_json=as_json) as hub:
        found = accepted(contracts.find_contract(hub, contract), as_json=as_json)
        after = contracts.successor(hub, found)
    show(Refused(found.warnings), word="warning")
    document = {"replaced_by": after, "warnings": found.warnings}
    lines = [*contract_lines(found), *role_lines(found)]
    if after:
        lines.append(f"other terms came after it: contract {after}")
    finish(contract_document(found) | document, lines, as_json=as_json)


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
