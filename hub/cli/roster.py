"""``hub roster``: months of members that plans pay, and rows that wait for theirs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from adapters.sheets.write_payment import roster_template
from domain.money import show_money
from domain.period import Month
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    problem_lines,
    table,
    wrapped,
)
from hub.cli.typed_payment import write_template
from hub.services.months.roster_months import MonthShown, find_month, list_months
from hub.services.months.roster_placing import place_waiting
from hub.services.months.row_naming import Named, place_by_hand
from hub.services.months.row_unplacing import Unplaced, unplace
from projections.member_months import PaidMonth
from projections.roster_rows import ROSTER_ROWS, ParkedRow

app = typer.Typer(
    name="roster",
    help="Months of members that plans pay, and rows that wait for theirs.",
    no_args_is_help=True,
)

_MonthOption = Annotated[str, typer.Option(help="The month, like 2026-03.")]


@app.command(
    "list",
    epilog="Example: hub roster list --partner LPV --month 2026-03. With --waiting the rows that "
    "tell of no month yet, each with the reason.",
)
def list_all(
    waiting: Annotated[bool, typer.Option("--waiting", help="Only rows that wait.")] = False,
    partner: Annotated[str, typer.Option(help="Only months of this partner.")] = "",
    plan: Annotated[str, typer.Option(help="Only what this plan paid.")] = "",
    month: _MonthOption = "",
    as_json: AsJson = False,
) -> None:
    """List the months that rosters paid or dropped, and the rows that wait."""
    asked = str(_month(month) or "")
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        rows = [r for r in view.rows(ROSTER_ROWS, state="waiting") if plan in {"", r.plan_key}]
        months = [] if waiting else list_months(view, partner=partner, plan=plan, month=asked)
    rows = [row for row in rows if asked in {"", row.month} and not partner]
    document = {
        "months": [_document(each) for each in months],
        "waiting": [_row_document(row) for row in rows],
    }
    lines: list[str] = []
    if months:
        cells = [
            (m.number, m.plan_key, show_money(m.paid), show_money(m.dropped), show_money(m.partner))
            for m in months
        ]
        lines += table(("month", "plan", "paid", "dropped", "partner's"), cells)
    elif not rows:
        lines.append("no months yet: hub receive takes in an 820 or a roster sheet")
    if rows:
        lines.append("rows that wait in suspense:")
        lines += (line for row in rows for line in _row_lines(row))
    finish(document, lines, as_json=as_json, exit_code=NEEDS_A_PERSON if rows else DONE)


@app.command(epilog="Example: hub roster show LPV-2026-03-1F00D1")
def show(
    number: Annotated[str, typer.Argument(help="The month's number.")],
    as_json: AsJson = False,
) -> None:
    """Show a month: what rosters paid and dropped of it, whose it is, and its claims."""
    with open_hub(as_json=as_json) as hub:
        found = accepted(find_month(hub, number), as_json=as_json)
    claims = [
        {"number": claim.number, "partner_code": claim.partner_code, "paid": show_money(claim.paid)}
        for claim in found.claims
    ]
    rows = [{"trace": trace, "amount": show_money(cents)} for trace, cents in found.rows]
    document = _document(found.month) | {"claims": claims, "rows": rows, "others": found.others}
    finish(document, list(_shown(found)), as_json=as_json)


@app.command(
    epilog="Example: hub roster place R-2026-04 --row 7 --claim LPV00000012. Without a roster it "
    "tries every row again that waits."
)
def place(  # noqa: PLR0913, PLR0917 - one argument for each option
    roster: Annotated[str, typer.Argument(help="The roster's trace number.")] = "",
    row: Annotated[
        int, typer.Option(help="The row: of a sheet its number there, of an 820 counted.")
    ] = 0,
    claim: Annotated[str, typer.Option(help="A claim of the member's month.")] = "",
    partner: Annotated[str, typer.Option(help="The partner whose month it is.")] = "",
    month: _MonthOption = "",
    why: Annotated[str, typer.Option(help="Why it is theirs.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Place rows that wait: all that can be told by now, or one as you say."""
    named = Named(claim.strip(), partner.strip().upper(), _month(month), why)
    if bool(roster) != bool(row) or (roster and bool(named.claim) == bool(named.partner)):
        raise typer.BadParameter("name the roster, its --row, and either --claim or --partner")
    with open_hub(as_json=as_json) as hub:
        if roster:
            answer = place_by_hand(hub, roster, row, named, dry_run=dry_run)
            done = accepted(answer, as_json=as_json)
            finish(_row_document(done), [_placed(done, dry_run=dry_run)], as_json=as_json)
            return
        placed = place_waiting(hub, dry_run=dry_run)
        left = len(hub.projector.live.rows(ROSTER_ROWS, state="waiting"))
    would = "would be " if dry_run else ""
    waits = left - placed if dry_run else left
    finish(
        {"placed": placed, "waiting": waits, "dry_run": dry_run},
        [f"{would}placed: {placed}; rows that still wait: {waits}"],
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if waits else DONE,
    )


