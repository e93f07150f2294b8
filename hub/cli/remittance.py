"""``hub remittance``: payment notices, and whose money they brought."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from domain.money import show_money
from domain.problem import Problem, refuse
from hub.cli.accept_report import accept_command, reissued_command
from hub.cli.answer_report import answer_document, answer_lines
from hub.cli.dismiss_report import dismiss_command, reopen_command
from hub.cli.frame import AsJson, DryRun, finish, open_hub, refused, table
from hub.cli.match_report import (
    match_command,
    stated_document,
    stated_lines,
    unmatch_command,
    went_document,
    went_lines,
)
from hub.cli.progress import following
from hub.cli.remittance_report import evidence_lines, in_bank_words, remittance_document, told_lines
from hub.cli.stated_payment import look_command
from hub.cli.typed_payment import enter_command, template_command
from hub.services.bank.named_deposits import near_remittances, remittances_named, shown_id
from hub.services.notices.remittance_matches import Went, where_it_went
from hub.services.notices.stated_payment import StatedPlace, stated_places
from hub.services.notices.withdrawals import holds_instead
from hub.services.receiving.receipts import AnsweredFile, answer_remittances
from hub.services.receiving.typed_payments import pages_of
from hub.services.results import first_exit_code
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE, STANDS_FOR_NOTHING, RemittanceBalance

app = typer.Typer(
    name="remittance", help="Payment notices, and whose money they brought.", no_args_is_help=True
)


app.command(
    name="match",
    epilog='Example: hub remittance match 4471 --clp 3 --claim LPV00000012 --why "plan called". '
    "A provider adjustment may be about several claims: --plb 1 --claim LPV00000012=40.00 "
    "--claim ORC00000007=10.00. What is about no claim and the hub's own, as a rebate is: --plb 2 "
    "--hub-own. hub remittance unmatch takes it back; both are kept.",
)(match_command)
app.command(
    name="unmatch",
    epilog='Example: hub remittance unmatch 4471 --clp 3 --why "it was ORC00000007"',
)(unmatch_command)


app.command(
    name="look",
    epilog="Example: hub remittance look 4471 --clp 5. The plan knows the claim by the number that "
    "it shows; once you know whose it is: hub remittance match.",
)(look_command)


app.command(
    name="accept",
    epilog='Example: hub remittance accept 4471 --why "plan called: the second file holds". The '
    "posted notice is withdrawn: all that it posted is undone, then this one is posted in its "
    "place, and the deposit follows. To take that back, accept the withdrawn one by its id. With "
    "--beside both hold; with --paid-on 2026-04-30 you say the day of one that states no day, or "
    "one far ahead.",
)(accept_command)
app.command(
    name="reissued",
    epilog='Example: hub remittance reissued 4471 --as 4502 --why "the plan stopped the cheque". '
    "Until then what was paid again waits as paid twice. A payment that the bank has was made; "
    "record first that it gave the money back.",
)(reissued_command)


app.command(
    name="dismiss",
    epilog='Example: hub remittance dismiss 4471 --why "plan called: the first file holds". Its '
    "money leaves suspense and nothing of it is posted, also when it is received again. A deposit "
    "that came with it still waits for its notice. To take that back: hub remittance reopen.",
)(dismiss_command)
app.command(
    name="reopen",
    epilog='Example: hub remittance reopen 4471 --why "plan wrote: both hold". Then it waits for '
    "what it waited for before.",
)(reopen_command)


app.command(
    name="enter",
    epilog="Example: hub remittance enter stub-4471.xlsx --evidence stub-4471.pdf. The sheet is "
    "refused whole where a cell cannot be read. An 835 of the same payment that comes later is a "
    "duplicate if the claims agree, else a conflict: hub remittance accept.",
)(enter_command)
app.command(
    name="template",
    epilog="Example: hub remittance template stub.xlsx. Fill it in, then: hub remittance enter.",
)(template_command)


_NOTHING_POSTED = STANDS_FOR_NOTHING | {"parked"}


class State(StrEnum):
    """Where a remittance can be."""

    POSTED = "posted"
    PARKED = "parked"
    POSTING = "posting"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"


@app.command(name="list", epilog="Example: hub remittance list --state parked")
def list_(
    state: Annotated[State | None, typer.Option(help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the remittances that came in."""
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        rows = (
            view.rows(REMITTANCE_BALANCE, state=state.value)
            if state
            else view.rows(REMITTANCE_BALANCE)
        )
    found = sorted(rows, key=lambda row: (row.paid_on, row.trace, row.remittance_id))
    cells = [
        (
            str(row.paid_on),
            row.plan_key,
            row.trace,
            show_money(row.deposit),
            f"{row.state}, direct" if row.paid_to else row.state,
            in_bank_words(row),
        )
        for row in found
    ]
    headers = ("paid on", "plan", "trace", "amount", "state", "in bank")
    finish(
        {"remittances": [remittance_document(row) for row in found]},
        table(headers, cells),
        as_json=as_json,
    )


