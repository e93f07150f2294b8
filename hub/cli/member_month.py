"""`hub member-month`: months that a plan pays once and several partners gave care in."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from domain.money import show_money
from domain.months.month_split import MonthSplitMoved, SplitBody
from domain.problem import Refused
from hub.cli.asked import month_named
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
from hub.services.months import month_splits
from hub.services.months.month_splits import LaterContacts, SplitRun

app = typer.Typer(
    name="member-month",
    help="Months that a plan pays once and several partners gave care in.",
    no_args_is_help=True,
)

ClaimArgument = Annotated[str, typer.Argument(help="The number of a claim with care in the month.")]
MonthOption = Annotated[
    str, typer.Option("--month", help="The month of care, where the claim has several.")
]
Why = Annotated[str, typer.Option("--reason", help="Why, for the history.")]


@app.command("split", epilog="Example: hub member-month split --until 2026-03 --dry-run")
def split(
    until: Annotated[str, typer.Option("--until", help="The last month to look at.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Share paid months that are over among the partners that saw the member.

    How a month is shared is decided once; what each has of it follows the payment.
    """
    last = month_named(until) if until else None
    with open_hub(as_json=as_json) as hub:
        run = month_splits.split_months(hub, until=last, dry_run=dry_run)
    show(Refused(run.problems), word="waits")
    finish(
        {"outcome": "split", "dry_run": dry_run} | _run_document(run),
        _run_lines(run, dry_run=dry_run),
        as_json=as_json,
        exit_code=NEEDS_A_PERSON if run.problems or run.differences else DONE,
        problems=run.problems,
    )


@app.command("list", epilog="Example: hub member-month list --json")
def list_open(as_json: AsJson = False) -> None:
    """Show what waits for a person: contacts after a split, months without a lead."""
    with open_hub(as_json=as_json) as hub:
        run = month_splits.split_months(hub, dry_run=True)
    show(Refused(run.problems), word="waits")
    waits = bool(run.problems or run.differences)
    document = {
        "differences": [_difference_document(each) for each in run.differences],
        "problems": run.problems,
    }
    lines = list(_difference_lines(run.differences)) if waits else ["nothing waits"]
    code = NEEDS_A_PERSON if waits else DONE
    finish(document, lines, as_json=as_json, exit_code=code, problems=run.problems)


@app.command("accept", epilog='Example: hub member-month accept ORC00000042 --reason "billed late"')
def accept(
    claim: ClaimArgument, why: Why, month: MonthOption = "", as_json: AsJson = False
) -> None:
    """Let a month's split follow contacts that became known after it."""
    asked = month_named(month) if month else None
    with open_hub(as_json=as_json) as hub:
        found = accepted(month_splits.accept_contacts(hub, claim, asked, why), as_json=as_json)
    _finish_difference(found, "accepted", as_json=as_json)


@app.command("decline", epilog='Example: hub member-month decline ORC00000042 --reason "settled"')
def decline(
    claim: ClaimArgument, why: Why, month: MonthOption = "", as_json: AsJson = False
) -> None:
    """Leave a month's split as it was decided; it is listed no more."""
    asked = month_named(month) if month else None
    with open_hub(as_json=as_json) as hub:
        found = accepted(month_splits.decline_contacts(hub, claim, asked, why), as_json=as_json)
    _finish_difference(found, "declined", as_json=as_json)


@app.command("lead", epilog="Example: hub member-month lead ORC00000042 --from 2026-03-01")
def lead(
    claim: ClaimArgument,
    first_day: Annotated[str, typer.Option("--from", help="From which day on.")],
    partner: Annotated[
        str, typer.Option("--partner", help="Another partner than that of the claim.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Record who leads the care of a claim's member from a day on."""
    day = read_day(first_day)
    with open_hub(as_json=as_json) as hub:
        named = accepted(
            month_splits.name_lead(hub, claim, first_day=day, partner=partner), as_json=as_json
        )
    outcome = "named" if named.is_new else "unchanged"
    document = {
        "outcome": outcome,
        "claim": claim,
        "partner": named.partner_code,
        "first_day": named.first_day,
    }
    line = f"{named.partner_code} leads the care of the member of {claim} from {day} on ({outcome})"
    finish(document, [line], as_json=as_json)


def _run_document(run: SplitRun) -> dict[str, object]:
    return {
        "decided": [_body_document(each) for each in run.decided],
        "moved": [_moved_document(each) for each in run.moved],
        "differences": [_difference_document(each) for each in run.differences],
        "problems": run.problems,
    }


def _body_document(body: SplitBody | MonthSplitMoved) -> dict[str, object]:
    return {"claim": body.number, "plan": body.plan_key, "month": str(body.month), "by": body.by}


def _moved_document(moved: MonthSplitMoved) -> dict[str, object]:
    return _body_document(moved) | {
        "parts": {each.partner_code: each.moved for each in moved.parts}
    }


def _difference_document(found: LaterContacts) -> dict[str, object]:
    contacts = {each.partner_code: each.count for each in found.contacts.partners}
    said = _body_document(found.body) | {"claim": found.body.claim}
    return said | {"contacts": contacts, "moves": dict(found.moves)}


def _run_lines(run: SplitRun, *, dry_run: bool) -> Iterator[str]:
    would = "would be " if dry_run else ""
    yield f"{len(run.decided)} months {would}decided, {len(run.moved)} payments {would}shared anew"
    yield from _moved_lines(run.moved)
    yield from _difference_lines(run.differences)


def _moved_lines(moved: Iterable[MonthSplitMoved]) -> Iterator[str]:
    rows = [
        (each.number, str(each.month), each.by, part.partner_code, show_money(part.moved))
        for each in moved
        for part in each.parts
    ]
    if rows:
        yield from table(("Claim", "Month", "Shared by", "Partner", "Moved"), rows)


def _difference_lines(found: Iterable[LaterContacts]) -> Iterator[str]:
    rows = [
        (each.body.claim, str(each.body.month), each.body.by, code, show_money(cents))
        for each in found
        for code, cents in each.moves
    ]
    if rows:
        yield "contacts that became known later; a person accepts or declines them:"
        yield from table(("Claim", "Month", "Shared by", "Partner", "Would move"), rows)


def _finish_difference(found: LaterContacts | None, outcome: str, *, as_json: bool) -> None:
    if found is None:
        finish({"outcome": "unchanged"}, ["no later contact stands open"], as_json=as_json)
    document = {"outcome": outcome} | _difference_document(found)
    body = found.body
    lines = [f"{outcome}: {body.claim}, {body.month}, shared by {body.by.replace('-', ' ')}"]
    if outcome == "accepted":
        lines += [f"  {code} {show_money(cents)}" for code, cents in found.moves]
    finish(document, lines, as_json=as_json)
