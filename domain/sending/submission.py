"""A batch of claims sent as one file."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec

from domain.agreements.plan import Form
from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import ArchiveId, BatchId, ClaimId, PartnerId, PlanId, PlanKey
from domain.money import Money
from domain.problem import Refused, refuse, wrong_moment

FileResult = Literal["accepted", "partial", "rejected"]


class Batch(msgspec.Struct, frozen=True):
    """Claims of one plan that go out in one file.

    `control` is the interchange and group control number of the route, minted for this batch and
    never used again; for an invoice sheet it is the invoice number. `charge` is the sum of the
    claims, in cents. `billed_as` is the partner under whose own NPI and TIN they go out; None for
    the hub's.
    """

    batch_id: BatchId
    plan_id: PlanId
    plan_key: PlanKey
    form: Form
    control: int
    claims: tuple[ClaimId, ...]
    charge: Money
    built_on: date
    billed_as: PartnerId | None = None


# commands


@dataclass(frozen=True)
class BuildBatch:
    """Claims are put together for a plan."""

    batch: Batch


@dataclass(frozen=True)
class ShortenBatch:
    """Claims that cannot be written leave the batch; `claims` stay, `charge` is their sum."""

    claims: tuple[ClaimId, ...]
    charge: Money


@dataclass(frozen=True)
class WriteBatch:
    """The file of the batch was made, of these `claims`; its bytes are in the archive."""

    claims: tuple[ClaimId, ...]
    archive_id: ArchiveId
    file_name: str
    size: int


@dataclass(frozen=True)
class AcknowledgeBatch:
    """The receiver says what became of the file; `kind` is TA1 or 999."""

    kind: str
    result: FileResult
    on: date
    source: Source | None


SubmissionCommand = BuildBatch | ShortenBatch | WriteBatch | AcknowledgeBatch

# events


@event("submission.built", version=1)
class BatchBuilt(Fact, frozen=True):
    """Claims were put together for a plan."""

    batch: Batch


@event("submission.shortened", version=1)
class BatchShortened(Fact, frozen=True):
    """Claims left the batch before it was a file; `claims` stayed, `charge` is their sum."""

    batch_id: BatchId
    claims: tuple[ClaimId, ...]
    charge: Money


@event("submission.written", version=1)
class BatchWritten(Fact, frozen=True):
    """The file of the batch exists."""

    batch_id: BatchId
    archive_id: ArchiveId
    file_name: str
    size: int


@event("submission.acknowledged", version=1)
class BatchAcknowledged(Fact, frozen=True):
    """The receiver said what became of the file."""

    batch_id: BatchId
    kind: str
    result: FileResult
    on: date
    source: Source | None


SubmissionFact = BatchBuilt | BatchShortened | BatchWritten | BatchAcknowledged

# states


@dataclass(frozen=True)
class NoBatch:
    """Nothing was put together."""


@dataclass(frozen=True)
class BuiltBatch:
    """Put together, not yet a file. `built` is the batch before any claim left it."""

    batch: Batch
    built: Batch


@dataclass(frozen=True)
class EmptiedBatch:
    """Every claim left it, so it never becomes a file."""

    batch: Batch
    built: Batch


@dataclass(frozen=True)
class WrittenBatch:
    """A file, whose receiver has not answered."""

    batch: Batch
    built: Batch
    archive_id: ArchiveId
    file_name: str


@dataclass(frozen=True)
class AcknowledgedBatch:
    """The receiver answered; `results` by kind of acknowledgement."""

    batch: Batch
    built: Batch
    archive_id: ArchiveId
    file_name: str
    results: tuple[tuple[str, FileResult], ...]


Submission = NoBatch | BuiltBatch | EmptiedBatch | WrittenBatch | AcknowledgedBatch

# decide


def decide(
    submission: Submission, command: SubmissionCommand
) -> tuple[SubmissionFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match submission, command:
        case NoBatch(), BuildBatch(batch=batch):
            return _build(batch)
        case NoBatch(), _:
            return wrong_moment("batch", "batch", submission, command)
        case _, BuildBatch(batch=asked) if submission.built == asked:
            return ()
        case _, ShortenBatch(claims=claims) if submission.batch.claims == claims:
            return ()
        case BuiltBatch(batch=batch) | EmptiedBatch(batch=batch), ShortenBatch() as ask:
            return _shorten(batch, ask)
        case BuiltBatch(batch=batch), WriteBatch() as ask:
            return _write(batch, ask)
        case (
            WrittenBatch(archive_id=known) | AcknowledgedBatch(archive_id=known),
            WriteBatch(archive_id=asked),
        ) if known == asked:
            return ()
        case AcknowledgedBatch(results=results), AcknowledgeBatch(kind=kind, result=result) if (
            kind,
            result,
        ) in results:
            return ()
        case WrittenBatch(batch=batch) | AcknowledgedBatch(batch=batch), AcknowledgeBatch() as ask:
            return (
                BatchAcknowledged(
                    batch_id=batch.batch_id,
                    kind=ask.kind,
                    result=ask.result,
                    on=ask.on,
                    source=ask.source,
                ),
            )
        case _:
            where = f"batch {submission.batch.control} to {submission.batch.plan_key}"
            return wrong_moment("batch", where, submission, command)


# rules


def _build(batch: Batch) -> tuple[SubmissionFact, ...] | Refused:
    """A file holds at least one claim, and none of them twice."""
    if batch.claims and len(set(batch.claims)) == len(batch.claims):
        return (BatchBuilt(batch=batch),)
    return refuse(
        "batch.no-claims" if not batch.claims else "batch.claim-twice",
        what="the batch has no claims" if not batch.claims else "a claim is in the batch twice",
        where=f"batch {batch.control} to {batch.plan_key}",
        fix="build a batch when claims are ready; each claim goes in once",
    )


def _shorten(batch: Batch, ask: ShortenBatch) -> tuple[SubmissionFact, ...] | Refused:
    """Claims only leave a batch, and those that stay keep their order."""
    stay = set(ask.claims)
    if ask.claims == tuple(claim_id for claim_id in batch.claims if claim_id in stay):
        return (BatchShortened(batch_id=batch.batch_id, claims=ask.claims, charge=ask.charge),)
    return _other_claims(batch, "the claims that are to stay in the batch are not those in it")


def _write(batch: Batch, ask: WriteBatch) -> tuple[SubmissionFact, ...] | Refused:
    """A file bills the claims of its batch, and none that left while it was made."""
    if ask.claims != batch.claims:
        return _other_claims(batch, "the file holds other claims than the batch")
    return (
        BatchWritten(
            batch_id=batch.batch_id,
            archive_id=ask.archive_id,
            file_name=ask.file_name,
            size=ask.size,
        ),
    )


def _other_claims(batch: Batch, what: str) -> Refused:
    return refuse(
        "batch.other-claims",
        what=what,
        where=f"batch {batch.control} to {batch.plan_key}",
        fix="give the command again; it reads the batch as it now stands",
    )


# evolve


def evolve(submission: Submission, fact: SubmissionFact) -> Submission:
    """The submission after the fact."""
    match fact:
        case BatchBuilt(batch=batch):
            return BuiltBatch(batch, batch)
        case BatchShortened(claims=claims, charge=charge):
            if not isinstance(submission, BuiltBatch):
                return submission
            rest = msgspec.structs.replace(submission.batch, claims=claims, charge=charge)
            left = BuiltBatch if claims else EmptiedBatch
            return left(rest, submission.built)
        case BatchWritten(archive_id=archive_id, file_name=file_name):
            if not isinstance(submission, BuiltBatch):
                return submission
            return WrittenBatch(submission.batch, submission.built, archive_id, file_name)
        case BatchAcknowledged(kind=kind, result=result):
            if not isinstance(submission, WrittenBatch | AcknowledgedBatch):
                return submission
            known = submission.results if isinstance(submission, AcknowledgedBatch) else ()
            return AcknowledgedBatch(
                submission.batch,
                submission.built,
                submission.archive_id,
                submission.file_name,
                (*known, (kind, result)),
            )
        case _:
            assert_never(fact)


SUBMISSION: Decider[Submission, SubmissionCommand, SubmissionFact] = Decider(
    name="submission",
    initial=NoBatch(),
    decide=decide,
    evolve=evolve,
    facts=get_args(SubmissionFact),
    commands=get_args(SubmissionCommand),
    states=get_args(Submission),
)
