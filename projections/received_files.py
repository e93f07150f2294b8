"""Which files came in, what was in them, and how often did each come?"""

from collections.abc import Iterable
from typing import assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.identifiers import ArchiveId, PartnerCode, ReceivedFileId
from domain.received_file import (
    FileFact,
    FileReceived,
    FileReceivedAgain,
    RefusedRow,
    SheetReceipt,
    TransactionReceipt,
)
from projections.projection import Projection


class ReceivedFile(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A file and what became of it; `partner_code` is empty for what no partner handed in.

    `sheet` is what became of its rows at the first reading, `taken_in` how many rows all readings
    took in, `refused` the rows that none of them took in.
    """

    file_id: ReceivedFileId
    archive_id: ArchiveId
    partner_code: PartnerCode | None
    transactions: tuple[TransactionReceipt, ...]
    sheet: SheetReceipt | None
    taken_in: int = 0
    refused: tuple[RefusedRow, ...] = ()
    times: int = 1


def _keys(fact: FileFact) -> Iterable[str]:
    return (fact.file_id,)


def _evolve(_key: str, known: ReceivedFile | None, fact: FileFact) -> ReceivedFile | None:
    match fact:
        case FileReceived(sheet=sheet):
            file = ReceivedFile(
                file_id=fact.file_id,
                archive_id=fact.archive_id,
                partner_code=None,
                transactions=fact.transactions,
                sheet=None,
            )
            return file if sheet is None else _first_read(file, sheet)
        case FileReceivedAgain(sheet=sheet):
            if known is None:
                return None
            again = replace(known, times=known.times + 1)
            if sheet is None:
                return again
            return _first_read(again, sheet) if known.sheet is None else _read_again(again, sheet)
        case _:
            assert_never(fact)


def _first_read(file: ReceivedFile, sheet: SheetReceipt) -> ReceivedFile:
    return replace(
        file,
        partner_code=sheet.partner_code,
        sheet=sheet,
        taken_in=sheet.taken_in,
        refused=sheet.refused,
    )


def _read_again(file: ReceivedFile, sheet: SheetReceipt) -> ReceivedFile:
    """A row that was taken in once may be refused later, for saying what has changed since."""
    rows = {refused.row for refused in sheet.refused}
    return replace(
        file,
        taken_in=file.taken_in + sheet.taken_in,
        refused=tuple(refused for refused in file.refused if refused.row in rows),
    )


RECEIVED_FILES: Projection[ReceivedFile] = Projection(
    name="received_files",
    version=2,
    row=ReceivedFile,
    indexes=("partner_code",),
    facts=get_args(FileFact),
    keys=_keys,
    evolve=_evolve,
)
