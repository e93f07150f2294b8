"""What waits, for whom, until when."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from msgspec.structs import replace as replace_fields

from domain.adjustment import Adjustment
from domain.care.encounter import ENCOUNTER, ClaimEncounter, HoldEncounter, RecordEncounter
from domain.claims.claim import CLAIM, HoldClaim, VoidClaim
from domain.claims.claim_recoveries import PostTakeback
from domain.claims.denial import AnsweredLine
from domain.identifiers import ArchiveId, ClaimId, DepositId
from domain.notices.notice import ParkedBecause
from domain.notices.parked_money import PARKED_MONEY, DisplaceMoney, Placement, PlaceMoney
from domain.notices.remittance import (
    REMITTANCE,
    MatchDeposit,
    ParkRemittance,
    StartPosting,
    UnmatchDeposit,
)
from domain.sending.submission import SUBMISSION, BuildBatch, ShortenBatch, WriteBatch
from projections.due_list import DUE_LIST
from projections.due_money import PARKED
from tests.projections.folding import only, rows
from tests.projections.life import a_whole_life
from tests.projections.stories import (
    A_PROBLEM,
    HALF_UNITS,
    PLAN,
    Story,
    answered_line,
    claim_id,
    deposited,
    line,
    money,
    notice,
    number,
    opened,
    payment,
    posted,
    report,
    sent,
    unmatched,
    unplaced,
)
from tests.support import builders as b
from tests.support import refunds
from tests.support.given import given


def test_an_unsent_claim_is_due_before_filing_closes() -> None:
    story = Story()
    opened(story)
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.who, item.due_on) == ("unsent-claim", "hub", date(2026, 8, 29))
    assert (item.subject, item.plan_key, item.partner_code) == (number(1), PLAN, "LPV")


def test_a_held_claim_is_due_with_the_words_of_its_problems() -> None:
    story = Story()
    opened(story)
    story.ask(CLAIM, claim_id(1), HoldClaim((A_PROBLEM,)))
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.what) == ("held-claim", A_PROBLEM.what)


def test_a_claim_with_the_plan_is_late_after_the_day_its_answer_is_due() -> None:
    story = Story()
    sent(story)
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.who, item.due_on) == ("plan-silent", "plan", date(2026, 4, 9))
    assert item.amount == 10_000


def test_a_denial_is_due_for_what_was_not_paid() -> None:
    story = Story()
    sent(story)
    story.ask(CLAIM, claim_id(1), payment(1, answered_line(4_000, HALF_UNITS)))
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.amount, item.due_on) == ("denied-claim", 6_000, date(2026, 9, 28))
    assert "CO-151" in item.what


def denied(remarks: tuple[str, ...], *others: tuple[str, ...]) -> str:
    """In which words a claim is due of whose lines these are the remarks, each denied for CO-16."""
    story = Story()
    every = (remarks, *others)
    sent(story, 1, *(line(at) for at in range(1, len(every) + 1)))
    said = Adjustment("CO", "16", 10_000)
    lines = (AnsweredLine(at, 0, None, (said,), told) for at, told in enumerate(every, 1))
    story.ask(CLAIM, claim_id(1), payment(1, *lines))
    return only(DUE_LIST, story.facts).what


def test_a_denial_says_what_to_do_and_how_to_look_its_codes_up() -> None:
    assert denied(("MA130",)) == (
        "the plan will not pay all of it: CO-16, MA130; correct it: hub claim correct, or leave it "
        "so: hub claim close; what the codes mean: hub explain CO-16 MA130 --together"
    )
    assert denied(()).endswith("what the codes mean: hub explain CO-16")


def test_codes_of_several_lines_or_too_many_are_not_looked_up_as_those_of_one() -> None:
    assert denied(("M76",), ("N290",)).endswith("hub explain CO-16 M76 N290")
    assert denied(("M76",), ("M76",)).endswith("hub explain CO-16 M76 --together")
    many = ("M51", "M53", "M76", "M77", "N56", "N290", "MA130")
    assert denied(many).endswith("hub explain CO-16 M51 M53 M76 M77 N56")


def test_a_batch_is_due_until_its_file_is_written_or_every_claim_left_it() -> None:
    story = Story()
    sent(story)
    batch = replace_fields(b.BATCH, claims=(claim_id(1), claim_id(2)), charge=20_000, plan_key=PLAN)
    story.ask(SUBMISSION, "batch-1", BuildBatch(batch))
    item = rows(DUE_LIST, story.facts)[f"batch/{batch.batch_id}"]
    assert (item.kind, item.who, item.due_on) == ("unwritten-batch", "hub", batch.built_on)
    assert (item.amount, item.plan_key, item.subject) == (20_000, PLAN, "northwind-000000007")
    assert item.what.endswith("hub batch write northwind-000000007")

    def left(*commands: object) -> list[int]:
        decided = given(SUBMISSION).after(BuildBatch(batch), *commands)
        found = rows(DUE_LIST, decided.facts).values()
        return [each.amount for each in found if each.kind == "unwritten-batch"]

    shorter = ShortenBatch((claim_id(2),), 9_000)
    assert left(shorter) == [9_000]
    assert left(shorter, ShortenBatch((), 0)) == []
    assert left(shorter, WriteBatch((claim_id(2),), ArchiveId("archive-2"), "n.837", 9)) == []


def test_what_waits_for_nobody_is_remembered_and_never_shown() -> None:
    story = Story()
    sent(story)
    story.ask(CLAIM, claim_id(1), payment(1, answered_line(10_000)))
    assert rows(DUE_LIST, story.facts) == {}
    story.ask(CLAIM, claim_id(1), VoidClaim("billed twice"))
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.who, item.amount) == ("expected-takeback", "hub", 10_000)
    sent(story, batch="batch-2")
    assert only(DUE_LIST, story.facts).who == "plan"


def test_a_held_visit_is_due_until_it_is_billed() -> None:
    story = Story()
    story.ask(ENCOUNTER, "visit-1", RecordEncounter(report(), None), HoldEncounter((A_PROBLEM,)))
    assert only(DUE_LIST, story.facts).kind == "held-visit"
    story.ask(ENCOUNTER, "visit-1", ClaimEncounter(claim_id(1), 1))
    assert rows(DUE_LIST, story.facts) == {}


def test_a_parked_remittance_is_due_until_a_balanced_copy_comes() -> None:
    story = Story()
    story.ask(REMITTANCE, "remittance-1", ParkRemittance(notice(paid=1), "unbalanced"))
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.amount, item.subject) == (
        "parked-remittance",
        10_000,
        "T-remittance-1",
    )
    story.ask(REMITTANCE, "remittance-1", StartPosting(notice(deposit=10_001), 5_000))
    assert rows(DUE_LIST, story.facts) == {}


def test_a_parked_payment_is_due_with_its_plan() -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    deposited(story, "remittance-1", 10_000)
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.plan_key, item.amount) == ("parked-payment", PLAN, 10_000)


def test_a_deposit_is_due_until_it_is_matched() -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    before = len(story.facts)
    deposited(story, "remittance-1", 10_000)
    kinds = [
        sorted(item.kind for item in rows(DUE_LIST, story.facts[:until]).values())
        for until in (before + 1, before + 2, before + 3)
    ]
    assert kinds == [
        ["parked-payment", "unbanked-remittance", "unmatched-deposit"],
        ["parked-payment", "unbanked-remittance"],
        ["parked-payment"],
    ]


def test_a_notice_is_due_until_the_bank_has_all_of_its_money_to_the_cent() -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    deposit = DepositId("deposit-1")
    for cents in (9_999, 1, -10_000):
        before = unbanked(story)
        story.ask(REMITTANCE, "remittance-1", MatchDeposit(deposit, date(2026, 4, 3), cents))
        assert (unbanked(story) or 0) == (before or 0) - cents
        deposit = DepositId(f"{deposit}x")
    item = rows(DUE_LIST, story.facts)["bank/remittance-1"]
    assert (item.who, item.due_on, item.subject) == ("plan", date(2026, 4, 8), "T-remittance-1")
    story.ask(REMITTANCE, "remittance-1", UnmatchDeposit(DepositId("deposit-1xx")))
    assert unbanked(story) is None


@pytest.mark.parametrize(
    ("cents", "who"), [(9_899, "plan"), (9_900, "hub"), (9_999, "hub"), (10_001, "hub")]
)
def test_cents_that_the_bank_lacks_or_has_beyond_are_the_hubs_to_ask_about(
    cents: int, who: str
) -> None:
    story = Story()
    posted(story, notice(), parked=[unmatched(1, 10_000)])
    deposit = DepositId("deposit-1")
    story.ask(REMITTANCE, "remittance-1", MatchDeposit(deposit, date(2026, 4, 3), cents))
    item = rows(DUE_LIST, story.facts)["bank/remittance-1"]
    assert (item.who, item.amount) == (who, 10_000 - cents)
    story.ask(REMITTANCE, "remittance-1", UnmatchDeposit(deposit))
    item = rows(DUE_LIST, story.facts)["bank/remittance-1"]
    assert (item.who, item.amount, item.held) == ("plan", 10_000, 0)


def test_a_notice_that_brings_no_money_waits_for_none() -> None:
    story = Story()
    posted(story, replace_fields(notice(), moves_bank_money=False), parked=[unmatched(1, 10_000)])
    assert unbanked(story) is None


def unbanked(story: Story) -> int | None:
    """What the bank lacks of the notice; None where that waits for nobody."""
    item = rows(DUE_LIST, story.facts).get("bank/remittance-1")
    return item.amount if item else None


def test_every_reason_to_park_a_notice_says_what_to_do() -> None:
    assert set(PARKED) >= set(get_args(ParkedBecause))
    for because in get_args(ParkedBecause):
        story = Story()
        story.ask(REMITTANCE, "remittance-1", ParkRemittance(notice(), because))
        assert only(DUE_LIST, story.facts).what.endswith(PARKED[because])


def test_money_paid_twice_is_due_sixty_days_after_the_second_payment() -> None:
    story = Story()
    sent(story)
    again = payment(1, answered_line(10_000), ordinal=2, remittance="remittance-2")
    again = replace(again, money=replace(again.money, paid_on=date(2026, 4, 20)))
    # files in any order: the later payment is the second one
    story.ask(CLAIM, claim_id(1), again, payment(1, answered_line(10_000)))
    item = only(DUE_LIST, story.facts)
    assert (item.kind, item.who, item.due_on) == ("paid-twice", "hub", date(2026, 6, 19))
    assert (item.amount, item.subject, item.partner_code) == (10_000, number(1), "LPV")
    assert "2026-04-20" in item.what
    undone = payment(1, status="22", paid=-10_000, ordinal=3, remittance="remittance-3")
    story.ask(CLAIM, claim_id(1), undone)
    assert rows(DUE_LIST, story.facts) == {}


def test_a_plan_that_says_the_member_owes_raises_an_alarm_until_it_takes_it_back() -> None:
    story = Story()
    sent(story)
    owes = (Adjustment("PR", "1", 1000),)
    story.ask(CLAIM, claim_id(1), payment(1, AnsweredLine(1, 9_000, 1, owes)))
    alarm = rows(DUE_LIST, story.facts)[f"member-charged/{claim_id(1)}"]
    assert (alarm.kind, alarm.who, alarm.subject) == ("member-charged", "hub", number(1))
    undone = payment(1, status="22", paid=-9_000, ordinal=2, remittance="remittance-2")
    story.ask(CLAIM, claim_id(1), undone)
    assert "member-charged" not in {item.kind for item in rows(DUE_LIST, story.facts).values()}


def test_a_reversal_without_its_payment_has_an_owner_until_the_payment_comes() -> None:
    story = Story()
    sent(story)
    story.ask(CLAIM, claim_id(1), payment(1, status="22", paid=-10_000, ordinal=2))
    kinds = {item.kind: item.amount for item in rows(DUE_LIST, story.facts).values()}
    assert kinds["reversal-without-payment"] == 10_000
    story.ask(CLAIM, claim_id(1), payment(1, answered_line(10_000), remittance="remittance-0"))
    assert "reversal-without-payment" not in {
        item.kind for item in rows(DUE_LIST, story.facts).values()
    }


def test_what_a_plan_kept_beyond_its_payment_has_an_owner() -> None:
    story = Story()
    sent(story)
    kept = PostTakeback(money(2), 12_500)
    story.ask(CLAIM, claim_id(1), payment(1, answered_line(10_000)), kept)
    kinds = {item.kind: item.amount for item in rows(DUE_LIST, story.facts).values()}
    assert kinds["recovery-above-payment"] == 2_500


def test_provider_adjustments_that_name_no_claim_have_an_owner() -> None:
    story = Story()
    sent(story)
    stated = notice(deposit=5_055, adjusted=4_945)
    kept, added = unplaced(1, -5_000, "WO"), unplaced(2, 55, "L6")
    paid = (claim_id(1), payment(1, answered_line(10_000)))
    posted(story, stated, paid, parked=[kept, added])
    deposited(story, "remittance-1", 5_055)
    first, second = sorted(rows(DUE_LIST, story.facts).values(), key=lambda item: -item.amount)
    assert (first.kind, first.who, first.subject) == ("unplaced-adjustment", "hub", "TRACE1/1")
    assert (first.plan_key, first.amount, second.amount) == (PLAN, 5_000, 55)
    assert first.what.startswith("the plan kept 50.00 (WO), and none of our claims is named for it")
    assert second.what.startswith("the plan added 0.55 (L6)")
    assert second.what.endswith("--claim or, where it is the hub's own, --hub-own")


def test_money_that_found_its_claim_waits_for_nobody_until_a_person_takes_it_away() -> None:
    story = Story()
    sent(story)
    kept = unplaced(1, -5_000, "WO")
    paid = (claim_id(1), payment(1, answered_line(10_000)))
    posted(story, notice(deposit=5_000, adjusted=5_000), paid, parked=[kept])
    deposited(story, "remittance-1", 5_000)
    item = kept.item
    part = Placement(ClaimId(claim_id(1)), number(1), item.posting_id, -5_000)
    story.ask(PARKED_MONEY, item.item_id, PlaceMoney((part,), "person", "the plan said so"))
    assert rows(DUE_LIST, story.facts) == {}
    story.ask(PARKED_MONEY, item.item_id, DisplaceMoney("it was another claim"))
    assert only(DUE_LIST, story.facts).who == "hub"


def test_a_notice_whose_money_all_has_an_owner_is_not_due() -> None:
    story = Story()
    sent(story)
    posted(story, notice(), (claim_id(1), payment(1, answered_line(10_000))))
    deposited(story, "remittance-1", 10_000)
    assert rows(DUE_LIST, story.facts) == {}


def test_everything_that_is_due_names_who_acts() -> None:
    items = rows(DUE_LIST, a_whole_life().facts).values()
    assert {item.who for item in items} == {"hub", "plan"}


def test_a_refund_is_due_sixty_days_after_it_was_found_until_it_goes_out() -> None:
    item = only(DUE_LIST, refunds.PROPOSED.facts)
    assert (item.kind, item.who, item.due_on) == ("refund-owed", "hub", date(2026, 5, 31))
    assert "hub refund approve" in item.what
    item = only(DUE_LIST, refunds.APPROVED.facts)
    assert "hub refund sent" in item.what
    assert rows(DUE_LIST, refunds.APPROVED.after(refunds.SEND).facts) == {}
    assert rows(DUE_LIST, refunds.PROPOSED.after(refunds.VOID).facts) == {}
