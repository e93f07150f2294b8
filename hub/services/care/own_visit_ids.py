"""A partner's own numbers of its visits, read again in the sheets that it handed in.

The log holds no more of them than a keyed digest, as of anything a partner may write into a cell;
so they are looked up where a statement is shown. What could be more than a number is not told.
"""

import re
from collections.abc import Iterable, Mapping

from adapters.sheets.encounters import read_encounter_sheet, unchecked_encounters
from domain.identifiers import ArchiveId
from domain.problem import Refused
from hub.store.errors import FileMissing, FileNotAuthentic, KeyDestroyed
from hub.wiring import Hub

SheetRow = tuple[ArchiveId, int]
"""A sheet as the archive knows it, and the number of a row in it."""

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/#-]{0,23}", re.ASCII)
_SAYS_SO = re.compile("visit|encounter|row|line|enc", re.ASCII | re.IGNORECASE)
# a name, a CIN, or digits that may be a day of birth or a number of a person
_MAY_TELL = re.compile(r"[A-Za-z]{4}|9[0-9]{7}[A-Za-z]|\A(?:[0-9][._/#-]?){8,}\Z", re.ASCII)


def own_visit_ids(hub: Hub, rows: Iterable[SheetRow]) -> Mapping[SheetRow, str]:
    """The partner's own number for rows of its sheets; those without one are left out."""
    wanted: dict[ArchiveId, set[int]] = {}
    for archive_id, row in rows:
        wanted.setdefault(archive_id, set()).add(row)
    return {
        (archive_id, row): own
        for archive_id, some in wanted.items()
        for row, own in _of_sheet(hub, archive_id).items()
        if row in some
    }


def _of_sheet(hub: Hub, archive_id: ArchiveId) -> Mapping[int, str]:
    """By row; nothing for a sheet that can no longer be read."""
    try:
        content = hub.log.archive.get(archive_id)
    except (FileMissing, FileNotAuthentic, KeyDestroyed):
        return {}
    sheet = read_encounter_sheet(content)
    if isinstance(sheet, Refused):
        return {}
    stated = ((each.row, each.row_id.strip()) for each in unchecked_encounters(sheet))
    return {row: own for row, own in stated if is_told(own)}


def is_told(own: str) -> bool:
    """Whether a cell is a number of a visit and nothing that may tell who was visited."""
    has_digit = any(each.isdigit() for each in own)
    is_number = has_digit and _NUMBER.fullmatch(own) is not None
    return is_number and not _MAY_TELL.search(_SAYS_SO.sub("", own))
