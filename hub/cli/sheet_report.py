"""How commands that take in sheets tell what became of the rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hub.cli.frame import CONFLICT, DONE, NEEDS_A_PERSON, finish, talk, wrapped
from hub.services.rows import RefusedSheetRow


def finish_sheet(  # noqa: PLR0913 - one argument for each part of the answer
    counts: Mapping[str, object],
    refused: Sequence[RefusedSheetRow],
    unknown_columns: Sequence[str],
    *,
    summary: str,
    as_json: bool,
    to_do: Iterable[str] = (),
    is_duplicate: bool = False,
) -> None:
    """End a command that took in a sheet: refused rows, what is left to do, then the summary."""
    code, outcome = DONE, "done"
    left = [line for text in to_do for line in wrapped(text)]
    if refused:
        code, outcome = NEEDS_A_PERSON, "some rows refused"
    elif left:
        code = NEEDS_A_PERSON
    elif is_duplicate:
        code, outcome = CONFLICT, "duplicate"
    document = {
        "outcome": outcome,
        **counts,
        "refused": [{"row": each.row, "problems": each.problems} for each in refused],
        "unread_columns": len(unknown_columns),
    }
    if unknown_columns and not as_json:
        letters = ", ".join(unknown_columns)
        talk(f"not read, because nobody here knows what they are headed: columns {letters}")
    lines = (*refused_lines(refused), *left, *wrapped(summary))
    problems = (problem for row in refused for problem in row.problems)
    finish(document, lines, as_json=as_json, exit_code=code, problems=problems)


def refused_lines(refused: Sequence[RefusedSheetRow]) -> Iterator[str]:
    """Refused rows as a compact list: where, what, how to fix."""
    for row in refused:
        for problem in row.problems:
            yield from wrapped(f"{problem.where}: {problem.what}  [{problem.code}]")
            yield from wrapped(problem.fix, first="  fix  ", rest=" " * 7)
