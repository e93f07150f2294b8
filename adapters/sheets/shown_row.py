"""One row of a bank's or payer's CSV as far as it states amounts and its own day.

All other cells are masked: they may name people, accounts and cheques.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date

from adapters.sheets.cells import read_day
from domain.identifiers import Malformed

MASK = "-"
_BETWEEN = " | "
_DELIMITERS = (",", ";", "\t", "|")
_AMOUNT = re.compile(r"[-+(]?\$?[-+]?[0-9][0-9,]*\.[0-9]{2}\)?-?\Z")


def shown_row(content: bytes, on: date) -> str:
    """The cells of a row, those masked that are neither an amount in cents nor the day `on`."""
    text = content.decode("utf-8", errors="replace").strip("\r\n\ufeff")
    return _BETWEEN.join(_shown(cell.strip(), on) for cell in _cells(text))


def _cells(text: str) -> list[str]:
    """The row cut where most cells come of it; as one cell where it cannot be cut."""
    return max((cut for mark in _DELIMITERS for cut in _cut(text, mark)), key=len, default=[text])


def _cut(text: str, mark: str) -> Iterator[list[str]]:
    try:
        yield from list(csv.reader([text], delimiter=mark))[:1]
    except csv.Error:
        return


def _shown(cell: str, on: date) -> str:
    if not cell or _AMOUNT.match(cell):
        return cell
    try:
        return cell if read_day(cell) == on else MASK
    except Malformed:
        return MASK
