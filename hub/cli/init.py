"""`hub init`: a new hub in the current folder."""

from pathlib import Path

import typer

from hub.cli.frame import AsJson, accepted, finish
from hub.services.setup import create_hub

app = typer.Typer()

_NEXT = """\
A hub is here now: hub.toml (settings), hub.db (the ledger), keys (its keys).

Back up the folder {keys}
apart from the ledger, now: without it nothing in the ledger can be read again.

What to do next:
  1. fill in hub.toml: who bills, and the sender id that a plan gave you
  2. take up a plan:        hub plan adopt KEY        (hub plan list shows them)
  3. add a partner:         hub partner add --code ABC --name "Their name"
  4. agree a contract:      hub contract add --help
  5. take in members:       hub member import FILE
  6. take in encounters:    hub encounter import --partner ABC FILE"""


@app.command("init", epilog="Example: mkdir our-hub; cd our-hub; hub init")
def init(as_json: AsJson = False) -> None:
    """Make a hub in the current folder: settings, keys and an empty ledger."""
    keys = accepted(create_hub(Path.cwd()), as_json=as_json)
    document = {"outcome": "created", "settings": "hub.toml", "keys": str(keys)}
    finish(document, _NEXT.format(keys=keys).splitlines(), as_json=as_json)
