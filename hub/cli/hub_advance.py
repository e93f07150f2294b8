"""``hub hub-advance``: the hub's own money that stands in for one partner's debt."""

from typing import Annotated

import typer

from domain.problem import Refused
from hub.cli.frame import (
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_day,
    table,
)
from hub.cli.payout_options import AmountText, By, Partner, read_amount
from hub.cli.payout_report import hub_advance_document, hub_advance_row
from hub.services.payments.hub_advances import (
    HubAdvanceAnswer,
    approve_hub_advance,
    ask_hub_advance,
    list_hub_advances,
    return_hub_advance,
)

app = typer.Typer(
    name="hub-advance",
    help="The hub's own money that stands in for a partner's debt.",
    no_args_is_help=True,
)

Reference = Annotated[
    str, typer.Option("--reference", help="The bank's or your own number for it.")
]
On = Annotated[str, typer.Option("--on", help="The bank's day; today if left out.")]


@app.command(epilog='Example: hub hub-advance give ORC --amount 50 --reference "transfer 881"')
def give(  # noqa: PLR0913, PLR0917 - one argument for each option
    partner: Partner,
    amount: AmountText,
    reference: Reference,
    on: On = "",
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put the hub's own money into the bank for a partner's debt; a second person approves it."""
    cents = read_amount(amount)
    with open_hub(as_json=as_json) as hub:
        day = read_day(on) if on else hub.today
        answer = ask_hub_advance(
            hub, partner, cents, reference=reference, bank_on=day, by=by, dry_run=dry_run
        )
        _told(answer, as_json=as_json)


@app.command(
    epilog='Example: hub hub-advance approve ORC --reference "transfer 881" --by "Ben Second"'
)
def approve(
    partner: Partner,
    reference: Reference,
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Agree as a second person that the hub's own money stands in."""
    with open_hub(as_json=as_json) as hub:
        answer = approve_hub_advance(hub, partner, reference=reference, by=by, dry_run=dry_run)
        _told(answer, as_json=as_json)


@app.command(
    "return", epilog='Example: hub hub-advance return ORC --amount 20 --reference "transfer 990"'
)
def give_back(  # noqa: PLR0913, PLR0917 - one argument for each option
    partner: Partner,
    amount: AmountText,
    reference: Reference,
    on: On = "",
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take back what the partner's debt no longer needs."""
    cents = read_amount(amount)
    with open_hub(as_json=as_json) as hub:
        day = read_day(on) if on else hub.today
        answer = return_hub_advance(
            hub, partner, cents, reference=reference, returned_on=day, by=by, dry_run=dry_run
        )
        _told(answer, as_json=as_json)


@app.command("list", epilog="Example: hub hub-advance list --json")
def list_all(as_json: AsJson = False) -> None:
    """Show what of the hub's own money was given and returned, and for whom."""
    with open_hub(as_json=as_json) as hub:
        rows = list_hub_advances(hub)
    names = ("Partner", "Day", "Amount", "State", "Reference")
    lines = table(names, map(hub_advance_row, rows)) if rows else ["none of it stands in"]
    document = {
        "hub_advances": [
            dict(zip(("partner", "on", "amount", "state", "reference"), row, strict=True))
            | {"by": each.by, "approved_by": each.approved_by}
            for each, row in zip(rows, map(hub_advance_row, rows), strict=True)
        ]
    }
    finish(document, lines, as_json=as_json)


def _told(answer: HubAdvanceAnswer | Refused, *, as_json: bool) -> None:
    done = accepted(answer, as_json=as_json)
    document = hub_advance_document(done)
    line = f"{done.partner_code}: {document['outcome']}; {document['standing']} of the hub's own"
    free = f"stands in, {document['free']} of it is free"
    finish(document, [f"{line} {free}"], as_json=as_json)
