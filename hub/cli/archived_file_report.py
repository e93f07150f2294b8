"""How the files of the archive are told: to a person and as JSON."""

from collections.abc import Iterator, Sequence

from hub.cli.frame import table, wrapped
from hub.services.receiving.archived_files import SHOWN_OF_AN_ID, FileShown, read_by

_HEADERS = ("Day", "SHA-256", "File", "Kind and number")


def file_document(file: FileShown) -> dict[str, object]:
    """A file as programs read it."""
    return {
        "archive_id": file.kept.archive_id,
        "sha256": file.kept.sha256 or None,
        "kind": file.kind,
        "parts": [{"kind": part.kind, "number": part.number or None} for part in file.parts],
        "direction": "made" if file.is_made else "received",
        "on": file.came_on,
        "times": file.told.times if file.told else 0,
        "size": file.kept.size,
        "media": file.kept.media,
        "read_by": read_by(file.parts),
    }


def file_rows(files: Sequence[FileShown]) -> Iterator[str]:
    """Files under their headers, each on a line where it fits."""
    if not files:
        yield "no files: hub receive"
        return
    rows = (
        (
            f"{file.came_on}",
            _short(file.kept.sha256) or "damaged",
            _short(file.kept.archive_id),
            f"{file.kind} {file.number}".strip() + (" (made here)" if file.is_made else ""),
        )
        for file in files
    )
    yield from table(_HEADERS, rows)


def file_lines(file: FileShown) -> Iterator[str]:
    """One file as a person reads it."""
    told = file.told
    how = "made" if file.is_made else "received"
    times = f", {told.times} times" if told and told.times > 1 else ""
    yield from _labelled("file", file.kept.archive_id)
    yield from _labelled("SHA-256", file.kept.sha256 or "its bytes are damaged: hub audit verify")
    for part in file.parts:
        yield from _labelled("is", f"{part.kind} {part.number}".strip())
    if not file.parts:
        yield from _labelled("is", file.kind)
    yield from _labelled(how, f"{file.came_on}{times}")
    yield from _labelled("holds", f"{file.kept.size} bytes, {file.kept.media}")
    yield from _labelled("then", read_by(file.parts))
    yield from _labelled("bytes", f"hub file save {_short(file.kept.archive_id)} PATH")


def _short(name: str) -> str:
    return name[:SHOWN_OF_AN_ID]


def _labelled(label: str, text: str) -> Iterator[str]:
    yield from wrapped(text, first=f"{label:<10}", rest=" " * 10)
