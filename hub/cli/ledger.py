"""``hub ledger``: what every account holds, what moved in it, and the months of the books."""

from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from domain.money import show_money
from domain.period import Period
from domain.problem import Problem, Refused
from hub.cli import explain_money
from hub.cli.books_options import (
    FirstDay,
    LastDay,
    fiscal_year_asked,
    month_asked,
    period_asked,
)
from hub.cli.frame import (
    DONE,
    FAILED,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_day,
    refused,
    show,
)
from hub.cli.known_at import KnownAt, position_known_at
from hub.cli.ledger_export import export
from hub.cli.ledger_report import (
    balances_document,
    balances_table,
    entries_table,
    entry_document,
    month_document,
    plan_year_document,
    plan_year_lines,
    sums_document,
    sums_table,
    title_of_month,
    to_know_lines,
    unmatched_document,
    unmatched_words,
)
from hub.cli.streamed import print_json_rows
from hub.services.bank.unmatched_lines import UnmatchedLines, before_closing, unmatched_lines
from hub.services.books.account_entries import account_entries
from hub.services.books.bookings import read_books
from hub.services.books.books import (
    PeriodSums,
    close_month,
    month_sums,
    period_sums,
    reopen_month,
)
from hub.services.books.medical_loss import YearOf, medical_loss
from projections.trial_balance import TRIAL_BALANCE, AccountBalance

app = typer.Typer(
    name="ledger",
    help="What every account holds, what moved in it, and the months of the books.",
    no_args_is_help=True,
)
app.command("export", epilog="Example: hub ledger export --format beancount --out books.bean")(
    export
)
app.command("explain", epilog="Example: hub ledger explain partner:LPV --show-bytes")(
    explain_money.explain
)

MonthText = Annotated[str, typer.Argument(metavar="MONTH", help="The month, like 2026-03.")]


