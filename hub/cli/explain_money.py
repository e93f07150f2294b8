"""``hub explain-money``: the facts that make a balance, and where each was read."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from hub.cli.frame import AsJson, accepted, finish, open_hub
from hub.cli.ledger_report import explained_document, explained_lines
from hub.cli.streamed import print_json_rows
from hub.services.books.explained_money import Explained, explain_money, shown_bytes
from hub.services.receiving.read_files import ReadFile, ReadFiles

app = typer.Typer()

_Told = tuple[Explained, ReadFile | None, tuple[list[str], int] | None]


@app.command(
    "explain-money",
    epilog="Example: hub explain-money LPV-2026-03#4. It is the same as hub ledger explain. A file "
    "is told by its kind, its control number and the day it came: its name is not kept, for it may "
    "name a person. Its id in brackets goes to hub file show.",
)
def explain(
    subject: Annotated[
        str,
        typer.Argument(
            help="An account (partner:LPV), a claim number, or a line of a statement: "
            "LPV-2026-03#4 is the fourth of its lines in hub statement show --json."
        ),
    ],
    show_bytes: Annotated[
        bool,
        typer.Option(
            "--show-bytes",
            help="Show the segments or row too: amounts, codes and days; all else is masked.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the facts that make a balance: position, day, amount, file, segment, bytes."""
    with open_hub(as_json=as_json) as hub:
        facts = accepted(explain_money(hub, subject), as_json=as_json)
        files = ReadFiles(hub)
        told = (
            (each, files.of(each.booking), shown_bytes(hub, each) if show_bytes else None)
            for each in facts
        )
        if as_json:
            rows = (explained_document(*each) for each in told)
            print_json_rows({"subject": subject}, "facts", rows)
            return
        finish({}, _lines(subject, told), as_json=False)


def _lines(subject: str, told: Iterable[_Told]) -> Iterator[str]:
    """Every fact as a person reads it; a sentence where there is none."""
    is_empty = True
    for each in told:
        is_empty = False
        yield from explained_lines(*each)
    if is_empty:
        yield f"nothing that was answered about {subject} moved money yet: hub claim show {subject}"
