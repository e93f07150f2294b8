"""Answers too long to hold: rows go out as they are found, as one JSON document or as lines."""

import sys
from collections.abc import Iterable, Mapping

import msgspec


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
