"""Measure every row of the speed table: ``python -m ops.bench``.

Prints a table and writes ``bench/<date>.json``, where only some were asked for with their names.
Rows come from the modules here named ``*_rows``, each with a function ``rows()``; one of another
name is measured on request only. A row below its floor is marked so; it fails nothing, because the
machine decides too.
"""

import json
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ops.bench.row import Row

HERE = Path(__file__).parent
COLOURS = {"goal": "green", "floor": "yellow", "below": "red"}


def main(wanted: list[str]) -> None:
    """Measure the modules named in `wanted`, all of them if none is named."""
    measured = list(_measured(wanted))
    Console().print(_table(measured))
    folder = HERE.parents[1] / "bench"
    folder.mkdir(exist_ok=True)
    file = folder / f"{'-'.join((str(datetime.now(UTC).date()), *wanted))}.json"
    rows = [asdict(row) | {"verdict": row.verdict} for row in measured]
    file.write_text(json.dumps(rows, indent=2) + "\n")


def _measured(wanted: list[str]) -> Iterator[Row]:
    for module in pkgutil.iter_modules([str(HERE)]):
        if module.name in wanted or (not wanted and module.name.endswith("_rows")):
            yield from import_module(f"ops.bench.{module.name}").rows()


def _table(measured: list[Row]) -> Table:
    table = Table("what", "ratio", "floor", "goal", "reached", "figures")
    for row in measured:
        colour = COLOURS[row.verdict]
        figures = ", ".join(f"{name} {value}" for name, value in row.figures.items())
        bars = (f"{row.floor:g}", f"{row.goal:g}", f"[{colour}]{row.verdict}[/]")
        table.add_row(row.what, f"{row.ratio:.2f}", *bars, figures)
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
