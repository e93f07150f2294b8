"""What statements settle by the month, by figures worked out by hand."""

from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from domain.agreements.partner import PARTNER, StateBilling
from domain.agreements.period_rules import MonthlyLimits, PerMemberMonth
from domain.agreements.terms import Terms
from domain.braid.fund import FUND
from domain.identifiers import Npi, PartnerCode, Tin
from domain.period import Month
from domain.problem import Refused
from domain.statements.statement import Settlement
from hub.clock import standing_clock
from hub.handler import Ask
from hub.services.agreements.contract_terms import UncheckedTerms
from hub.services.agreements.contracts import list_contracts
from hub.services.billing.claims import void_claim
from hub.services.notices.conflicts import accept_remittance
from hub.services.statements.period_fees import month_results, period_settlements
from hub.services.statements.statements import issue_statement
from hub.services.terms.contract_changes import Change, MonthAgain, change
from tests.support import builders as b
from tests.support import funds as f
from tests.support.billing import LPV, Billing, ready_hub
from tests.support.direct import ORC_NPI, ORC_TIN
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive
from tests.support.rosters import ZED, Row, agree_monthly, billed, pay, roster

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)
TIERS = {"percent": "15", "tiers": "0:15 1:10"}


def agree(
    billing: Billing, contract: str = "LPV-acme", day: str = "2026-01-01", **said: Any
) -> None:
    """From a day on the partner has other terms."""
    role = said.pop("role", "")
    found = change(
        billing.hub,
        contract,
        first_day=date.fromisoformat(day),
        terms=UncheckedTerms(**said),
        role=role,
    )
    assert isinstance(found, Change), found


def sent(billing: Billing, *days: int, member: str = "M1", month: int = 3) -> list[str]:
    """A claim for each day; the CLM01 of each."""
    numbers = []
    for day in days:
        billing.visit(member, service_on=date(2026, month, day))
        numbers += billing.built()
    billing.sent()
    return [billing.claim(number).account.sends[-1].sent_as for number in numbers]


def settled(
    billing: Billing, month: Month = APRIL, *posted: Settlement, partner: PartnerCode = LPV
) -> list[tuple[str, int, str, str]]:
    found = settlements(billing, month, *posted, partner=partner)
    return [(each.kind, each.cents, each.account, str(each.month)) for each in found]


def settlements(
    billing: Billing, month: Month, *posted: Settlement, partner: PartnerCode = LPV
) -> tuple[Settlement, ...]:
    return period_settlements(billing.hub.projector.live, partner, month, posted)


def paid(number: str, cents: int = CHARGE, **also: Any) -> Clp:
    return Clp(number, cents, billed=CHARGE, payer_control=f"P{number}", **also)


def test_without_terms_by_the_month_nothing_is_settled(billing: Billing) -> None:
    (number,) = sent(billing, 2)
    receive(billing, era(paid(number)))
    assert settled(billing) == []


def test_tiers_are_settled_in_the_month_of_care_and_trued_up_by_what_comes_later(
    billing: Billing,
) -> None:
    agree(billing, **TIERS)
    first, second, third = sent(billing, 2, 3, 4)
    receive(billing, era(paid(first), paid(second)))
    # each is paid 53.32: 15 percent of the second are 8.00, 10 percent are 5.33
    found = settlements(billing, APRIL)
    assert settled(billing) == [("period-fee", 267, "hub-fee:acme", "2026-03")]
    assert "in the order of care" in found[0].text
    assert found[0].text.endswith("2 counted.")
    assert settled(billing, APRIL, *found) == []
    receive(billing, era(paid(third), trace="T2", day="20260505"))
    assert settled(billing, APRIL, *found) == []
    (later,) = settlements(billing, MAY, *found)
    assert (later.kind, later.cents, later.month) == ("true-up", 267, MARCH)
    assert later.text.startswith("Counted again. By claims paid for care in the month")
    assert settled(billing, MAY, *found, later) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_tiers_never_depend_on_the_order_of_notices(
    billing: Billing, order: tuple[int, ...]
) -> None:
    agree(billing, **TIERS)
    first, second = sent(billing, 2, 3)
    notices = (
        era(paid(first), trace="T1"),
        era(paid(second), trace="T2"),
        era(paid(first, -CHARGE, status="22"), trace="T3", day="20260420"),
    )
    for at in order:
        receive(billing, notices[at])
    # only the second stands: it is the first of the month
    assert settled(billing) == []


