"""``hub payout``: money paid out to partners, each step seen by a second person."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from domain.problem import Refused
from hub.cli.filters import partner_asked
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_file,
)
from hub.cli.known_at import KnownAt, position_known_at
from hub.cli.payout_options import (
    By,
    Numbers,
    Reason,
    answers_named,
    form_named,
    thresholds_in,
)
from hub.cli.payout_report import (
    answers_document,
    answers_lines,
    cover_document,
    cover_lines,
    payout_document,
    payout_lines,
    payout_rows,
    proposal_document,
    proposal_lines,
    sent_document,
    sent_lines,
)
from hub.cli.payout_totals_report import totals_document, totals_lines
from hub.services.payments.disbursements import lay_out_again, send_payouts
from hub.services.payments.payout_answers import take_answers
from hub.services.payments.payout_totals import year_totals
from hub.services.payments.payouts import (
    approve_payouts,
    cancel_payouts,
    cover_now,
    find_payouts,
    hold_payouts,
    list_payouts,
    propose_payouts,
    release_payouts,
)
from projections.payout_status import PayoutState, PayoutStatus

app = typer.Typer(
    name="payout", help="Money paid out to partners, in two steps.", no_args_is_help=True
)

_Payouts = tuple[PayoutStatus, ...] | Refused


@app.command(epilog='Example: hub payout propose LPV --by "Ada Keeper" --dry-run')
def propose(
    partners: Annotated[
        list[str] | None, typer.Argument(help="Partners' codes; all if left out.")
    ] = None,
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Propose what the bank covers of each partner's last statement."""
    with open_hub(as_json=as_json) as hub:
        answer = propose_payouts(hub, partners or [], by=by, dry_run=dry_run)
        found = accepted(answer, as_json=as_json)
    waits = found.missing or any(each.held for each in found.proposals)
    finish(
        proposal_document(found, dry_run=dry_run),
        proposal_lines(found, dry_run=dry_run),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if waits else DONE,
    )


