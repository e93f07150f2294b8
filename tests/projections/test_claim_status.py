"""Where a claim is, who acts next, and by when, at every turn of its life."""

from dataclasses import replace
from datetime import date, timedelta

from domain.claims.claim import (
    CLAIM,
    CloseClaim,
    CorrectClaim,
    HoldClaim,
    ReceiveClaim,
    RejectClaim,
    VoidClaim,
)
from domain.claims.claim_facts import Reason
from domain.claims.claim_money import PostInterest
from domain.claims.claim_recoveries import (
    PostRefund,
    PostRefundReceipt,
    PostTakeback,
    UndoPosting,
)
from domain.identifiers import BatchId, PayerControlNumber, send_number
from projections.claim_status import CLAIM_STATUS, ClaimStatus
from tests.projections.folding import only
from tests.projections.stories import (
    A_PROBLEM,
    HALF_UNITS,
    NO_AUTHORIZATION,
    SPRING,
    Story,
    answered_line,
    claim_id,
    line,
    money,
    number,
    opened,
    payment,
    sent,
)

FILE_BY = date(2026, 8, 29)
ANSWER_DUE_ON = date(2026, 4, 9)
ANSWER_BY = date(2026, 9, 28)
FIRST = send_number(number(1), 1)


def status(story: Story) -> ClaimStatus:
    return only(CLAIM_STATUS, story.facts)


def turn(claim: ClaimStatus) -> tuple[str, str, date | None, str]:
    return claim.state, claim.waiting_on, claim.act_by, claim.next_step


def answered(*commands: object) -> Story:
    story = Story()
    sent(story, 1, line(), line(2, units=4, charge=20_000))
    story.ask(CLAIM, claim_id(1), *commands)
    return story


def test_an_open_claim_is_the_hubs_to_send_before_filing_closes() -> None:
    story = Story()
    opened(story)
    assert turn(status(story)) == ("open", "hub", FILE_BY, "send")
    assert status(story).lines[0].service == "98960 U2"
    assert status(story).billed == 10_000


def test_a_held_claim_says_why_until_it_is_sent() -> None:
    story = Story()
    opened(story)
    story.ask(CLAIM, claim_id(1), HoldClaim((A_PROBLEM,)))
    assert turn(status(story)) == ("held", "hub", FILE_BY, "fix-and-send")
    assert status(story).problems == (A_PROBLEM,)
    sent(story)
    assert status(story).problems == ()


def test_a_sent_claim_waits_for_the_plan_until_the_answer_is_due() -> None:
    story = Story()
    sent(story)
    assert turn(status(story)) == ("submitted", "plan", ANSWER_DUE_ON, "wait-for-plan")
    assert (status(story).sends, status(story).last_batch_id) == ((FIRST,), BatchId("batch-1"))


def test_a_claim_that_left_its_batch_was_not_sent_and_is_the_hubs_again() -> None:
    story = Story()
    sent(story)
    story.ask(CLAIM, claim_id(1), HoldClaim((A_PROBLEM,), leaves=BatchId("batch-1")))
    claim = status(story)
    assert turn(claim) == ("held", "hub", FILE_BY, "fix-and-send")
    assert (claim.sends, claim.last_batch_id, claim.answer_due_on) == ((), None, None)
    sent(story, batch="batch-2")
    assert status(story).sends == (send_number(number(1), 2),)


def test_receipt_and_acceptance_are_told_apart_and_the_plan_still_acts() -> None:
    story = Story()
    sent(story)
    story.ask(CLAIM, claim_id(1), ReceiveClaim(FIRST, "received", None, SPRING, None))
    assert status(story).state == "received"
    known = PayerControlNumber("PCN9")
    story.ask(CLAIM, claim_id(1), ReceiveClaim(FIRST, "accepted", known, SPRING, None))
    assert turn(status(story)) == ("accepted", "plan", ANSWER_DUE_ON, "wait-for-plan")
    assert status(story).payer_control == known


def test_a_rejected_claim_is_sent_anew_while_the_filing_clock_still_runs() -> None:
    story = Story()
    sent(story)
    rejected = RejectClaim(FIRST, "claim", (Reason("A3:21", "NM109"),), SPRING, None)
    story.ask(CLAIM, claim_id(1), rejected)
    assert turn(status(story)) == ("rejected", "hub", FILE_BY, "fix-and-send-again")
    assert status(story).reject_reasons == ("A3:21",)
    sent(story, batch="batch-2")
    assert status(story).reject_reasons == ()
    assert len(status(story).sends) == 2