@app.command(epilog="Example: hub remittance show 4471 --matches")
def show(
    trace: Annotated[str, typer.Argument(help="Its trace or cheque number, or its id.")],
    matches: Annotated[
        bool, typer.Option("--matches", help="Each payment: its claim, and how that was told.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a remittance said, and whose every cent of it is."""
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        found = remittances_named(view, trace)
        near = "" if found else near_remittances(view, trace)
        ids: list[str] = [row.remittance_id for row in found] if matches else []
        went = {each: list(where_it_went(hub, each)) for each in ids}
        unposted = [row for row in found if row.state in _NOTHING_POSTED] if matches else []
        stated: dict[str, list[StatedPlace]] = {
            row.remittance_id: list(stated_places(hub, row.remittance_id)) for row in unposted
        }
        instead = {row.remittance_id: holds_instead(view, row) for row in found}
        pages = {row.remittance_id: pages_of(hub, row.remittance_id) for row in found}
    if not found:
        refused(
            refuse(
                "remittance.unknown",
                what=f"no remittance has trace {trace}",
                where="remittances",
                fix=f"{near}list them: hub remittance list",
            ),
            as_json=as_json,
        )
    finish(
        {
            "remittances": [
                remittance_document(row, instead[row.remittance_id])
                | {"evidence": pages[row.remittance_id]}
                | _matches(went, stated, row)
                for row in found
            ]
        },
        [
            line
            for row in found
            for line in (
                *told_lines(row, instead[row.remittance_id]),
                *evidence_lines(pages[row.remittance_id]),
                *went_lines(went.get(row.remittance_id, ())),
                *stated_lines(shown_id(row.remittance_id), stated.get(row.remittance_id, ())),
            )
        ],
        as_json=as_json,
    )


@app.command(
    epilog="Example: hub remittance acknowledge inbox/acme-20260301.835. Exit code 3 says that an "
    "answer rejects something, 5 that all was answered before: a file is answered once, wherever "
    "the answer went. What is rejected, the plan has to send anew; whether a remittance balances "
    "is no matter of these answers."
)
def acknowledge(
    files: Annotated[list[Path], typer.Argument(help="Files with remittances (835) from a plan.")],
    out: Annotated[
        Path | None,
        typer.Option(help="The folder for the answers; the plan's outbox if left out."),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Answer remittances: whether each file could be read (TA1 if asked for, 999)."""
    with open_hub(as_json=as_json) as hub:
        folder = out.absolute() if out else None
        done = [_answer(hub, path, folder, dry_run=dry_run) for path in following(files, "files")]
    finish(
        answer_document(done, dry_run=dry_run),
        answer_lines(done, dry_run=dry_run),
        as_json=as_json,
        exit_code=first_exit_code(file.exit_code for file in done),
        problems=[problem for file in done for problem in file.problems],
    )


def _answer(hub: Hub, path: Path, folder: Path | None, *, dry_run: bool) -> AnsweredFile:
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = Problem(
            code="file.not-read",
            what=f"the file could not be opened: {(error.strerror or 'unknown reason').lower()}",
            where=str(path),
            fix="check the path and who may read it",
        )
        return AnsweredFile(path.name, "", (), (problem,))
    return answer_remittances(hub, content, path.name, folder=folder, dry_run=dry_run)


def _matches(
    went: Mapping[str, list[Went]], stated: Mapping[str, list[StatedPlace]], row: RemittanceBalance
) -> dict[str, object]:
    """Where all of it went where that is asked for, else what it states where nothing is posted."""
    if row.remittance_id in stated:
        return {"states": [stated_document(each) for each in stated[row.remittance_id]]}
    found = went.get(row.remittance_id)
    return {} if found is None else {"matches": [went_document(each) for each in found]}
