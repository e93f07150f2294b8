"""What the demo tells, before anybody decides how a screen shows it."""

from dataclasses import dataclass

from hub.services.rows import RefusedSheetRow


@dataclass(frozen=True)
class Chapter:
    """A new part of the story, with the day it plays on."""

    title: str


@dataclass(frozen=True)
class Command:
    """What a person would type, in the hub's folder, to do the same."""

    line: str


@dataclass(frozen=True)
class Words:
    """A sentence or two."""

    text: str


@dataclass(frozen=True)
class Lines:
    """Text that keeps its lines: a statement, a piece of a file."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Columns under their headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RefusedRows:
    """Rows of a sheet that were not taken, each with every reason."""

    rows: tuple[RefusedSheetRow, ...]


Told = Chapter | Command | Words | Lines | Table | RefusedRows