@app.command(
    name="trial-balance",
    epilog="Example: hub ledger trial-balance --month 2026-03. Or as the hub knew it: "
    "hub ledger trial-balance --known-at 2026-03-31",
)
def trial_balance(
    month: Annotated[
        str, typer.Option("--month", help="What moved in a month of the books, like 2026-03.")
    ] = "",
    year: Annotated[
        str, typer.Option("--year", help="What moved in a fiscal year, like FY2026-27.")
    ] = "",
    on: Annotated[str, typer.Option("--on", help="What was held at the end of a day.")] = "",
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Show every account; debits and credits must come to zero."""
    if sum(map(bool, (month, year, on))) > 1:
        raise typer.BadParameter("ask for --month, --year or --on, one of them")
    with open_hub(as_json=as_json) as hub:
        until = position_known_at(hub, known_at)
        first_month = hub.settings.file.books.fiscal_year_begins
        if month:
            asked = month_asked(month)
            sums = month_sums(hub, asked, until)
            title = title_of_month(asked, first_month, closed=sums.closed)
            _finish_sums(title, sums, as_json=as_json)
        if year:
            fiscal = fiscal_year_asked(year, first_month)
            _finish_sums(str(fiscal), period_sums(hub, fiscal.period, until), as_json=as_json)
        view = hub.projector.live if until is None else hub.projector.known_at(until)
        if on:
            day = read_day(on)
            ended = period_sums(hub, Period(day, day), until).accounts
            accounts = [AccountBalance(row.account, row.closing) for row in ended]
        else:
            accounts = view.rows(TRIAL_BALANCE)
        unmatched = unmatched_lines(view, read_day(on) if on else None)
        _finish_balances([row for row in accounts if row.cents], unmatched, as_json=as_json)


@app.command(epilog="Example: hub ledger account 'partner:*' --from 2026-03-01 --to 2026-03-31")
def account(
    account: Annotated[
        str, typer.Argument(help="An account, partner:LPV, or a group of them, 'partner:*'.")
    ],
    first: FirstDay = "",
    last: LastDay = "",
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """List what moved in an account, in the order in which it was recorded."""
    period = period_asked(first, last)
    with open_hub(as_json=as_json) as hub:
        until = position_known_at(hub, known_at)
        found = accepted(account_entries(hub, account, period, until), as_json=as_json)
        if as_json:
            head = {"account": account, "opening": show_money(found.opening)}
            print_json_rows(head, "entries", map(entry_document, found.entries))
            return
        finish({}, entries_table(found, group="*" in account), as_json=False)


@app.command(epilog="Example: hub ledger close 2026-03 --dry-run")
def close(month: MonthText, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Close a month: its report never changes; what is learned later is booked in a later one.

    What of the bank's money stands in no account by then is told; the month is closed all the same.
    """
    asked = month_asked(month)
    with open_hub(as_json=as_json) as hub:
        through = read_books(hub).through
        was = through is not None and asked <= through
        report = accepted(close_month(hub, asked, dry_run=dry_run), as_json=as_json)
        to_know = () if was else before_closing(hub, report)
        first_month = hub.settings.file.books.fiscal_year_begins
    outcome = "closed-already" if was else "would-close" if dry_run else "closed"
    title = title_of_month(asked, first_month, closed=was or not dry_run)
    document = {
        "outcome": outcome,
        **month_document(report, first_month),
        **sums_document(report.accounts),
        "to_know": to_know,
    }
    lines = [*to_know_lines(to_know), title, *sums_table(report.accounts)]
    finish(document, lines, as_json=as_json, problems=to_know)


@app.command(
    epilog="Example: hub ledger reopen 2026-03 --reason 'a deposit was mistyped' --by 'A. Keeper'"
)
def reopen(
    month: MonthText,
    reason: Annotated[str, typer.Option(help="Why the month is opened again.")],
    by: Annotated[str, typer.Option(help="Who answers for it.")],
    as_json: AsJson = False,
) -> None:
    """Open the month that was closed last; both facts stay."""
    asked = month_asked(month)
    with open_hub(as_json=as_json) as hub:
        answer = reopen_month(hub, asked, because=reason, by=by)
        if isinstance(answer, Refused):
            refused(answer, as_json=as_json)
    document = {"outcome": "reopened", "month": str(asked)}
    finish(document, [f"{asked} is open again"], as_json=as_json)


@app.command(epilog="Example: hub ledger months --json")
def months(as_json: AsJson = False) -> None:
    """List the months that are closed, each counted again from the facts."""
    with open_hub(as_json=as_json) as hub:
        first_month = hub.settings.file.books.fiscal_year_begins
        closed = read_books(hub).closed
        problems = [
            problem for report in closed for problem in month_sums(hub, report.month).problems
        ]
    _tell(problems)
    lines = [
        f"{title_of_month(each.month, first_month, closed=True)} at position {each.position}"
        for each in closed
    ]
    finish(
        {"months": [month_document(each, first_month) for each in closed], "problems": problems},
        lines or ["no month is closed yet: hub ledger close MONTH"],
        as_json=as_json,
        exit_code=FAILED if problems else DONE,
        problems=problems,
    )


@app.command(epilog="Example: hub ledger mlr --year 2026")
def mlr(
    year: Annotated[int, typer.Option(min=1900, max=9999, help="The calendar year, like 2026.")],
    by: Annotated[
        YearOf,
        typer.Option(help="The year that care was given in, or that the plan paid in."),
    ] = "service",
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Show how much of each plan's money went to care, and how much to administration."""
    with open_hub(as_json=as_json) as hub:
        until = position_known_at(hub, known_at)
        plans = medical_loss(hub, year, year_of=by, until=until)
    lines = [line for row in plans for line in plan_year_lines(row)]
    finish(
        {"year": year, "by": by, "plans": [plan_year_document(row) for row in plans]},
        lines or [f"no plan's money belongs to {year}"],
        as_json=as_json,
    )


def _finish_sums(title: str, sums: PeriodSums, *, as_json: bool) -> NoReturn:
    _tell(sums.problems)
    document = {
        "title": title,
        "closed": sums.closed,
        **sums_document(sums.accounts),
        "problems": sums.problems,
    }
    off = sum(row.closing for row in sums.accounts)
    finish(
        document,
        [title, *sums_table(sums.accounts)],
        as_json=as_json,
        exit_code=FAILED if sums.problems or off else DONE,
        problems=sums.problems,
    )


def _finish_balances(
    accounts: list[AccountBalance], unmatched: UnmatchedLines, *, as_json: bool
) -> NoReturn:
    total = sum(row.cents for row in accounts)
    finish(
        balances_document(accounts) | unmatched_document(unmatched),
        [*balances_table(accounts), *unmatched_words(unmatched)],
        as_json=as_json,
        exit_code=FAILED if total else DONE,
    )


def _tell(problems: Sequence[Problem]) -> None:
    if problems:
        show(Refused(tuple(problems)), word="told")
