"""What the bank covers, to the cent: whose money is missing, and who waits for it."""

from functools import partial

import pytest

from domain.agreements.pay_terms import AdvanceRule
from domain.problem import Refused
from hub.services.bank.bank_cover import BankCover, Missing
from hub.services.payments import hub_advances
from hub.services.payments.advances import give_advance
from hub.services.payments.hub_advances import (
    approve_hub_advance,
    ask_hub_advance,
    return_hub_advance,
)
from hub.services.payments.payouts import (
    approve_payouts,
    cancel_payouts,
    cover_now,
    shortfall_problems,
)
from hub.services.terms.pay_terms import agree_pay_rule
from hub.wiring import Hub
from tests.support.billing import LPV, ORC, Billing
from tests.support.hubs import reopened
from tests.support.paid_out import give_ahead
from tests.support.paying import (
    ADA,
    APRIL,
    BEN,
    accounts,
    approved,
    banked,
    confirmed,
    issue,
    notice,
    owed,
    paid_by_answer,
    proposed,
    receive,
    sent,
)
from tests.support.postings import post


def taken_back(billing: Billing) -> Hub:
    """LPV was paid 42.50 and owes it again; ORC is owed 44.20, of which the plan kept 50.00 for it.

    The bank had 50.00, paid 42.50 out and got 2.00: 9.50 are left. The hub's fee of LPV's 7.50 went
    back, of ORC's it has 7.80.
    """
    hub, first = billing.hub, sent(billing, "M1")
    receive(hub, notice((first, "50.00"), amount="50.00"))
    banked(hub, 5000)
    issue(hub)
    confirmed(hub)
    paid_by_answer(hub, approved(hub, LPV))
    second = sent(billing, "M2", ORC)
    kept = ((f"WO:{first}", "50.00"),)
    receive(hub, notice((second, "52.00"), amount="2.00", trace="T2", kept=kept))
    banked(hub, 200, "T2")
    issue(hub, ORC)
    confirmed(hub, ORC)
    return hub


def given(hub: Hub, cents: int, code: str = LPV) -> None:
    """The hub's own money stands in for a partner's debt."""
    day = hub.today
    asked = ask_hub_advance(hub, code, cents, reference="transfer 1", bank_on=day, by=ADA)
    assert not isinstance(asked, Refused)
    assert not isinstance(approve_hub_advance(hub, code, reference="transfer 1", by=BEN), Refused)


def test_what_is_in_the_bank_may_be_paid_out_but_for_what_is_the_hubs(billing: Billing) -> None:
    cover = cover_now(owed(billing))
    assert (cover.room, cover.for_partners, cover.hub_room) == ({LPV: 4250, ORC: 3400}, 7650, 1350)
    assert cover.missing == ()


def test_a_cent_that_a_deposit_lacks_is_named_like_all_that_is_short(billing: Billing) -> None:
    """Of 90.00 the bank has 89.99; LPV's 42.50 is the largest part and bears the cent."""
    hub = billing.hub
    claims = (sent(billing, "M1"), "50.00"), (sent(billing, "M2", ORC), "40.00")
    receive(hub, notice(*claims, amount="90.00"))
    banked(hub, 8999)
    cover = cover_now(hub)
    assert cover.short == {LPV: 1, ORC: 0}
    assert cover.missing == (Missing("deposit:acme", 1),)
    assert (cover.room, cover.for_partners) == ({LPV: 4249, ORC: 3400}, 7649)
    assert [problem.what for problem in shortfall_problems(cover.missing)] == [
        "the bank has 0.01 less than acme announced to partners"
    ]


def test_the_hubs_own_part_of_lacking_cents_keeps_no_partner_waiting(billing: Billing) -> None:
    """Of three cents LPV, ORC and the hub's fee bear one each."""
    hub = billing.hub
    claims = (sent(billing, "M1"), "50.00"), (sent(billing, "M2", ORC), "40.00")
    receive(hub, notice(*claims, amount="90.00"))
    banked(hub, 8997)
    cover = cover_now(hub)
    assert cover.short == {LPV: 1, ORC: 1}
    assert cover.missing == (Missing("deposit:acme", 2),)


def test_a_payout_under_way_counts_before_it_is_paid(billing: Billing) -> None:
    hub = owed(billing)
    proposed(hub, LPV)
    cover = cover_now(hub)
    assert (cover.under_way, cover.room) == ({LPV: 4250}, {LPV: 0, ORC: 3400})


