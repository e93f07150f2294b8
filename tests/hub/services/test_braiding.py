"""The braid of a hub: what care costs, what plans and funds pay of it, and the gap with reasons."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from domain.adjustment import Adjustment
from domain.denial import AnsweredLine
from domain.encounter import ENCOUNTER, RecordEncounter
from domain.identifiers import EncounterId, MemberId
from domain.period import Month
from domain.problem import Refused
from domain.service_line import Service
from hub.handler import Ask
from hub.services.braiding import Braid, braid_months
from hub.services.funds import (
    Drawn,
    Only,
    UncheckedFund,
    amend_budget,
    close_fund,
    draw_funds,
    receive_fund,
    register_fund,
    return_draw,
)
from hub.services.gap_report import gap_csv, gap_document
from hub.services.programmes import (
    UncheckedCost,
    UncheckedProgramme,
    agree_cost,
    state_programme,
    withdraw_cost,
)
from hub.services.receiving import receive_file
from projections.trial_balance import TRIAL_BALANCE
from tests.support import builders as b
from tests.support.billing import CHW, LPV, Billing
from tests.support.edi import interchange

MARCH = Month(2026, 3)
HOME = UncheckedProgramme("home-visits", "Home visits", (str(CHW),), takes_uncoded=True)
COST = UncheckedCost(
    "home-visits", "LPV", "61.20", date(2026, 1, 1), None, "budget of 2025-12-02"
)
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


def the_only(braid: Braid) -> dict[str, object]:
    (found,) = gap_document(braid)["programme_months"]  # type: ignore[misc]
    return found  # type: ignore[no-any-return]


def drew(billing: Billing, only: Only = Only()) -> dict[str, int]:
    found = draw_funds(billing.hub, MARCH, only)
    assert isinstance(found, Drawn), found
    return {each.number: each.amount for each in found.draws}


def accounts(billing: Billing) -> dict[str, int]:
    rows = billing.hub.projector.live.rows(TRIAL_BALANCE)
    return {row.account: row.cents for row in rows if row.cents}


def test_medi_cal_counts_after_the_hubs_fee_then_county_then_prop_10(costed: Billing) -> None:
    # 2 units at 61.20 are 122.40; of 53.32 the hub keeps 15%: 8.00, so 45.32 is the partner's
    funded(costed)
    paid(costed, sent(costed), "53.32")
    found = the_only(march(costed))
    assert (found["cost"], found["medi_cal"]) == ("122.40", "45.32")
    told = {each["fund"]: each["due"] for each in found["funds"]}  # type: ignore[attr-defined]
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
    (reason,) = found["reasons"]  # type: ignore[misc]
    assert (reason["kind"], reason["reason"]) == ("not-billable", "service-not-billed")


def test_prop_10_waits_until_the_plan_has_answered(costed: Billing) -> None:
    funded(costed, PROP_10)
    sent(costed)
    found = the_only(march(costed))
    assert found["funds"] == []
    assert [each["kind"] for each in found["reasons"]] == ["waiting"]  # type: ignore[attr-defined]


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
    shown = draw_funds(costed.hub, MARCH, Only(), dry_run=True)
    assert isinstance(shown, Drawn)
    assert len(shown.draws) == 2
    assert len(drew(costed)) == 2


def test_a_later_payment_shows_what_a_draw_gives_back_and_changes_nothing_by_itself(
    costed: Billing,
) -> None:
    funded(costed, replace_fund(PROP_10))
    clm01 = sent(costed)
    paid(costed, clm01, "0", *denied(clm01))
    assert drew(costed) == {"LPV-home-visits-2026-03-1": 12_240}
    costed.visit("M2", service=CHW)  # other care of the month, not answered yet
    second = costed.built()
    assert second
    found = march(costed)
    assert found.returns() == ()


def replace_fund(fund: UncheckedFund) -> UncheckedFund:
    return fund
