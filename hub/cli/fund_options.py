"""Options that the reports of funds share: months, and a file to write to."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from adapters.pages.page import Page
from adapters.pages.write_html import write_html
from adapters.pages.write_pdf import write_pdf
from domain.period import Month
from domain.problem import refuse
from hub.cli.frame import refused

Key = Annotated[str, typer.Argument(help="The fund's short name, like prop-10.")]
MonthText = Annotated[str, typer.Option("--month", help="The month of care, like 2026-03.")]
Until = Annotated[str, typer.Option("--until", help="The last month, for several at once.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write the rows to this file too.")]

_MOST_MONTHS = 36


class Kind(StrEnum):
    """Where the money of a fund comes from."""

    PROP_10 = "prop-10"
    IPP = "ipp"
    PATH = "path"
    COUNTY = "county"
    DONATION = "donation"
    OTHER = "other"


class Gap(StrEnum):
    """Why Medi-Cal leaves a cost uncovered."""

    BELOW_COST = "below-cost"
    NOT_BILLABLE = "not-billable"
    DENIED = "denied"
    WAITING = "waiting"


def read_months(first: str, until: str) -> list[Month]:
    """The months from the first to the last; a usage error where they are none."""
    try:
        start, end = Month.read(first), Month.read(until or first)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    if not 0 < count <= _MOST_MONTHS:
        raise typer.BadParameter(f"{first} to {until} is not 1 to {_MOST_MONTHS} months")
    at = start.year * 12 + start.month - 1
    return [Month((at + after) // 12, (at + after) % 12 + 1) for after in range(count)]


def save(path: Path | None, content: bytes, *, as_json: bool) -> None:
    """Write a report to the file that was asked for; ends the command where that is not possible.

    A file that is there already is left as it is.
    """
    if path is None:
        return
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        why = refuse(
            "file.unwritable",
            what=f"the file cannot be written: {(error.strerror or 'unknown reason').lower()}",
            where=str(path),
            fix="give the name of a new file in a folder that is there",
        )
        refused(why, as_json=as_json)


def page_writer(path: Path) -> Callable[[Page], bytes]:
    """What writes a page in the form that the name of a file asks for; else a usage error."""
    match path.suffix.lower():
        case ".html":
            return write_html
        case ".pdf":
            return write_pdf
        case _:
            raise typer.BadParameter(f"{path.name} ends neither in .pdf nor in .html")
