"""`hub member`: who receives care."""

from pathlib import Path
from typing import Annotated

import typer

from domain.identifiers import PlanKey
from hub.cli.frame import AsJson, DryRun, accepted, counted_rows, open_hub, read_file
from hub.cli.progress import progress_of
from hub.cli.sheet_columns import columns_say
from hub.cli.sheet_report import finish_sheet
from hub.services.care.members import MemberOptions, import_members

app = typer.Typer(name="member", help="Members: who receives care.", no_args_is_help=True)


@app.callback()
def noun() -> None:
    """Members: who receives care."""


@app.command(
    "import",
    epilog="Example: hub member import roster.xlsx --plan KEY --dry-run. " + columns_say("members"),
)
def import_sheet(
    file: Annotated[Path, typer.Argument(help="A CSV file or workbook.")],
    plan: Annotated[str, typer.Option("--plan", help="The plan of rows that name none.")] = "",
    correct: Annotated[
        bool, typer.Option("--correct", help="Take differing details as right.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in members and their coverage; every row that cannot be taken is listed."""
    content = read_file(file, as_json=as_json)
    options = MemberOptions(PlanKey(plan) if plan else None, correct, dry_run)
    with open_hub(as_json=as_json) as hub, progress_of("members") as advance:
        found = accepted(import_members(hub, content, options, advance=advance), as_json=as_json)
    counts = {
        "dry_run": dry_run,
        "rows": found.rows,
        "registered": found.registered,
        "corrected": found.corrected,
        "covered": found.covered,
        "unchanged": found.unchanged,
    }
    summary = (
        f"{'would be: ' if dry_run else ''}{counted_rows(found.rows)}: {found.registered} new, "
        f"{found.corrected} corrected, {found.covered} with new coverage, "
        f"{found.unchanged} unchanged, {len(found.refused)} refused"
    )
    finish_sheet(counts, found.refused, found.unknown_columns, summary=summary, as_json=as_json)
