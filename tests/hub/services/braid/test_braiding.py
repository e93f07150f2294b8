"""The braid of a hub: what care costs, what plans and funds pay of it, and the gap with reasons."""

import csv
import dataclasses
import io
from datetime import date
from typing import Any, TypeVar

import pytest
from msgspec.structs import replace

from domain.agreements.contract import CONTRACT, AgreeContract
from domain.agreements.partner import PARTNER, JoinPartner, PartnerDetails
from domain.agreements.terms import WholePayment
from domain.braid.fund import FUND
from domain.care.encounter import ENCOUNTER, RecordEncounter
from domain.identifiers import ContractId, EncounterId, PartnerCode, PartnerId, StreamId
from domain.money import read_money
from domain.notices.remittance import RemittancePosted
from domain.period import Month
from domain.problem import Refused
from domain.service_line import Service
from hub.handler import Ask, Done
from hub.services.braid.braiding import Braid, braid_months
from hub.services.braid.funds import (
    Drawn,
    Only,
    UncheckedFund,
    amend_budget,
    close_fund,
    draw_funds,
    fund_stream,
    receive_fund,
    register_fund,
    return_draw,
)
from hub.services.braid.gap_report import gap_csv, gap_document
from hub.services.braid.programmes import (
    UncheckedCost,
    UncheckedProgramme,
    agree_cost,
    state_programme,
    withdraw_cost,
)
from hub.services.receiving.receiving import receive_file
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support import builders as b
from tests.support import funds as f
from tests.support.billing import ACME, CHW, LPV, Billing
from tests.support.edi import interchange
from tests.support.paid import accounts

MARCH = Month(2026, 3)
ANY = Only()
Asked = TypeVar("Asked", UncheckedCost, UncheckedFund)
HOME = UncheckedProgramme("home-visits", "Home visits", (str(CHW),), takes_uncoded=True)
COST = UncheckedCost("home-visits", "LPV", "61.20", date(2026, 1, 1), None, "budget of 2025-12-02")
COUNTY = UncheckedFund(
    "county", "County fund", "county", "50.00", 1, date(2026, 1, 1), date(2026, 12, 31)
)
PROP_10 = UncheckedFund(
    "prop-10",
    "Proposition 10",
    "prop-10",
    "1000.00",
    1,
    date(2026, 1, 1),
    date(2026, 12, 31),
    last_resort=True,
)


@pytest.fixture
def costed(billing: Billing) -> Billing:
    """The hub of `billing` with one programme and its cost for one partner."""
    assert not isinstance(state_programme(billing.hub, HOME), Refused)
    assert not isinstance(agree_cost(billing.hub, COST), Refused)
    return billing


def funded(billing: Billing, *funds: UncheckedFund) -> None:
    for fund in funds or (COUNTY, PROP_10):
        assert not isinstance(register_fund(billing.hub, fund), Refused)


def sent(billing: Billing, member: str = "M1") -> str:
    """A new claim of two units, sent; its CLM01."""
    billing.visit(member)
    (number,) = billing.built()
    billing.sent()
    return billing.claim(number).account.sends[-1].sent_as


def paid(billing: Billing, clm01: str, cents: str, *lines: str, trace: str = "T1") -> None:
    """The plan pays a claim of 53.32 this much; `lines` are further segments of it."""
    notice = interchange(
        [
            f"BPR*I*{cents}*C*ACH*CCP***********20260410",
            f"TRN*1*{trace}*1990000001",
            "N1*PR*ACME HEALTH PLAN*XV*ACME0",
            "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
            f"CLP*{clm01}*1*53.32*{cents}**MC*ICN-{clm01}*11*1",
            *lines,
        ]
    )
    (found,) = receive_file(billing.hub, notice, f"{trace}.835").transactions
    assert found.outcome == "posted", found


def denied(clm01: str) -> tuple[str, ...]:
    return (
        "SVC*HC:98960:U2*53.32*0**0",
        "DTM*472*20260302",
        "CAS*CO*197*53.32",
        f"REF*6R*{clm01}01",
    )


def march(billing: Billing) -> Braid:
    return braid_months(billing.hub, [MARCH])


def the_only(braid: Braid) -> dict[str, Any]:
    document: dict[str, Any] = gap_document(braid)
    (found,) = document["programme_months"]
    assert isinstance(found, dict)
    return found


