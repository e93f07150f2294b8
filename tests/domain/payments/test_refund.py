"""Money goes back to a plan once two people agree, and by nothing the plan took itself."""

from datetime import date

from domain.payments.refund import REFUND, RefundSent, RefundVoided, SentRefund, VoidedRefund
from domain.posting import BANK, payable_account
from tests.support import builders as b
from tests.support.given import given, problems
from tests.support.refunds import (
    APPROVE,
    APPROVED,
    PROPOSE,
    PROPOSED,
    REFUND_OWED,
    SEND,
    TODAY,
    VOID,
)

PAYABLE = payable_account(b.PLAN_KEY)
SENT = APPROVED.after(SEND)


def moved(fact: RefundSent | RefundVoided) -> dict[str, int]:
    return {entry.account: entry.cents for entry in fact.entries}


def test_it_is_due_sixty_days_after_it_was_found() -> None:
    assert REFUND_OWED.due_on == date(2026, 5, 31)


def test_it_leaves_the_bank_when_its_cheque_goes_out() -> None:
    (sent,) = SENT.facts[2:]
    assert isinstance(sent, RefundSent)
    assert moved(sent) == {PAYABLE: 4000, BANK: -4000}
    assert isinstance(SENT.state, SentRefund)


def test_a_cheque_that_came_back_is_in_the_bank_again() -> None:
    voided = SENT.after(VOID)
    last = voided.facts[-1]
    assert isinstance(last, RefundVoided)
    assert moved(last) == {PAYABLE: -4000, BANK: 4000}
    assert isinstance(voided.state, VoidedRefund)


def test_what_was_not_sent_is_void_without_touching_the_bank() -> None:
    for refund in (PROPOSED, APPROVED):
        (voided,) = refund.when(VOID)  # type: ignore[misc]
        assert isinstance(voided, RefundVoided)
        assert voided.entries == ()


def test_nothing_is_sent_that_nobody_approved_or_that_is_void() -> None:
    for refund in (PROPOSED, APPROVED.after(VOID), given(REFUND)):
        assert problems(refund.when(SEND)) == ["refund.wrong-moment"]


def test_a_plan_that_took_some_of_it_since_is_sent_nothing() -> None:
    from_now = type(SEND)("CHEQUE-77", TODAY, 3999, TODAY)
    assert problems(APPROVED.when(from_now)) == ["refund.taken-back-by-plan"]


def test_no_cheque_goes_out_before_the_refund_was_approved() -> None:
    early = type(SEND)("CHEQUE-77", date(2026, 4, 14), 4000, TODAY)
    assert problems(APPROVED.when(early)) == ["refund.sent-before-approved"]


def test_another_approval_or_cheque_is_for_another_moment() -> None:
    again = type(APPROVE)("C. Third", TODAY, 4000, 4000)
    assert problems(APPROVED.when(again)) == ["refund.wrong-moment"]
    other = type(SEND)("CHEQUE-78", TODAY, 4000, TODAY)
    assert problems(SENT.when(other)) == ["refund.wrong-moment"]
    assert APPROVED.when(PROPOSE) == ()