def test_a_takeback_counts_the_month_again(billing: Billing) -> None:
    agree(billing, **TIERS)
    first, second = sent(billing, 2, 3)
    receive(billing, era(paid(first), paid(second)))
    posted = settlements(billing, APRIL)
    other = Clp("FOREIGN", CHARGE, payer_control="Z9")
    receive(billing, era(other, plb=(Plb("WO", first, CHARGE),), trace="T2", day="20260505"))
    (found,) = settlements(billing, MAY, *posted)
    assert (found.kind, found.cents) == ("true-up", -267)
    # one claim alone bears 15 percent, as its payment did
    assert found.text == "Counted again. Nothing is to be settled for this month any more."


def test_what_a_month_no_longer_owes_is_given_back_whole(billing: Billing) -> None:
    agree(billing, percent="15", month_cap="4")
    (first,) = sent(billing, 2)
    receive(billing, era(paid(first)))
    posted = settlements(billing, APRIL)
    assert [each.cents for each in posted] == [400]  # 8.00 of 53.32, 4.00 at most
    undone = era(paid(first, -CHARGE, status="22"), trace="T2", day="20260505")
    receive(billing, undone)
    assert [each.cents for each in settlements(billing, MAY, *posted)] == [-400]


def test_members_served_are_counted_paid_or_not_and_billed_or_not(billing: Billing) -> None:
    agree(billing, percent="0", member_month="4.50")
    sent(billing, 2, 3, member="M1")
    sent(billing, 4, member="M2")
    billing.visit("M3", service_on=date(2026, 3, 5), plan_key="acme")
    billing.visit("M4", service_on=date(2026, 4, 5), plan_key="acme")
    assert settled(billing) == [
        ("period-fee", -1350, "hub-fee:acme", "2026-03"),
        ("period-fee", -450, "hub-fee:acme", "2026-04"),
    ]
    assert settled(billing, MARCH) == [("period-fee", -1350, "hub-fee:acme", "2026-03")]


def test_a_void_claim_served_nobody_and_bears_no_fee(billing: Billing) -> None:
    agree(billing, per_claim="8", due="sent", member_month="1")
    (number,) = sent(billing, 2)
    assert settled(billing) == [
        ("period-fee", -100, "hub-fee:acme", "2026-03"),
        ("period-fee", -800, "hub-fee:acme", "2026-03"),
    ]
    receive(billing, era(paid(number)))
    void_claim(billing.hub, number[:11], reason="billed in error")
    billing.sent()
    receive(billing, era(paid(number, -CHARGE, status="22"), trace="T2"))
    assert settled(billing) == []


def test_a_denial_leaves_the_fee_of_what_was_sent_and_a_takeback_gives_it_back(
    billing: Billing,
) -> None:
    agree(billing, per_claim="8", due="sent")
    denied, undone = sent(billing, 2, 3)
    receive(billing, era(paid(denied, 0), paid(undone)))
    assert settled(billing) == [("period-fee", -1600, "hub-fee:acme", "2026-03")]
    receive(billing, era(paid(undone, -CHARGE, status="22"), trace="T2"))
    assert settled(billing) == [("period-fee", -800, "hub-fee:acme", "2026-03")]


def test_a_fee_that_stays_is_kept_of_a_claim_that_was_taken_back(billing: Billing) -> None:
    agree(billing, per_claim="8", due="sent", fee_stays=True)
    (number,) = sent(billing, 2)
    receive(billing, era(paid(number)))
    receive(billing, era(paid(number, -CHARGE, status="22"), trace="T2"))
    assert settled(billing) == [("period-fee", -800, "hub-fee:acme", "2026-03")]


