"""Money in the bank is listed until its remittances are known, and afterwards with them."""

from typing import get_args

from domain.identifiers import RemittanceId
from domain.notices.deposit import (
    DEPOSIT,
    DepositFact,
    MatchRemittance,
    RecordDeposit,
    UnmatchRemittance,
)
from projections.deposit_status import DEPOSIT_STATUS, DepositPart, DepositStatus
from tests.projections.folding import only
from tests.projections.stories import PLAN, Story, deposited, notice, posted, unmatched
from tests.support import builders as b
from tests.support.given import given

FIRST, SECOND = RemittanceId("remittance-1"), RemittanceId("remittance-2")


def status(story: Story) -> DepositStatus:
    return only(DEPOSIT_STATUS, [each for each in story.facts if isinstance(each, _FACTS)])


_FACTS = get_args(DepositFact)


def test_a_deposit_is_unmatched_until_its_remittance_is_known() -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    deposited(story, FIRST, 10_000)
    facts = [each for each in story.facts if isinstance(each, _FACTS)]
    before, after = only(DEPOSIT_STATUS, facts[:1]), only(DEPOSIT_STATUS, facts)
    assert (before.amount, before.left, before.state, before.parts) == (
        *(10_000, 10_000),
        "unmatched",
        (),
    )
    assert (after.bank_on, after.left, after.state) == (before.bank_on, 0, "matched")
    assert after.parts == (DepositPart(FIRST, 10_000, "trace"),)


def test_a_deposit_that_was_typed_shows_what_the_banks_file_says_of_it() -> None:
    typed = given(DEPOSIT).after(RecordDeposit(b.TYPED_LINE, b.PAID_ON))
    before, after = (
        only(DEPOSIT_STATUS, each.facts)
        for each in (typed, typed.after(RecordDeposit(b.BANK_LINE, b.PAID_ON)))
    )
    assert (before.traces, before.source) == ((), None)
    assert (after.deposit_id, after.traces, after.source) == (
        *(before.deposit_id, b.BANK_LINE.traces),
        b.SOURCE,
    )


def test_a_deposit_for_several_is_partly_matched_until_all_of_it_is() -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    deposited(story, FIRST, 10_000)
    deposit = status(story).deposit_id
    story.ask(DEPOSIT, deposit, UnmatchRemittance(FIRST, "person"))
    assert (status(story).state, status(story).left) == ("unmatched", 10_000)
    story.ask(DEPOSIT, deposit, MatchRemittance(FIRST, PLAN, 6_000, "person"))
    assert (status(story).state, status(story).left) == ("partly", 4_000)
    story.ask(DEPOSIT, deposit, MatchRemittance(SECOND, PLAN, 4_000, "person"))
    assert (status(story).state, status(story).left) == ("matched", 0)
