"""A remittance is parked whole, or posted chunk by chunk and then counted."""

import pytest
from msgspec.structs import replace

from domain.identifiers import RemittanceId
from domain.notices.remittance import (
    REMITTANCE,
    AcceptRemittance,
    FinishPosting,
    FinishWithdrawal,
    Outcome,
    ParkedBecause,
    ParkRemittance,
    PostChunk,
    PostedRemittance,
    PostingRemittance,
    RemittanceParked,
    RemittancePostingStarted,
    RemittanceSuperseded,
    RemittanceWithdrawn,
    StartPosting,
    SupersedeRemittance,
    WithdrawnRemittance,
    WithdrawRemittance,
    knows,
)
from domain.posting import (
    Entry,
    carried_account,
    deposit_account,
    reversed_entries,
    suspense_account,
)
from tests.support import builders as b
from tests.support.given import given, problems

PARKED = given(REMITTANCE).after(ParkRemittance(b.UNBALANCED, "unbalanced"))
POSTING = given(REMITTANCE).after(StartPosting(b.NOTICE, 3), PostChunk(1, 3, Outcome(2, 1, 0)))


def test_an_unbalanced_remittance_is_parked_whole_with_its_signed_residual() -> None:
    parked = PARKED.facts[0]
    assert isinstance(parked, RemittanceParked)
    assert parked.residual == -1000
    assert {entry.account: entry.cents for entry in parked.entries} == {
        deposit_account(b.PLAN_KEY): 7000,
        suspense_account("unbalanced-remittance"): -7000,
    }


def test_a_balanced_copy_takes_back_what_was_parked_whatever_its_amount() -> None:
    superseded, started = PARKED.after(StartPosting(b.NOTICE, 3)).facts[1:]
    parked = PARKED.facts[0]
    assert isinstance(superseded, RemittanceSuperseded)
    assert isinstance(parked, RemittanceParked)
    assert [e.cents for e in superseded.entries] == [-e.cents for e in parked.entries]
    assert started.notice == b.NOTICE  # type: ignore[attr-defined]


def test_what_a_person_must_judge_is_not_posted_by_a_copy() -> None:
    conflict = given(REMITTANCE).after(ParkRemittance(b.NOTICE, "conflict"))
    assert problems(conflict.when(StartPosting(b.NOTICE, 3))) == ["remittance.waits-for-a-person"]


def test_what_waited_for_a_setting_is_posted_once_it_is_right() -> None:
    payee = given(REMITTANCE).after(ParkRemittance(b.NOTICE, "payee"))
    superseded, started = payee.after(StartPosting(b.NOTICE, 3)).facts[1:]
    assert isinstance(superseded, RemittanceSuperseded)
    assert isinstance(started, RemittancePostingStarted)


def test_a_parked_copy_is_known_after_a_balanced_one_took_its_place() -> None:
    posted = given(REMITTANCE).after(
        ParkRemittance(b.UNBALANCED, "unbalanced"), StartPosting(b.NOTICE, 3)
    )
    assert posted.when(ParkRemittance(b.UNBALANCED, "unbalanced")) == ()


def test_a_corrected_notice_of_another_amount_takes_parked_money_out_of_suspense() -> None:
    by = RemittanceId("remittance-corrected")
    again = PARKED.after(SupersedeRemittance(by))
    parked, superseded = again.facts
    assert isinstance(parked, RemittanceParked)
    assert isinstance(superseded, RemittanceSuperseded)
    assert superseded.entries == reversed_entries(parked.entries)
    assert again.when(SupersedeRemittance(by)) == ()
    assert again.when(ParkRemittance(b.UNBALANCED, "unbalanced")) == ()


def test_a_notice_that_moves_no_bank_money_parks_what_is_carried() -> None:
    informs = replace(b.UNBALANCED, moves_bank_money=False)
    parked = given(REMITTANCE).after(ParkRemittance(informs, "unbalanced")).facts[0]
    assert isinstance(parked, RemittanceParked)
    assert parked.entries[0].account == carried_account(b.PLAN_KEY)


def test_posting_goes_on_where_it_stopped() -> None:
    assert POSTING.when(PostChunk(1, 3, Outcome(2, 1, 0))) == ()
    assert isinstance(POSTING.state, PostingRemittance)
    done = POSTING.after(PostChunk(4, 5, Outcome(1, 0, 1)), FinishPosting(()))
    assert isinstance(done.state, PostedRemittance)
    assert done.state.outcome == Outcome(3, 1, 1)


