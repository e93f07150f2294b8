"""How batches are told on the screen and in JSON."""

from collections.abc import Iterator, Sequence
from typing import NoReturn

from domain.identifiers import ClaimNumber, SendNumber
from domain.money import show_money
from domain.problem import Problem
from hub.cli.claim_report import problem_list
from hub.cli.frame import DONE, NEEDS_A_PERSON, finish, table, wrapped
from hub.services.sending.batch_files import BatchFile, NoFile
from hub.services.sending.submissions import Batching, NewBatch, batch_name
from projections.batch_status import BatchStatus


def finish_batching(
    batchings: Sequence[Batching],
    *,
    dry_run: bool,
    as_json: bool,
    warnings: Sequence[Problem] = (),
) -> NoReturn:
    """End a command that put claims into batches: 3 where some were held back."""
    batches = [batch for each in batchings for batch in each.batches]
    held = [back for each in batchings for back in each.held]
    taken = [number for each in batchings for number in each.taken]
    document = {
        "dry_run": dry_run,
        "batches": [_new_document(batch) for batch in batches],
        "held": [{"number": back.number, "problems": back.problems} for back in held],
        "taken": taken,
        "warnings": warnings,
    }
    lines = (
        *warning_lines(warnings),
        *(line for back in held for line in problem_list(back.problems)),
        *(line for batch in batches for line in _new_lines(batch)),
        *_taken_lines(taken),
        *_summary(batches, len(held), dry_run=dry_run),
    )
    code = NEEDS_A_PERSON if held else DONE
    problems = (*warnings, *(problem for back in held for problem in back.problems))
    finish(document, lines, as_json=as_json, exit_code=code, problems=problems)


def warning_lines(warnings: Sequence[Problem]) -> Iterator[str]:
    """What a person may want to mend before claims go out; nothing is held for it."""
    if warnings:
        yield "a warning, for which nothing is held:"
        yield from problem_list(warnings)


def _new_document(batch: NewBatch) -> dict[str, object]:
    return {
        "name": batch.name if batch.control else None,
        "plan_key": batch.plan_key,
        "control": batch.control or None,
        "claims": batch.claims,
        "charge": show_money(batch.charge),
    }


def _new_lines(batch: NewBatch) -> Iterator[str]:
    name = batch.name if batch.control else f"a batch for {batch.plan_key}"
    yield from wrapped(f"{name}: {len(batch.claims)} claims, {show_money(batch.charge)}")


def _taken_lines(taken: Sequence[ClaimNumber]) -> Iterator[str]:
    if taken:
        count = f"{len(taken)} claims were" if len(taken) > 1 else f"claim {taken[0]} was"
        yield from wrapped(
            f"{count} taken by another run at the same moment and went out in its batch: "
            "hub batch list"
        )


def _summary(batches: Sequence[NewBatch], held: int, *, dry_run: bool) -> Iterator[str]:
    noun = "batch" if len(batches) == 1 else "batches"
    built = f"{noun} would be built" if dry_run else f"{noun} built"
    claims = "claim" if held == 1 else "claims"
    then = "; write their files: hub batch write" if batches and not dry_run else ""
    yield from wrapped(f"{len(batches)} {built}, {held} {claims} held back{then}")


def finish_writing(written: Sequence[BatchFile | NoFile], *, as_json: bool) -> NoReturn:
    """End a command that wrote the files of batches: 3 where a claim or a whole file is missing."""
    files = [each for each in written if isinstance(each, BatchFile)]
    held = [each.sent_as for batch in written for each in batch.held]
    problems = [problem for batch in written for problem in batch.problems]
    document = {
        "files": [_file_document(file) for file in files],
        "held": held,
        "problems": problems,
    }
    lines = (
        *problem_list(problems),
        *(line for file in files for line in _file_lines(file)),
        *_held_lines(held),
        f"{len(files)} file{'' if len(files) == 1 else 's'} written",
    )
    code = NEEDS_A_PERSON if problems else DONE
    finish(document, lines, as_json=as_json, exit_code=code, problems=problems)


def _file_document(file: BatchFile) -> dict[str, object]:
    """A file for a program."""
    return {
        "name": file.name,
        "path": file.path.as_posix(),
        "size": file.size,
        "claims": file.claims,
        "cleaned": file.cleaned,
        "held": [each.sent_as for each in file.held],
    }


def _file_lines(file: BatchFile) -> Iterator[str]:
    """A file for a person; its path is told from the hub's folder."""
    yield from wrapped(f"{file.path.as_posix()}: {file.claims} claims, {file.size} bytes")
    for place in file.cleaned:
        yield from wrapped(f"cleaned to fit the form: {place}", first="  ")


def _held_lines(held: Sequence[SendNumber]) -> Iterator[str]:
    if held:
        yield from wrapped(f"held back, to go with a later batch: {', '.join(held)}")


def batch_document(row: BatchStatus) -> dict[str, object]:
    """A batch for a program."""
    return {
        "name": batch_name(row.plan_key, row.control),
        "batch_id": row.batch_id,
        "plan_key": row.plan_key,
        "form": row.form,
        "control": row.control,
        "claims": len(row.claims),
        "charge": show_money(row.charge),
        "built_on": row.built_on,
        "state": row.state,
        "file_name": row.file_name or None,
        "results": row.results,
    }


def batch_lines(rows: Sequence[BatchStatus]) -> Iterator[str]:
    """Batches in a table."""
    if not rows:
        yield "no such batches"
        return
    headers = ("batch", "built on", "claims", "charge", "state", "heard")
    yield from table(
        headers,
        (
            (
                batch_name(row.plan_key, row.control),
                str(row.built_on),
                str(len(row.claims)),
                show_money(row.charge),
                row.state,
                ", ".join(f"{each.kind} {each.result}" for each in row.results) or "-",
            )
            for row in rows
        ),
    )
