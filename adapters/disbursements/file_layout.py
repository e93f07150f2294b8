"""Which columns a disbursement file has, and how it writes amounts and days: data, by form."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

from adapters.toml_file import read_toml
from domain.payments.payout_facts import PayMethod
from domain.problem import Problem, Refused

FOLDER = Path(__file__).parent / "forms"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")

Value = Literal[
    "number",
    "partner",
    "payee",
    "vendor",
    "method",
    "routing",
    "account",
    "account-kind",
    "amount",
    "day",
    "about",
    "file",
    "text",
]
"""What a column holds: of the payout, of its payee, the file's number, or always the same text."""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column: its header and what it holds; `text` is what stands in every row of it."""

    header: str
    value: Value
    text: str = ""


class FileLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one kind of disbursement file is written.

    `methods` are the ways of paying that it is for. Amounts are ``dollars`` (123.45) or ``cents``.
    `trailer` is a last row, in which ``{count}``, ``{total}`` and ``{file}`` are filled in.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    methods: tuple[PayMethod, ...] = ("voucher", "eft")
    delimiter: str = ","
    header: bool = True
    amounts: Literal["dollars", "cents"] = "dollars"
    day_format: str = "%Y-%m-%d"
    trailer: tuple[str, ...] = ()


def read_layout(content: bytes, name: str) -> FileLayout | Refused:
    """What a file of columns says; or every reason why no payouts can be written by it."""
    return read_toml(content, FileLayout, _faults, partial(_problem, name))


def known_layouts() -> dict[str, FileLayout]:
    """The forms that come with the hub, by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        layout = read_layout(path.read_bytes(), path.name)
        assert isinstance(layout, FileLayout), layout
        found[layout.name] = layout
    return found


def _faults(layout: FileLayout) -> Iterator[str]:
    if not _NAME.fullmatch(layout.name):
        yield "name is lower-case letters, digits and dashes; it becomes part of a file's name"
    if len(layout.delimiter) != 1 or layout.delimiter in '"\r\n':
        yield "delimiter is one character"
    if not layout.methods:
        yield "methods names no way of paying"
    if not layout.day_format.isprintable() or not layout.day_format:
        yield "day_format is empty"
    values = {column.value for column in layout.columns}
    for needed in ("number", "amount"):
        if needed not in values:
            yield f"no column holds the {needed}, by which the answer is known again"
    if "eft" in layout.methods and not {"routing", "account"} <= values:
        yield "a form for eft has columns for routing and account"
    for cell in layout.trailer:
        if re.sub(r"\{(?:count|total|file)\}", "", cell).count("{"):
            yield "trailer knows {count}, {total} and {file}"


def _problem(name: str, what: str) -> Problem:
    return Problem(
        code="disbursement.columns-not-usable",
        what=what,
        where=name,
        fix="mend the file of columns; the runbook on paying partners has an example",
    )
