"""Answers too long to hold: rows go out as they are found, as one JSON document or as lines."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from domain.problem import refuse
from hub.cli.frame import refused


def print_json_rows(
    head: Mapping[str, object], name: str, rows: Iterable[Mapping[str, object]]
) -> None:
    """One JSON document: what `head` says, then `rows` under `name`, each on a line."""
    out = sys.stdout
    out.write("{\n")
    for key, value in head.items():
        out.write(f'  "{key}": {msgspec.json.encode(value).decode()},\n')
    out.write(f'  "{name}": [')
    before = "\n    "
    for row in rows:
        out.write(before + msgspec.json.encode(row).decode())
        before = ",\n    "
    out.write("\n  ]\n}\n")


@contextmanager
def to_file_or_screen(out: str, *, as_json: bool = False) -> Iterator[TextIO]:
    """The file that is named, else stdout; ends the command where it cannot be written."""
    if not out:
        yield sys.stdout
        return
    try:
        with Path(out).open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        why = refuse(
            "file.unwritable",
            what=f"the file cannot be written: {(error.strerror or 'unknown reason').lower()}",
            where=out,
            fix="check its name and folder, and the room on the disk",
        )
        refused(why, as_json=as_json)