def drew(billing: Billing, only: Only = ANY) -> dict[str, int]:
    found = draw_funds(billing.hub, MARCH, only)
    assert isinstance(found, Drawn), found
    return {each.number: each.amount for each in found.draws}


def test_medi_cal_counts_after_the_hubs_fee_then_county_then_prop_10(costed: Billing) -> None:
    # 2 units at 61.20 are 122.40; of 53.32 the hub keeps 15%: 8.00, so 45.32 is the partner's
    funded(costed)
    paid(costed, sent(costed), "53.32")
    found = the_only(march(costed))
    assert (found["cost"], found["medi_cal"]) == ("122.40", "45.32")
    told = {each["fund"]: each["due"] for each in found["funds"]}
    assert told == {"county": "50.00", "prop-10": "27.08"}
    assert found["gap"] == "0.00"


def test_a_denied_claim_is_a_gap_with_the_denial_as_its_reason(costed: Billing) -> None:
    clm01 = sent(costed)
    paid(costed, clm01, "0", *denied(clm01))
    found = the_only(march(costed))
    assert found["reasons"] == [
        {"kind": "denied", "service": "98960 U2", "reason": "CO-197", "amount": "122.40"}
    ]


def test_care_that_nobody_is_billed_for_costs_as_much(costed: Billing) -> None:
    report = replace(
        b.REPORT,
        encounter_id=EncounterId("uncoded"),
        key="key-uncoded",
        care=replace(b.VISIT, service=None, units=None, minutes=50),
    )
    costed.done(Ask(ENCOUNTER, "uncoded", RecordEncounter(report, "service-not-billed")))
    found = the_only(march(costed))
    # 50 minutes are two units of 30
    assert (found["units"], found["cost"]) == (2, "122.40")
    (reason,) = found["reasons"]
    assert (reason["kind"], reason["reason"]) == ("not-billable", "service-not-billed")


def test_prop_10_waits_until_the_plan_has_answered(costed: Billing) -> None:
    funded(costed, PROP_10)
    sent(costed)
    found = the_only(march(costed))
    assert found["funds"] == []
    assert [each["kind"] for each in found["reasons"]] == ["waiting"]


def test_drawing_twice_draws_once_and_the_money_is_set_apart(costed: Billing) -> None:
    funded(costed)
    received = receive_fund(
        costed.hub, "prop-10", "100.00", bank_on=date(2026, 4, 1), reference="w1"
    )
    assert not isinstance(received, Refused)
    paid(costed, sent(costed), "53.32")
    before = accounts(costed)["partner:LPV"]
    assert drew(costed) == {"LPV-home-visits-2026-03-1": 5_000, "LPV-home-visits-2026-03-2": 2_708}
    assert drew(costed) == {}
    now = accounts(costed)
    assert now["partner:LPV"] == before
    assert now["bank"] == 10_000
    assert (now["fund:prop-10"], now["fund:prop-10:LPV"]) == (-7_292, -2_708)
    assert (now["fund:county"], now["fund:county:LPV"]) == (5_000, -5_000)
    assert sum(now.values()) == 0


def test_a_dry_run_draws_nothing(costed: Billing) -> None:
    funded(costed)
    paid(costed, sent(costed), "53.32")
    shown = draw_funds(costed.hub, MARCH, ANY, dry_run=True)
    assert isinstance(shown, Drawn)
    assert len(shown.draws) == 2
    assert len(drew(costed)) == 2


def test_a_later_payment_shows_what_a_draw_gives_back_and_changes_nothing_by_itself(
    costed: Billing,
) -> None:
    funded(costed, PROP_10)
    clm01 = sent(costed)
    paid(costed, clm01, "0", *denied(clm01))
    number = "LPV-home-visits-2026-03-1"
    assert drew(costed) == {number: 12_240}
    paid(costed, clm01, "53.32", trace="T2")
    # the partner now has 45.32 of the plan, so the draw may keep 77.08
    (back,) = march(costed).returns()
    assert (back.number, back.stands, back.keep) == (number, 12_240, 7_708)
    (fund,) = the_only(march(costed))["funds"]
    assert (fund["due"], fund["drawn"], fund["true_up"]) == ("77.08", "122.40", "-45.32")
    assert drew(costed) == {}
    done = return_draw(costed.hub, number, "", reason="the plan paid after all")
    assert isinstance(done, Done)
    assert march(costed).returns() == ()
    again = return_draw(costed.hub, number, "", reason="the plan paid after all")
    assert isinstance(again, Done)
    assert again.facts == ()


