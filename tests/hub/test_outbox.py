"""What leaves the building leaves once, and is not lost when the program stops in between."""

from pathlib import Path

import pytest

from domain.identifiers import BatchId
from domain.sending.submission import SUBMISSION, Batch, BuildBatch, WriteBatch
from hub.handler import Ask
from hub.outbox import outbox_path, send_due, to_lay_out
from hub.wiring import Hub
from tests.support import builders as b
from tests.support.hubs import new_hub, reopened

CONTENT = b"ISA*what a plan is to read~"
NAME = "acme-000000001.837"


def written(hub: Hub) -> Path:
    """A batch whose file is in the archive, and the program stopped before it was laid out."""
    batch: Batch = b.BATCH
    archived = hub.log.archive.put(CONTENT, media="application/edi-x12")
    write = WriteBatch(batch.claims, archived.archive_id, NAME, len(CONTENT))
    hub.run(
        Ask(SUBMISSION, batch.batch_id, BuildBatch(batch)),
        Ask(SUBMISSION, batch.batch_id, write),
        jobs=[to_lay_out(BatchId(batch.batch_id))],
    )
    return hub.settings.folder / outbox_path(batch.plan_key, NAME)


def test_a_file_that_was_not_laid_out_goes_out_with_the_next_command(tmp_path: Path) -> None:
    hub = new_hub(tmp_path)
    path = written(hub)
    hub.close()
    assert not path.exists()
    again = reopened(tmp_path)
    send_due(again)
    again.close()
    assert path.read_bytes() == CONTENT


def test_what_was_sent_is_not_sent_again(tmp_path: Path) -> None:
    hub = new_hub(tmp_path)
    path = written(hub)
    send_due(hub)
    path.unlink()
    send_due(hub)
    hub.close()
    assert not path.exists()


def test_a_folder_that_cannot_be_written_keeps_the_job(tmp_path: Path) -> None:
    hub = new_hub(tmp_path)
    path = written(hub)
    in_the_way = tmp_path / "outbox"
    in_the_way.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="outbox"):
        send_due(hub)
    in_the_way.unlink()
    send_due(hub)
    hub.close()
    assert path.read_bytes() == CONTENT


def test_nothing_but_the_file_is_left_in_the_outbox(tmp_path: Path) -> None:
    hub = new_hub(tmp_path)
    path = written(hub)
    send_due(hub)
    hub.close()
    assert [each.name for each in path.parent.iterdir()] == [NAME]