def test_what_is_sent_after_a_month_counts_in_a_later_statement(billing: Billing) -> None:
    agree(billing, per_claim="8", due="sent")
    billing.visit(service_on=date(2026, 3, 2))
    billing.built()
    assert settled(billing) == []
    billing.sent()
    sent_on = billing.hub.today
    assert settled(billing, Month.of(sent_on)) == [("period-fee", -800, "hub-fee:acme", "2026-03")]
    if sent_on > MARCH.period.last_day:
        assert settled(billing, MARCH) == []


def test_the_partner_gets_its_cost_of_what_was_paid(billing: Billing) -> None:
    agree(billing, percent="15", unit_cost="25")
    first, second = sent(billing, 2, 3)
    receive(billing, era(paid(first), paid(second, 0)))
    # two paid units at 25.00; of 53.32 the partner had 45.32
    assert settled(billing) == [("period-fee", 468, "hub-fee:acme", "2026-03")]


def test_terms_that_change_within_a_month_hold_for_the_whole_of_it(billing: Billing) -> None:
    agree(billing, percent="15", member_month="4")
    sent(billing, 2, member="M1")
    (later,) = (row.id for row in list_contracts(billing.hub) if row.key == "LPV-acme")
    agree(billing, later, "2026-03-10", percent="15", member_month="1")
    sent(billing, 12, member="M1")
    sent(billing, 13, member="M2")
    # two members in March, at the 1.00 that holds at its end
    assert settled(billing) == [("period-fee", -200, "hub-fee:acme", "2026-03")]


def test_what_the_plan_pays_to_the_partner_itself_no_statement_settles(billing: Billing) -> None:
    agree(billing, role="administrative-partner", per_claim="8", member_month="4")
    billing.visit(plan_key="acme")
    assert settled(billing) == []
    (found,) = month_results(billing.hub.projector.live, LPV, APRIL)
    assert (found.paid_direct, found.cents, found.month) == (True, -400, MARCH)


def test_a_month_that_a_roster_pays_counts_as_served_and_paid(billing: Billing) -> None:
    rules = (MonthlyLimits(2500), PerMemberMonth(300))
    agree_monthly(billing, terms=replace(b.MONTHLY, by_month=rules))
    pay(billing, roster(billing, Row("M2", 10_000), Row("M3", 10_000)))
    # ten percent of 200.00 and twice 3.00 are 26.00
    assert settled(billing, partner=ZED) == [("period-fee", -600, "hub-fee:acme", "2026-03")]
    dropped = roster(billing, Row("M3", -10_000), Row("M4", 20_000, "202604"), trace="R-2")
    pay(billing, dropped)
    # for March ten percent of 100.00 and once 3.00 are 13.00, 12.00 below the least
    assert settled(billing, partner=ZED) == [
        ("period-fee", -300, "hub-fee:acme", "2026-03"),
        ("period-fee", -1200, "hub-fee:acme", "2026-03"),
        ("period-fee", -300, "hub-fee:acme", "2026-04"),
        ("period-fee", -200, "hub-fee:acme", "2026-04"),
    ]


def test_statements_post_a_months_fees_once_and_later_only_the_difference(
    tmp_path: Path,
) -> None:
    billing = ready_hub(tmp_path, standing_clock(datetime(2026, 6, 3, 19, tzinfo=UTC)))
    agree(billing, **TIERS)
    first, second, third = sent(billing, 2, 3, 4)
    receive(billing, era(paid(first), paid(second)))
    april = issue_statement(billing.hub, LPV, APRIL)
    assert not isinstance(april, Refused)
    # 53.32 twice less 8.00 each, and 2.67 back for the second
    assert [each.cents for each in april.body.settlements] == [267]
    assert april.body.closing == 2 * (CHARGE - 800) + 267
    assert accounts(billing)["partner:LPV"] == -april.body.closing
    receive(billing, era(paid(third), trace="T2", day="20260505"))
    may = issue_statement(billing.hub, LPV, MAY)
    assert not isinstance(may, Refused)
    assert [(each.kind, each.cents) for each in may.body.settlements] == [("true-up", 267)]
    assert accounts(billing)["partner:LPV"] == -may.body.closing
    assert accounts(billing)["hub-fee:acme"] == -(800 + 533 + 533)
    assert issue_statement(billing.hub, LPV, MAY) == may
    billing.hub.close()


