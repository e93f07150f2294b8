"""`hub authorization`: what plans allow."""

from pathlib import Path
from typing import Annotated

import typer

from domain.identifiers import PlanKey
from hub.cli.frame import AsJson, DryRun, accepted, open_hub, read_file
from hub.cli.progress import progress_of
from hub.cli.sheet_columns import columns_say
from hub.cli.sheet_report import finish_sheet
from hub.services.care.authorizations import AuthorizationOptions, import_authorizations

app = typer.Typer(
    name="authorization", help="Authorizations: units a plan allows.", no_args_is_help=True
)


@app.callback()
def noun() -> None:
    """Authorizations: units a plan allows."""


@app.command(
    "import",
    epilog="Example: hub authorization import list.csv --plan KEY --dry-run. "
    + columns_say("authorizations"),
)
def import_sheet(
    file: Annotated[Path, typer.Argument(help="A CSV file or workbook.")],
    plan: Annotated[str, typer.Option("--plan", help="The plan of rows that name none.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in what plans allow members; every row that cannot be taken is listed."""
    content = read_file(file, as_json=as_json)
    options = AuthorizationOptions(PlanKey(plan) if plan else None, dry_run)
    with open_hub(as_json=as_json) as hub, progress_of("authorizations") as advance:
        answer = import_authorizations(hub, content, options, advance=advance)
        found = accepted(answer, as_json=as_json)
    counts = {
        "dry_run": dry_run,
        "rows": found.rows,
        "granted": found.granted,
        "unchanged": found.unchanged,
    }
    summary = (
        f"{'would be: ' if dry_run else ''}{found.rows} rows: {found.granted} new, "
        f"{found.unchanged} unchanged, {len(found.refused)} refused"
    )
    finish_sheet(counts, found.refused, found.unknown_columns, summary=summary, as_json=as_json)
