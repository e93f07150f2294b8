"""What is each archived file, and which facts were read in it?"""

from collections.abc import Iterable, Iterator
from typing import assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.event import Source
from domain.evidence import EvidenceKept
from domain.identifiers import ArchiveId
from domain.notices.deposit import DepositRecorded, DepositReportedAgain
from domain.payments.disbursement import DisbursementWritten
from domain.payments.payout_facts import PayoutCleared, PayoutPaid, PayoutVoided
from domain.received_file import FileFact, FileReceived, FileReceivedAgain
from domain.sending.acknowledgement import AcknowledgementRecorded
from domain.sending.submission import BatchWritten
from projections.projection import Projection

AnswerFact = PayoutPaid | PayoutCleared | PayoutVoided
ArchivedFact = (
    FileFact
    | BatchWritten
    | DisbursementWritten
    | EvidenceKept
    | DepositRecorded
    | DepositReportedAgain
    | AcknowledgementRecorded
    | AnswerFact
)

BATCH = "batch file"
PAYOUT_FILE = "payout file"
EVIDENCE = "page of a typed payment"
BANK_LINES = "bank lines"
PAYOUT_ANSWERS = "answers about payouts"
VISITS = "visits"
ANSWERED = "payment file that was answered"

_SHEETS = {"sheet": "remittance sheet", "roster": "roster sheet"}


class FilePart(msgspec.Struct, frozen=True, gc=False):
    """One thing that a file is: its kind, and the number or name that people know it by.

    `number` is the control number of a transaction, the trace of a sheet, the name of a file that
    the hub made, the code of the partner that handed visits in; empty where there is none.
    """

    kind: str
    number: str = ""


class ArchivedFile(msgspec.Struct, frozen=True, gc=False):
    """A file and its parts; `times` is how often it was received, 0 for what never was."""

    archive_id: ArchiveId
    parts: tuple[FilePart, ...]
    times: int = 0


def _keys(fact: ArchivedFact) -> Iterator[str]:
    match fact:
        case FileReceived() | FileReceivedAgain() | BatchWritten() | EvidenceKept():
            yield fact.archive_id
        case DisbursementWritten(file=file):
            yield file.archive_id
        case DepositRecorded(line=line):
            yield from _named(line.source)
        case DepositReportedAgain(source=source):
            yield from _named(source)
        case AcknowledgementRecorded(receipt=receipt):
            yield from _named(receipt.source)
        case PayoutPaid() | PayoutCleared() | PayoutVoided():
            yield from _named(fact.source)
        case _:
            assert_never(fact)


def _named(source: Source | None) -> Iterator[str]:
    if source is not None:
        yield source.archive_id


def _evolve(key: str, known: ArchivedFile | None, fact: ArchivedFact) -> ArchivedFile:
    file = known or ArchivedFile(ArchiveId(key), ())
    match fact:
        case FileReceived():
            return replace(_with(file, _received(fact)), times=file.times + 1)
        case FileReceivedAgain():
            return replace(file, times=file.times + 1)
        case BatchWritten():
            return _with(file, [FilePart(BATCH, fact.file_name)])
        case DisbursementWritten():
            return _with(file, [FilePart(PAYOUT_FILE, fact.file.number)])
        case EvidenceKept():
            return _with(file, [FilePart(EVIDENCE)])
        case DepositRecorded() | DepositReportedAgain():
            return _with(file, [FilePart(BANK_LINES)])
        case AcknowledgementRecorded(receipt=receipt):
            return file if receipt.batch_id or file.parts else _with(file, [FilePart(ANSWERED)])
        case PayoutPaid() | PayoutCleared() | PayoutVoided():
            return _with(file, [FilePart(PAYOUT_ANSWERS)])
        case _:
            assert_never(fact)


def _received(fact: FileReceived) -> Iterator[FilePart]:
    for each in fact.transactions:
        yield FilePart(_SHEETS.get(each.kind, each.kind), each.control)
    if fact.sheet is not None:
        yield FilePart(VISITS, fact.sheet.partner_code)


def _with(file: ArchivedFile, parts: Iterable[FilePart]) -> ArchivedFile:
    known = (part for part in file.parts if part.kind != ANSWERED)  # received, it says more
    return replace(file, parts=tuple(dict.fromkeys((*known, *parts))))


ARCHIVED_FILES: Projection[ArchivedFile] = Projection(
    name="archived_files",
    version=2,
    row=ArchivedFile,
    indexes=(),
    facts=get_args(ArchivedFact),
    keys=_keys,
    evolve=_evolve,
)
