"""``hub fund``: money given for care that plans do not pay in full, and what it covers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from domain.money import show_money
from domain.problem import Refused
from domain.small_counts import THRESHOLD
from hub.cli.filters import partner_asked
from hub.cli.frame import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_day,
    show,
    table,
)
from hub.cli.fund_options import (
    Csv,
    Gap,
    Key,
    Kind,
    MonthText,
    Until,
    page_writer,
    read_months,
    save,
)
from hub.cli.known_at import KnownAt, position_known_at
from hub.handler import Done
from hub.services.braid.braiding import braid_months
from hub.services.braid.draw_report import (
    fund_document,
    fund_lines,
    fund_report,
    list_funds,
    report_csv,
    report_document,
    report_lines,
)
from hub.services.braid.funds import (
    Drawn,
    Only,
    UncheckedFund,
    amend_budget,
    close_fund,
    draw_funds,
    receive_fund,
    register_fund,
    return_draw,
)
from hub.services.braid.gap_report import gap_csv, gap_document, gap_lines
from hub.services.braid.public_page import public_page

app = typer.Typer(
    name="fund",
    help="Money given for care that plans do not pay in full.",
    no_args_is_help=True,
)

Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Some = list[str] | None


@app.command(
    epilog="Example: hub fund add prop-10 --name 'Proposition 10' --kind prop-10 "
    "--budget 250000 --first-day 2025-07-01 --last-day 2026-06-30 --last-resort"
)
def add(  # noqa: PLR0913, PLR0917 - one option for each thing that a giver may lay down
    key: Key,
    name: Annotated[str, typer.Option(help="Its name for people.")],
    kind: Annotated[Kind, typer.Option(help="Where its money comes from.")],
    budget: Annotated[str, typer.Option(help="Dollars and cents, like 250000.00.")],
    first_day: Annotated[str, typer.Option(help="The first day of care it may pay.")],
    last_day: Annotated[str, typer.Option(help="The last day; empty for open.")] = "",
    order: Annotated[int, typer.Option(help="When it is drawn: lowest first.")] = 1,
    partner: Annotated[Some, typer.Option(help="Only this partner; once for each.")] = None,
    programme: Annotated[Some, typer.Option(help="Only this programme.")] = None,
    service: Annotated[Some, typer.Option(help="Only this service, like '98960 U2'.")] = None,
    county: Annotated[Some, typer.Option(help="Only programmes of this county.")] = None,
    population: Annotated[Some, typer.Option(help="Only programmes for these people.")] = None,
    pays_for: Annotated[
        list[Gap] | None, typer.Option(help="Only this kind of gap; all but waiting otherwise.")
    ] = None,
    last_resort: Annotated[
        bool, typer.Option("--last-resort", help="It pays once plans have answered.")
    ] = False,
    note: Annotated[str, typer.Option(help="The giver's own condition.")] = "",
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="Its money does not lie in the hub's bank.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Register a fund with its restriction, period and budget."""
    asked = UncheckedFund(
        key=key,
        name=name,
        kind=kind.value,
        budget=budget,
        order=order,
        first_day=read_day(first_day),
        last_day=read_day(last_day) if last_day else None,
        partners=tuple(partner or ()),
        programmes=tuple(programme or ()),
        services=tuple(service or ()),
        counties=tuple(county or ()),
        populations=tuple(population or ()),
        pays_for=tuple(each.value for each in pays_for or ()),
        last_resort=last_resort,
        note=note,
        is_banked=not elsewhere,
    )
    with open_hub(as_json=as_json) as hub:
        terms = accepted(register_fund(hub, asked), as_json=as_json)
        fund = accepted(fund_report(hub, terms.key), as_json=as_json).fund
    finish(fund_document(fund), fund_lines(fund), as_json=as_json)


