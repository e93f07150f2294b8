"""The files that the archive keeps: found by either of their ids, listed, given back, checked.

A file has two names: the SHA-256 of its bytes, as anybody reckons it, and its id in the archive,
which only the hub's key gives and which every fact that was read in it goes by.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from domain.identifiers import ArchiveId
from domain.problem import Refused, refuse
from hub.clock import day_of
from hub.projector import Projector
from hub.services.begun_ids import begun_with
from hub.store.archive import KeptFile
from hub.store.errors import FileMissing, FileNotAuthentic, KeyDestroyed, NotAuthentic
from hub.store.log import FactLog
from hub.wiring import Hub
from projections.archived_files import (
    ANSWERED,
    ARCHIVED_FILES,
    BATCH,
    EVIDENCE,
    PAYOUT_FILE,
    VISITS,
    ArchivedFile,
    FilePart,
)

SHOWN_OF_AN_ID = 8

_MADE = frozenset({BATCH, PAYOUT_FILE})
_AGAIN = {
    BATCH: "hub batch write lays it out again",
    PAYOUT_FILE: "hub payout file lays it out again",
    EVIDENCE: "it is kept as evidence",
    VISITS: "it is kept as evidence",
    ANSWERED: "it is kept as evidence",
}
_SHOWN = "hub explain-money --show-bytes reads from it"
_LOOKED = "hub explain-money --show-bytes, hub remittance look and matching by hand read from it"
_PAYMENTS = frozenset({"835", "820", "remittance sheet", "roster sheet"})
_UNTOLD = "no fact tells what it is"


@dataclass(frozen=True)
class FileShown:
    """A file of the archive and what the facts tell of it; `told` is None where none does."""

    kept: KeptFile
    told: ArchivedFile | None

    @property
    def parts(self) -> Sequence[FilePart]:
        """What it is; nothing where no fact tells."""
        return self.told.parts if self.told else ()

    @property
    def is_made(self) -> bool:
        """Whether the hub made it and sent it out; others came in."""
        return is_made(self.parts)

    @property
    def came_on(self) -> date:
        """The day on which it was first received, or made."""
        return day_of(self.kept.kept_at)

    @property
    def kind(self) -> str:
        """What it is, in a few words."""
        return file_kind(self.parts)

    @property
    def number(self) -> str:
        """The control number or name that people know it by."""
        return file_number(self.parts)


@dataclass(frozen=True)
class DamagedFile:
    """A file that is not as it was kept: what is wrong, what it was, what reads from it.

    `came_on` is None where the archive does not tell any more.
    """

    archive_id: ArchiveId
    what: str
    kind: str
    number: str
    is_made: bool
    came_on: date | None
    read_by: str


@dataclass(frozen=True)
class FilesChecked:
    """How many files were read to their end, and those that are not as they were kept.

    `sealed` were not read: the key that sealed them was destroyed on purpose.
    """

    read: int
    sealed: int
    damaged: tuple[DamagedFile, ...]


def list_files(hub: Hub) -> list[FileShown]:
    """Every file in the archive, in the order in which they first came."""
    kept = hub.log.archive.listed()
    told = hub.projector.live.get_many(ARCHIVED_FILES, (each.archive_id for each in kept))
    return [FileShown(each, told.get(each.archive_id)) for each in kept]


def find_file(hub: Hub, named: str) -> FileShown | Refused:
    """The file of this archive id or SHA-256, or of the only one that begins so."""
    files = list_files(hub)
    by_name = {str(each.kept.archive_id): each for each in files}
    by_name |= {each.kept.sha256: each for each in files if each.kept.sha256}
    found = {by_name[name].kept.archive_id: by_name[name] for name in begun_with(by_name, named)}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        return refuse(
            "file.several",
            what=f"{len(found)} files begin with it: {_some(list(found.values()))}",
            where=f"file {named}",
            fix="write more of it",
        )
    return refuse(
        "file.unknown",
        what="no archived file has it as its id or SHA-256, or begins so",
        where=f"file {named}",
        fix="list the files: hub file list; 4 characters are enough where no other begins so",
    )


def save_file(hub: Hub, file: FileShown, path: Path) -> Refused | None:
    """Write its bytes under a new name, whole or not at all, for its owner alone to read.

    What was changed in the archive raises what reading from it raises, and nothing is written.
    """
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".") as part:
            for piece in hub.log.archive.pieces(file.kept.archive_id):
                part.write(piece)
            part.flush()
            os.fsync(part.fileno())
            path.hardlink_to(part.name)
    except FileExistsError:
        return refuse(
            "file.there-already",
            what="there is a file of this name already, and none is overwritten",
            where=str(path),
            fix="name another",
        )
    except OSError as error:
        return refuse(
            "file.unwritable",
            what=f"the file cannot be written: {(error.strerror or 'unknown reason').lower()}",
            where=str(path),
            fix="check its name and folder, and the room on the disk",
        )
    return None


def check_files(log: FactLog, *, tell: bool) -> FilesChecked:
    """Read every file to its end; a file that a fact names and the archive lacks is damaged too.

    `tell` also what each was: the facts say so, where they are as they were recorded.
    """
    wrong: dict[ArchiveId, str] = {}
    ids, sealed = [], 0
    for archive_id in log.archive.ids():
        ids.append(archive_id)
        try:
            log.archive.check(archive_id)
        except KeyDestroyed:
            sealed += 1
        except NotAuthentic as why:
            is_part = isinstance(why, FileNotAuthentic)
            wrong[archive_id] = "its bytes were changed or removed" if is_part else "its key was"
        except FileMissing:
            wrong[archive_id] = "it is gone"
    told = _told(log) if tell else {}
    wrong |= {ArchiveId(key): "it is gone" for key in told.keys() - set(ids)}
    days = {each.archive_id: day_of(each.kept_at) for each in log.archive.listed(wrong)}
    damaged = (_damaged(key, what, told, days) for key, what in sorted(wrong.items()))
    return FilesChecked(len(ids) - sealed, sealed, tuple(damaged))


def is_made(parts: Sequence[FilePart]) -> bool:
    """Whether the hub made a file and sent it out; others came in."""
    return any(part.kind in _MADE for part in parts)


def file_kind(parts: Sequence[FilePart]) -> str:
    """What a file is, in a few words."""
    return ", ".join(dict.fromkeys(part.kind for part in parts)) or _UNTOLD


def file_number(parts: Sequence[FilePart]) -> str:
    """What people know a file by: its first number, and how many more it has."""
    numbers = [part.number for part in parts if part.number]
    more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
    return f"{numbers[0]}{more}" if numbers else ""


def read_by(parts: Sequence[FilePart]) -> str:
    """What still reads from a file once it was taken in."""
    words = [_LOOKED if part.kind in _PAYMENTS else _AGAIN.get(part.kind, _SHOWN) for part in parts]
    return "; ".join(dict.fromkeys(words)) or _UNTOLD


def _told(log: FactLog) -> Mapping[str, ArchivedFile]:
    """What the facts tell of each file; nothing that was folded before is believed."""
    view = Projector(log, (ARCHIVED_FILES,)).known_at(log.head().position)
    return {row.archive_id: row for row in view.rows(ARCHIVED_FILES)}


def _damaged(
    archive_id: ArchiveId,
    what: str,
    told: Mapping[str, ArchivedFile],
    days: Mapping[ArchiveId, date],
) -> DamagedFile:
    parts = told[archive_id].parts if archive_id in told else ()
    return DamagedFile(
        archive_id=archive_id,
        what=what,
        kind=file_kind(parts),
        number=file_number(parts),
        is_made=is_made(parts),
        came_on=days.get(archive_id),
        read_by=read_by(parts),
    )


def _some(files: Sequence[FileShown]) -> str:
    shown: Iterator[str] = (each.kept.archive_id[:SHOWN_OF_AN_ID] for each in files[:3])
    return ", ".join(shown) + (", ..." if len(files) > 3 else "")