def test_no_other_fund_is_drawn_for_a_cost_until_a_draw_is_returned(costed: Billing) -> None:
    funded(costed, PROP_10)
    clm01 = sent(costed)
    paid(costed, clm01, "0", *denied(clm01))
    drew(costed)
    funded(costed, COUNTY)  # it comes before Prop 10, which has paid all
    found = draw_funds(costed.hub, MARCH, ANY)
    assert isinstance(found, Drawn)
    assert found.draws == ()
    assert [each.code for each in found.problems] == ["fund.draw-above-cost"]
    assert [(each.fund_key, each.keep) for each in found.returns] == [("prop-10", 7_240)]
    return_draw(costed.hub, "LPV-home-visits-2026-03-1", "", reason="the county pays first")
    assert list(drew(costed).values()) == [5_000]


def test_the_newest_draw_gives_back_first_and_no_more_than_is_too_much(costed: Billing) -> None:
    funded(costed, PROP_10)
    first = sent(costed)
    paid(costed, first, "0", *denied(first))
    assert list(drew(costed).values()) == [12_240]
    second = sent(costed, "M2")
    paid(costed, second, "0", *denied(second), trace="T2")
    assert drew(costed) == {"LPV-home-visits-2026-03-2": 12_240}
    paid(costed, first, "53.32", trace="T3")
    told = [(back.number, back.keep) for back in march(costed).returns()]
    assert told == [("LPV-home-visits-2026-03-2", 7_708)]


def test_a_remittance_counts_once_it_is_posted_to_its_end(costed: Billing) -> None:
    paid(costed, sent(costed), "53.32")
    (remittance,) = costed.hub.projector.live.rows(REMITTANCE_BALANCE)
    stream = costed.hub.log.read_stream(StreamId(remittance.remittance_id))
    (end,) = [each.position for each in stream if isinstance(each.fact, RemittancePosted)]
    known = [braid_months(costed.hub, [MARCH], known_at=at) for at in (end - 1, end)]
    assert [the_only(each)["medi_cal"] for each in known] == ["0.00", "45.32"]


def test_where_the_hub_gives_the_care_itself_the_whole_payment_counts(costed: Billing) -> None:
    own = replace(
        b.AGREEMENT,
        contract_id=ContractId("hub-itself"),
        partner_id=PartnerId("HUB"),
        partner_code=PartnerCode("HUB"),
        plan_id=costed.plan(ACME).plan_id,
        plan_key=ACME,
        role="direct",
        terms=replace(b.PERCENT, rule=WholePayment()),
    )
    details = PartnerDetails(PartnerId("HUB"), PartnerCode("HUB"), "The hub's own team")
    costed.done(
        Ask(PARTNER, "HUB", JoinPartner(details, date(2026, 1, 1))),
        Ask(CONTRACT, own.contract_id, AgreeContract(own)),
    )
    assert not isinstance(agree_cost(costed.hub, replace_fields(COST, partner="HUB")), Refused)
    costed.visit("M1", partner="HUB")
    (number,) = costed.built()
    costed.sent()
    paid(costed, costed.claim(number).account.sends[-1].sent_as, "53.32")
    assert the_only(march(costed))["medi_cal"] == "53.32"


def test_what_a_plan_took_back_is_a_gap_again(costed: Billing) -> None:
    clm01 = sent(costed)
    paid(costed, clm01, "53.32")
    notice = interchange(
        [
            "BPR*I*-53.32*C*NON************20260510",
            "TRN*1*T9*1990000001",
            "N1*PR*ACME HEALTH PLAN*XV*ACME0",
            "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
            f"CLP*{clm01}*22*-53.32*-53.32**MC*ICN-{clm01}*11*1",
        ]
    )
    receive_file(costed.hub, notice, "T9.835")
    found = the_only(march(costed))
    assert (found["medi_cal"], found["gap"]) == ("0.00", "122.40")


