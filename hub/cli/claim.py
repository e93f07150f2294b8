"""`hub claim`: care billed to plans."""

from enum import StrEnum
from typing import Annotated

import typer

from domain.claims.claim import KnownClaim
from domain.identifiers import Diagnosis, Malformed, PlanKey, diagnosis
from domain.problem import Refused
from hub.cli.batch_report import finish_batching, warning_lines
from hub.cli.claim_report import (
    building_document,
    building_lines,
    claim_document,
    claim_lines,
    list_lines,
    moment_document,
    moment_lines,
)
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
)
from hub.cli.known_at import KnownAt, position_known_at
from hub.cli.progress import progress_of
from hub.services.billing.claim_building import build_claims
from hub.services.billing.claim_history import claim_history
from hub.services.billing.claims import (
    Restatement,
    close_claim,
    correct_claim,
    list_claims,
    show_claim,
    void_claim,
)
from hub.services.prompt_pay.payment_checks import charges_below_rate
from hub.services.sending.submissions import rebatch as send_again
from hub.wiring import Hub

app = typer.Typer(name="claim", help="Claims: care billed to plans.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The claim's number, or the CLM01 of a sending.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept with the claim.")]
Partner = Annotated[str, typer.Option("--partner", help="Only this partner's.")]
Plan = Annotated[str, typer.Option("--plan", help="Only those of this plan.")]


class State(StrEnum):
    """Where a claim can be."""

    OPEN = "open"
    HELD = "held"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ANSWERED = "answered"
    CORRECTING = "correcting"
    VOIDING = "voiding"
    VOIDED = "voided"
    CLOSED = "closed"


class WaitingOn(StrEnum):
    """Who acts next."""

    HUB = "hub"
    PLAN = "plan"
    PARTNER = "partner"
    NOBODY = "nobody"