@app.command(epilog='Example: hub payout approve LPV-P0001 --by "Ben Second"')
def approve(
    numbers: Numbers, by: By = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Agree to payouts that somebody else proposed."""
    with open_hub(as_json=as_json) as hub:
        _told(approve_payouts(hub, numbers, by=by, dry_run=dry_run), as_json=as_json)


@app.command(epilog='Example: hub payout hold LPV-P0001 --reason "the partner asked to wait"')
def hold(
    numbers: Numbers, reason: Reason, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Hold payouts; an approval is void."""
    with open_hub(as_json=as_json) as hub:
        _told(hold_payouts(hub, numbers, reason=reason, dry_run=dry_run), as_json=as_json)


@app.command(epilog="Example: hub payout release LPV-P0001")
def release(numbers: Numbers, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Hold payouts no longer; a second person has to approve them again."""
    with open_hub(as_json=as_json) as hub:
        _told(release_payouts(hub, numbers, dry_run=dry_run), as_json=as_json)


@app.command(epilog='Example: hub payout cancel LPV-P0001 --reason "proposed too early"')
def cancel(
    numbers: Numbers, reason: Reason, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Cancel payouts that were not sent."""
    with open_hub(as_json=as_json) as hub:
        _told(cancel_payouts(hub, numbers, reason=reason, dry_run=dry_run), as_json=as_json)


@app.command(epilog="Example: hub payout send --form county-voucher")
def send(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="Numbers of payouts; all approved if left out.")
    ] = None,
    form: Annotated[
        str, typer.Option("--form", help="plain, county-voucher, or a .toml file of your own.")
    ] = "plain",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write approved payouts into one file and lay it into the outbox.

    The file may hold bank numbers: pass it on and take it away.
    """
    layout = form_named(form, as_json=as_json)
    with open_hub(as_json=as_json) as hub:
        answer = send_payouts(hub, layout, numbers or [], dry_run=dry_run)
        sent = accepted(answer, as_json=as_json)
    finish(
        sent_document(sent, dry_run=dry_run),
        sent_lines(sent, dry_run=dry_run),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if sent.other_way or not sent.laid_out else DONE,
    )


@app.command("file", epilog="Example: hub payout file county-voucher-000001")
def lay_again(
    number: Annotated[str, typer.Argument(help="The number of the file: hub payout show.")],
    as_json: AsJson = False,
) -> None:
    """Lay a file that was made into the outbox once more, byte for byte the same."""
    with open_hub(as_json=as_json) as hub:
        again = accepted(lay_out_again(hub, number), as_json=as_json)
    finish(
        sent_document(again, dry_run=False) | {"outcome": "laid out again"},
        sent_lines(again, dry_run=False),
        as_json=as_json,
    )


@app.command(
    epilog="Example: hub payout answers warrants-2026-05.csv --dry-run. Without --columns the "
    "first row says Payout, Outcome (paid, cleared, voided, stale, reissued), Warrant Number, "
    "Replaces (may be left out), Date, Amount; other common names are known too: the runbook on "
    "paying partners has them, with an example."
)
def answers(
    file: Annotated[Path, typer.Argument(help="What whoever pays sent back, as CSV.")],
    columns: Annotated[
        Path | None, typer.Option("--columns", help="A file that names its columns and words.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take the answers: paid, cleared, voided, stale, reissued; all rows of a file or none."""
    content = read_file(file, as_json=as_json)
    with open_hub(as_json=as_json) as hub:
        named = answers_named(hub.settings.folder, columns, as_json=as_json)
        taken = accepted(take_answers(hub, content, named, dry_run=dry_run), as_json=as_json)
    finish(
        answers_document(taken, dry_run=dry_run),
        answers_lines(taken, dry_run=dry_run),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if any(row.unclear for row in taken.payouts) else DONE,
    )


@app.command("list", epilog="Example: hub payout list --partner LPV --state sent")
def list_all(
    partner: Annotated[str, typer.Option("--partner", help="Only of this partner.")] = "",
    state: Annotated[str, typer.Option("--state", help="Only in this state.")] = "",
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Show payouts, what may be paid out now, and what the bank has not got."""
    if state and state not in get_args(PayoutState):
        known = ", ".join(get_args(PayoutState))
        raise typer.BadParameter(f"{state!r} is no state of a payout; known: {known}")
    with open_hub(as_json=as_json) as hub:
        code = partner_asked(hub, partner, as_json=as_json)
        position = position_known_at(hub, known_at)
        rows = list_payouts(hub, partner=code, state=state, known_at=position)
        cover = cover_now(hub, known_at=position)
    document = {"payouts": [payout_document(row) for row in rows]} | cover_document(cover, code)
    shown = payout_rows(rows) if rows else ["no payouts: hub payout propose"]
    finish(document, [*shown, *cover_lines(cover, code)], as_json=as_json)


@app.command("show", epilog="Example: hub payout show LPV-P0001")
def show_one(
    number: Annotated[str, typer.Argument(help="The number of the payout.")],
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Show a payout: who asked, who agreed, what holds it, what paid it."""
    with open_hub(as_json=as_json) as hub:
        position = position_known_at(hub, known_at)
        (row,) = accepted(find_payouts(hub, [number], known_at=position), as_json=as_json)
    finish(payout_document(row), payout_lines(row), as_json=as_json)


@app.command(epilog="Example: hub payout totals --year 2026")
def totals(
    year: Annotated[int, typer.Option("--year", help="The calendar year.")],
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Show what each payee was paid in a calendar year, for information returns (1099)."""
    with open_hub(as_json=as_json) as hub:
        thresholds = thresholds_in(hub.settings.folder, as_json=as_json)
        position = position_known_at(hub, known_at)
        found = year_totals(hub, year, thresholds, known_at=position)
    waits = found.without_w9 or found.threshold is None or found.threshold.verified_on is None
    finish(
        totals_document(found),
        totals_lines(found),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if waits else DONE,
    )


def _told(answer: _Payouts, *, as_json: bool) -> None:
    rows = accepted(answer, as_json=as_json)
    lines = [line for row in rows for line in payout_lines(row)]
    finish({"payouts": [payout_document(row) for row in rows]}, lines, as_json=as_json)
