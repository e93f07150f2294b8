"""What leaves the building, once per fact: a stop in between leaves it to the next command.

A job commits with the fact that caused it and is keyed by it, so doing it twice does no harm.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from domain.identifiers import BatchId, DisbursementId, PlanKey
from domain.payments.disbursement import DISBURSEMENT, Disbursement, WrittenDisbursement
from domain.sending.submission import SUBMISSION, AcknowledgedBatch, Submission, WrittenBatch
from hub.store.jobs import NewJob
from hub.wiring import Hub

QUEUE = "outbox"
_LAY_OUT = "lay-out-batch"
_LAY_OUT_DISBURSEMENT = "lay-out-disbursement"


def to_lay_out(batch_id: BatchId) -> NewJob:
    """The job that lays the file of a written batch into the outbox folder."""
    return NewJob(QUEUE, _LAY_OUT, {"batch_id": batch_id})


def to_lay_out_disbursement(disbursement_id: DisbursementId) -> NewJob:
    """The job that lays a disbursement file into the outbox folder."""
    return NewJob(QUEUE, _LAY_OUT_DISBURSEMENT, {"disbursement_id": disbursement_id})


def send_due(hub: Hub) -> None:
    """Do everything that waits to leave; raises OSError where the folder cannot be written.

    What could not be done is given back, to be done by the next command.
    """
    broker = hub.log.broker(middleware=[])
    broker.declare_queue(QUEUE)
    consumer = broker.consume(QUEUE, timeout=0)
    while (message := next(consumer)) is not None:
        try:
            if message.actor_name == _LAY_OUT_DISBURSEMENT:
                lay_out_disbursement(hub, DisbursementId(message.kwargs["disbursement_id"]))
            else:
                lay_out(hub, BatchId(message.kwargs["batch_id"]))
        except OSError:
            consumer.requeue([message])
            raise
        consumer.ack(message)


def outbox_path(plan_key: PlanKey, file_name: str) -> Path:
    """Where a file for a plan is laid, relative to the hub's folder."""
    return Path("outbox") / plan_key / file_name


def disbursement_path(file_name: str) -> Path:
    """Where a disbursement file is laid, relative to the hub's folder."""
    return Path("outbox") / "disbursements" / file_name


def lay_out_disbursement(hub: Hub, disbursement_id: DisbursementId) -> None:
    """Lay a disbursement file into the outbox, from the bytes in the archive."""
    disbursement: Disbursement = hub.handler.state(DISBURSEMENT, disbursement_id)
    assert isinstance(disbursement, WrittenDisbursement), "only a file that was made is laid out"
    path = disbursement_path(disbursement.file.file_name)
    content = hub.log.archive.get(disbursement.file.archive_id)
    _place(hub.settings.folder / path, content)


def lay_out(hub: Hub, batch_id: BatchId) -> None:
    """Lay the file of a written batch into the outbox, from the bytes in the archive.

    Whole or not at all: whoever watches the outbox never meets half a file.
    """
    submission: Submission = hub.handler.state(SUBMISSION, batch_id)
    match submission:
        case WrittenBatch() | AcknowledgedBatch():
            path = outbox_path(submission.batch.plan_key, submission.file_name)
            _place(hub.settings.folder / path, hub.log.archive.get(submission.archive_id))
        case _:
            raise AssertionError(f"batch {batch_id} is to be laid out and was never written")


def _place(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(target)