def test_a_draw_from_a_fund_takes_back_what_the_hub_had_made_good(billing: Billing) -> None:
    agree(billing, percent="15", unit_cost="30")
    (number,) = sent(billing, 2)
    receive(billing, era(paid(number)))
    # two units at 30.00 less 45.32
    posted = settlements(billing, APRIL)
    assert [each.cents for each in posted] == [1468]
    drawn = f.draw(replace(f.NEED, cents=1000))
    billing.done(Ask(FUND, "fund-1", f.REGISTER), Ask(FUND, "fund-1", drawn))
    assert [each.cents for each in settlements(billing, APRIL, *posted)] == [-1000]


def test_what_comes_to_pay_a_month_when_a_notice_is_withdrawn_counts(billing: Billing) -> None:
    terms = Terms(b.MONTHLY.rule, "ten percent", by_month=(MonthlyLimits(cap=100),))
    agree_monthly(billing, terms=terms)
    first, second = billed(billing, 2, 9)
    receive(billing, era(paid(first, 2666)))
    receive(billing, era(paid(second, 2666), trace="T2", day="20260412"))
    # the hub has 2.67 of 26.66 by the first claim, and 1.00 at most
    expected = [("period-fee", 167, "hub-fee:acme", "2026-03")]
    assert settled(billing, partner=ZED) == expected
    receive(billing, era(paid("FOREIGN", 2666)))
    assert not isinstance(accept_remittance(billing.hub, "T1", "the plan said so"), Refused)
    # now the second claim pays the month, told by the notice that is withdrawn
    assert settled(billing, partner=ZED) == expected


@pytest.mark.parametrize("direct_first", [False, True])
def test_a_fee_due_when_sent_is_asked_for_once_where_the_payee_changes_within_a_month(
    billing: Billing, *, direct_first: bool
) -> None:
    roles = ("hub", "administrative-partner")
    billing.done(Ask(PARTNER, "LPV", StateBilling(Npi(ORC_NPI), Tin(ORC_TIN), b.BILLS_AS)))
    agree(billing, role=roles[direct_first], per_claim="8", due="sent")
    sent(billing, 2)
    contract = billing.claim("LPV00000001").account.body.contract_id
    agree(billing, contract, "2026-03-10", role=roles[not direct_first], per_claim="8", due="sent")
    sent(billing, 12)
    # one of the two claims is settled by the statement, the other one is invoiced
    assert settled(billing) == [("period-fee", -800, "hub-fee:acme", "2026-03")]
    found = month_results(billing.hub.projector.live, LPV, APRIL)
    assert sorted((each.paid_direct, each.cents) for each in found) == [(False, -800), (True, -800)]


def test_a_change_from_a_past_day_tells_which_months_come_to_other_fees(billing: Billing) -> None:
    agree(billing, percent="15", member_month="4")
    sent(billing, 2, member="M1")
    contract = billing.claim("LPV00000001").account.body.contract_id
    terms = UncheckedTerms(percent="15", member_month="1")
    head, day = billing.hub.log.head(), date(2026, 3, 1)
    for dry_run in (True, False):
        found = change(billing.hub, contract, first_day=day, terms=terms, dry_run=dry_run)
        assert isinstance(found, Change)
        assert found.months == (MonthAgain(MARCH, -400, -100),)
        assert (billing.hub.log.head() == head) is dry_run
    assert settled(billing) == [("period-fee", -100, "hub-fee:acme", "2026-03")]
