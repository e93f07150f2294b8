"""Money in the bank is listed until its remittance is known, and afterwards with it."""

from domain.deposit import DepositMatched, DepositRecorded
from projections.deposit_status import DEPOSIT_STATUS
from tests.projections.folding import only
from tests.projections.stories import Story, deposited, notice, posted, unmatched


def test_a_deposit_is_unmatched_until_its_remittance_is_known() -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    deposited(story, "remittance-1", 10_000)
    facts = [each for each in story.facts if isinstance(each, DepositRecorded | DepositMatched)]
    before, after = only(DEPOSIT_STATUS, facts[:1]), only(DEPOSIT_STATUS, facts)
    assert (before.amount, before.state, before.remittance_id) == (10_000, "unmatched", None)
    assert (after.bank_on, after.state, after.remittance_id) == (
        before.bank_on,
        "matched",
        "remittance-1",
    )
