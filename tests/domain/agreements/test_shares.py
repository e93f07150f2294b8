"""Each rule to the cent, by figures made by hand."""

from collections.abc import Sequence

import pytest

from domain.agreements.shares import (
    Addition,
    PaidLine,
    Share,
    claim_shares,
    interest_shares,
    invoiced_shares,
    memo_fee,
)
from domain.agreements.terms import (
    ByTheMonth,
    NothingBilled,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    ShareRule,
    Terms,
    Upstream,
    WholePayment,
)
from domain.identifiers import PartnerCode, PlanKey
from domain.money import Money

PARTNER, PLAN = PartnerCode("LPV"), PlanKey("acme")
TENTH = Terms(PercentOfPaid(1000), "as agreed")
STAYS = Terms(PercentOfPaid(1000), "as agreed", fee_returns=False)
LIMITED = Terms(PercentOfPaid(1000), "as agreed", minimum=200, cap=1000)
PER_CLAIM = Terms(PerClaim(800), "as agreed")
CHAIN = Terms(PercentOfPaid(1250), "as agreed", upstream=Upstream("lead", PercentOfPaid(1000)))
NET = Terms(PercentOfPaid(1250), "as agreed", upstream=Upstream("lead", PerLine(900), "net"))


def told(shares: Sequence[Share]) -> list[tuple[int, str, Money]]:
    """What is held, without what is nothing."""
    return [(each.line, each.account, each.cents) for each in shares if each.cents]


def paid(terms: Terms, *cents: Money, units: int = 2) -> list[tuple[int, str, Money]]:
    """The parts of a claim whose lines were paid these amounts, all standing."""
    lines = [PaidLine(at, each, units) for at, each in enumerate(cents, start=1)]
    return told(claim_shares(terms, PARTNER, PLAN, lines, cents))


@pytest.mark.parametrize(
    ("rule", "partner", "account", "hub"),
    [
        (
            PercentOfPaid(1250),
            3938,
            "hub-fee:acme",
            562,
        ),  # 39.375 and 5.625: the tie is a partner's
        (ByTheMonth(1000), 4050, "hub-fee:acme", 450),
        (PerUnit(2000), 4000, "hub-fee:acme", 500),
        (PerUnit(2400), 4800, "hub-fee:acme", -300),
        (PerClaim(800), 3700, "hub-fee:acme", 800),
        (PerClaim(800, "sent"), 4500, "", 0),
        (PerLine(375), 4125, "hub-fee:acme", 375),
        (WholePayment(), 0, "hub-own:acme", 4500),
        (NothingBilled(), 4500, "", 0),
    ],
)
def test_what_each_rule_makes_of_two_units_paid_with_45_dollars(
    rule: ShareRule, partner: Money, account: str, hub: Money
) -> None:
    expected = [(1, "partner:LPV", partner), (1, account, hub)]
    assert paid(Terms(rule, "as agreed"), 4500) == [each for each in expected if each[2]]


def test_a_fee_for_each_claim_goes_over_its_lines_by_what_was_paid() -> None:
    # 8.00 over 40.00, 20.00 and 20.01: 3.9995, 1.99975 and 2.00075
    fees = [cents for _, account, cents in paid(PER_CLAIM, 4000, 2000, 2001) if "fee" in account]
    assert fees == [400, 200, 200]


def test_the_odd_cent_of_a_claims_fee_is_the_oldest_lines() -> None:
    five_cents = Terms(PerClaim(5), "as agreed")
    lines = [PaidLine(2, 1000, 1), PaidLine(1, 1000, 1)]
    fees = [
        (share.line, share.cents)
        for share in claim_shares(five_cents, PARTNER, PLAN, lines, [1000, 1000])
        if share.account == "hub-fee:acme"
    ]
    assert fees == [(1, 3), (2, 2)]


def test_a_line_that_was_not_paid_bears_nothing_of_a_claims_fee() -> None:
    assert paid(PER_CLAIM, 4000, 0) == [(1, "partner:LPV", 3200), (1, "hub-fee:acme", 800)]


def test_a_fee_is_taken_out_of_its_payment_and_of_no_other_money() -> None:
    assert paid(PER_CLAIM, 500) == [(1, "hub-fee:acme", 500)]
    assert paid(Terms(PerLine(375), "as agreed"), 300, 4000) == [
        (1, "hub-fee:acme", 300),
        (2, "partner:LPV", 3625),
        (2, "hub-fee:acme", 375),
    ]


