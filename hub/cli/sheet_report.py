"""How commands that take in sheets tell what became of the rows."""

from collections.abc import Iterator, Mapping, Sequence

from hub.cli.frame import CONFLICT, DONE, NEEDS_A_PERSON, finish, talk, wrapped
from hub.services.rows import RefusedSheetRow


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
