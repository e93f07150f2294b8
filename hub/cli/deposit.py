"""``hub deposit``: money that reached the bank."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from adapters.bank.bank_columns import BankColumns, common_columns, read_bank_columns
from adapters.sheets.cells import read_cents
from domain.identifiers import DepositId, Malformed
from domain.money import Money, show_money
from domain.notices.deposit import KnownDeposit
from hub.cli.deposit_report import (
    announced_for,
    awaited_document,
    awaited_lines,
    deposit_document,
    deposit_lines,
    proposal_document,
    proposal_lines,
    shown_lines,
)
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_day,
    read_file,
    wrapped,
)
from hub.cli.progress import progress_of
from hub.cli.sheet_report import finish_sheet
from hub.services.bank.deposit_import import BankImport, import_bank_file
from hub.services.bank.deposits import match_deposit, record_deposit, unmatch_deposit
from hub.services.bank.named_deposits import find_deposit, find_remittances
from hub.services.bank.waiting_deposits import (
    awaited_remittances,
    proposals,
    waiting_deposits,
)
from hub.wiring import Hub
from projections.deposit_status import DEPOSIT_STATUS
from projections.remittance_balance import REMITTANCE_BALANCE

_COLUMNS = "bank.toml"

app = typer.Typer(name="deposit", help="Money that reached the bank.", no_args_is_help=True)

Deposit = Annotated[
    str, typer.Argument(help="Its id, or the first 4 characters or more of it: hub deposit list.")
]


@app.command(epilog="Example: hub deposit record --on 2026-03-05 --amount 812.40 --trace 4471")
def record(
    on: Annotated[str, typer.Option(help="The day the bank had it, like 2026-03-05.")],
    amount: Annotated[
        str, typer.Option(help="Dollars and cents, like 812.40; -812.40 where it went back.")
    ],
    trace: Annotated[str, typer.Option(help="The trace or cheque number it carries.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record a deposit; it meets the remittance of the same trace by itself."""
    day, cents = read_day(on), _read_amount(amount)
    with open_hub(as_json=as_json) as hub:
        answer = record_deposit(hub, bank_on=day, amount=cents, trace=trace.strip())
        _tell(hub, accepted(answer, as_json=as_json), as_json=as_json)


