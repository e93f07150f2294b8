"""``hub projection``: the tables that answers are read from."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
import typer

from hub.cli.frame import AsJson, finish, open_hub, table
from hub.projector import ProjectionStatus

app = typer.Typer(
    name="projection", help="The tables that answers are read from.", no_args_is_help=True
)


@app.command(epilog="Example: hub projection status --json")
def status(as_json: AsJson = False) -> None:
    """Show how far each projection has read the log."""
    with open_hub(as_json=as_json) as hub:
        found = hub.projector.status()
    document = {"projections": [msgspec.to_builtins(each) for each in found]}
    finish(document, _told(found), as_json=as_json)


@app.command(epilog="Example: hub projection rebuild claim_status")
def rebuild(
    names: Annotated[
        list[str] | None, typer.Argument(help="Projections to rebuild; all where none is named.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make projections anew from the facts; nothing is sent, paid or mailed by it."""
    with open_hub(as_json=as_json) as hub:
        known = {each.name for each in hub.projector.status()}
        if unknown := sorted(set(names or ()) - known):
            raise typer.BadParameter(
                f"no projection is called {', '.join(unknown)}; see: hub projection status"
            )
        hub.projector.rebuild(tuple(names or ()))
        found = hub.projector.status()
    document = {"projections": [msgspec.to_builtins(each) for each in found]}
    finish(document, _told(found), as_json=as_json)


def _told(found: Iterable[ProjectionStatus]) -> Iterator[str]:
    yield from table(
        ("projection", "version", "read to", "behind"),
        [(each.name, str(each.version), str(each.position), str(each.behind)) for each in found],
    )
