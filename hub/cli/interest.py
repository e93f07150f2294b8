"""`hub interest`: what plans owe for paying late."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from domain.money import show_money
from hub.cli.filters import partner_asked, plan_asked
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_day,
    talk,
)
from hub.cli.interest_report import late_document, late_lines
from hub.services.agreements.plans import find_plan
from hub.services.prompt_pay.interest_letter import write_letter
from hub.services.prompt_pay.late_payments import late_payments
from hub.services.prompt_pay.pay_clocks import (
    Learned,
    bring_information,
    contest_claim,
    prove_receipt,
)

app = typer.Typer(
    name="interest", help="Interest: what plans owe for paying late.", no_args_is_help=True
)

Number = Annotated[str, typer.Argument(help="Claim number, or CLM01 of the sending you mean.")]


@app.command("list", epilog="Example: hub interest list --plan KEY --json")
def list_all(
    plan: Annotated[str, typer.Option("--plan", help="Only what this plan owes.")] = "",
    partner: Annotated[str, typer.Option("--partner", help="Only for this partner's care.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what plans owe for paying late, with every figure; 3 where proof is missing."""
    with open_hub(as_json=as_json) as hub:
        found = late_payments(
            hub,
            plan=plan_asked(hub, plan, as_json=as_json),
            partner=partner_asked(hub, partner, as_json=as_json),
        )
    code = NEEDS_A_PERSON if found.unproven else DONE
    finish(late_document(found), late_lines(found), as_json=as_json, exit_code=code)


@app.command("letter", epilog="Example: hub interest letter KEY --dry-run")
def letter(
    plan: Annotated[str, typer.Argument(help="The plan's key, as hub plan list shows it.")],
    file: Annotated[
        Path | None, typer.Option("--file", help="Where to write it; letters/ if left out.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write the letter that asks a plan for what it owes; a person completes and signs it."""
    with open_hub(as_json=as_json) as hub:
        known = accepted(find_plan(hub, plan), as_json=as_json)
        made = accepted(write_letter(hub, plan, file=file, dry_run=dry_run), as_json=as_json)
        folder = hub.settings.folder
    path = made.path
    if path is not None and path.is_relative_to(folder):
        path = path.relative_to(folder)
    document = {
        "dry_run": dry_run,
        "plan_key": plan,
        "path": path.as_posix() if path else None,
        "claims": made.claims,
        "growing": made.growing,
        "owed": show_money(made.owed),
        "text": made.text,
    }
    if known.profile.prompt_pay.verified_on is None:
        talk(
            "Nobody has confirmed with the plan how late payment is reckoned: "
            f"hub plan show {plan}. Look at the contract before you sign; once the plan has: "
            f"hub plan confirm {plan}."
        )
    told = made.text.splitlines() if path is None else [f"{path.as_posix()}: {made.claims} claims"]
    finish(document, told, as_json=as_json)


@app.command(
    "proof",
    epilog="Example: hub interest proof LPV00000042 --received-on 2026-03-09 "
    '--by "letter of the plan of 2026-06-01"',
)
def proof(
    number: Number,
    received_on: Annotated[str, typer.Option("--received-on", help="The day the plan had it.")],
    by: Annotated[str, typer.Option("--by", help="What proves it and where it is; no names.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record what proves the day on which a plan had a claim."""
    day = read_day(received_on)
    with open_hub(as_json=as_json) as hub:
        answer = prove_receipt(hub, number, received_on=day, proof=by, dry_run=dry_run)
        learned = accepted(answer, as_json=as_json)
    _finish(learned, day, f"the plan had it on {day}", dry_run=dry_run, as_json=as_json)


@app.command(
    "contested",
    epilog="Example: hub interest contested LPV00000042 --on 2026-03-20 "
    '--asks "the care plan, by letter"',
)
def contested(
    number: Number,
    on: Annotated[str, typer.Option("--on", help="The day of the plan's notice.")],
    asks: Annotated[str, typer.Option("--asks", help="What the plan asks for; no names.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record that a plan asks for information: its clock stands until it has it."""
    day = read_day(on)
    with open_hub(as_json=as_json) as hub:
        answer = contest_claim(hub, number, asked_on=day, asks=asks, dry_run=dry_run)
        learned = accepted(answer, as_json=as_json)
    _finish(learned, day, f"contested on {day}, the clock stands", dry_run=dry_run, as_json=as_json)


@app.command("information", epilog="Example: hub interest information LPV00000042 --on 2026-03-27")
def information(
    number: Number,
    on: Annotated[str, typer.Option("--on", help="The day on which the plan had it.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Record that a plan has what it asked for: its clock starts anew."""
    day = read_day(on)
    with open_hub(as_json=as_json) as hub:
        answer = bring_information(hub, number, arrived_on=day, dry_run=dry_run)
        learned = accepted(answer, as_json=as_json)
    _finish(
        learned, day, f"the plan had the information on {day}", dry_run=dry_run, as_json=as_json
    )


def _finish(learned: Learned, day: date, what: str, *, dry_run: bool, as_json: bool) -> None:
    sending = learned.sending
    outcome = "unchanged" if not learned.is_new else "would be recorded" if dry_run else "recorded"
    document = {
        "outcome": outcome,
        "number": sending.number,
        "sent_as": sending.sent_as,
        "on": day,
    }
    words = f"{sending.number}, sent as {sending.sent_as}: {what}; {outcome}"
    finish(document, (words,), as_json=as_json)