@app.command(
    "unplace",
    epilog='Example: hub roster unplace R-2026-04 --row 7 --why "it is WYE\'s". Then say whose it '
    "is: hub roster place. Both are kept.",
)
def unplace_command(
    roster: Annotated[str, typer.Argument(help="The roster's trace number, or its id.")],
    row: Annotated[
        int, typer.Option(min=1, help="The row: of a sheet its number there, of an 820 counted.")
    ],
    why: Annotated[str, typer.Option(help="What was wrong.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a row away from the month that had it; it waits in suspense again."""
    with open_hub(as_json=as_json) as hub:
        done = accepted(unplace(hub, roster, row, why, dry_run=dry_run), as_json=as_json)
    document = {
        "trace": done.trace,
        "row": done.ordinal,
        "amount": show_money(done.amount),
        "number": done.number,
        "dry_run": dry_run,
    }
    finish(document, [_unplaced(done, dry_run=dry_run)], as_json=as_json)


@app.command(epilog="Example: hub roster template april.xlsx")
def template(
    file: Annotated[Path, typer.Argument(help="Where it goes: a name that ends in .xlsx or .csv.")],
    as_json: AsJson = False,
) -> None:
    """Write an empty sheet for a payment by the month: a head, then a row for each member."""
    write_template(file, roster_template, as_json=as_json)


def _month(text: str) -> Month | None:
    try:
        return Month.read(text) if text else None
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None


def _document(month: PaidMonth) -> dict[str, object]:
    return {
        "number": month.number,
        "plan_key": month.plan_key,
        "partner_code": month.partner_code,
        "month": month.month,
        "found_by": month.found_by,
        "paid": show_money(month.paid),
        "dropped": show_money(month.dropped),
        "partner": show_money(month.partner),
        "fee": show_money(month.fee),
        "hub_own": show_money(month.own),
        "suspense": show_money(month.waiting),
        "claim_pays": month.claim_pays,
    }


def _row_document(row: ParkedRow) -> dict[str, object]:
    return {
        "trace": row.trace,
        "row": row.ordinal,
        "plan_key": row.plan_key,
        "month": row.month,
        "amount": show_money(row.amount),
        "paid_on": row.paid_on,
        "state": row.state,
        "number": row.number,
        "problems": row.problems,
    }


def _row_lines(row: ParkedRow) -> Iterator[str]:
    stated = f"{row.trace} row {row.ordinal}, {row.month or 'no month'}: {show_money(row.amount)}"
    yield from wrapped(stated, first="  ", rest="    ")
    for problem in row.problems:
        yield from (f"  {line}" for line in problem_lines(problem, word="waits"))


def _shown(found: MonthShown) -> Iterator[str]:
    month = found.month
    yield f"{month.number} ({month.plan_key}): {month.partner_code}'s, by its {month.found_by}"
    for trace, cents in found.rows:
        yield f"  {'dropped' if cents < 0 else 'paid':<12}{show_money(cents):>12}  {trace}"
    for label, cents in (
        ("partner", month.partner),
        ("hub's fee", month.fee),
        ("hub's own", month.own),
        ("in suspense", month.waiting),
    ):
        if cents:
            yield f"  {label:<12}{show_money(cents):>12}"
    for claim in found.claims:
        yield f"  claim       {claim.number}, paid {show_money(claim.paid)}"
    for number in found.others:
        yield from wrapped(
            f"{number} billed care in the month too, and is another partner's: settle it between "
            "the partners; whose a month is, is decided once",
            first="  ",
            rest="    ",
        )


def _placed(row: ParkedRow, *, dry_run: bool) -> str:
    if dry_run:
        return f"would be placed: {row.trace} row {row.ordinal}, {show_money(row.amount)}"
    return f"placed: {row.trace} row {row.ordinal}, {show_money(row.amount)}, {row.number}"


def _unplaced(done: Unplaced, *, dry_run: bool) -> str:
    would = "would wait" if dry_run else "waits"
    taken = f"{show_money(done.amount)}, taken from {done.number}"
    return f"{would} again: {done.trace} row {done.ordinal}, {taken}"
