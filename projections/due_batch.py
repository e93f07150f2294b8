"""Batches that are put together and not yet a file: no plan has their claims."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.sending.submission import BatchBuilt, BatchShortened, BatchWritten
from projections.due_item import DueItem

BatchDue = BatchBuilt | BatchShortened | BatchWritten


def batch_keys(fact: BatchDue) -> Iterable[str]:
    """The batch that the fact is about."""
    return (f"batch/{fact.batch.batch_id if isinstance(fact, BatchBuilt) else fact.batch_id}",)


def unwritten_batch(item: DueItem | None, fact: BatchDue) -> DueItem | None:
    """What of a batch waits; None once it is a file, or every claim left it.

    Its claims are told as sent on the day it was put together, so its file is due on that day.
    """
    if isinstance(fact, BatchBuilt):
        batch = fact.batch
        name = f"{batch.plan_key}-{batch.control:09d}"
        return DueItem(
            kind="unwritten-batch",
            what=f"waits to be written, so the plan has none of its claims: hub batch write {name}",
            who="hub",
            due_on=batch.built_on,
            plan_key=batch.plan_key,
            amount=batch.charge,
            subject=name,
        )
    if item is None or isinstance(fact, BatchWritten) or not fact.claims:
        return None
    return replace(item, amount=fact.charge)