@app.command(epilog="Example: hub fund amend prop-10 --budget 230000 --reason 'vote of 2026-02-11'")
def amend(
    key: Key,
    budget: Annotated[str, typer.Option(help="The new budget in dollars and cents.")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Give a fund another budget."""
    with open_hub(as_json=as_json) as hub:
        _finish_change(amend_budget(hub, key, budget, reason=reason), key, as_json=as_json)


@app.command(
    epilog="Example: hub fund receive prop-10 --amount 62500 --on 2026-01-15 "
    "--reference 'warrant 881'"
)
def receive(
    key: Key,
    amount: Annotated[str, typer.Option(help="Dollars and cents, like 62500.00.")],
    on: Annotated[str, typer.Option(help="The day the bank had it.")],
    reference: Annotated[str, typer.Option(help="The giver's own number for it.")],
    as_json: AsJson = False,
) -> None:
    """Record that money of a fund reached the bank."""
    day = read_day(on)
    with open_hub(as_json=as_json) as hub:
        done = receive_fund(hub, key, amount, bank_on=day, reference=reference)
        _finish_change(done, key, as_json=as_json)


@app.command(epilog="Example: hub fund draw --month 2026-03 --dry-run")
def draw(
    month: MonthText,
    fund: Annotated[str, typer.Option(help="Only from this fund.")] = "",
    partner: Annotated[str, typer.Option(help="Only for this partner.")] = "",
    programme: Annotated[str, typer.Option(help="Only for this programme.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Draw what the funds owe for a month, each in its turn; twice draws nothing new."""
    (which,) = read_months(month, "")
    only = Only(fund, partner.strip().upper(), programme)
    with open_hub(as_json=as_json) as hub:
        answer = draw_funds(hub, which, only, dry_run=dry_run)
        drawn = accepted(answer, as_json=as_json)
    if not as_json:
        show(Refused(drawn.problems), word="not drawn")
    waits = drawn.problems or drawn.returns
    finish(
        _drawn_document(drawn, dry_run=dry_run),
        _drawn_lines(drawn, dry_run=dry_run),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if waits else DONE,
        problems=drawn.problems,
    )


@app.command("return", epilog="Example: hub fund return LPV-home-visits-2026-03-1 --reason paid")
def give_back(
    number: Annotated[str, typer.Argument(help="The number of the draw.")],
    reason: Reason,
    keep: Annotated[
        str, typer.Option(help="What the draw keeps; empty for what it may keep.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Return a draw, or the part that nothing needs any more."""
    with open_hub(as_json=as_json) as hub:
        done = accepted(return_draw(hub, number, keep, reason=reason), as_json=as_json)
    outcome = "returned" if done.facts else "unchanged"
    finish({"outcome": outcome, "draw": number}, [f"{number}: {outcome}"], as_json=as_json)


@app.command(epilog="Example: hub fund close prop-10 --reason 'the year is over'")
def close(key: Key, reason: Reason, as_json: AsJson = False) -> None:
    """Draw nothing more from a fund; its draws may still be returned."""
    with open_hub(as_json=as_json) as hub:
        _finish_change(close_fund(hub, key, reason=reason), key, as_json=as_json)


@app.command("list", epilog="Example: hub fund list --json")
def list_all(known_at: KnownAt = "", as_json: AsJson = False) -> None:
    """List the funds in the order in which they are drawn."""
    with open_hub(as_json=as_json) as hub:
        funds = list_funds(hub, known_at=position_known_at(hub, known_at))
    names = ("fund", "budget", "drawn", "left", "state", "period")
    rows = [
        (
            each.fund_key,
            show_money(each.budget),
            show_money(each.drawn),
            show_money(each.left),
            each.state,
            str(each.terms.period),
        )
        for each in funds
    ]
    lines = table(names, rows) if rows else ["no funds yet: hub fund add"]
    finish({"funds": [fund_document(each) for each in funds]}, lines, as_json=as_json)


@app.command("show", epilog="Example: hub fund show prop-10")
def show_one(key: Key, known_at: KnownAt = "", as_json: AsJson = False) -> None:
    """Show a fund: what it may pay, its budget, what is drawn and left."""
    with open_hub(as_json=as_json) as hub:
        position = position_known_at(hub, known_at)
        fund = accepted(fund_report(hub, key, known_at=position), as_json=as_json).fund
    finish(fund_document(fund), fund_lines(fund), as_json=as_json)


@app.command(epilog="Example: hub fund report prop-10 --csv prop-10.csv")
def report(key: Key, csv: Csv = None, known_at: KnownAt = "", as_json: AsJson = False) -> None:
    """Report every draw of a fund: for which care, why, what was returned."""
    with open_hub(as_json=as_json) as hub:
        position = position_known_at(hub, known_at)
        found = accepted(fund_report(hub, key, known_at=position), as_json=as_json)
    save(csv, report_csv(found), as_json=as_json)
    finish(report_document(found), report_lines(found), as_json=as_json)


@app.command(epilog="Example: hub fund gap --month 2026-03 --csv gap.csv")
def gap(  # noqa: PLR0913, PLR0917 - one argument for each option
    month: MonthText,
    until: Until = "",
    partner: Annotated[str, typer.Option(help="Only of this partner.")] = "",
    programme: Annotated[str, typer.Option(help="Only of this programme.")] = "",
    csv: Csv = None,
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Show cost, Medi-Cal, each fund and the gap, by partner and programme."""
    months = read_months(month, until)
    with open_hub(as_json=as_json) as hub:
        code = partner_asked(hub, partner, as_json=as_json) or ""
        whole = braid_months(hub, months, known_at=position_known_at(hub, known_at))
    braid = whole.only(partner=code, programme=programme)
    save(csv, gap_csv(braid), as_json=as_json)
    waits = NEEDS_A_PERSON if braid.returns() or braid.uncosted else DONE
    finish(gap_document(braid), gap_lines(braid), as_json=as_json, exit_code=waits)


@app.command(epilog="Example: hub fund page --month 2026-03 --to march.pdf")
def page(
    month: MonthText,
    to: Annotated[Path, typer.Option(help="A new file that ends in .pdf or .html.")],
    until: Until = "",
    smallest: Annotated[
        int, typer.Option(min=2, help="Counts from 1 up to just below it are not shown.")
    ] = THRESHOLD,
    known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Write one page for a public meeting, with no small count on it."""
    months, write = read_months(month, until), page_writer(to)
    with open_hub(as_json=as_json) as hub:
        braid = braid_months(hub, months, known_at=position_known_at(hub, known_at))
        name, known_on = hub.settings.file.hub.name, known_at or str(hub.today)
    found = public_page(braid, name, months, threshold=smallest, known_on=known_on)
    save(to, write(found), as_json=as_json)
    finish({"outcome": "written", "file": str(to)}, [f"written: {to}"], as_json=as_json)


def _finish_change(answer: Done | Refused, key: str, *, as_json: bool) -> None:
    done = accepted(answer, as_json=as_json)
    outcome = "changed" if done.facts else "unchanged"
    finish({"outcome": outcome, "fund": key}, [f"{key}: {outcome}"], as_json=as_json)


def _drawn_document(drawn: Drawn, *, dry_run: bool) -> dict[str, object]:
    return {
        "outcome": "would draw" if dry_run else "drawn",
        "draws": [
            {"draw": each.number, "fund": each.fund_key, "amount": show_money(each.amount)}
            for each in drawn.draws
        ],
        "problems": drawn.problems,
        "returns": [
            {"draw": each.number, "fund": each.fund_key, "keep": show_money(each.keep)}
            for each in drawn.returns
        ],
    }


def _drawn_lines(drawn: Drawn, *, dry_run: bool) -> Iterator[str]:
    if not drawn.draws:
        yield "nothing is left to draw"
    for each in drawn.draws:
        end = " (dry run)" if dry_run else ""
        yield f"{each.number}: {show_money(each.amount)} from {each.fund_key}{end}"
    for back in drawn.returns:
        yield (
            f"return {back.number} down to {show_money(back.keep)}: hub fund return {back.number}"
        )
