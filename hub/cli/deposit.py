"""``hub deposit``: money that reached the bank."""

from typing import Annotated

import typer

from domain.money import NotAnAmount, read_money, show_money
from hub.cli.frame import NEEDS_A_PERSON, AsJson, accepted, finish, open_hub, read_day
from hub.services.deposits import record_deposit

app = typer.Typer(name="deposit", help="Money that reached the bank.", no_args_is_help=True)


@app.callback()
def _deposit() -> None:
    """Keep the verb even while there is one."""


@app.command(epilog="Example: hub deposit record --on 2026-03-05 --amount 812.40 --trace 4471")
def record(
    on: Annotated[str, typer.Option(help="The day the bank had it, like 2026-03-05.")],
    amount: Annotated[str, typer.Option(help="Dollars and cents, like 812.40.")],
    trace: Annotated[str, typer.Option(help="The trace or cheque number it carries.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record a deposit; it meets the remittance of the same trace and amount by itself."""
    day = read_day(on)
    try:
        cents = read_money(amount.replace(",", "").lstrip("$"))
    except NotAnAmount as problem:
        raise typer.BadParameter(f"{problem}; write it like 812.40") from None
    with open_hub(as_json=as_json) as hub:
        answer = record_deposit(hub, bank_on=day, amount=cents, trace=trace.strip())
        line, notice = accepted(answer, as_json=as_json)
    words = (
        f"{show_money(line.amount)} of {line.bank_on} is what {notice.payer} announced "
        f"under trace {notice.trace}"
        if notice
        else f"{show_money(line.amount)} of {line.bank_on} is recorded; no posted remittance has "
        "its trace and amount yet"
    )
    finish(
        {
            "deposit_id": line.deposit_id,
            "amount": show_money(line.amount),
            "bank_on": line.bank_on,
            "remittance_id": notice.remittance_id if notice else None,
        },
        [words],
        as_json=as_json,
        exit_code=0 if notice else NEEDS_A_PERSON,
    )