def test_the_plans_number_is_that_of_its_last_day_not_of_the_last_file() -> None:
    late = replace(payment(1, answered_line(0)), payer_control=PayerControlNumber("PCN-LATE"))
    late = replace(late, money=replace(late.money, paid_on=late.money.paid_on + timedelta(9)))
    early = payment(1, answered_line(0), ordinal=2)
    for first, second in ((late, early), (early, late)):
        story = answered(first, second)
        assert status(story).payer_control == "PCN-LATE"


def test_a_claim_paid_in_full_waits_for_nobody() -> None:
    story = answered(payment(1, answered_line(10_000), answered_line(20_000, at=2)))
    assert turn(status(story)) == ("answered", "nobody", None, "none")
    assert (status(story).standing, status(story).paid) == ("paid", 30_000)


def test_a_line_whose_every_answer_was_undone_is_unanswered_again() -> None:
    first = payment(1, answered_line(10_000), answered_line(0, NO_AUTHORIZATION, at=2))
    second = payment(1, answered_line(20_000, at=2), ordinal=2)
    undone = UndoPosting(second.money.posting_id, money(2, "undone"))
    lines = status(answered(first, second, undone)).lines
    assert [(line.outcome, line.paid) for line in lines] == [("paid", 10_000), ("denied", 0)]
    both = UndoPosting(first.money.posting_id, money(1, "undone"))
    lines = status(answered(first, second, undone, both)).lines
    assert [(each.outcome, each.paid, each.units_paid, each.reasons) for each in lines] == [
        (None, 0, 0, ()),
        (None, 0, 0, ()),
    ]


def test_a_line_paid_in_part_is_answered_before_the_correction_limit() -> None:
    lines = answered_line(10_000), answered_line(10_000, HALF_UNITS, units=2, at=2)
    claim = status(answered(payment(1, *lines)))
    assert turn(claim) == ("answered", "hub", ANSWER_BY, "answer-denial")
    second = claim.lines[1]
    assert (second.outcome, second.paid, second.units_paid) == ("part-paid", 10_000, 2)
    assert (second.reasons, second.remarks) == (("CO-151",), ("N519",))


def test_a_denial_that_is_accepted_waits_for_nobody() -> None:
    story = answered(payment(1, answered_line(0, NO_AUTHORIZATION)), CloseClaim("it is right"))
    assert turn(status(story)) == ("closed", "nobody", None, "none")


def test_a_correction_is_sent_before_the_correction_limit_and_keeps_what_the_plan_said() -> None:
    story = answered(payment(1, answered_line(10_000), answered_line(0, HALF_UNITS, at=2)))
    lines = line(), line(2, units=2)
    story.ask(CLAIM, claim_id(1), CorrectClaim(lines, (), "two units were given"))
    claim = status(story)
    assert turn(claim) == ("correcting", "hub", ANSWER_BY, "send")
    assert claim.billed == 20_000
    assert [each.outcome for each in claim.lines] == ["paid", "denied"]


def test_a_void_ends_with_the_reversal_of_what_was_paid() -> None:
    story = answered(payment(1, answered_line(10_000)), VoidClaim("billed twice"))
    assert turn(status(story)) == ("voiding", "hub", None, "send")
    sent(story, batch="batch-2")
    assert turn(status(story))[:2] == ("submitted", "plan")
    undone = payment(1, answered_line(-10_000), ordinal=9, status="22")
    story.ask(CLAIM, claim_id(1), undone)
    assert turn(status(story)) == ("voided", "nobody", None, "none")
    assert status(story).paid == 0


def test_paid_is_net_of_takebacks_and_interest_stands_apart() -> None:
    story = answered(
        payment(1, answered_line(10_000), answered_line(20_000, at=2)),
        PostInterest(money(2), 150),
        PostTakeback(money(3), -4_000),
        PostTakeback(money(4), 6_000),
    )
    assert (status(story).paid, status(story).interest) == (28_000, 150)


def test_what_the_hub_sent_back_is_not_paid_and_thanks_for_it_undo_nothing() -> None:
    paid = payment(1, answered_line(10_000), answered_line(20_000, at=2))
    sent_back = answered(paid, PostRefund(money(2), 30_000))
    assert status(sent_back).paid == sum(line.paid for line in status(sent_back).lines) == 0
    # a takeback (WO) and the receipt for a cheque (72) that nobody knows of set each other off
    thanked = answered(paid, PostTakeback(money(3), 30_000), PostRefundReceipt(money(4), 30_000))
    assert status(thanked).paid == sum(line.paid for line in status(thanked).lines) == 30_000


def test_interest_before_any_answer_says_nothing_of_the_claim() -> None:
    assert status(answered(PostInterest(money(2), 150))).standing is None
