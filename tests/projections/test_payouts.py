"""Payouts, payees and the hub's own money, as the facts tell."""

from domain.hub_advance import HUB_ADVANCE
from domain.payee import PAYEE
from domain.payout import PAYOUT
from projections.hub_advances import HUB_ADVANCES
from projections.payee_status import PAYEE_STATUS
from projections.payout_status import PAYOUT_STATUS
from projections.trial_balance import TRIAL_BALANCE
from tests.projections.folding import only, rows
from tests.support import payouts as q
from tests.support import planted
from tests.support.given import given

SENT = (q.PROPOSE, q.APPROVE, q.SEND)


def test_a_payout_says_who_asked_and_who_agreed() -> None:
    row = only(PAYOUT_STATUS, given(PAYOUT).after(*SENT).facts)
    assert (row.state, row.proposed_by, row.approved_by) == ("sent", q.ASKER, q.SECOND)
    assert (row.file_number, row.is_under_way) == ("D000001", True)


def test_an_approval_ends_with_a_hold() -> None:
    row = only(PAYOUT_STATUS, given(PAYOUT).after(q.PROPOSE, q.APPROVE, q.HOLD).facts)
    assert (row.state, row.approved_by, row.held) == ("held", "", {"person": q.HOLD.reason})


def test_answers_in_any_order_give_the_same_row() -> None:
    one = only(PAYOUT_STATUS, given(PAYOUT).after(*SENT, q.PAID, q.REISSUED).facts)
    other = only(PAYOUT_STATUS, given(PAYOUT).after(*SENT, q.REISSUED, q.PAID).facts)
    assert one == other
    assert (one.state, one.paid, one.standing is not None) == ("paid", 7500, True)


def test_the_row_and_the_state_of_the_decider_agree() -> None:
    for life in q.PAYOUT_LIVES:
        stream = given(PAYOUT).after(*life)
        row = only(PAYOUT_STATUS, stream.facts)
        standing = getattr(stream.state, "standing", None)
        assert (row.standing.number if row.standing else None) == standing


def test_a_payee_shows_the_last_four_digits_and_no_more() -> None:
    row = only(PAYEE_STATUS, given(PAYEE).after(q.CHANGE, q.CONFIRM, q.TO_EFT).facts)
    assert row.state == "changing"
    assert row.asked is not None
    assert row.asked.recipient.account_ends == planted.BANK_ACCOUNT[-4:]
    assert planted.planted_in(repr(row)) == []


def test_the_hubs_own_money_counts_once_a_second_person_agreed() -> None:
    asked = given(HUB_ADVANCE).after(q.ASK)
    assert rows(TRIAL_BALANCE, asked.facts) == {}
    assert only(HUB_ADVANCES, asked.facts).waits
    facts = asked.after(q.AGREE, q.GIVE_BACK).facts
    held = {row.account: row.cents for row in rows(TRIAL_BALANCE, facts).values()}
    assert held == {"bank": 3000, "hub-advance:LPV": -3000}
    assert not any(row.waits for row in rows(HUB_ADVANCES, facts).values())
