"""Payouts from proposal to answer: never more than the bank covers, never the same money twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.payments.payee import W9
from domain.period import Month
from domain.problem import Refused
from hub.clock import standing_clock
from hub.services.agreements.payees import change_payee, confirm_payee, drop_change, record_w9
from hub.services.payments.advances import give_advance
from hub.services.payments.disbursements import send_payouts
from hub.services.payments.payouts import (
    approve_payouts,
    cancel_payouts,
    cover_now,
    hold_payouts,
    list_payouts,
    propose_payouts,
    release_payouts,
)
from hub.wiring import Hub
from tests.support.billing import LPV, ORC, Billing
from tests.support.hubs import reopened
from tests.support.paying import (
    ADA,
    BEN,
    BY_EFT,
    BY_VOUCHER,
    CLEO,
    PLAIN,
    accounts,
    answers,
    approved,
    banked,
    codes,
    confirmed,
    issue,
    notice,
    owed,
    paid_by_answer,
    payout,
    proposed,
    receive,
    sent,
    written,
)

# proposing


def test_the_last_statement_is_paid_out_as_the_bank_covers_it(billing: Billing) -> None:
    assert proposed(owed(billing)) == {"LPV-P0001": 4250, "ORC-P0001": 3400}


def test_the_same_money_is_never_proposed_twice(billing: Billing) -> None:
    hub = owed(billing)
    first = proposed(hub, LPV)
    assert proposed(hub, LPV) == {}
    paid_by_answer(hub, _approved(hub, first))
    assert (proposed(hub, LPV), accounts(hub).get("partner:LPV", 0)) == ({}, 0)


def _approved(hub: Hub, payouts: dict[str, int]) -> dict[str, int]:
    assert not isinstance(approve_payouts(hub, list(payouts), by=BEN), Refused)
    return payouts


def test_two_who_propose_at_once_propose_once(billing: Billing) -> None:
    hub = owed(billing)
    other = reopened(hub.settings.folder)
    assert proposed(hub, LPV) == {"LPV-P0001": 4250}
    assert proposed(other, LPV) == {}
    other.close()


def test_what_no_statement_told_the_partner_is_not_paid(billing: Billing) -> None:
    hub = owed(billing)
    receive(hub, notice((sent(billing, "M3"), "20.00"), amount="20.00", trace="T2"))
    banked(hub, 2000, "T2")
    assert cover_now(hub).room[LPV] == 4250 + 1700
    assert proposed(hub, LPV) == {"LPV-P0001": 4250}


def test_what_the_bank_got_since_the_statement_is_paid_too(billing: Billing) -> None:
    hub = billing.hub
    receive(hub, notice((sent(billing, "M1"), "50.00"), amount="50.00"))
    issue(hub)
    confirmed(hub)
    assert proposed(hub, LPV) == {}
    banked(hub, 5000)
    assert proposed(hub, LPV) == {"LPV-P0001": 4250}


def test_a_takeback_since_the_statement_is_not_paid_out(billing: Billing) -> None:
    hub = owed(billing)
    first = billing.claim("LPV00000001").account.sends[-1].sent_as
    third, kept = sent(billing, "M3", ORC), ((f"WO:{first}", "10.00"),)
    receive(hub, notice((third, "20.00"), amount="10.00", trace="T2", kept=kept))
    banked(hub, 1000, "T2")
    # 8.50 of the 10.00 were LPV's, 1.50 the hub's fee
    assert proposed(hub, LPV) == {"LPV-P0001": 3400}


def test_what_came_back_after_the_last_statement_is_told_by_the_next_one(billing: Billing) -> None:
    """April's 42.50 are paid, May's statement is issued, then the warrant is void."""
    paid_by_answer(owed(billing), approved(billing.hub, LPV))
    hub = reopened(
        billing.hub.settings.folder, standing_clock(datetime(2026, 5, 20, 19, tzinfo=UTC))
    )
    issue(hub, LPV, Month(2026, 5))
    answers(hub, "LPV-P0001,void,W10,,2026-05-20,42.50")
    found = propose_payouts(hub, [LPV], by=ADA)
    hub.close()
    assert not isinstance(found, Refused)
    (nothing,) = found.proposals
    assert nothing.why.startswith(
        "what statement LPV-2026-05 told is paid or under way; 42.50 came"
    )


def test_without_a_statement_nothing_is_proposed(billing: Billing) -> None:
    found = propose_payouts(billing.hub, [], by=ADA)
    assert not isinstance(found, Refused)
    assert {each.why for each in found.proposals} == {"no statement was issued yet"}


def test_whoever_proposes_has_a_name_and_the_name_of_nobody_is_none(billing: Billing) -> None:
    assert codes(propose_payouts(owed(billing), [LPV], by="")) == ["staff.no-name"]


def test_a_dry_run_proposes_nothing(billing: Billing) -> None:
    hub = owed(billing)
    found = propose_payouts(hub, [], by=ADA, dry_run=True)
    assert not isinstance(found, Refused)
    assert [each.payout.amount for each in found.proposals if each.payout] == [4250, 3400]
    assert list_payouts(hub) == []


# agreeing


def test_a_second_person_approves(billing: Billing) -> None:
    hub = owed(billing)
    (number,) = proposed(hub, LPV)
    assert codes(approve_payouts(hub, [number], by=ADA)) == ["staff.same-person"]
    assert not isinstance(approve_payouts(hub, [number], by=BEN), Refused)
    assert (payout(hub).state, payout(hub).approved_by) == ("approved", BEN)


def test_the_bank_is_asked_again_before_it_is_approved(billing: Billing) -> None:
    """The bank gives the transfer back between the two."""
    hub = owed(billing)
    (number,) = proposed(hub, LPV)
    banked(hub, -9000)
    answer = approve_payouts(hub, [number], by=BEN)
    assert codes(answer)[0] == "payout.above-what-is-payable"
    assert payout(hub).state == "proposed"


def test_the_bank_is_asked_again_before_it_is_sent_and_the_debtor_is_named(
    billing: Billing,
) -> None:
    hub = owed(billing)
    approved(hub)
    paid_by_answer(hub, {"LPV-P0001": 4250})
    first = billing.claim("LPV00000001").account.sends[-1].sent_as
    third, kept = sent(billing, "M3", ORC), ((f"WO:{first}", "50.00"),)
    receive(hub, notice((third, "50.00"), amount="0", trace="T2", kept=kept))
    # ORC is owed 34.00 and 42.50; the bank has 90.00 - 42.50 = 47.50, of which the hub 13.50
    assert accounts(hub)["bank"] == 4750
    assert payout(hub, "ORC-P0001").payout.amount == 3400
    sent_all = written(hub)
    assert (sent_all.count, sent_all.total) == (1, 3400)


def test_what_the_bank_no_longer_covers_is_not_sent_and_says_whose_debt_it_is(
    billing: Billing,
) -> None:
    hub = owed(billing)
    approved(hub)
    paid_by_answer(hub, {"LPV-P0001": 4250})
    first = billing.claim("LPV00000001").account.sends[-1].sent_as
    # the plan keeps 50.00 of LPV's from a payment that finds nobody: that one is owed 50.00 now
    kept = ((f"WO:{first}", "50.00"),)
    receive(hub, notice(("UNKNOWN", "50.00"), amount="0", trace="T2", kept=kept))
    answer = send_payouts(hub, PLAIN)
    assert "payout.bank-short" in codes(answer)
    assert isinstance(answer, Refused)
    assert any("LPV owes 42.50" in problem.what for problem in answer.problems)


# the payee


def test_between_a_change_of_the_payee_and_its_confirmation_nothing_is_paid(
    billing: Billing,
) -> None:
    hub = owed(billing)
    approved(hub, LPV)
    changed = change_payee(hub, LPV, BY_EFT, by=ADA)
    assert not isinstance(changed, Refused)
    assert changed.payouts == ("LPV-P0001",)
    assert payout(hub).held == {"payee": "a change of the payee waits for a second person"}
    assert codes(approve_payouts(hub, ["LPV-P0001"], by=BEN)) == ["payout.held"]
    assert written(hub).count == 0
    assert codes(confirm_payee(hub, LPV, by=ADA)) == ["staff.same-person"]
    assert not isinstance(confirm_payee(hub, LPV, by=CLEO), Refused)
    assert (payout(hub).state, payout(hub).approved_by) == ("proposed", "")


def test_a_dropped_change_holds_nothing_any_more(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub, LPV)
    change_payee(hub, LPV, BY_EFT, by=ADA)
    assert not isinstance(drop_change(hub, LPV, by=ADA), Refused)
    assert payout(hub).state == "proposed"


def test_what_a_person_holds_stays_held_when_the_payee_is_certain(billing: Billing) -> None:
    hub = owed(billing)
    proposed(hub, LPV)
    assert not isinstance(hold_payouts(hub, ["LPV-P0001"], reason="asked to wait"), Refused)
    change_payee(hub, LPV, BY_EFT, by=ADA)
    confirm_payee(hub, LPV, by=BEN)
    assert payout(hub).held == {"person": "asked to wait"}
    assert not isinstance(release_payouts(hub, ["LPV-P0001"]), Refused)
    assert payout(hub).state == "proposed"


def test_a_payout_is_held_from_the_start_where_nobody_said_whom_to_pay(billing: Billing) -> None:
    hub = billing.hub
    receive(hub, notice((sent(billing, "M1"), "50.00"), amount="50.00"))
    banked(hub, 5000)
    issue(hub)
    proposed(hub, LPV)
    assert payout(hub).held == {"payee": "no payee is confirmed for the partner"}
    confirmed(hub)
    assert payout(hub).state == "proposed"


def test_another_partners_payee_holds_nothing_of_this_one(billing: Billing) -> None:
    hub = owed(billing)
    approved(hub)
    change_payee(hub, ORC, BY_VOUCHER, by=ADA)
    change_payee(hub, ORC, BY_EFT, by=ADA)
    assert (payout(hub).state, payout(hub, "ORC-P0001").state) == ("approved", "held")


def test_a_routing_number_that_fails_its_check_is_told_without_repeating_it(
    billing: Billing,
) -> None:
    answer = change_payee(billing.hub, LPV, replace(BY_EFT, routing="123456781"), by=ADA)
    assert codes(answer) == ["payee.account-unusable"]


def test_cancelled_money_may_be_proposed_again(billing: Billing) -> None:
    hub = owed(billing)
    proposed(hub, LPV)
    assert not isinstance(cancel_payouts(hub, ["LPV-P0001"], reason="too early"), Refused)
    assert proposed(hub, LPV) == {"LPV-P0002": 4250}


# seed money


def test_seed_money_goes_the_way_of_every_payout(billing: Billing) -> None:
    hub = owed(billing)
    answer = give_advance(hub, LPV, 500, reason="seed money", by=ADA)
    assert not isinstance(answer, Refused)
    again = give_advance(hub, LPV, 500, reason="seed money", by=ADA)
    assert not isinstance(again, Refused)
    assert answer.payout == again.payout
    assert codes(give_advance(hub, LPV, 600, reason="seed money", by=ADA)) == [
        "payout.advance-differs"
    ]
    paid_by_answer(hub, _approved(hub, {"LPV-P0001": 500}))
    assert (accounts(hub)["advance:LPV"], accounts(hub)["bank"]) == (500, 8500)
    # what is owed for care is not touched, and the hub has 5.00 less of its own
    assert (cover_now(hub).room, cover_now(hub).hub_room) == ({LPV: 4250, ORC: 3400}, 850)


def test_a_form_of_the_tax_authorities_holds_nothing(billing: Billing) -> None:
    hub = owed(billing)
    proposed(hub, LPV)
    record_w9(hub, LPV, W9("on-file", "ein", date(2026, 1, 5)))
    assert payout(hub).state == "proposed"