def test_a_chunk_beyond_the_last_claim_is_refused() -> None:
    beyond = PostChunk(4, 6, Outcome(3, 0, 0))
    assert problems(POSTING.when(beyond)) == ["remittance.chunk-out-of-order"]


def test_a_copy_of_what_is_posted_adds_nothing() -> None:
    posted = POSTING.after(PostChunk(4, 5, Outcome(1, 0, 1)), FinishPosting(()))
    assert posted.when(StartPosting(b.NOTICE, 3)) == ()
    assert posted.when(ParkRemittance(b.NOTICE, "conflict")) == ()


def test_a_remittance_without_claims_is_finished_at_once() -> None:
    empty = replace(b.NOTICE, claims=0, paid=0, adjusted=-8000)
    done = given(REMITTANCE).after(StartPosting(empty, 3), FinishPosting(()))
    assert isinstance(done.state, PostedRemittance)


# which of two holds

CONFLICT = given(REMITTANCE).after(ParkRemittance(b.NOTICE, "conflict"))
ACCEPT = AcceptRemittance(RemittanceId("remittance-first"), "the plan said so")
WITHDRAW = WithdrawRemittance(RemittanceId("remittance-second"), "the plan said so")
PAIRS = (Entry(deposit_account(b.PLAN_KEY), -500), Entry(carried_account(b.PLAN_KEY), 500))
WHOLE = POSTING.after(PostChunk(4, 5, Outcome(1, 0, 1)), FinishPosting(PAIRS))


def test_what_contradicts_another_is_posted_once_a_person_accepts_it() -> None:
    accepted = CONFLICT.after(ACCEPT)
    superseded, started = accepted.after(StartPosting(b.NOTICE, 3)).facts[2:]
    parked = CONFLICT.facts[0]
    assert isinstance(superseded, RemittanceSuperseded)
    assert isinstance(parked, RemittanceParked)
    assert superseded.entries == reversed_entries(parked.entries)
    assert isinstance(started, RemittancePostingStarted)


BESIDE = AcceptRemittance(None, "both hold")


@pytest.mark.parametrize("because", ["conflict", "day"])
def test_a_notice_may_hold_beside_all_others(because: ParkedBecause) -> None:
    accepted = given(REMITTANCE).after(ParkRemittance(b.NOTICE, because), BESIDE)
    superseded, started = accepted.after(StartPosting(b.NOTICE, 3)).facts[2:]
    assert isinstance(superseded, RemittanceSuperseded)
    assert isinstance(started, RemittancePostingStarted)
    assert accepted.when(BESIDE) == ()
    assert problems(accepted.when(ACCEPT)) == ["remittance.wrong-moment"]


@pytest.mark.parametrize(
    ("because", "ask"), [("payee", BESIDE), ("unbalanced", BESIDE), ("day", ACCEPT)]
)
def test_what_waits_for_another_reason_is_not_accepted(
    because: ParkedBecause, ask: AcceptRemittance
) -> None:
    parked = given(REMITTANCE).after(ParkRemittance(b.NOTICE, because))
    assert problems(parked.when(ask)) == ["remittance.no-conflict"]


def test_what_does_not_add_up_is_not_accepted_either() -> None:
    wrong = given(REMITTANCE).after(ParkRemittance(b.UNBALANCED, "conflict"))
    assert problems(wrong.when(ACCEPT)) == ["remittance.unbalanced"]


def test_what_belonged_to_no_claim_goes_back_when_it_is_withdrawn() -> None:
    withdrawn = WHOLE.after(WITHDRAW, FinishWithdrawal())
    last = withdrawn.facts[-1]
    assert isinstance(last, RemittanceWithdrawn)
    assert last.entries == reversed_entries(PAIRS)
    assert isinstance(withdrawn.state, WithdrawnRemittance)
    assert withdrawn.when(FinishWithdrawal()) == ()


def test_a_copy_of_what_was_withdrawn_is_known_and_posts_nothing() -> None:
    withdrawn = WHOLE.after(WITHDRAW, FinishWithdrawal())
    assert knows(withdrawn.state, b.NOTICE.digest)
    assert withdrawn.when(ParkRemittance(b.NOTICE, "conflict")) == ()
    assert problems(withdrawn.when(StartPosting(b.NOTICE, 3))) == ["remittance.wrong-moment"]


def test_only_what_is_posted_is_withdrawn() -> None:
    assert problems(POSTING.when(WITHDRAW)) == ["remittance.wrong-moment"]
    assert problems(PARKED.when(FinishWithdrawal())) == ["remittance.wrong-moment"]
