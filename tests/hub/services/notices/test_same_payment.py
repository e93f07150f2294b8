"""A payment typed from a page and its 835 are the same money: it is posted once."""

import pytest

from domain.posting import deposit_account, partner_account, suspense_account
from hub.services.notices.conflicts import Exchanged, accept_remittance
from hub.services.notices.plan_finder import PlanFinder
from hub.services.receiving.receiving import receive_file
from tests.support.billing import ACME, LPV, Billing
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, accounts, receive, send
from tests.support.typed import Typed, typed

DEPOSIT, PARTNER = deposit_account(ACME), partner_account(LPV)


def test_a_payment_typed_by_claim_number_is_posted_like_an_835(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    result = receive(billing, typed(Typed(sent[:11], CHARGE, CHARGE)))
    assert (result.outcome, result.kind, result.unmatched_claims) == ("posted", "sheet", 0)
    account = billing.claim(sent[:11]).account
    assert [each.outcome for each in account.results] == ["paid"]
    assert accounts(billing)[DEPOSIT] == CHARGE


@pytest.mark.parametrize("turned", [False, True])
def test_the_835_of_a_typed_payment_is_a_duplicate_whichever_comes_first(
    billing: Billing, *, turned: bool
) -> None:
    first, second = send(billing, "M1", "M2")
    page = typed(Typed(first[:11], CHARGE, CHARGE), Typed(second, 0, CHARGE, reason="CO-197"))
    notice = era(Clp(first, CHARGE), Clp(second, 0, billed=CHARGE, payer_control="ICN2"))
    order = (notice, page) if turned else (page, notice)
    assert [receive(billing, each).outcome for each in order] == ["posted", "duplicate"]
    assert accounts(billing)[DEPOSIT] == CHARGE


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_payment_for_other_claims_is_a_conflict(billing: Billing, *, turned: bool) -> None:
    first, second = send(billing, "M1", "M2")
    page, notice = typed(Typed(first[:11], CHARGE, CHARGE)), era(Clp(second, CHARGE))
    order = (notice, page) if turned else (page, notice)
    results = [receive(billing, each) for each in order]
    assert [each.outcome for each in results] == ["posted", "parked"]
    assert [each.code for each in results[1].problems] == ["remittance.conflict"]
    assert accounts(billing)[suspense_account("conflicting-remittance")] == -CHARGE
    assert receive(billing, order[1]).outcome == "duplicate"


def test_other_money_for_the_same_claims_is_a_conflict(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    denied = Typed(second[:11], 0, CHARGE, reason="CO-197")
    receive(billing, typed(Typed(first[:11], CHARGE, CHARGE), denied))
    turned = era(Clp(first, 0, billed=CHARGE), Clp(second, CHARGE, payer_control="ICN2"))
    assert receive(billing, turned).outcome == "parked"


def test_a_person_says_that_the_835_holds_and_not_what_was_typed(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, typed(Typed(first[:11], CHARGE, CHARGE)))
    receive(billing, era(Clp(second, CHARGE)))
    assert isinstance(accept_remittance(billing.hub, "T1", "mistyped"), Exchanged)
    assert accounts(billing)[DEPOSIT] == CHARGE
    assert billing.claim(first[:11]).account.money.paid == 0
    assert billing.claim(second[:11]).account.money.paid == CHARGE


@pytest.mark.parametrize("turned", [False, True])
def test_one_that_never_added_up_gives_way_to_the_one_that_does(
    billing: Billing, *, turned: bool
) -> None:
    (sent,) = send(billing, "M1")
    short = CHARGE - 1
    order = (
        (era(Clp(sent, CHARGE), states=short), typed(Typed(sent[:11], CHARGE, CHARGE)))
        if turned
        else (typed(Typed(sent[:11], CHARGE, CHARGE), total=short), era(Clp(sent, CHARGE)))
    )
    assert [receive(billing, each).outcome for each in order] == ["parked", "posted"]
    assert accounts(billing)[DEPOSIT] == CHARGE
    assert suspense_account("unbalanced-remittance") not in accounts(billing)


def test_another_payment_of_the_day_with_another_number_is_posted(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, typed(Typed(first[:11], CHARGE, CHARGE)))
    assert receive(billing, era(Clp(second, CHARGE), trace="T2")).outcome == "posted"
    assert accounts(billing)[DEPOSIT] == 2 * CHARGE


def test_a_payer_that_is_typed_by_the_plans_name_is_the_plan(billing: Billing) -> None:
    assert PlanFinder(billing.hub).plan(ACME) is not None


def test_two_835s_of_one_number_from_two_payers_of_a_plan_are_two_payments(
    billing: Billing,
) -> None:
    first, second = send(billing, "M1", "M2")
    other = era(Clp(second, CHARGE)).replace(b"*1990000001", b"*1990000002")
    receive(billing, era(Clp(first, CHARGE)))
    assert receive(billing, other).outcome == "posted"
    assert accounts(billing)[DEPOSIT] == 2 * CHARGE


def test_a_number_typed_in_small_letters_is_the_same_number(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    stub = typed(Typed(sent[:11], CHARGE, CHARGE))
    again = typed(Typed(sent[:11].lower(), CHARGE, CHARGE))
    outcomes = [receive_file(billing.hub, each, "stub").transactions[0] for each in (stub, again)]
    assert [each.outcome for each in outcomes] == ["posted", "duplicate"]
