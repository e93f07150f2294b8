"""``hub receive`` and ``hub inspect``: files that plans sent."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from domain.problem import Problem
from hub.cli.file_report import page
from hub.cli.frame import AsJson, DryRun, finish, open_hub, talk
from hub.cli.progress import following
from hub.services.receiving.receiving import inspect_file, receive_file
from hub.services.results import FileResult, first_exit_code
from hub.wiring import Hub

app = typer.Typer()

Files = Annotated[
    list[Path], typer.Argument(help="Files from a plan or clearinghouse.", readable=False)
]
_UNREADABLE_FILE = 1


@app.command(
    epilog="Example: hub receive inbox/acme-20260301.835 --json. Exit code 3 says that something "
    "needs a person, 5 that all of it came before."
)
def receive(files: Files, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take in what a plan sent: post it, park it, or say what became of it before.

    A dry run is what hub inspect does.
    """
    act = inspect_file if dry_run else receive_file
    _each_file(files, act, as_json=as_json, foreseen=dry_run)


@app.command(
    epilog="Example: hub inspect inbox/acme-20260301.835. Exit code 0 says that nothing needs a "
    "person, 3 that something does, 5 that all of it came before."
)
def inspect(files: Files, as_json: AsJson = False) -> None:
    """Read files and say what receiving them would do; change nothing."""
    _each_file(files, inspect_file, as_json=as_json, foreseen=True)


def _each_file(
    paths: list[Path],
    act: Callable[[Hub, bytes, str], FileResult],
    *,
    as_json: bool,
    foreseen: bool,
) -> None:
    results: list[FileResult] = []
    codes: list[int] = []
    with open_hub(as_json=as_json) as hub:
        for path in following(paths, "files"):
            try:
                content = path.read_bytes()
            except OSError as error:
                results.append(_not_read(path, error))
                codes.append(_UNREADABLE_FILE)
                continue
            result = act(hub, content, path.name)
            results.append(result)
            codes.append(result.exit_code)
        if not hub.settings.file.hub.npi and not hub.settings.file.hub.tin:
            talk(
                "The hub's NPI and TIN are not set, so nobody checked whom these files pay. "
                "Set them in hub.toml."
            )
    document = {"files": results, **({"inspected": True} if foreseen else {})}
    lines = page(results, foreseen=foreseen)
    code, problems = first_exit_code(codes), _problems(results)
    finish(document, lines, as_json=as_json, exit_code=code, problems=problems)


def _problems(results: Iterable[FileResult]) -> Iterator[Problem]:
    for file in results:
        yield from file.problems
        for transaction in file.transactions:
            yield from transaction.problems


def _not_read(path: Path, error: OSError) -> FileResult:
    """What is told of a file that was never read; it has no digest."""
    problem = Problem(
        code="file.not-read",
        what=f"the file could not be opened: {(error.strerror or 'unknown reason').lower()}",
        where=str(path),
        fix="check the path and who may read it",
    )
    return FileResult(
        file=path.name, sha256="", outcome="unreadable", transactions=(), problems=(problem,)
    )
