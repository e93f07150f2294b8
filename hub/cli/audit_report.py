"""What a verification found: how much was read, and each event and file that is not as it was."""

from collections.abc import Iterator

from domain.problem import Problem
from hub.cli.frame import wrapped
from hub.services.receiving.archived_files import SHOWN_OF_AN_ID, DamagedFile, FilesChecked
from hub.store.verification import Verification

_RUNBOOK = "ops/runbooks/backup-and-restore.md"


def verified_lines(events: Verification, files: FilesChecked) -> Iterator[str]:
    """Events first, then files, as a person reads them."""
    if events.ok and not files.damaged:
        yield (
            f"verified: {_counted(events.positions, 'event')} and "
            f"{_counted(files.read, 'archived file')} are as they were recorded"
        )
    elif events.ok:
        yield f"verified: {_counted(events.positions, 'event')} are as they were recorded"
    elif events.first_bad is None:
        yield f"not as recorded, and no single event is to blame: {events.what}"
    else:
        yield f"not as recorded, first at position {events.first_bad}: {events.what}"
    if files.damaged:
        yield f"not as kept: {len(files.damaged)} of {_counted(_all(files), 'archived file')}"
        problems = [damage_problem(each) for each in files.damaged]
        for problem in problems:
            yield from wrapped(f"damaged: {problem.what}  [{problem.code}]")
            yield from wrapped(problem.where, first="  where  ", rest=" " * 9)
        yield from wrapped(problems[0].fix, first="  fix    ", rest=" " * 9)
    elif not events.ok:
        yield f"{_counted(files.read, 'archived file')} are as they were kept"
    if files.sealed:
        yield f"not read: {_counted(files.sealed, 'file')} whose key was destroyed on purpose"


def damage_problem(file: DamagedFile) -> Problem:
    """What is wrong with a file, what it was, and how it is mended."""
    how = "made" if file.is_made else "received"
    came = f", {how} {file.came_on}" if file.came_on else ""
    return Problem(
        code="archive.file-damaged",
        what=f"{_named(file)}{came}: {file.what}",
        where=f"file {file.archive_id[:SHOWN_OF_AN_ID]}; {file.read_by}",
        fix=f"restore the newest backup that verifies: {_RUNBOOK}",
    )


def damage_document(file: DamagedFile) -> dict[str, object]:
    """The same for a program."""
    problem = damage_problem(file)
    return {
        "archive_id": file.archive_id,
        "kind": file.kind,
        "number": file.number or None,
        "received_on": file.came_on,
        "read_by": file.read_by,
        "code": problem.code,
        "what": problem.what,
        "where": problem.where,
        "fix": problem.fix,
    }


def _named(file: DamagedFile) -> str:
    return f"{file.kind} {file.number}".strip()


def _all(files: FilesChecked) -> int:
    return files.read + files.sealed


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