@pytest.mark.parametrize(("cents", "fee"), [(1500, 200), (15_000, 1000), (5000, 500), (120, 120)])
def test_a_minimum_and_a_cap_bound_the_fee_of_a_line(cents: Money, fee: Money) -> None:
    held = {account: part for _, account, part in paid(LIMITED, cents)}
    assert held["hub-fee:acme"] == fee
    assert held.get("partner:LPV", 0) == cents - fee


def test_a_lead_entity_that_states_gross_and_fee_has_its_part_before_the_hub() -> None:
    assert paid(CHAIN, 10_000) == [
        (1, "partner:LPV", 7875),
        (1, "hub-fee:acme", 1125),
        (1, "upstream-fee:lead", 1000),
    ]


def test_what_is_taken_back_of_a_chain_is_taken_from_all_three() -> None:
    shares = claim_shares(CHAIN, PARTNER, PLAN, [PaidLine(1, 10_000, 1)], [5000])
    assert [share.cents for share in shares] == [3938, 562, 500]


def test_where_only_the_net_is_known_the_fee_above_is_a_memo() -> None:
    assert paid(NET, 9000) == [(1, "partner:LPV", 7875), (1, "hub-fee:acme", 1125)]
    assert NET.upstream is not None
    assert memo_fee(NET.upstream, 9000) == 900
    assert memo_fee(Upstream("lead", PercentOfPaid(1000), "net"), 9000) == 1000
    assert memo_fee(Upstream("lead", PercentOfPaid(1000), "net"), -9000) == -1000
    assert memo_fee(Upstream("lead", PercentOfPaid(1000), "net"), 9995) == 1111  # 11.10555
    assert memo_fee(Upstream("lead", PercentOfPaid(10_000), "net"), 0) == 0


def test_a_fee_returns_when_the_payment_is_taken_back() -> None:
    shares = claim_shares(TENTH, PARTNER, PLAN, [PaidLine(1, 10_000, 1)], [2500])
    assert told(shares) == [(1, "partner:LPV", 2250), (1, "hub-fee:acme", 250)]


def test_a_fee_that_stays_is_the_partners_to_bear() -> None:
    shares = claim_shares(STAYS, PARTNER, PLAN, [PaidLine(1, 10_000, 1)], [0])
    assert told(shares) == [(1, "partner:LPV", -1000), (1, "hub-fee:acme", 1000)]


def test_a_fee_that_stays_is_not_charged_twice_when_the_payment_is_corrected() -> None:
    undone = [PaidLine(1, 10_000, 1)]
    shares = claim_shares(STAYS, PARTNER, PLAN, [PaidLine(1, 9000, 1)], [9000], undone=undone)
    assert told(shares) == [
        (1, "partner:LPV", 8100),
        (1, "hub-fee:acme", 900),
        (0, "partner:LPV", -100),
        (0, "hub-fee:acme", 100),
    ]


def test_a_claims_fee_that_stays_is_one_fee_though_each_line_was_undone() -> None:
    stays = Terms(PerClaim(800), "as agreed", fee_returns=False)
    undone = [PaidLine(1, 4000, 1), PaidLine(2, 4000, 1)]
    assert told(claim_shares(stays, PARTNER, PLAN, [], [], undone=undone)) == [
        (0, "partner:LPV", -800),
        (0, "hub-fee:acme", 800),
    ]


def test_where_the_plan_pays_the_partner_the_fee_is_owed_in_full() -> None:
    lines = [PaidLine(1, 500, 1)]
    assert told(invoiced_shares(PER_CLAIM, PARTNER, PLAN, lines, [500])) == [
        (1, "receivable:partner:LPV", -800),
        (1, "hub-fee:acme", 800),
    ]
    assert told(invoiced_shares(PER_CLAIM, PARTNER, PLAN, lines, [0])) == []


@pytest.mark.parametrize(("kind", "hub"), [("interest", 15), ("bonus", 15), ("penalty", 0)])
def test_additions_bear_the_fee_only_where_the_terms_say_so(kind: Addition, hub: Money) -> None:
    borne = Terms(PercentOfPaid(1250), "as agreed", fee_on_interest=True, fee_on_bonuses=True)
    shares = interest_shares(borne, PARTNER, PLAN, 120, kind)
    assert [share.cents for share in shares] == [120 - hub, hub]


def test_interest_is_the_partners_unless_the_care_is_the_hubs_own() -> None:
    assert told(interest_shares(TENTH, PARTNER, PLAN, 120)) == [(0, "partner:LPV", 120)]
    own = Terms(WholePayment(), "own care")
    assert told(interest_shares(own, PARTNER, PLAN, 120)) == [(0, "hub-own:acme", 120)]