def test_what_was_promised_and_is_owed_no_more_is_named_until_it_is_cancelled(
    billing: Billing,
) -> None:
    """42.50 are under way to LPV; the plan keeps 30.00 of ORC's for it, so 12.50 are owed."""
    hub = owed(billing)
    proposed(hub, LPV)
    post(hub, hub.today, 3000, "partner:LPV", "bank")
    cover = cover_now(hub)
    assert cover.missing == (Missing("payouts:LPV", 3000),)
    assert (cover.short[ORC], cover.room[ORC]) == (3000, 400)
    assert [problem.what for problem in shortfall_problems(cover.missing)] == [
        "payouts under way take 30.00 more than LPV is still owed"
    ]
    assert not isinstance(cancel_payouts(hub, ["LPV-P0001"], reason="taken back"), Refused)
    cover = cover_now(hub)
    assert (cover.missing, cover.room) == ((), {LPV: 1250, ORC: 3400})


def test_the_debt_of_one_partner_is_named_and_the_other_waits_for_it(billing: Billing) -> None:
    hub = taken_back(billing)
    assert accounts(hub) == {
        "bank": 950,
        "hub-fee:acme": -780,
        "partner:LPV": 4250,
        "partner:ORC": -4420,
    }
    cover = cover_now(hub)
    assert cover.missing == (Missing("partner:LPV", 4250),)
    assert (cover.owed, cover.room) == ({LPV: -4250, ORC: 4420}, {LPV: 0, ORC: 170})
    assert proposed(hub) == {"ORC-P0001": 170}


def test_the_hubs_own_money_closes_it(billing: Billing) -> None:
    hub = taken_back(billing)
    given(hub, 4250)
    cover = cover_now(hub)
    assert (cover.missing, cover.room) == ((), {LPV: 0, ORC: 4420})
    assert (cover.hub_room, cover.hub_free) == (780, {LPV: 0})
    assert proposed(hub) == {"ORC-P0001": 4420}


def test_what_one_person_asked_for_stands_in_for_nothing(billing: Billing) -> None:
    hub = taken_back(billing)
    day = hub.today
    asked = ask_hub_advance(hub, LPV, 4250, reference="transfer 1", bank_on=day, by=ADA)
    assert not isinstance(asked, Refused)
    again = approve_hub_advance(hub, LPV, reference="transfer 1", by=ADA.lower())
    assert isinstance(again, Refused)
    assert again.codes == ["staff.same-person"]
    assert cover_now(hub).missing == (Missing("partner:LPV", 4250),)


def test_a_partner_below_zero_is_never_paid(billing: Billing) -> None:
    hub = taken_back(billing)
    given(hub, 9999)
    assert cover_now(hub).room[LPV] == 0
    assert proposed(hub, LPV) == {}


def test_the_hub_takes_back_only_what_the_debt_does_not_need(billing: Billing) -> None:
    hub = taken_back(billing)
    given(hub, 5000)
    assert cover_now(hub).hub_free[LPV] == 750
    returned = partial(return_hub_advance, hub, LPV, returned_on=hub.today, by=ADA)
    refused = returned(751, reference="transfer 2")
    assert isinstance(refused, Refused)
    assert refused.codes == ["hub-advance.still-needed"]
    assert not isinstance(returned(750, reference="transfer 2"), Refused)
    assert accounts(hub)["hub-advance:LPV"] == -4250
    assert cover_now(hub).missing == ()


def test_a_reserve_stands_in_for_its_own_partner_alone(billing: Billing) -> None:
    """20.00 of what LPV was paid had been held back: so much less is missing."""
    hub = taken_back(billing)
    post(hub, hub.today, 2000, "partner:LPV", "reserve:LPV")
    assert cover_now(hub).missing == (Missing("partner:LPV", 4250),)
    post(hub, hub.today, 2000, "bank", "partner:LPV")
    cover = cover_now(hub)
    assert cover.missing == (Missing("partner:LPV", 2250),)
    assert cover.room == {LPV: 0, ORC: 2170}


def test_every_account_that_is_short_says_why_and_where_to_look() -> None:
    (told,) = shortfall_problems([Missing("carried:acme", 5332)])
    assert told.what.startswith("acme kept 53.32 more")
    assert told.fix.endswith("hub ledger account carried:acme")


