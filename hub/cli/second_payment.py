"""``hub payment accept-second``: why a second payment is right."""

from typing import Annotated

import typer

from domain.money import show_money
from hub.cli.frame import AsJson, DryRun, accepted, finish, open_hub
from hub.services.notices.paid_twice import accept_second


def accept_second_command(
    claim: Annotated[str, typer.Argument(help="The claim's number.")],
    why: Annotated[str, typer.Option(help="Why both payments are right.")],
    remittance: Annotated[
        str, typer.Option(help="The trace of the second payment, where there are several.")
    ] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Share a second payment of a claim like the first; it waits as paid twice no longer."""
    with open_hub(as_json=as_json) as hub:
        done = accepted(
            accept_second(hub, claim, why, trace=remittance, dry_run=dry_run), as_json=as_json
        )
    text = f"{show_money(done.amount)} of remittance {done.trace} is shared with {done.number}"
    finish(
        {
            "number": done.number,
            "trace": done.trace,
            "amount": show_money(done.amount),
            "dry_run": dry_run,
        },
        [f"would be: {text}" if dry_run else text],
        as_json=as_json,
    )
