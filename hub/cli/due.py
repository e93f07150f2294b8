"""``hub due``: what waits for somebody, in order of its day."""

from typing import Annotated

import msgspec
import typer

from domain.money import show_money
from hub.cli.frame import AsJson, finish, open_hub, read_day, table
from projections.due_list import DUE_LIST

app = typer.Typer()


@app.command(epilog="Example: hub due --who hub --until 2026-04-30")
def due(
    who: Annotated[str, typer.Option(help="Only what hub, partner or plan has to do.")] = "",
    until: Annotated[str, typer.Option(help="Only what is due by this day.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what waits for somebody: who, what, by when."""
    last = read_day(until) if until else None
    with open_hub(as_json=as_json) as hub:
        view = hub.projector.live
        found = view.rows(DUE_LIST, who=who) if who else view.rows(DUE_LIST)
    if last:
        found = [row for row in found if row.due_on and row.due_on <= last]
    found.sort(key=lambda row: (row.due_on is None, row.due_on, row.kind, row.subject))
    rows = [
        (
            str(row.due_on or "no date"),
            row.who,
            row.subject,
            show_money(row.amount) if row.amount else "",
            row.what,
        )
        for row in found
    ]
    document = {
        "due": [msgspec.to_builtins(row) | {"amount": show_money(row.amount)} for row in found]
    }
    lines = table(("by", "who", "about", "amount", "what"), rows) if rows else ["nothing is due"]
    finish(document, lines, as_json=as_json)
