"""A takeback waits for the hub until somebody answered it."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as replace_fields

from domain.adjustment import Adjustment
from domain.agreements.contract import ByTheMonth, Terms
from domain.claims.claim import CLAIM, ClaimCommand, CloseClaim, CorrectClaim, OpenClaim, VoidClaim
from domain.claims.claim_money import PostPayment, SettleMonth
from domain.claims.claim_recoveries import PostRefund, PostTakeback, UndoPosting
from domain.posting import payable_account
from projections.claim_status import CLAIM_STATUS, ClaimStatus
from projections.due_item import DueItem
from projections.due_list import DUE_LIST
from tests.projections.folding import only, rows
from tests.projections.stories import (
    NO_AUTHORIZATION,
    PLAN,
    SPRING,
    Story,
    answered_line,
    body,
    claim_id,
    line,
    money,
    number,
    payment,
    sent,
)

OBJECT_BY = date(2026, 5, 13)  # 30 working days from 2026-04-01; April has no day off


def paid() -> Story:
    """A claim of 100 dollars, paid."""
    story = Story()
    sent(story)
    return told(story, payment(1, answered_line(10_000)))


def told(story: Story, *commands: ClaimCommand) -> Story:
    story.ask(CLAIM, claim_id(1), *commands)
    return story


def undone(cents: int = 10_000, at: str = "remittance-2") -> PostPayment:
    return payment(1, status="22", paid=-cents, remittance=at)


def kept(cents: int, at: str = "remittance-2") -> PostTakeback:
    return PostTakeback(money(9, at), cents)


def item(story: Story) -> DueItem | None:
    return rows(DUE_LIST, story.facts).get(f"claim/{claim_id(1)}")


def status(story: Story) -> ClaimStatus:
    return only(CLAIM_STATUS, story.facts)


def test_a_claim_that_was_taken_back_whole_waits_for_the_hub_until_a_day_to_object() -> None:
    story = told(paid(), undone())
    found = only(DUE_LIST, story.facts)
    assert (found.kind, found.who, found.due_on) == ("taken-back", "hub", OBJECT_BY)
    assert (found.amount, found.subject, found.plan_key) == (10_000, number(1), PLAN)
    assert found.partner_code == "LPV"
    assert found.what.startswith("the plan took back 100.00 on 2026-04-01; look whether")
    assert (
        "object in writing by 2026-05-13 (30 working days) or dispute it by 2027-04-01"
        in found.what
    )
    claim = status(story)
    assert (claim.waiting_on, claim.act_by) == ("hub", OBJECT_BY)
    assert claim.next_step == "answer-takeback"


@pytest.mark.parametrize("how", [undone(), kept(10_000)], ids=["reversed", "kept back"])
def test_whole_is_whole_by_whatever_way_it_was_taken(how: ClaimCommand) -> None:
    found = item(told(paid(), how))
    assert found
    assert (found.kind, found.amount) == ("taken-back", 10_000)


def test_what_is_taken_back_in_part_waits_for_that_part() -> None:
    found = item(told(paid(), kept(2_500)))
    assert found
    assert (found.kind, found.amount, found.due_on) == ("taken-back", 2_500, OBJECT_BY)


@pytest.mark.parametrize(
    "answer",
    [
        CloseClaim("the plan is right"),
        VoidClaim("billed to the other plan"),
        payment(1, answered_line(10_000), remittance="remittance-3"),
        UndoPosting("remittance-2#1", money(1, "remittance-2/undone")),
    ],
    ids=["left so", "void", "paid again", "found to be about something else"],
)
def test_it_goes_when_somebody_answered_it_or_the_plan_paid_again(answer: ClaimCommand) -> None:
    story = told(paid(), undone())
    assert item(story)
    assert item(told(story, answer)) is None
    assert status(story).waiting_on == "nobody"


def test_a_correction_answers_it_and_its_own_answer_does_not_bring_it_back() -> None:
    story = Story()
    sent(story, 1, line(1), line(2))
    told(story, payment(1, answered_line(10_000), answered_line(10_000, at=2)), undone(20_000))
    told(story, CorrectClaim((line(1),), body(1).diagnoses, "line 2 was not ours"))
    found = item(story)
    assert found
    assert (found.kind, found.amount) == ("unsent-claim", 10_000)
    sent(story, batch="batch-2")
    told(story, payment(1, answered_line(10_000), remittance="remittance-3", send=2))
    assert item(story) is None


def test_a_new_takeback_waits_again_after_an_earlier_one_was_left_so() -> None:
    story = told(paid(), kept(2_500), CloseClaim("the plan is right"))
    assert item(story) is None
    found = item(told(story, kept(1_000, "remittance-3")))
    assert found
    assert (found.kind, found.amount) == ("taken-back", 1_000)
    assert status(story).state == "answered"
    assert item(told(story, CloseClaim("right again"))) is None


def test_a_denial_after_it_is_a_denial() -> None:
    denied = payment(1, answered_line(0, NO_AUTHORIZATION), remittance="remittance-3")
    found = item(told(paid(), undone(), denied))
    assert found
    assert (found.kind, found.due_on) == ("denied-claim", date(2026, 9, 28))


def test_a_claim_that_is_denied_in_part_too_is_due_by_the_nearer_day() -> None:
    story = Story()
    sent(story)
    half = Adjustment("CO", "151", 5_000)
    early = replace(payment(1, answered_line(5_000, half)), answer_by=date(2026, 5, 1))
    found = item(told(story, early, kept(1_000)))
    assert found
    assert (found.kind, found.amount, found.due_on) == ("taken-back", 1_000, date(2026, 5, 1))


def test_what_the_hub_sent_back_itself_waits_for_nobody() -> None:
    cheque = replace(money(1, "refund"), cash=payable_account(PLAN))
    story = told(paid(), PostRefund(cheque, 10_000))
    assert item(story) is None
    assert status(story).next_step == "bill-again"


def test_a_takeback_that_the_hub_asked_for_is_none_to_look_at() -> None:
    story = told(paid(), VoidClaim("billed in error"))
    found = item(story)
    assert found
    assert found.kind == "expected-takeback"
    sent(story, batch="batch-2")
    assert item(told(story, undone())) is None


def test_a_month_that_another_claim_pays_is_not_missed_where_it_is_taken_back() -> None:
    story = Story()
    monthly = Terms(ByTheMonth(1_000), "ten percent of the month")
    stated = replace_fields(body(1), terms=monthly)
    story.ask(CLAIM, claim_id(1), OpenClaim(stated, SPRING, date(2026, 8, 29)))
    sent(story)
    other = SettleMonth(money(5, "remittance-0"), (SPRING, "remittance-0", 5))
    told(story, payment(1, answered_line(10_000)), other, undone())
    assert item(story) is None
    found = item(told(story, SettleMonth(money(6, "remittance-4"), None)))
    assert found
    assert found.kind == "taken-back"


def test_a_plan_that_asks_later_than_it_may_is_told_so() -> None:
    late = undone()
    late = replace(late, money=replace(late.money, paid_on=date(2027, 4, 2)))
    found = item(told(paid(), late))
    assert found
    assert "on 2027-04-02, more than 365 days after it had paid it on 2026-04-01;" in found.what


def test_a_reversal_that_comes_before_its_payment_is_objected_to_by_its_own_day() -> None:
    early = undone()
    early = replace(early, money=replace(early.money, paid_on=date(2026, 4, 2)))
    story = Story()
    sent(story)
    found = item(told(story, early, payment(1, answered_line(10_000))))
    assert found
    assert (found.kind, found.due_on) == ("taken-back", date(2026, 5, 14))


def test_of_two_takebacks_the_first_says_by_when() -> None:
    later = PostTakeback(replace(money(9, "remittance-3"), paid_on=date(2026, 4, 20)), 1_000)
    found = item(told(paid(), kept(2_500), later))
    assert found
    assert (found.amount, found.due_on) == (3_500, OBJECT_BY)