def test_a_line_paid_for_part_of_its_units_tells_the_part_that_was_denied(costed: Billing) -> None:
    clm01 = sent(costed)
    line = (
        "SVC*HC:98960:U2*53.32*26.66**1",
        "DTM*472*20260302",
        "CAS*CO*119*26.66",
        f"REF*6R*{clm01}01",
    )
    paid(costed, clm01, "26.66", *line)
    found = the_only(march(costed))
    # one unit of 61.20 was paid 26.66, of which 22.66 is the partner's; the other was denied
    assert found["medi_cal"] == "22.66"
    told = {each["kind"]: each["amount"] for each in found["reasons"]}
    assert told == {"below-cost": "38.54", "denied": "61.20"}


def test_care_without_an_agreed_cost_is_named(costed: Billing) -> None:
    costed.visit("M1", service=Service.read("G9012 U2"), units=1)
    assert dict(march(costed).uncosted) == {(LPV, "G9012 U2", MARCH): 1}


def test_a_service_may_have_a_cost_of_its_own(costed: Billing) -> None:
    own = replace_fields(COST, per_unit="10.00", service=str(CHW))
    assert not isinstance(agree_cost(costed.hub, own), Refused)
    costed.visit("M1")
    assert the_only(march(costed))["cost"] == "20.00"
    assert not isinstance(withdraw_cost(costed.hub, own, reason="mistyped"), Refused)
    assert the_only(march(costed))["cost"] == "122.40"


def test_a_budget_is_amended_and_a_closed_fund_pays_no_more(costed: Billing) -> None:
    funded(costed)
    paid(costed, sent(costed), "53.32")
    assert not isinstance(amend_budget(costed.hub, "county", "10.00", reason="cut"), Refused)
    assert not isinstance(close_fund(costed.hub, "prop-10", reason="over"), Refused)
    assert list(drew(costed).values()) == [1_000]
    assert the_only(march(costed))["gap"] == "67.08"


def test_a_fund_kept_elsewhere_is_drawn_and_posts_nothing(costed: Billing) -> None:
    funded(costed, replace_fields(COUNTY, is_banked=False))
    paid(costed, sent(costed), "53.32")
    before = accounts(costed)
    assert list(drew(costed).values()) == [5_000]
    assert accounts(costed) == before


def test_only_the_draws_that_were_asked_for_are_made(costed: Billing) -> None:
    funded(costed)
    paid(costed, sent(costed), "53.32")
    assert drew(costed, Only(partner="ORC")) == {}
    assert drew(costed, Only(programme="doula")) == {}
    assert list(drew(costed, Only(fund="prop-10")).values()) == [2_708]


def test_two_who_draw_at_once_do_not_charge_a_cost_twice(costed: Billing) -> None:
    funded(costed)
    clm01 = sent(costed)
    paid(costed, clm01, "0", *denied(clm01))
    drew(costed, Only(fund="county"))
    # who saw nothing of that draw numbers another fund's draw the same
    late = f.draw(replace(f.NEED, cents=12_240), use=f.USE, medi_cal=0)
    answer = costed.hub.run(Ask(FUND, fund_stream("prop-10"), late))
    assert isinstance(answer, Refused)
    assert answer.codes == ["fund-draw.taken"]


def test_the_rows_of_the_gap_come_to_the_cost(costed: Billing) -> None:
    funded(costed)
    paid(costed, sent(costed), "53.32")
    sent(costed, "M2")
    rows = list(csv.DictReader(io.StringIO(gap_csv(march(costed)).decode("utf-8-sig"))))
    assert {row["Cost"] for row in rows} == {"244.80"}
    assert sum(read_money(row["Amount"]) for row in rows) == 24_480


def test_the_braid_as_it_was_known(costed: Billing) -> None:
    clm01 = sent(costed)
    before = costed.hub.log.head().position
    paid(costed, clm01, "53.32")
    then = braid_months(costed.hub, [MARCH], known_at=before)
    assert the_only(then)["medi_cal"] == "0.00"
    assert the_only(march(costed))["medi_cal"] == "45.32"


def replace_fields(asked: Asked, **change: Any) -> Asked:
    """What was typed, with something else in its place."""
    return dataclasses.replace(asked, **change)
