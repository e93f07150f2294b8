"""Which claims stand in which transaction of a file that was sent: as the file itself says."""

from collections.abc import Collection

from adapters.edi.envelope import read_transactions
from domain.identifiers import SendNumber
from domain.submission import SUBMISSION, AcknowledgedBatch, Batch, Submission, WrittenBatch
from hub.wiring import Hub


def sent_in(hub: Hub, batch: Batch, controls: Collection[str]) -> frozenset[SendNumber]:
    """The claims in those transactions, by their control numbers (ST02)."""
    submission: Submission = hub.handler.state(SUBMISSION, batch.batch_id)
    if not isinstance(submission, WrittenBatch | AcknowledgedBatch):
        return frozenset()
    content = hub.log.archive.get(submission.archive_id)
    return frozenset(
        SendNumber(segment.get(1))
        for transaction in read_transactions(content)
        if transaction.header.control in controls
        for segment in transaction
        if segment.id == "CLM"
    )
