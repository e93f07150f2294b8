"""What the bank covers, to the cent: whose money is missing, and who waits for it."""

from functools import partial

import pytest

from domain.problem import Refused
from hub.services.advances import give_advance
from hub.services.bank_cover import Missing
from hub.services.hub_advances import (
    approve_hub_advance,
    ask_hub_advance,
    return_hub_advance,
)
from hub.services.payouts import cover_now
from hub.wiring import Hub
from tests.support.billing import LPV, ORC, Billing
from tests.support.paying import (
    ADA,
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


def test_a_payout_under_way_counts_before_it_is_paid(billing: Billing) -> None:
    hub = owed(billing)
    proposed(hub, LPV)
    cover = cover_now(hub)
    assert (cover.under_way, cover.room) == ({LPV: 4250}, {LPV: 0, ORC: 3400})


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


def test_seed_money_comes_out_of_the_hubs_own_alone(billing: Billing) -> None:
    hub = owed(billing)
    answer = give_advance(hub, LPV, 1351, reason="seed money", by=ADA)
    assert isinstance(answer, Refused)
    assert answer.codes == ["payout.above-what-is-payable"]
    assert not isinstance(give_advance(hub, LPV, 1350, reason="seed money", by=ADA), Refused)
    cover = cover_now(hub)
    assert (cover.hub_room, cover.room) == (0, {LPV: 4250, ORC: 3400})
    given(hub, 500)
    assert cover_now(hub).hub_room == 500


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


def test_a_fee_that_is_invoiced_and_not_paid_is_no_money_of_the_hubs(billing: Billing) -> None:
    hub = owed(billing)
    post(hub, hub.today, 800, "receivable:partner:ORC", "hub-fee:acme")
    assert cover_now(hub).hub_room == 1350