@app.command("build", epilog="Example: hub claim build --through 2026-03-31 --dry-run")
def build(
    partner: Partner = "",
    plan: Plan = "",
    through: Annotated[
        str, typer.Option("--through", help="Last day of care to bill; all if left out.")
    ] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Bill the care that waits; what may not be billed is held and says why."""
    last_day = read_day(through) if through else None
    with open_hub(as_json=as_json) as hub, progress_of("claims") as advance:
        built = build_claims(
            hub,
            partner=partner_asked(hub, partner, as_json=as_json),
            plan=plan_asked(hub, plan, as_json=as_json),
            through=last_day,
            dry_run=dry_run,
            advance=advance,
        )
        warnings = charges_below_rate(hub, plan=PlanKey(plan) if plan else None)
    finish(
        building_document(built, dry_run=dry_run) | {"warnings": warnings},
        (*building_lines(built, dry_run=dry_run), *warning_lines(warnings)),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if built.held or built.problems else DONE,
        problems=(*built.problems, *(p for each in built.held for p in each.problems), *warnings),
    )


@app.command("list", epilog="Example: hub claim list --partner LPV --state rejected --json")
def list_some(
    partner: Partner = "",
    plan: Plan = "",
    state: Annotated[
        State | None,
        typer.Option("--state", metavar="STATE", help=f"Only these: {', '.join(State)}."),
    ] = None,
    waiting_on: Annotated[
        WaitingOn | None, typer.Option("--waiting-on", help="Only those that wait on them.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show claims: where each is, who acts next, and by when."""
    with open_hub(as_json=as_json) as hub:
        found = list_claims(
            hub,
            partner=partner_asked(hub, partner, as_json=as_json),
            plan=plan_asked(hub, plan, as_json=as_json),
            state=state.value if state else None,
            waiting_on=waiting_on.value if waiting_on else None,
        )
    finish({"claims": [claim_document(row) for row in found]}, list_lines(found), as_json=as_json)


@app.command("show", epilog="Example: hub claim show LPV00000042 --known-at 2026-03-31")
def show(number: Number, known_at: KnownAt = "", as_json: AsJson = False) -> None:
    """Show one claim, line by line."""
    with open_hub(as_json=as_json) as hub:
        position = position_known_at(hub, known_at)
        row = accepted(show_claim(hub, number, known_at=position), as_json=as_json)
    finish(claim_document(row), claim_lines(row), as_json=as_json)


@app.command("history", epilog="Example: hub claim history LPV00000042")
def history(number: Number, as_json: AsJson = False) -> None:
    """Tell everything that happened to a claim, oldest first."""
    with open_hub(as_json=as_json) as hub:
        moments = accepted(claim_history(hub, number), as_json=as_json)
    finish(
        {"history": [moment_document(each) for each in moments]},
        (line for each in moments for line in moment_lines(each)),
        as_json=as_json,
    )


@app.command(
    "correct",
    epilog='Example: hub claim correct LPV00000042 --reason "units were mistyped" --dry-run',
)
def correct(  # noqa: PLR0913, PLR0917 - one argument for each option
    number: Number,
    reason: Reason,
    diagnoses: Annotated[
        list[str] | None,
        typer.Option("--diagnosis", help="In place of those of the visits; may be repeated."),
    ] = None,
    drop_lines: Annotated[
        list[int] | None, typer.Option("--drop-line", help="Leave a line out; may be repeated.")
    ] = None,
    drop_paid: Annotated[
        bool, typer.Option("--drop-paid", help="Also where the plan paid that line.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """State a claim anew from its visits as they now stand; the next batch sends it."""
    codes = _diagnoses(diagnoses or [])
    with open_hub(as_json=as_json) as hub:
        asked = Restatement(reason, codes, tuple(drop_lines or ()), drop_paid)
        answer = correct_claim(hub, number, asked, dry_run=dry_run)
        _finish_change(hub, number, answer, dry_run=dry_run, as_json=as_json)


@app.command("void", epilog='Example: hub claim void LPV00000042 --reason "billed in error"')
def void(number: Number, reason: Reason, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take a claim back; a plan that has answered it is told by the next batch."""
    with open_hub(as_json=as_json) as hub:
        answer = void_claim(hub, number, reason=reason, dry_run=dry_run)
        _finish_change(hub, number, answer, dry_run=dry_run, as_json=as_json)


@app.command("close", epilog='Example: hub claim close LPV00000042 --reason "no appeal"')
def close(number: Number, reason: Reason, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Accept what was denied or taken back: nothing more is asked of the plan."""
    with open_hub(as_json=as_json) as hub:
        answer = close_claim(hub, number, reason=reason, dry_run=dry_run)
        _finish_change(hub, number, answer, dry_run=dry_run, as_json=as_json)


@app.command("rebatch", epilog="Example: hub claim rebatch LPV00000042 LPV00000043")
def rebatch(
    numbers: Annotated[list[str], typer.Argument(help="Numbers of rejected claims.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send rejected claims again as they now stand, in a batch of their own."""
    with open_hub(as_json=as_json) as hub:
        batching = accepted(send_again(hub, numbers, dry_run=dry_run), as_json=as_json)
    finish_batching([batching], dry_run=dry_run, as_json=as_json)


def _diagnoses(texts: list[str]) -> tuple[Diagnosis, ...]:
    try:
        return tuple(diagnosis(text) for text in texts)
    except Malformed as wrong:
        raise typer.BadParameter(f"{wrong.what}; {wrong.fix}") from None


def _finish_change(
    hub: Hub, number: str, answer: KnownClaim | Refused, *, dry_run: bool, as_json: bool
) -> None:
    """End with the claim as it now stands; after a dry run it stands as before."""
    accepted(answer, as_json=as_json)
    if dry_run:
        finish({"dry_run": True, "outcome": "done"}, ["it could be done"], as_json=as_json)
    row = accepted(show_claim(hub, number), as_json=as_json)
    finish(claim_document(row), claim_lines(row), as_json=as_json)
