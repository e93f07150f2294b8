"""Payouts, payees and the hub's own money, as the facts tell."""

from domain.event import Fact
from domain.payments.hub_advance import HUB_ADVANCE
from domain.payments.payee import PAYEE
from domain.payments.payout import PAYOUT
from projections.due_list import DUE_LIST
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


def due(*facts: Fact) -> list[tuple[str, str]]:
    found = rows(DUE_LIST, facts).values()
    return [(item.kind, item.what) for item in found if item.who == "hub"]


def test_a_payout_waits_for_the_hub_until_it_is_answered() -> None:
    stream = given(PAYOUT).after(q.PROPOSE)
    approve = ("open-payout", "a second person looks at it: hub payout approve LPV-P0001")
    assert due(*stream.facts) == [approve]
    held = stream.after(q.HOLD)
    assert due(*held.facts) == [("open-payout", f"held: {q.HOLD.reason}")]
    assert due(*held.after(q.RELEASE).facts) == [approve]
    for_two = held.after(q.HOLD_PAYEE, q.RELEASE_PAYEE)
    assert due(*for_two.facts) == due(*held.facts), "what still holds it is what is told"
    approved = stream.after(q.APPROVE)
    assert due(*approved.facts) == [("open-payout", "goes into a file: hub payout send")]
    sent = approved.after(q.SEND)
    assert due(*sent.facts)[0][1].startswith("sent 2026-05-01 in D000001")
    assert due(*sent.after(q.PAID).facts) == due(*sent.after(q.VOIDED).facts) == []
    assert due(*approved.after(q.CANCEL).facts) == []


def test_what_waits_for_a_second_person_is_due() -> None:
    asked = given(PAYEE).after(q.CHANGE)
    assert [kind for kind, _ in due(*asked.facts)] == ["payee-change"]
    assert due(*asked.after(q.CONFIRM).facts) == due(*asked.after(q.DROP).facts) == []
    own = given(HUB_ADVANCE).after(q.ASK)
    assert [kind for kind, _ in due(*own.facts)] == ["hub-advance-asked"]
    assert due(*own.after(q.AGREE).facts) == []
