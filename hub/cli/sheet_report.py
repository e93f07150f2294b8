"""How commands that take in sheets tell what became of the rows."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import Progress

from hub.cli.frame import CONFLICT, DONE, NEEDS_A_PERSON, finish, talk, wrapped
from hub.services.rows import RefusedSheetRow

PATIENCE_SECONDS = 1.0
_SAID_EVERY_SECONDS = 10.0


def finish_sheet(
    counts: Mapping[str, object],
    refused: Sequence[RefusedSheetRow],
    unknown_headers: Sequence[str],
    *,
    summary: str,
    as_json: bool,
    is_duplicate: bool = False,
) -> None:
    """End a command that took in a sheet: refused rows first, then one line of summary."""
    code, outcome = DONE, "done"
    if refused:
        code, outcome = NEEDS_A_PERSON, "some rows refused"
    elif is_duplicate:
        code, outcome = CONFLICT, "duplicate"
    document = {
        "outcome": outcome,
        **counts,
        "refused": [{"row": each.row, "problems": each.problems} for each in refused],
        "unread_columns": len(unknown_headers),
    }
    if unknown_headers and not as_json:
        talk(f"not read, because nobody here knows these columns: {', '.join(unknown_headers)}")
    lines = (*refused_lines(refused), *wrapped(summary))
    finish(document, lines, as_json=as_json, exit_code=code)


def refused_lines(refused: Sequence[RefusedSheetRow]) -> Iterator[str]:
    """Refused rows as a compact list: where, what, how to fix."""
    for row in refused:
        for problem in row.problems:
            yield from wrapped(f"{problem.where}: {problem.what}  [{problem.code}]")
            yield from wrapped(problem.fix, first="  fix  ", rest=" " * 7)


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int], None]]:
    """Tells on stderr how far it is, once it has taken longer than a second.

    On a terminal the line is drawn anew; elsewhere a line is written now and then.
    """
    started = said = monotonic()
    console = Console(stderr=True, no_color=True)
    bar = Progress(console=console, transient=True, auto_refresh=False)
    task = bar.add_task(what, total=None)

    def advance(rows: int) -> None:
        nonlocal said
        now = monotonic()
        if now - started < PATIENCE_SECONDS:
            return
        if console.is_terminal:
            bar.start()
            bar.update(task, completed=rows, description=f"{what}: {rows:,} rows", refresh=True)
        elif said == started or now - said > _SAID_EVERY_SECONDS:
            print(f"{what}: {rows:,} rows", file=sys.stderr)
            said = now

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()