def test_seed_money_comes_out_of_the_hubs_own_alone(billing: Billing) -> None:
    hub = owed(billing)
    answer = give_advance(hub, LPV, 1351, reason="seed money", by=ADA)
    assert isinstance(answer, Refused)
    assert answer.codes == ["payout.above-what-is-payable"]
    told = answer.problems[0]
    assert told.what == "13.51 is asked; 13.50 of the hub's own money may be paid out now"
    assert "cancel" not in told.fix
    assert not isinstance(give_advance(hub, LPV, 1350, reason="seed money", by=ADA), Refused)
    cover = cover_now(hub)
    assert (cover.hub_room, cover.room) == (0, {LPV: 4250, ORC: 3400})
    given(hub, 500)
    assert cover_now(hub).hub_room == 500


def test_seed_money_is_not_agreed_to_once_the_hub_has_spent_its_own(billing: Billing) -> None:
    """13.50 was the hub's when it was proposed; 10.00 of that went, so 3.50 are left for it."""
    hub = owed(billing)
    assert not isinstance(give_advance(hub, LPV, 1350, reason="seed money", by=ADA), Refused)
    post(hub, hub.today, 1000, "hub-fee:acme", "bank")
    answer = approve_payouts(hub, ["LPV-P0001"], by=BEN)
    assert isinstance(answer, Refused)
    assert (
        answer.problems[0].what == "13.50 is asked; 3.50 of the hub's own money may be paid out now"
    )


def test_more_spent_than_is_the_hubs_is_missing_by_the_name_of_the_hub(billing: Billing) -> None:
    """The hub had 13.50 and spent 20.00: 6.50 of the partners' 76.50 are gone."""
    hub = owed(billing)
    post(hub, hub.today, 2000, "hub-own:acme", "bank")
    cover = cover_now(hub)
    assert cover.missing == (Missing("hub", 650),)
    assert (cover.hub_room, cover.for_partners) == (0, 7000)


def test_what_is_held_back_from_one_partner_makes_nobody_wait(billing: Billing) -> None:
    hub = owed(billing)
    post(hub, hub.today, 2000, "partner:LPV", "reserve:LPV")
    cover = cover_now(hub)
    assert (cover.missing, cover.room) == ((), {LPV: 2250, ORC: 3400})


def test_what_left_the_bank_and_no_account_knows_of_is_missing_by_its_name(
    billing: Billing,
) -> None:
    """76.50 is owed to partners and 13.50 is the hub's; 80.00 of 90.00 are left."""
    hub = owed(billing)
    post(hub, hub.today, 1000, "deposit:acme", "bank")
    cover = cover_now(hub)
    assert (cover.missing, cover.for_partners) == ((Missing("bank", 1000),), 6650)


