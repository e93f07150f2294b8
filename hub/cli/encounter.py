"""`hub encounter`: care given, as partners report it."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.filters import partner_asked
from hub.cli.frame import (
    AsJson,
    DryRun,
    accepted,
    counted_rows,
    finish,
    open_hub,
    read_file,
    table,
)
from hub.cli.progress import progress_of
from hub.cli.sheet_columns import columns_say
from hub.cli.sheet_report import finish_sheet
from hub.services.care.intake import (
    EncounterImport,
    EncounterOptions,
    import_encounters,
    list_encounters,
)

app = typer.Typer(name="encounter", help="Encounters: care given.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A CSV file or workbook.")]
Partner = Annotated[str, typer.Option("--partner", help="The three letters of whose sheet it is.")]


class State(StrEnum):
    """Where an encounter can be."""

    READY = "ready"
    HELD = "held"
    NOT_BILLABLE = "not-billable"
    CLAIMED = "claimed"


@app.command(
    "import",
    epilog="Example: hub encounter import march.xlsx --partner LPV --dry-run. "
    + columns_say("encounters"),
)
def import_sheet(
    file: File, partner: Partner, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Take in a partner's sheet: good rows go in, all problems of the others are listed."""
    _take_in(file, EncounterOptions(partner, dry_run=dry_run), as_json=as_json)


@app.command("correct", epilog="Example: hub encounter correct march-again.csv --partner LPV")
def correct(file: File, partner: Partner, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """State anew rows that were handed in before; the sheet holds the rows as they should be."""
    _take_in(file, EncounterOptions(partner, corrects=True, dry_run=dry_run), as_json=as_json)


@app.command("list", epilog="Example: hub encounter list --partner LPV --state held --json")
def list_some(
    partner: Annotated[str, typer.Option("--partner", help="Only this partner's.")] = "",
    state: Annotated[State | None, typer.Option("--state", help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show encounters, where each is and why."""
    with open_hub(as_json=as_json) as hub:
        only = partner_asked(hub, partner, as_json=as_json)
        rows = list_encounters(hub, partner=only, state=state.value if state else None)
    shown = [
        (
            r.partner_code,
            str(r.row_number or "-"),
            str(r.service_on),
            r.service or "-",
            r.state,
            ", ".join(r.reasons),
        )
        for r in rows
    ]
    headers = ("Partner", "Row", "Day", "Service", "State", "Why")
    lines = table(headers, shown) if rows else ["no such encounters"]
    finish({"encounters": rows}, lines, as_json=as_json)


def _take_in(file: Path, options: EncounterOptions, *, as_json: bool) -> None:
    content = read_file(file, as_json=as_json)
    with open_hub(as_json=as_json) as hub, progress_of("encounters") as advance:
        answer = import_encounters(hub, content, options, advance=advance)
        found = accepted(answer, as_json=as_json)
    counts = {
        "dry_run": options.dry_run,
        "partner": found.partner_code,
        "sha256": found.sha256,
        "rows": found.rows,
        "recorded": found.recorded,
        "corrected": found.corrected,
        "unchanged": found.unchanged,
        "not_billable": found.not_billable,
        "claims_to_correct": found.claims_to_correct,
        "was": found.was,
    }
    summary = ("would be: " if options.dry_run else "") + _summary(found)
    finish_sheet(
        counts,
        found.refused,
        found.unknown_columns,
        summary=summary,
        as_json=as_json,
        to_do=_to_do(found),
        is_duplicate=found.was is not None and found.unchanged == found.rows,
    )


def _to_do(found: EncounterImport) -> Iterator[str]:
    """What a correction leaves to do: claims say what was handed in before until they are told."""
    for number in found.claims_to_correct:
        yield f"claim {number} bills it as it was before; state it anew: hub claim correct {number}"


def _summary(found: EncounterImport) -> str:
    reasons = ", ".join(f"{count} {reason}" for reason, count in found.not_billable.items())
    corrected = f"{found.corrected} corrected, " if found.corrected else ""
    again = "; the same file came in before" if found.was else ""
    return (
        f"{counted_rows(found.rows)}: {found.recorded} recorded, {corrected}"
        f"{found.unchanged} unchanged, "
        f"{sum(found.not_billable.values())} not billable{f' ({reasons})' if reasons else ''}, "
        f"{len(found.refused)} refused{again}"
    )
