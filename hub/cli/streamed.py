"""Answers too long to hold: rows written as they are found, as one JSON document or as lines."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TextIO

import msgspec

from domain.problem import refuse
from hub.cli.frame import refused

_IN_MEMORY = 4 * 1024 * 1024  # bytes; what is longer waits on the disk, under no name


def print_json_rows(
    head: Mapping[str, object], name: str, rows: Iterable[Mapping[str, object]]
) -> None:
    """One JSON document: what `head` says, then `rows` under `name`, each on a line.

    Where a row cannot be made nothing of it is printed: what tells why is then the one document.
    """
    with SpooledTemporaryFile(_IN_MEMORY, mode="w+", encoding="utf-8") as out:
        out.write("{\n")
        for key, value in head.items():
            out.write(f'  "{key}": {msgspec.json.encode(value).decode()},\n')
        out.write(f'  "{name}": [')
        before = "\n    "
        for row in rows:
            out.write(before + msgspec.json.encode(row).decode())
            before = ",\n    "
        out.write("\n  ]\n}\n")
        out.seek(0)
        copyfileobj(out, sys.stdout)


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
