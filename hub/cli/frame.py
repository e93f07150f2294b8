"""What every command shares: how it reaches the hub, shows its answer, and ends.

Data goes to stdout, talk to stderr; with ``--json`` stdout holds exactly one JSON document.
"""

import sys
import textwrap
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import msgspec
import typer

from domain.problem import Problem, Refused, refuse
from hub import wiring
from hub.outbox import send_due
from hub.services.months.rosters import resume_rosters
from hub.services.notices.remittances import resume_postings
from hub.services.notices.withdrawals import resume_withdrawals
from hub.settings import read_settings
from hub.store.log import FactLog

DONE, FAILED, USAGE, NEEDS_A_PERSON, NOT_PERMITTED, CONFLICT, UNAVAILABLE = range(7)
WIDTH = 80
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")]

_CONFLICTS = (
    "taken",
    "differs",
    "differ",
    "overlap",
    "overlaps",
    "moment",
    "twice",
    "already",
    "answered-yet",
)
_NOT_THEIRS = ("same-person",)
"""How codes end that refuse who asks, not what is asked: another person may do the same."""


class ToldExit(typer.Exit):
    """A command ends having told problems; the log for operators names their codes, each once."""

    def __init__(self, code: int, problem_codes: Iterable[str]) -> None:
        super().__init__(code)
        self.problem_codes = tuple(dict.fromkeys(problem_codes))


@contextmanager
def open_hub(*, as_json: bool = False) -> Iterator[wiring.Hub]:
    """The hub in the current folder; ends the command where there is none or it cannot open."""
    try:
        opened = wiring.open_hub(Path.cwd())
    except FileNotFoundError as missing:
        opened = _keys_missing(str(missing.filename))
    hub = accepted(opened, as_json=as_json)
    try:
        _finish_what_was_left(hub)
        yield hub
    finally:
        hub.close()


@contextmanager
def open_ledger(*, as_json: bool = False) -> Iterator[FactLog]:
    """The log alone, which opens where a damaged one keeps the hub from opening."""
    settings = accepted(read_settings(Path.cwd()), as_json=as_json)
    log = accepted(wiring.open_log_of(settings), as_json=as_json)
    try:
        yield log
    finally:
        log.close()


def _finish_what_was_left(hub: wiring.Hub) -> None:
    """A posting that a stop left open goes on; what could not be sent goes out now.

    A full disk must not stop this command.
    """
    resume_postings(hub)
    resume_rosters(hub)
    resume_withdrawals(hub)
    try:
        send_due(hub)
    except OSError as error:
        talk(f"The outbox cannot be written ({error.strerror}); its files wait for the next try.")


def accepted(answer: T | Refused, *, as_json: bool) -> T:
    """What a service answered; ends the command with every reason where it refused."""
    if isinstance(answer, Refused):
        refused(answer, as_json=as_json)
    return answer


def refused(why: Refused, *, as_json: bool) -> NoReturn:
    """End the command with every reason why it was refused.

    1 where one of them is neither a conflict (5) nor about who asks (4), the first of 4 and 5 else.
    """
    _end(why, _refusal_code(why.codes), as_json=as_json)


def misused(why: Refused, *, as_json: bool) -> NoReturn:
    """End a command that was written as no command is (2), with what is wrong with its words."""
    _end(why, USAGE, as_json=as_json)


def _end(why: Refused, code: int, *, as_json: bool) -> NoReturn:
    if as_json:
        print_json({"outcome": "refused", "problems": why.problems})
    show(why)
    raise ToldExit(code, why.codes)


def _refusal_code(codes: Sequence[str]) -> int:
    if not all(code.endswith(_CONFLICTS + _NOT_THEIRS) for code in codes):
        return FAILED
    return NOT_PERMITTED if any(code.endswith(_NOT_THEIRS) for code in codes) else CONFLICT


def failed(why: Refused, code: int, *, as_json: bool) -> int:
    """Say that the program or the machine broke, and give the exit code for it."""
    if as_json:
        print_json({"outcome": "failed", "problems": why.problems})
    show(why, word="failed")
    return code