def test_two_who_take_the_hubs_money_back_at_once_take_no_more_than_is_free(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100.00 stand in for a debt of 50.00; both saw 50.00 free."""
    hub = billing.hub
    post(hub, hub.today, 5000, "partner:LPV", "bank")
    given(hub, 10_000)
    other = reopened(hub.settings.folder)
    back = partial(return_hub_advance, amount=5000, returned_on=hub.today, by=ADA)
    first: list[object] = []

    def overtaken(asked: Hub) -> BankCover:
        cover = cover_now(asked)
        if not first:
            first.append("begun")
            first.append(back(other, LPV, reference="transfer 2"))
        return cover

    monkeypatch.setattr(hub_advances, "cover_now", overtaken)
    second = back(hub, LPV, reference="transfer 3")
    other.close()
    assert not isinstance(first[1], Refused)
    assert isinstance(second, Refused)
    assert second.codes == ["hub-advance.still-needed"]
    assert cover_now(hub).missing == ()


@pytest.mark.parametrize("named", [True, False])
def test_an_offset_that_nobody_placed_keeps_what_it_covers_from_being_paid(
    billing: Billing, *, named: bool
) -> None:
    """The plan noted 30.00 (J1) beside two claims of 50.00 and 40.00."""
    hub = billing.hub
    first, second = sent(billing, "M1"), sent(billing, "M2", ORC)
    kept = ((f"J1:{first}" if named else "J1", "30.00"),)
    receive(hub, notice((first, "50.00"), (second, "40.00"), amount="60.00", kept=kept))
    banked(hub, 6000)
    cover = cover_now(hub)
    # 60.00 came; the 34.00 of ORC are there only where the plan says that it meant the other claim
    assert cover.room == {LPV: 0, ORC: 3400 if named else 0}
    assert cover.missing == ()


def test_what_an_offset_takes_beyond_the_claim_it_names_is_missing_by_its_name(
    billing: Billing,
) -> None:
    """The plan noted 70.00 (J1) for a claim of 50.00: 20.00 more are gone, nobody knows whose."""
    hub = billing.hub
    first, second = sent(billing, "M1"), sent(billing, "M2", ORC)
    kept = ((f"J1:{first}", "70.00"),)
    receive(hub, notice((first, "50.00"), (second, "40.00"), amount="20.00", kept=kept))
    banked(hub, 2000)
    cover = cover_now(hub)
    assert cover.missing == (Missing("suspense:plb-j1", 2000),)
    assert (cover.room, cover.hub_room) == ({LPV: 0, ORC: 1400}, 600)


def test_money_that_found_nobody_is_kept_from_partners(billing: Billing) -> None:
    hub = billing.hub
    first = sent(billing, "M1")
    receive(hub, notice((first, "50.00"), ("UNKNOWN", "20.00"), amount="70.00"))
    banked(hub, 7000)
    cover = cover_now(hub)
    assert (cover.room, cover.for_partners) == ({LPV: 4250}, 4250)


def test_what_was_kept_for_nobody_known_is_missing_and_named(billing: Billing) -> None:
    """A takeback of 20.00 names a claim that is none of ours: whose debt it is nobody knows."""
    hub = billing.hub
    first = sent(billing, "M1")
    kept = (("WO:UNKNOWN", "20.00"),)
    receive(hub, notice((first, "50.00"), amount="30.00", kept=kept))
    banked(hub, 3000)
    cover = cover_now(hub)
    assert cover.missing == (Missing("suspense:plb-wo", 2000),)
    assert (cover.owed, cover.short, cover.room) == ({LPV: 4250}, {LPV: 2000}, {LPV: 2250})
    (problem,) = shortfall_problems(cover.missing)
    assert problem.what == "a plan kept 20.00 and nobody said whose it is (suspense:plb-wo)"


def test_what_is_a_lead_entitys_a_plans_or_a_givers_is_kept_from_partners(
    billing: Billing,
) -> None:
    """A fee of a lead entity, a refund owed to a plan, a grant: the bank holds each for others."""
    hub = owed(billing)
    for account in ("upstream-fee:lead", "payable:acme", "fund:prop-10"):
        post(hub, hub.today, 1000, "bank", account)
    cover = cover_now(hub)
    assert (cover.for_partners, cover.hub_room, cover.missing) == (7650, 1350, ())
    post(hub, hub.today, 1500, "upstream-fee:lead", "bank")
    assert cover_now(hub).missing == (Missing("upstream-fee", 500),)


def test_what_was_put_in_for_a_partner_without_a_debt_is_free(billing: Billing) -> None:
    given(billing.hub, 500)
    assert cover_now(billing.hub).hub_free == {LPV: 500}


def test_an_advance_recouped_before_the_partners_money_came_makes_nobody_wait(
    billing: Billing,
) -> None:
    """5.00 given ahead to LPV are recouped from 42.50 that are not in the bank yet.

    The bank has 40.00 less 5.00: 34.00 of ORC's and 1.00 of the hub's fee of 6.00.
    """
    hub, claims = billing.hub, (sent(billing, "M1"), sent(billing, "M2", ORC))
    receive(hub, notice((claims[1], "40.00"), amount="40.00"))
    banked(hub, 4000)
    give_ahead(billing, LPV, 500, on=hub.today)
    rule = AdvanceRule(APRIL, "letter of 2026-04-02", basis_points=5000)
    assert not isinstance(agree_pay_rule(hub, LPV, rule), Refused)
    receive(hub, notice((claims[0], "50.00"), amount="50.00", trace="T2"))
    issue(hub)
    assert accounts(hub).get("advance:LPV", 0) == 0
    cover = cover_now(hub)
    assert (cover.missing, cover.room) == ((), {LPV: 0, ORC: 3400})
    assert cover.hub_room == 100
    banked(hub, 5000, "T2")
    cover = cover_now(hub)
    assert (cover.missing, cover.room) == ((), {LPV: 3750, ORC: 3400})
    assert cover.hub_room == 1350
    # a debt is named but for what is to come: 12.50, then less by 85 percent of 4.00
    post(hub, hub.today, 5000, "partner:LPV", "bank")
    assert cover_now(hub).missing == (Missing("partner:LPV", 1250),)
    receive(hub, notice((sent(billing, "M3"), "4.00"), amount="4.00", trace="T3"))
    assert cover_now(hub).missing == (Missing("partner:LPV", 1250 - 340),)


def test_a_fee_that_is_invoiced_and_not_paid_is_no_money_of_the_hubs(billing: Billing) -> None:
    hub = owed(billing)
    post(hub, hub.today, 800, "receivable:partner:ORC", "hub-fee:acme")
    assert cover_now(hub).hub_room == 1350
