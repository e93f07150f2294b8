"""Care is handed in, judged, billed and set free again."""

from msgspec.structs import replace

from domain.care.encounter import (
    ENCOUNTER,
    ClaimedEncounter,
    ClaimEncounter,
    CorrectEncounter,
    FreeEncounter,
    HoldEncounter,
    NotBillableEncounter,
    ReadyEncounter,
    RecordEncounter,
)
from domain.identifiers import ClaimId
from tests.support import builders as b
from tests.support.given import given, problems

RECORDED = given(ENCOUNTER).after(RecordEncounter(b.REPORT, None))
CHANGED = replace(b.REPORT, content="content-2")


def test_the_same_row_saying_something_else_is_a_correction() -> None:
    assert problems(RECORDED.when(RecordEncounter(CHANGED, None))) == ["encounter.differs"]


def test_a_correction_lifts_what_held_it() -> None:
    held = RECORDED.after(HoldEncounter((b.PROBLEM,)))
    assert isinstance(held.after(CorrectEncounter(CHANGED, None)).state, ReadyEncounter)


def test_a_visit_becomes_billable_when_only_the_coverage_came() -> None:
    waiting = given(ENCOUNTER).after(RecordEncounter(b.REPORT, "member-not-covered"))
    assert isinstance(waiting.state, NotBillableEncounter)
    assert isinstance(waiting.after(CorrectEncounter(b.REPORT, None)).state, ReadyEncounter)


def test_a_claim_frees_only_what_it_bills() -> None:
    claimed = RECORDED.after(ClaimEncounter(b.CLAIM_ID, 1))
    assert claimed.when(FreeEncounter(ClaimId("claim-2"))) == ()
    assert isinstance(claimed.after(FreeEncounter(b.CLAIM_ID)).state, ReadyEncounter)


def test_a_billed_encounter_stays_changed_until_the_claim_states_it_anew() -> None:
    corrected = RECORDED.after(ClaimEncounter(b.CLAIM_ID, 1), CorrectEncounter(CHANGED, None))
    assert isinstance(corrected.state, ClaimedEncounter)
    assert corrected.state.is_changed
    stated = corrected.after(ClaimEncounter(b.CLAIM_ID, 1, "content-2"))
    assert isinstance(stated.state, ClaimedEncounter)
    assert not stated.state.is_changed


def test_a_claim_states_no_encounter_as_it_was_before_a_correction() -> None:
    corrected = RECORDED.after(CorrectEncounter(CHANGED, None))
    late = corrected.when(ClaimEncounter(b.CLAIM_ID, 1, b.REPORT.content))
    assert problems(late) == ["encounter.changed-meanwhile"]
