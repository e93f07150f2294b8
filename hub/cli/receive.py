"""``hub receive`` and ``hub inspect``: files that plans sent."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from domain.problem import Problem
from hub.cli.frame import AsJson, finish, open_hub, talk, wrapped
from hub.cli.progress import following
from hub.services.receiving import inspect_file, receive_file
from hub.services.results import FileResult, TransactionResult, first_exit_code
from hub.wiring import Hub

app = typer.Typer()

Files = Annotated[list[Path], typer.Argument(help="Files from a plan or clearinghouse.")]
_UNREADABLE_FILE = 1


@app.command(
    epilog="Example: hub receive inbox/acme-20260301.835 --json. Exit code 3 says that something "
    "needs a person, 5 that all of it came before."
)
def receive(files: Files, as_json: AsJson = False) -> None:
    """Take in what a plan sent: post it, park it, or say what became of it before."""
    _each_file(files, receive_file, as_json=as_json)


@app.command(epilog="Example: hub inspect inbox/acme-20260301.835")
def inspect(files: Files, as_json: AsJson = False) -> None:
    """Read files and say what receiving them would do; change nothing."""
    _each_file(files, inspect_file, as_json=as_json)


def _each_file(
    paths: list[Path], act: Callable[[Hub, bytes, str], FileResult], *, as_json: bool
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
    finish({"files": results}, _told(results), as_json=as_json, exit_code=first_exit_code(codes))


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


def _told(results: Iterable[FileResult]) -> Iterator[str]:
    for file in results:
        yield from wrapped(f"{file.file}: {file.outcome}")
        for transaction in file.transactions:
            yield from _transaction(transaction)
        for problem in file.problems:
            yield from _problem(problem.what, problem.where, problem.fix)


def _transaction(result: TransactionResult) -> Iterator[str]:
    was = f" (it was {result.was})" if result.was else ""
    words = [f"{result.kind} {result.control}: {result.outcome}{was}"]
    if result.payer:
        words.append(f"from {result.payer}")
    if result.trace:
        words.append(f"trace {result.trace}")
    yield from wrapped(", ".join(words), first="  ", rest="    ")
    amounts = list(_amounts(result))
    if amounts:
        yield from wrapped("; ".join(amounts), first="    ", rest="    ")
    for number, answer in (result.answers or {}).items():
        yield from wrapped(f"{number}: {answer}", first="    ", rest="      ")
    for problem in result.problems:
        yield from _problem(problem.what, problem.where, problem.fix)


def _amounts(result: TransactionResult) -> Iterator[str]:
    if result.deposit is not None:
        yield f"pays {result.deposit}"
    if result.claims is not None:
        yield f"{result.claims} claims billed {result.billed}"
    if result.paid is not None:
        yield f"paid {result.paid}"
    if result.provider_adjustments not in {None, "0.00"}:
        yield f"other adjustments {result.provider_adjustments}"
    if result.residual not in {None, "0.00"}:
        yield f"off by {result.residual}"
    if result.unmatched_claims:
        yield f"{result.unmatched_claims} none of ours"
    if result.parked_claims:
        yield f"{result.parked_claims} parked"
    if result.accepted is not None:
        yield f"accepted {result.accepted}"
    if result.rejected is not None:
        yield f"rejected {result.rejected}"


def _problem(what: str, where: str, fix: str) -> Iterator[str]:
    yield from wrapped(what, first="    - ", rest="      ")
    if where:
        yield from wrapped(where, first="      where  ", rest=" " * 13)
    yield from wrapped(fix, first="      fix    ", rest=" " * 13)
