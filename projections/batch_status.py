"""Which files were sent, and what came back?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.agreements.plan import Form
from domain.identifiers import ArchiveId, BatchId, ClaimId, PlanId, PlanKey
from domain.money import Money
from domain.sending.submission import (
    BatchAcknowledged,
    BatchBuilt,
    BatchShortened,
    BatchWritten,
    FileResult,
    SubmissionFact,
)
from projections.projection import Projection

BatchState = Literal["built", "emptied", "written", "accepted", "partial", "rejected"]

_FROM_GOOD_TO_BAD: tuple[FileResult, ...] = ("accepted", "partial", "rejected")


class BatchResult(msgspec.Struct, frozen=True, gc=False):
    """What one kind of acknowledgement (TA1, 999) last said of the file."""

    kind: str
    result: FileResult
    on: date


class BatchStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A batch, its file once written, and what the receiver said of the file as a whole.

    `charge` is in cents. `state` is the worst that an acknowledgement says.
    """

    batch_id: BatchId
    plan_id: PlanId
    plan_key: PlanKey
    form: Form
    control: int
    claims: tuple[ClaimId, ...]
    charge: Money
    built_on: date
    state: BatchState = "built"
    file_name: str = ""
    archive_id: ArchiveId | None = None
    size: int = 0
    results: tuple[BatchResult, ...] = ()


def _keys(fact: SubmissionFact) -> Iterable[str]:
    return (fact.batch.batch_id if isinstance(fact, BatchBuilt) else fact.batch_id,)


def _evolve(_key: str, batch: BatchStatus | None, fact: SubmissionFact) -> BatchStatus | None:
    if isinstance(fact, BatchBuilt):
        return _built(fact)
    if batch is None:
        return None
    match fact:
        case BatchShortened(claims=claims, charge=charge):
            state: BatchState = "built" if claims else "emptied"
            return replace(batch, claims=claims, charge=charge, state=state)
        case BatchWritten():
            return replace(
                batch,
                state="written",
                file_name=fact.file_name,
                archive_id=fact.archive_id,
                size=fact.size,
            )
        case BatchAcknowledged():
            return _acknowledged(batch, BatchResult(fact.kind, fact.result, fact.on))
        case _:
            assert_never(fact)


def _built(fact: BatchBuilt) -> BatchStatus:
    batch = fact.batch
    return BatchStatus(
        batch_id=batch.batch_id,
        plan_id=batch.plan_id,
        plan_key=batch.plan_key,
        form=batch.form,
        control=batch.control,
        claims=batch.claims,
        charge=batch.charge,
        built_on=batch.built_on,
    )


def _acknowledged(batch: BatchStatus, new: BatchResult) -> BatchStatus:
    by_kind = {result.kind: result for result in (*batch.results, new)}
    worst = max(by_kind.values(), key=lambda each: _FROM_GOOD_TO_BAD.index(each.result))
    return replace(batch, state=worst.result, results=tuple(by_kind.values()))


BATCH_STATUS: Projection[BatchStatus] = Projection(
    name="batch_status",
    version=2,
    row=BatchStatus,
    indexes=("plan_key", "state", "control"),
    facts=get_args(SubmissionFact),
    keys=_keys,
    evolve=_evolve,
)
