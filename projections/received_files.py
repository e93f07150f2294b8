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
    SheetReceipt,
    TransactionReceipt,
)
from projections.projection import Projection


class ReceivedFile(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A file and what became of it; `partner_code` is empty for what no partner handed in."""

    file_id: ReceivedFileId
    archive_id: ArchiveId
    partner_code: PartnerCode | None
    transactions: tuple[TransactionReceipt, ...]
    sheet: SheetReceipt | None
    times: int = 1


def _keys(fact: FileFact) -> Iterable[str]:
    return (fact.file_id,)


def _evolve(_key: str, known: ReceivedFile | None, fact: FileFact) -> ReceivedFile | None:
    match fact:
        case FileReceived(sheet=sheet):
            return ReceivedFile(
                file_id=fact.file_id,
                archive_id=fact.archive_id,
                partner_code=sheet.partner_code if sheet else None,
                transactions=fact.transactions,
                sheet=sheet,
            )
        case FileReceivedAgain():
            return None if known is None else replace(known, times=known.times + 1)
        case _:
            assert_never(fact)


RECEIVED_FILES: Projection[ReceivedFile] = Projection(
    name="received_files",
    version=1,
    row=ReceivedFile,
    indexes=("partner_code",),
    facts=get_args(FileFact),
    keys=_keys,
    evolve=_evolve,
)
