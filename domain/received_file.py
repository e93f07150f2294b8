"""A file that came in: what was in it, and what became of each part."""

from dataclasses import dataclass
from typing import Literal, assert_never, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import ArchiveId, PartnerCode, ReceivedFileId
from domain.problem import Refused, wrong_moment

TransactionOutcome = Literal[
    "posted",
    "parked",
    "duplicate",
    "accepted",
    "rejected",
    "partial",
    "unsupported",
    "unreadable",
    "posting",
]


class TransactionReceipt(msgspec.Struct, frozen=True):
    """One transaction of the file: its kind and control number, and what became of it.

    `subject` is the stream it led to (a remittance, an acknowledgement), empty where none.
    """

    ordinal: int
    kind: str
    control: str
    outcome: TransactionOutcome
    subject: str


class RefusedRow(msgspec.Struct, frozen=True):
    """A row of a sheet that could not be taken, by its number in the sheet, and the codes why.

    `key` is the digest that knows the row again in another file, empty where the partner gave it no
    number of its own.
    """

    row: int
    codes: tuple[str, ...]
    key: str = ""


class SheetReceipt(msgspec.Struct, frozen=True):
    """What became of the rows of a sheet of encounters, at one reading of it.

    `unchanged` counts rows that were handed in before, in this file or another.
    """

    partner_code: PartnerCode
    rows: int
    recorded: int
    unchanged: int
    not_billable: int
    refused: tuple[RefusedRow, ...]

    @property
    def taken_in(self) -> int:
        """How many rows this reading took in as new."""
        return self.rows - self.unchanged - len(self.refused)


# commands


@dataclass(frozen=True)
class RecordFile:
    """A file was read to its end."""

    file_id: ReceivedFileId
    archive_id: ArchiveId
    transactions: tuple[TransactionReceipt, ...] = ()
    sheet: SheetReceipt | None = None


FileCommand = RecordFile

# events


@event("file.received", version=1)
class FileReceived(Fact, frozen=True):
    """A file came in for the first time."""

    file_id: ReceivedFileId
    archive_id: ArchiveId
    transactions: tuple[TransactionReceipt, ...]
    sheet: SheetReceipt | None


@event("file.received-again", version=1)
class FileReceivedAgain(Fact, frozen=True):
    """The same bytes came in again; `sheet` tells what became of their rows this time."""

    file_id: ReceivedFileId
    archive_id: ArchiveId
    sheet: SheetReceipt | None


FileFact = FileReceived | FileReceivedAgain

# states


@dataclass(frozen=True)
class NoFile:
    """It never came in."""


@dataclass(frozen=True)
class KnownFile:
    """What became of it, and how often it came."""

    archive_id: ArchiveId
    transactions: tuple[TransactionReceipt, ...]
    sheet: SheetReceipt | None
    times: int


ReceivedFile = NoFile | KnownFile

# decide


def decide(file: ReceivedFile, command: FileCommand) -> tuple[FileFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match file:
        case NoFile():
            return (
                FileReceived(
                    file_id=command.file_id,
                    archive_id=command.archive_id,
                    transactions=command.transactions,
                    sheet=command.sheet,
                ),
            )
        case KnownFile(archive_id=known) if known == command.archive_id:
            return (
                FileReceivedAgain(
                    file_id=command.file_id, archive_id=command.archive_id, sheet=command.sheet
                ),
            )
        case KnownFile():
            return wrong_moment("file", f"file {command.file_id}", file, command)


# evolve


def evolve(file: ReceivedFile, fact: FileFact) -> ReceivedFile:
    """The file after the fact."""
    match fact:
        case FileReceived():
            return KnownFile(fact.archive_id, fact.transactions, fact.sheet, 1)
        case FileReceivedAgain():
            if not isinstance(file, KnownFile):
                return file
            return KnownFile(file.archive_id, file.transactions, file.sheet, file.times + 1)
        case _:
            assert_never(fact)


RECEIVED_FILE: Decider[ReceivedFile, FileCommand, FileFact] = Decider(
    name="file",
    initial=NoFile(),
    decide=decide,
    evolve=evolve,
    facts=get_args(FileFact),
    commands=(RecordFile,),
    states=get_args(ReceivedFile),
)
