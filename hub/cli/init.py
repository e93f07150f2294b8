"""`hub init`: a new hub in the current folder."""

from pathlib import Path

import typer

from hub.cli.frame import AsJson, accepted, finish
from hub.services.setup import create_hub

app = typer.Typer()

_NEXT = """\
A hub is here now: hub.toml (settings), {ledger} (the ledger), keys (its keys).

Back up the folder {keys}
apart from the ledger, now: without it nothing in the ledger can be read again.

What to do next:
   1. fill in hub.toml: who bills, and the sender id that a plan gave you
   2. take up a plan:          hub plan adopt KEY   (hub plan list shows them)
   3. publish its rates:       hub plan rates KEY --file FILE
   4. add a partner:           hub partner add --code ABC --name "Their name"
   5. agree a contract:        hub contract add --help
   6. take in members:         hub member import FILE
   7. take in authorizations:  hub authorization import FILE
   8. take in encounters:      hub encounter import FILE --partner ABC
   9. make claims of them:     hub claim build
  10. send them:               hub batch build --plan KEY; hub batch write BATCH
  11. read what comes back:    hub receive FILE...

hub due lists what waits for somebody. Every command has --help."""


@app.command("init", epilog="Example: mkdir our-hub; cd our-hub; hub init")
def init(as_json: AsJson = False) -> None:
    """Make a hub in the current folder: settings, keys and an empty ledger."""
    keys = accepted(create_hub(Path.cwd()), as_json=as_json)
    document = {"outcome": "created", "settings": "hub.toml", "keys": str(keys)}
    ledger = "hub.db" if Path("hub.db").exists() else "your database"
    finish(document, _NEXT.format(keys=keys, ledger=ledger).splitlines(), as_json=as_json)
