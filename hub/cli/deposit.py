"""``hub deposit``: money that reached the bank."""

from collections.abc import Iterator
from typing import Annotated

import typer

from adapters.sheets.cells import read_cents
from domain.deposit import BankLine
from domain.identifiers import Malformed
from domain.money import Money, show_money
from domain.notice import Notice
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    accepted,
    finish,
    open_hub,
    read_day,
    table,
    wrapped,
)
from hub.services.deposits import record_deposit
from projections.deposit_status import DEPOSIT_STATUS
from projections.remittance_balance import REMITTANCE_BALANCE

_BEFORE_A_USAGE_ERROR = 22  # columns that the command library writes on its own

app = typer.Typer(name="deposit", help="Money that reached the bank.", no_args_is_help=True)


@app.command(epilog="Example: hub deposit record --on 2026-03-05 --amount 812.40 --trace 4471")
def record(
    on: Annotated[str, typer.Option(help="The day the bank had it, like 2026-03-05.")],
    amount: Annotated[str, typer.Option(help="Dollars and cents, like 812.40.")],
    trace: Annotated[str, typer.Option(help="The trace or cheque number it carries.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record a deposit; it meets the remittance of the same trace and amount by itself."""
    day, cents = read_day(on), _read_amount(amount)
    with open_hub(as_json=as_json) as hub:
        answer = record_deposit(hub, bank_on=day, amount=cents, trace=trace.strip())
        line, notice = accepted(answer, as_json=as_json)
    finish(
        {
            "outcome": "matched" if notice else "unmatched",
            "deposit_id": line.deposit_id,
            "amount": show_money(line.amount),
            "bank_on": line.bank_on,
            "remittance_id": notice.remittance_id if notice else None,
            "fix": None if notice else _to_do(line),
        },
        _told(line, notice),
        as_json=as_json,
        exit_code=DONE if notice else NEEDS_A_PERSON,
    )


@app.command("list", epilog="Example: hub deposit list --json")
def list_all(as_json: AsJson = False) -> None:
    """List the deposits in order of day, and the remittance that announced each."""
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        rows = view.rows(DEPOSIT_STATUS)
        ids = [row.remittance_id for row in rows if row.remittance_id]
        announced = view.get_many(REMITTANCE_BALANCE, ids)
    rows.sort(key=lambda row: (row.bank_on, row.trace, row.deposit_id))
    names = ("bank day", "amount", "trace", "matched to")
    cells = []
    for row in rows:
        known = announced.get(row.remittance_id or "")
        said = f"{known.payer}, trace {known.trace}" if known else "no remittance yet"
        cells.append((str(row.bank_on), show_money(row.amount), row.trace or "none", said))
    document = {
        "deposits": [
            {
                "deposit_id": row.deposit_id,
                "bank_on": row.bank_on,
                "amount": show_money(row.amount),
                "trace": row.trace,
                "state": row.state,
                "remittance_id": row.remittance_id,
                "matched_to": said if row.remittance_id else None,
            }
            for row, (*_, said) in zip(rows, cells, strict=True)
        ]
    }
    lines = table(names, cells) if rows else ["no deposits yet: hub deposit record"]
    finish(document, lines, as_json=as_json)


def _read_amount(text: str) -> Money:
    try:
        return read_cents(text)
    except Malformed as wrong:
        said = f"{text!r}: {wrong.what}; {wrong.fix}"
        room = " " * _BEFORE_A_USAGE_ERROR
        raise typer.BadParameter("\n".join(wrapped(said, first=room)).lstrip()) from None


def _told(line: BankLine, notice: Notice | None) -> Iterator[str]:
    shown = f"{show_money(line.amount)} of {line.bank_on}"
    if notice:
        yield from wrapped(f"{shown} is what {notice.payer} announced under trace {notice.trace}")
        return
    yield from wrapped(f"{shown} is recorded; no posted remittance is matched to it yet")
    yield from wrapped(_to_do(line), first="  fix  ", rest=" " * 7)


def _to_do(line: BankLine) -> str:
    """What a person may do about a deposit that no remittance is matched to."""
    if not line.trace:
        return (
            "without a trace it meets no remittance by itself; find the trace on the bank's "
            "statement and record the deposit with it: hub deposit record --trace"
        )
    return (
        f"receive the payment notice with trace {line.trace}: hub receive FILE; if it is here "
        "already, compare its trace and amount: hub remittance list"
    )
