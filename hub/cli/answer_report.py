"""How answers to remittances are told on the screen and in JSON."""

from collections.abc import Iterator, Sequence

from hub.cli.claim_report import problem_list
from hub.cli.frame import wrapped
from hub.services.receiving.receipts import Answered, AnsweredFile


def answer_document(files: Sequence[AnsweredFile], *, dry_run: bool) -> dict[str, object]:
    """What a program reads: per file its outcome, its answers, and why one was not given."""
    return {
        "dry_run": dry_run,
        "files": [
            {
                "file": file.file,
                "sha256": file.sha256,
                "outcome": file.outcome,
                "acknowledgements": [_document(each) for each in file.answers],
                "problems": file.problems,
            }
            for file in files
        ],
    }


def answer_lines(files: Sequence[AnsweredFile], *, dry_run: bool) -> Iterator[str]:
    """What a person reads: per file its answers and where they lie, then how many there are."""
    for file in files:
        yield from wrapped(f"{file.file}: {file.outcome}")
        for answer in file.answers:
            yield from _lines(answer)
        yield from problem_list(file.problems)
    new = sum(not answer.came_before for file in files for answer in file.answers)
    yield f"answers {'that would be ' if dry_run else ''}written: {new}"


def _document(answer: Answered) -> dict[str, object]:
    return {
        "kind": answer.kind,
        "interchange": answer.interchange,
        "result": answer.result,
        "accepted": answer.accepted,
        "rejected": answer.rejected,
        "came_before": answer.came_before,
        "control": answer.control or None,
        "path": str(answer.path) if answer.path else None,
    }


def _lines(answer: Answered) -> Iterator[str]:
    before = "; it was answered before" if answer.came_before else ""
    counts = f"{answer.accepted} accepted, {answer.rejected} rejected"
    said = f"{answer.kind} to interchange {answer.interchange}: {answer.result} ({counts}){before}"
    yield from wrapped(said, first="  ", rest="    ")
    if answer.path:
        yield f"    {answer.path}"