@app.command(
    "import",
    epilog="Example: hub deposit import march.csv --columns credit-union.toml. Without --columns "
    "the file bank.toml of the hub's folder says what the columns are; without that, the names "
    "that banks commonly use. Exit code 3 says that a row was refused or that money waits for its "
    "remittance, 5 that all of it came before.",
)
def import_(
    file: Annotated[Path, typer.Argument(help="The bank's file, as CSV.")],
    columns: Annotated[
        Path | None, typer.Option(help="A file that says what the bank's columns are.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in a bank's file: each line once, and each meets its remittance by its trace."""
    content = read_file(file, as_json=as_json)
    with open_hub(as_json=as_json) as hub, progress_of("lines") as advance:
        known = _columns(hub.settings.folder, columns, as_json=as_json)
        answer = import_bank_file(hub, content, known, dry_run=dry_run, advance=advance)
        found = accepted(answer, as_json=as_json)
    counts = {
        "dry_run": dry_run,
        "account": found.account,
        "sha256": found.sha256,
        "lines": found.lines,
        "recorded": found.recorded,
        "known": found.known,
        "left_alone": found.left_alone,
        "waiting": found.waiting,
        "came_in": show_money(found.came_in),
        "went_out": show_money(found.went_out),
    }
    finish_sheet(
        counts,
        found.refused,
        (),
        summary=("would be: " if dry_run else "") + _summary(found),
        as_json=as_json,
        to_do=_what_waits(found),
        is_duplicate=found.known > 0 and not found.recorded,
    )


@app.command("list", epilog="Example: hub deposit list --waiting --json")
def list_all(
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what is not matched.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the deposits, the remittances that announced them, and what waits for which."""
    with open_hub(as_json=as_json) as hub:
        view, today = hub.projector.live, hub.today
        waits = {each.deposit.deposit_id: each for each in waiting_deposits(view, today)}
        awaited = awaited_remittances(view, today)
        rows = view.rows(DEPOSIT_STATUS)
        shown = [row for row in rows if row.deposit_id in waits] if waiting else rows
        announced = announced_for(view, shown)
    shown.sort(key=lambda row: (row.bank_on, row.traces, row.deposit_id))
    lines: list[str] = []
    if shown:
        lines += deposit_lines(shown, announced, waits)
    elif not rows:
        lines.append("no deposits yet: hub deposit import, or hub deposit record")
    if awaited:
        lines += ["announced, and not to the cent in the bank:", *awaited_lines(awaited)]
    document = {
        "deposits": [deposit_document(row, announced, waits) for row in shown],
        "awaited": [awaited_document(each) for each in awaited],
    }
    finish(document, lines, as_json=as_json)


@app.command(epilog="Example: hub deposit show 6f1b02ce")
def show(deposit: Deposit, as_json: AsJson = False) -> None:
    """Show a deposit, and which remittances come to what is left of it."""
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        row = accepted(find_deposit(view, deposit), as_json=as_json)
        waits = {each.deposit.deposit_id: each for each in waiting_deposits(view, hub.today)}
        announced = announced_for(view, [row])
        sums = proposals(view, row)
        known = view.get_many(REMITTANCE_BALANCE, [key for keys in sums.found for key in keys])
    document = deposit_document(row, announced, waits) | {"proposals": proposal_document(sums)}
    lines = [*shown_lines(row, announced), *proposal_lines(row, sums, known)]
    finish(document, lines, as_json=as_json)


@app.command(epilog="Example: hub deposit match 6f1b02ce 4471 4472")
def match(
    deposit: Deposit,
    remittances: Annotated[list[str], typer.Argument(help="Their traces or ids.")],
    as_json: AsJson = False,
) -> None:
    """Say that a deposit is the money of these remittances.

    Each takes what the bank lacks of it, in this order; a cent off stays with the last one.
    """
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        row = accepted(find_deposit(view, deposit), as_json=as_json)
        named = accepted(find_remittances(view, remittances, row), as_json=as_json)
        answer = match_deposit(hub, row.deposit_id, [each.remittance_id for each in named])
        _tell(hub, accepted(answer, as_json=as_json), as_json=as_json)


@app.command(epilog="Example: hub deposit unmatch 6f1b02ce 4471")
def unmatch(
    deposit: Deposit,
    remittances: Annotated[
        list[str] | None, typer.Argument(help="Their traces or ids; all if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say that a deposit is not the money of these remittances; its trace is not asked again."""
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        row = accepted(find_deposit(view, deposit), as_json=as_json)
        named = accepted(find_remittances(view, remittances or [], row), as_json=as_json)
        ids = [each.remittance_id for each in named]
        known = accepted(unmatch_deposit(hub, row.deposit_id, ids), as_json=as_json)
        _tell(hub, known, as_json=as_json, done=DONE)


def _tell(hub: Hub, known: KnownDeposit, *, as_json: bool, done: int | None = None) -> None:
    """End with the deposit as it now stands; it needs a person where something of it is left."""
    view = hub.projector.live
    row = accepted(find_deposit(view, DepositId(known.line.deposit_id)), as_json=as_json)
    waits = {each.deposit.deposit_id: each for each in waiting_deposits(view, hub.today)}
    announced = announced_for(view, [row])
    lines = list(shown_lines(row, announced))
    if waiting := waits.get(row.deposit_id):
        lines += wrapped(waiting.to_do, first="  to do      ", rest=" " * 13)
    document = {"outcome": row.state} | deposit_document(row, announced, waits)
    code = done if done is not None else NEEDS_A_PERSON if row.left else DONE
    finish(document, lines, as_json=as_json, exit_code=code)


def _columns(folder: Path, named: Path | None, *, as_json: bool) -> BankColumns:
    path = named or folder / _COLUMNS
    if named is None and not path.exists():
        return common_columns()
    content = read_file(path, as_json=as_json)
    return accepted(read_bank_columns(content, path.name), as_json=as_json)


def _summary(found: BankImport) -> str:
    return (
        f"{found.lines} lines of account {found.account}: {found.recorded} recorded "
        f"({show_money(found.came_in)} in, {show_money(found.went_out)} out), {found.known} known, "
        f"{found.left_alone} left alone, {len(found.refused)} refused"
    )


def _what_waits(found: BankImport) -> Iterator[str]:
    if found.waiting:
        waits = "1 deposit waits" if found.waiting == 1 else f"{found.waiting} deposits wait"
        yield f"{waits} for a remittance: hub deposit list --waiting"


def _read_amount(text: str) -> Money:
    try:
        return read_cents(text)
    except Malformed as wrong:
        raise typer.BadParameter(f"{text!r}: {wrong.what}; {wrong.fix}") from None
