"""An archived file is told by all that it is: received, made, or kept as evidence."""

from datetime import date

from domain.event import Fact, Source
from domain.evidence import EvidenceKept
from domain.identifiers import (
    AcknowledgementId,
    ArchiveId,
    BatchId,
    ReceivedFileId,
    RemittanceId,
)
from domain.received_file import FileReceived, FileReceivedAgain, TransactionReceipt
from domain.sending.acknowledgement import AcknowledgementRecorded, Receipt
from domain.sending.submission import BatchWritten
from projections.archived_files import ARCHIVED_FILES, ArchivedFile, FilePart

A = ArchiveId("a")
DAY = date(2026, 3, 2)
RECEIVED = FileReceived(
    file_id=ReceivedFileId("f"),
    archive_id=A,
    transactions=(
        TransactionReceipt(1, "835", "0001", "posted", ""),
        TransactionReceipt(2, "roster", "T-9", "posted", ""),
    ),
    sheet=None,
)
ANSWERED = AcknowledgementRecorded(
    receipt=Receipt(
        acknowledgement_id=AcknowledgementId("k"),
        kind="999",
        batch_id=None,
        result="accepted",
        accepted=1,
        rejected=0,
        unmatched=0,
        received_on=DAY,
        problems=(),
        source=Source("a", 1, 1, 0, 10),
    )
)


def folded(*facts: Fact) -> ArchivedFile:
    rows: dict[str, ArchivedFile | None] = {}
    for fact in facts:
        for key in ARCHIVED_FILES.keys(fact):
            rows[key] = ARCHIVED_FILES.evolve(key, rows.get(key), fact)
    (row,) = rows.values()
    assert row is not None
    return row


def test_a_received_file_is_told_by_its_transactions_and_how_often_it_came() -> None:
    again = FileReceivedAgain(file_id=ReceivedFileId("f"), archive_id=A, sheet=None)
    row = folded(RECEIVED, again)
    assert row.parts == (FilePart("835", "0001"), FilePart("roster sheet", "T-9"))
    assert row.times == 2


def test_what_was_only_answered_is_told_so_until_it_is_received() -> None:
    assert folded(ANSWERED).parts == (FilePart("payment file that was answered"),)
    assert folded(ANSWERED, RECEIVED).parts == folded(RECEIVED, ANSWERED).parts


def test_what_the_hub_made_is_told_by_its_name() -> None:
    written = BatchWritten(batch_id=BatchId("b"), archive_id=A, file_name="a.837", size=9)
    assert folded(written).parts == (FilePart("batch file", "a.837"),)


def test_the_page_of_a_typed_payment_may_be_a_payment_file_too() -> None:
    page = EvidenceKept(
        remittance_id=RemittanceId("r"), archive_id=A, media="text/csv", kept_on=DAY
    )
    kinds = [part.kind for part in folded(page, RECEIVED).parts]
    assert kinds == ["page of a typed payment", "835", "roster sheet"]
