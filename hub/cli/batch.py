"""`hub batch`: claims sent to a plan in one file."""

from enum import StrEnum
from typing import Annotated

import typer

from domain.identifiers import PlanKey
from hub.cli.batch_report import (
    batch_document,
    batch_lines,
    finish_batching,
    finish_writing,
)
from hub.cli.filters import plan_asked
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub
from hub.cli.progress import following
from hub.services.prompt_pay.payment_checks import charges_below_rate
from hub.services.sending.batch_files import find_batch, unwritten, write_batch
from hub.services.sending.submissions import build_batch, list_batches, plans_to_send

app = typer.Typer(name="batch", help="Batches: claims sent in one file.", no_args_is_help=True)

Plan = Annotated[str, typer.Option("--plan", help="Only those of this plan.")]


class State(StrEnum):
    """Where a batch can be."""

    BUILT = "built"
    EMPTIED = "emptied"
    WRITTEN = "written"
    ACCEPTED = "accepted"
    PARTIAL = "partial"
    REJECTED = "rejected"


@app.command("build", epilog="Example: hub batch build --plan KEY --dry-run")
def build(plan: Plan = "", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Put together the claims that wait to be sent; a bad one is held, the rest goes."""
    with open_hub(as_json=as_json) as hub:
        keys = [PlanKey(plan)] if plan else plans_to_send(hub)
        warnings = charges_below_rate(hub, plan=PlanKey(plan) if plan else None)
        batchings = [
            accepted(build_batch(hub, key, dry_run=dry_run), as_json=as_json)
            for key in following(keys, "plans")
        ]
    finish_batching(batchings, dry_run=dry_run, as_json=as_json, warnings=warnings)


@app.command("write", epilog="Example: hub batch write KEY-000000017")
def write(
    names: Annotated[
        list[str] | None, typer.Argument(help="Batches; all that have no file yet if left out.")
    ] = None,
    plan: Plan = "",
    as_json: AsJson = False,
) -> None:
    """Write the files of batches into the folder outbox; a second time gives the same bytes."""
    with open_hub(as_json=as_json) as hub:
        wanted = [accepted(find_batch(hub, name), as_json=as_json) for name in names or ()]
        unmade = wanted or list(unwritten(hub, plan_asked(hub, plan, as_json=as_json)))
        written = [write_batch(hub, batch_id) for batch_id in following(unmade, "files")]
    finish_writing(written, as_json=as_json)


@app.command("list", epilog="Example: hub batch list --plan KEY --state rejected --json")
def list_some(
    plan: Plan = "",
    state: Annotated[State | None, typer.Option("--state", help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show batches, and what came back about their files."""
    with open_hub(as_json=as_json) as hub:
        only = plan_asked(hub, plan, as_json=as_json)
        rows = list_batches(hub, plan=only, state=state.value if state else None)
    finish({"batches": [batch_document(row) for row in rows]}, batch_lines(rows), as_json=as_json)
