"""``hub advance``: seed money that the hub gives a partner before its care is paid."""

import typer

from domain.problem import Refused
from hub.cli.frame import DONE, NEEDS_A_PERSON, AsJson, DryRun, accepted, finish, open_hub
from hub.cli.payout_options import AmountText, By, Partner, Reason, read_amount
from hub.cli.payout_report import one_proposal, proposal_document
from hub.services.payments.advances import give_advance
from hub.services.payments.payouts import Proposals

app = typer.Typer(
    name="advance", help="Seed money for partners, recouped later.", no_args_is_help=True
)


@app.command(epilog='Example: hub advance give LPV --amount 500 --reason "seed money 2026"')
def give(
    partner: Partner,
    amount: AmountText,
    reason: Reason,
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Propose seed money; it goes the way of every payout: approved, sent, answered.

    It comes out of the hub's own money in the bank; statements recoup it as agreed.
    """
    cents = read_amount(amount)
    with open_hub(as_json=as_json) as hub:
        answer = give_advance(hub, partner, cents, reason=reason, by=by, dry_run=dry_run)
        found = accepted(answer, as_json=as_json)
    assert not isinstance(found, Refused)
    finish(
        proposal_document(Proposals((found,), ()), dry_run=dry_run),
        [one_proposal(found, dry_run=dry_run)],
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if found.held else DONE,
    )


@app.callback()
def _noun() -> None:
    # without it, a noun with a single verb would lose that verb's name
    pass
