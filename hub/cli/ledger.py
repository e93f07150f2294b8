"""``hub ledger``: what every account holds."""

from collections.abc import Iterator

import typer

from domain.money import show_money
from hub.cli.frame import AsJson, finish, open_hub
from hub.cli.known_at import KnownAt, position_known_at
from projections.trial_balance import TRIAL_BALANCE, AccountBalance

app = typer.Typer(name="ledger", help="What every account holds.", no_args_is_help=True)


@app.callback()
def _ledger() -> None:
    """Keep the verb even while there is one."""


@app.command(
    name="trial-balance",
    epilog="Example: hub ledger trial-balance --known-at 2026-03-31",
)
def trial_balance(known_at: KnownAt = "", as_json: AsJson = False) -> None:
    """Show every account; debits and credits must come to zero."""
    with open_hub(as_json=as_json) as hub:
        position = position_known_at(hub, known_at)
        projector = hub.projector
        view = projector.live if position is None else projector.known_at(position)
        accounts = [row for row in view.rows(TRIAL_BALANCE) if row.cents]
    total = sum(account.cents for account in accounts)
    document = {
        "accounts": {account.account: show_money(account.cents) for account in accounts},
        "sum": show_money(total),
    }
    finish(document, _told(accounts, total), as_json=as_json, exit_code=0 if total == 0 else 1)


def _told(accounts: list[AccountBalance], total: int) -> Iterator[str]:
    width = max([len(account.account) for account in accounts] + [7])
    yield f"{'account':<{width}}  {'debit':>14}  {'credit':>14}"
    for account in accounts:
        debit = show_money(account.cents) if account.cents > 0 else ""
        credit = show_money(-account.cents) if account.cents < 0 else ""
        yield f"{account.account:<{width}}  {debit:>14}  {credit:>14}"
    yield f"{'sum':<{width}}  {show_money(total):>14}"
