"""``hub file``: the files that the archive keeps, and their bytes given back."""

from pathlib import Path
from typing import Annotated

import typer

from hub.cli.archived_file_report import file_document, file_lines, file_rows
from hub.cli.frame import AsJson, accepted, finish, open_hub, refused
from hub.services.receiving.archived_files import find_file, list_files, save_file

app = typer.Typer(
    name="file",
    help="The files that came in and went out, as the archive keeps them.",
    no_args_is_help=True,
)

Named = Annotated[
    str,
    typer.Argument(help="The file's id or its SHA-256, or the first characters of either."),
]


@app.command("list", epilog="Example: hub file list")
def list_all(as_json: AsJson = False) -> None:
    """List every file, oldest first: what it is, when it came, its SHA-256 and id.

    Facts go by the id, which only this hub gives; the SHA-256 is as any program reckons it.
    """
    with open_hub(as_json=as_json) as hub:
        files = list_files(hub)
    document = {"files": [file_document(each) for each in files]}
    finish(document, file_rows(files), as_json=as_json)


@app.command(epilog="Example: hub file show 009ade0b")
def show(file_id: Named, as_json: AsJson = False) -> None:
    """Show what a file is, how often it came, and what reads from it."""
    with open_hub(as_json=as_json) as hub:
        file = accepted(find_file(hub, file_id), as_json=as_json)
    finish(file_document(file), file_lines(file), as_json=as_json)


@app.command(epilog="Example: hub file save 009ade0b march.835")
def save(
    file_id: Named,
    path: Annotated[Path, typer.Argument(help="Where to; nothing is ever overwritten.")],
    as_json: AsJson = False,
) -> None:
    """Write the bytes of a file, as they came, into a new file that its owner alone reads.

    Files hold names, birth dates and numbers of members: keep the copy as the ledger is kept, and
    delete it when it has served. Whoever holds the hub's keys may do this.
    """
    with open_hub(as_json=as_json) as hub:
        file = accepted(find_file(hub, file_id), as_json=as_json)
        if problem := save_file(hub, file, path):
            refused(problem, as_json=as_json)
    document = file_document(file) | {"outcome": "saved", "path": str(path)}
    words = f"{file.kind} {file.number}".strip()
    lines = [
        f"saved: {words}, {file.kept.size} bytes, as {path}",
        "It may hold personal details: delete it when it has served.",
    ]
    finish(document, lines, as_json=as_json)
