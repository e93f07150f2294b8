"""``hub remittance enter`` and ``template``: payments that came without an 835."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from adapters.sheets.columns import Columns, columns_of, with_own
from adapters.sheets.layout import FileKind
from adapters.sheets.write_payment import remittance_template
from domain.problem import refuse
from hub.cli.file_report import page
from hub.cli.frame import (
    CONFLICT,
    DONE,
    AsJson,
    DryRun,
    accepted,
    finish,
    open_hub,
    read_file,
    refused,
    talk,
)
from hub.services.receiving.typed_payments import TypedPayment, enter_payment

_COLUMNS = "remittance.toml"


def enter_command(
    file: Annotated[Path, typer.Argument(help="The filled-in sheet, as CSV or workbook.")],
    columns: Annotated[
        Path | None, typer.Option(help="A file that says what the plan's columns and words are.")
    ] = None,
    evidence: Annotated[
        list[Path] | None, typer.Option(help="The page or stub that it was typed from.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in a payment that somebody typed: from a portal page, a cheque stub, a letter."""
    content = read_file(file, as_json=as_json)
    pages = [read_file(each, as_json=as_json) for each in evidence or ()]
    with open_hub(as_json=as_json) as hub:
        known = _columns(hub.settings.folder, columns, as_json=as_json)
        typed = TypedPayment(content, file.name, known, pages)
        done = accepted(enter_payment(hub, typed, dry_run=dry_run), as_json=as_json)
    result, kept = done.result, done.kept
    # what was posted before and now has its page: the page is what came, and it is kept
    is_page = result.exit_code == CONFLICT and done.added > 0
    taken = any(each.subject for each in result.transactions) and result.exit_code != CONFLICT
    if taken and not kept and not dry_run:
        talk(f"No page is kept beside it: hub remittance enter {file} --evidence PAGE")
    problems = [*result.problems, *(p for each in result.transactions for p in each.problems)]
    lines = list(page([result], foreseen=dry_run))
    if kept:
        lines.append(f"  kept beside it: {kept} page{'' if kept == 1 else 's'}")
    finish(
        {"files": [result], "pages": kept, "dry_run": dry_run},
        lines,
        as_json=as_json,
        exit_code=DONE if is_page else result.exit_code,
        problems=problems,
    )


def template_command(
    file: Annotated[Path, typer.Argument(help="Where it goes: a name that ends in .xlsx or .csv.")],
    as_json: AsJson = False,
) -> None:
    """Write an empty sheet for a payment: a head, then a row for each line of a claim."""
    write_template(file, remittance_template, as_json=as_json)


def write_template(file: Path, template: Callable[[FileKind], bytes], *, as_json: bool) -> None:
    """Write an empty sheet; nothing that is there is written over."""
    kinds: dict[str, FileKind] = {".xlsx": "xlsx", ".csv": "csv"}
    kind = kinds.get(file.suffix.casefold())
    if kind is None:
        raise typer.BadParameter(f"{file.name!r} ends neither in .xlsx nor in .csv")
    try:
        with file.open("xb") as empty:
            empty.write(template(kind))
    except OSError as error:
        why = refuse(
            "file.not-written",
            what=f"the file cannot be written: {(error.strerror or 'unknown reason').lower()}",
            where=str(file),
            fix="choose another name or folder",
        )
        refused(why, as_json=as_json)
    finish({"file": str(file)}, [f"written: {file}"], as_json=as_json)


def _columns(folder: Path, named: Path | None, *, as_json: bool) -> Columns | None:
    """The plan's own columns, else those of the hub's folder; None where there are none."""
    own = named or folder / _COLUMNS
    if named is None and not own.exists():
        return None
    content = read_file(own, as_json=as_json)
    return accepted(with_own(columns_of("remittance"), content, own.name), as_json=as_json)