def finish(
    document: Mapping[str, object],
    lines: Iterable[str],
    *,
    as_json: bool,
    exit_code: int = DONE,
    problems: Iterable[Problem] = (),
) -> NoReturn:
    """End the command with its answer: the JSON `document`, or `lines` for a person.

    `problems` are those that the answer tells of.
    """
    if as_json:
        print_json(document)
    else:
        for line in lines:
            print("\n".join(wrapped(line)) if len(line) > WIDTH else line)
    raise ToldExit(exit_code, (problem.code for problem in problems))


def show(why: Refused, *, word: str = "refused") -> None:
    """Tell a person every reason, each with where it stands and what to do about it."""
    for problem in why.problems:
        print("\n".join(problem_lines(problem, word=word)), file=sys.stderr)


def talk(text: str) -> None:
    """Say something to the person at the screen that is not part of the answer."""
    for line in wrapped(text):
        print(line, file=sys.stderr)


def print_json(document: Mapping[str, object]) -> None:
    """Print one JSON document on stdout."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")


def problem_lines(problem: Problem, *, word: str = "refused") -> Iterator[str]:
    """A problem as a person reads it, within the width of the screen."""
    yield from wrapped(f"{word}: {problem.what}  [{problem.code}]")
    yield from wrapped(problem.where, first="  where  ", rest=" " * 9)
    yield from wrapped(problem.fix, first="  fix    ", rest=" " * 9)


def wrapped(text: str, *, first: str = "", rest: str = "  ") -> list[str]:
    """Text in lines that fit the screen; a path or code longer than a line is not cut.

    Control characters, which a file name may hold, never reach the terminal.
    """
    return textwrap.wrap(
        text.translate(_CONTROLS),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def counted_rows(count: int) -> str:
    """How many rows a sheet has, in words."""
    return "1 row" if count == 1 else f"{count} rows"


def table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Columns under their headers; the last column takes what is left and is wrapped."""
    shown = [headers, *rows]
    widths = [max(len(row[at]) for row in shown) for at in range(len(headers) - 1)]
    for row in shown:
        first = "".join(f"{cell:<{width}}  " for cell, width in zip(row[:-1], widths, strict=True))
        lines = wrapped(row[-1], first=first, rest=" " * len(first)) or [first]
        yield from (line.rstrip() for line in lines)


def read_day(text: str) -> date:
    """A day as an option of a command states it; a usage error for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it like 2026-03-01") from None


def read_file(path: Path, *, as_json: bool) -> bytes:
    """All bytes of a file that an argument names; ends the command where there is none."""
    try:
        return path.read_bytes()
    except OSError as error:
        why = refuse(
            "file.unreadable",
            what=f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}",
            where=str(path),
            fix="check its name and folder",
        )
        refused(why, as_json=as_json)


def problem_codes_of(end: SystemExit) -> tuple[str, ...]:
    """The codes of the problems that a command told before it left in this way."""
    cause = end.__context__
    return cause.problem_codes if isinstance(cause, ToldExit) else ()


def exit_code_of(end: SystemExit) -> int:
    """The number behind a way of leaving."""
    if end.code is None:
        return DONE
    return end.code if isinstance(end.code, int) else FAILED


def _keys_missing(path: str) -> Refused:
    return refuse(
        "hub.keys-missing",
        what="a key of the hub is not where it should be",
        where=path,
        fix="put the keys back from their backup, or say where they are: HUB_KEYS",
    )


def unavailable() -> Refused:
    """What to say when the database did not answer."""
    return refuse(
        "hub.unavailable",
        what="the ledger's database did not answer in time",
        where="the database in the settings",
        fix="try again in a moment; nothing was written",
    )


def failure(error: Exception) -> Refused:
    """What to say when the program broke: where, never the error's own words.

    They may repeat what it was working on, a member's details among it.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name} line {frame.lineno}" for frame in frames[-3:]]
    return refuse(
        "hub.broke",
        what=f"the program broke: {type(error).__name__}",
        where=", ".join(places),
        fix="nothing after the last complete step was written; report this with the place",
    )
