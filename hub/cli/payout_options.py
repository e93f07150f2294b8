"""Options that commands about payouts share, and files of columns that they name."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.disbursements.answer_columns import (
    AnswerColumns,
    common_answers,
    read_answer_columns,
)
from adapters.disbursements.file_layout import FileLayout, known_layouts, read_layout
from adapters.disbursements.return_thresholds import (
    FILE,
    Thresholds,
    common_thresholds,
    read_thresholds,
)
from domain.money import Money, NotAnAmount, read_money
from hub.cli.frame import accepted, read_file

By = Annotated[str, typer.Option("--by", help="Who does this; HUB_ACTOR if left out.")]
Partner = Annotated[str, typer.Argument(help="The partner's three letters.")]
Numbers = Annotated[list[str], typer.Argument(help="Numbers of payouts, like LPV-P0001.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; no names of members.")]
AmountText = Annotated[str, typer.Option("--amount", help="Dollars and cents, like 500.00.")]

_ANSWERS = "answers.toml"


def read_amount(text: str) -> Money:
    """Cents from an option; a usage error for anything else."""
    try:
        return read_money(text.strip())
    except NotAnAmount:
        raise typer.BadParameter(f"{text!r} is no amount; write it like 500.00") from None


def form_named(name: str, *, as_json: bool) -> FileLayout:
    """A form that comes with the hub, or the one in a file; ends the command where it is none."""
    known = known_layouts()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix != ".toml":
        raise typer.BadParameter(f"{name!r} is no form; known: {', '.join(known)}, or a .toml file")
    return accepted(read_layout(read_file(path, as_json=as_json), path.name), as_json=as_json)


def answers_named(folder: Path, named: Path | None, *, as_json: bool) -> AnswerColumns:
    """The columns of answers: of the file named, of ``answers.toml`` in the folder, else common."""
    path = named or folder / _ANSWERS
    if named is None and not path.exists():
        return common_answers()
    content = read_file(path, as_json=as_json)
    return accepted(read_answer_columns(content, path.name), as_json=as_json)


def thresholds_in(folder: Path, *, as_json: bool) -> Thresholds:
    """The hub's own thresholds where it keeps a file of them, else those that come with it."""
    path = folder / FILE
    if not path.exists():
        return common_thresholds()
    content = read_file(path, as_json=as_json)
    return accepted(read_thresholds(content, path.name), as_json=as_json)
