"""`hub demo`: a hub's whole life on the screen, in a folder of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Annotated

import msgspec
import typer

from domain.money import show_money
from hub.cli.frame import DONE, FAILED, AsJson, accepted, finish, table, talk, wrapped
from hub.cli.sheet_report import refused_lines
from hub.rehearsal.demo import encounters, tell
from hub.rehearsal.scenes import trial_balance
from hub.rehearsal.stage import Stage, set_stage
from hub.rehearsal.telling import (
    Chapter,
    Command,
    Lines,
    RefusedRows,
    Table,
    Told,
    Words,
)

app = typer.Typer()

Folder = Annotated[Path, typer.Argument(help="A folder that holds no hub yet.")]


@app.command(epilog="Example: hub demo demo-hub; cd demo-hub; hub due")
def demo(folder: Folder = Path("demo-hub"), as_json: AsJson = False) -> None:
    """Play a hub's whole life with invented people, and leave its folder to look at."""
    stage = accepted(set_stage(folder), as_json=as_json)
    try:
        for told in tell(stage):
            if not as_json:
                print("\n".join(_shown(told)), flush=True)
        document = _document(stage, folder)
    finally:
        stage.hub.close()
    sound = document["sum"] == "0.00" and document["verified"] and document["every_visit_placed"]
    look = "hub due; hub claim list; hub statement show HLP --month 2026-04"
    talk(f"Look around: {_reach_hub()}cd {folder}; {look}")
    finish(document, (), as_json=as_json, exit_code=DONE if sound else FAILED)


def _reach_hub() -> str:
    """What to type first where a shell does not find the `hub` command by itself."""
    if which("hub"):
        return ""
    activate = Path(sys.prefix) / "bin" / "activate"
    here = Path.cwd()
    return f". {activate.relative_to(here) if activate.is_relative_to(here) else activate}; "


def _document(stage: Stage, folder: Path) -> dict[str, object]:
    count = encounters(stage)
    _, total = trial_balance(stage.hub.projector.live)
    return {
        "folder": str(folder),
        "encounters": msgspec.to_builtins(count),
        "every_visit_placed": count.adds_up,
        "sum": show_money(total),
        "verified": stage.hub.log.verify().ok,
    }


def _shown(told: Told) -> Iterator[str]:
    match told:
        case Chapter(title=title):
            yield from ("", *wrapped(title), "=" * min(len(title), 80))
        case Command(line=line):
            yield from wrapped(line, first="$ ", rest="    ")
        case Words(text=text):
            yield from wrapped(text, rest="")
        case Lines(lines=lines):
            yield from (f"  {line}" if len(line) <= 78 else line for line in lines)
        case Table(headers=headers, rows=rows):
            yield from ("", *(f"  {line}" for line in table(headers, rows)), "")
        case RefusedRows(rows=refused):
            yield from refused_lines(refused)
