"""A batch's life: put together, shortened, written; its file bills what is in it and no more."""

from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace

from domain.identifiers import ArchiveId, ClaimId
from domain.problem import Refused
from domain.sending.submission import SUBMISSION, BuildBatch, EmptiedBatch, ShortenBatch, WriteBatch
from tests.support import builders as b
from tests.support.given import given

FIRST, SECOND = b.CLAIM_ID, ClaimId("claim-2")
BUILD = BuildBatch(replace(b.BATCH, claims=(FIRST, SECOND), charge=13_000))
SHORTEN = ShortenBatch((SECOND,), 5000)
WRITE = WriteBatch((SECOND,), ArchiveId("archive-2"), "acme-7.837", 1200)
BUILT = given(SUBMISSION).after(BUILD)
SHORTENED = BUILT.after(SHORTEN)


def test_a_file_holds_the_claims_that_are_in_its_batch_and_no_other() -> None:
    whole = replaced(WRITE, claims=(FIRST, SECOND))
    for batch, write in ((SHORTENED, whole), (BUILT, WRITE)):
        refused = batch.when(write)
        assert isinstance(refused, Refused)
        assert refused.codes == ["batch.other-claims"]
    assert SHORTENED.when(WRITE) != ()
    assert BUILT.when(whole) != ()


@pytest.mark.parametrize("stay", [(FIRST, FIRST), (SECOND, FIRST), (ClaimId("claim-3"),)])
def test_claims_only_leave_a_batch_and_the_others_stay_as_they_are(
    stay: tuple[ClaimId, ...],
) -> None:
    refused = BUILT.when(ShortenBatch(stay, 8000))
    assert isinstance(refused, Refused)
    assert refused.codes == ["batch.other-claims"]


@pytest.mark.parametrize(
    "batch",
    [BUILT, SHORTENED, SHORTENED.after(ShortenBatch((), 0)), SHORTENED.after(WRITE)],
    ids=["built", "shortened", "emptied", "written"],
)
def test_a_batch_built_twice_is_built_once_whatever_left_it(batch: object) -> None:
    assert isinstance(batch, type(BUILT))
    assert batch.when(BUILD) == ()


def test_claims_that_left_before_the_file_was_made_do_not_leave_again() -> None:
    assert SHORTENED.after(WRITE).when(SHORTEN) == ()
    refused = BUILT.after(replaced(WRITE, claims=(FIRST, SECOND))).when(SHORTEN)
    assert isinstance(refused, Refused)
    assert refused.codes == ["batch.wrong-moment"]


def test_a_batch_that_every_claim_left_is_emptied_and_never_written() -> None:
    emptied = BUILT.after(ShortenBatch((), 0))
    assert isinstance(emptied.state, EmptiedBatch)
    refused = emptied.when(replaced(WRITE, claims=()))
    assert isinstance(refused, Refused)
    assert refused.codes == ["batch.wrong-moment"]
