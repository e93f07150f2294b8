"""What stands in a file that was sent: as the file itself says."""

from collections.abc import Collection, Iterator

from adapters.edi.envelope import TransactionHeader, Transactions, read_transactions
from domain.identifiers import SendNumber
from domain.sending.submission import SUBMISSION, AcknowledgedBatch, Batch, Submission, WrittenBatch
from hub.wiring import Hub


def sent_in(hub: Hub, batch: Batch, controls: Collection[str]) -> frozenset[SendNumber]:
    """The claims in those transactions, by their control numbers (ST02)."""
    asked = set(map(same_control, controls))
    return frozenset(
        SendNumber(segment.get(1))
        for transaction in _sent(hub, batch) or ()
        if same_control(transaction.header.control) in asked
        for segment in transaction
        if segment.id == "CLM"
    )


def sent_headers(hub: Hub, batch: Batch) -> Iterator[TransactionHeader]:
    """The transactions of the file, read as far as they are asked for; none before it is made."""
    return (transaction.header for transaction in _sent(hub, batch) or ())


def same_control(control: str) -> str:
    """A control number (ST02) without its zeros: who answers may leave them out."""
    return control.strip().lstrip("0")


def _sent(hub: Hub, batch: Batch) -> Transactions | None:
    submission: Submission = hub.handler.state(SUBMISSION, batch.batch_id)
    if not isinstance(submission, WrittenBatch | AcknowledgedBatch):
        return None
    return read_transactions(hub.log.archive.get(submission.archive_id))
