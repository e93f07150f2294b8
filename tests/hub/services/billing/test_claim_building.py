"""Which visits become claims, how they are grouped, and what holds the others."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.agreements.contract import CONTRACT, EndContract
from domain.agreements.partner import PARTNER, SuspendPartner
from domain.care.authorization import AUTHORIZATION
from domain.care.encounter import ClaimedEncounter, HeldEncounter, ReadyEncounter
from domain.identifiers import Diagnosis, PlanKey
from domain.service_line import Service
from hub.clock import standing_clock
from hub.handler import Ask
from hub.services.billing.claim_building import Building, build_claims
from projections.trial_balance import TRIAL_BALANCE
from tests.support.billing import ACME, ECM, LPV, NAVIGATION, Billing, ready_hub
from tests.support.planted import planted_in

DAY = date(2026, 3, 2)


def codes(built: Building) -> list[str]:
    return [problem.code for held in built.held for problem in held.problems]


def test_visits_of_one_member_in_one_month_are_one_claim_with_a_line_each(
    billing: Billing,
) -> None:
    later, earlier = billing.visit(service_on=DAY + timedelta(3)), billing.visit(service_on=DAY)
    (claim,) = build_claims(billing.hub).claims
    body = billing.claim(str(claim.number)).account.body
    assert [line.encounters for line in body.lines] == [(earlier,), (later,)]
    assert [line.charge for line in body.lines] == [5332, 5332]
    assert body.number == "LPV00000001"
    assert isinstance(billing.encounter(earlier), ClaimedEncounter)


def test_another_partner_member_plan_or_month_is_another_claim(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M1", partner="ORC", service_on=DAY + timedelta(1))
    billing.visit("M2")
    billing.visit("B1")
    billing.visit("M1", service_on=date(2026, 4, 1))
    claims = build_claims(billing.hub).claims
    assert len(claims) == 5
    assert {claim.partner_code for claim in claims} == {"LPV", "ORC"}
    assert {claim.plan_key for claim in claims} == {"acme", "birchwood"}


def test_a_claim_has_at_most_50_lines(billing: Billing) -> None:
    for at in range(52):
        billing.visit(service_on=date(2026, 3, 1) + timedelta(at % 26), units=1, minutes=None)
    assert [claim.lines for claim in build_claims(billing.hub).claims] == [50, 2]


def test_a_claim_has_at_most_12_diagnoses_and_lines_point_at_theirs(billing: Billing) -> None:
    for at in range(13):
        code = Diagnosis(f"Z5{at:02d}")
        billing.visit(service_on=DAY + timedelta(at), diagnoses=(code,))
    first, second = billing.built()
    body = billing.claim(first).account.body
    assert len(body.diagnoses) == 12
    assert [line.pointers for line in body.lines] == [(at,) for at in range(1, 13)]
    assert billing.claim(second).account.body.diagnoses == (Diagnosis("Z512"),)


@pytest.mark.parametrize(
    ("minutes", "units"), [(16, 1), (30, 1), (45, 1), (46, 2), (75, 2), (76, 3)]
)
def test_a_unit_is_reached_once_more_than_half_of_its_minutes_are_given(
    billing: Billing, minutes: int, units: int
) -> None:
    billing.visit(units=None, minutes=minutes)
    assert [claim.units for claim in build_claims(billing.hub).claims] == [units]


@pytest.mark.parametrize(
    ("visit", "code"),
    [
        ({"units": None, "minutes": 15}, "encounter.too-short"),
        ({"units": None, "minutes": None}, "encounter.no-amount"),
        ({"service": None}, "encounter.no-service"),
        ({"service": Service.read("98960")}, "encounter.service-not-paid"),
        ({"service_on": date(2025, 12, 31)}, "encounter.member-not-covered"),
        ({"plan_key": PlanKey("birchwood")}, "encounter.other-plan"),
        ({"service": ECM}, "encounter.no-authorization"),
        ({"units": 5, "minutes": 150}, "edit.units-per-day"),
        ({"diagnoses": ()}, "edit.diagnosis-required"),
    ],
)
def test_what_may_not_be_billed_is_held_and_says_why(
    billing: Billing, visit: dict[str, Any], code: str
) -> None:
    held = billing.visit(**visit)
    built = build_claims(billing.hub)
    assert not built.claims
    assert code in codes(built)
    assert isinstance(billing.encounter(held), HeldEncounter)


def test_all_reasons_are_told_at_once(billing: Billing) -> None:
    billing.visit(service=Service.read("98961 U2"), units=None, minutes=3)
    # no contract covers it and no rate is published for it either
    assert codes(build_claims(billing.hub)) == [
        "encounter.too-short",
        "encounter.no-contract",
        "encounter.no-rate",
    ]


def test_a_service_that_the_plan_does_not_pay_is_the_only_reason(billing: Billing) -> None:
    billing.visit(service=Service.read("98960"))  # the modifier is missing
    assert codes(build_claims(billing.hub)) == ["encounter.service-not-paid"]


def test_care_under_no_contract_is_held(billing: Billing) -> None:
    billing.done(Ask(CONTRACT, "LPV-acme", EndContract(date(2026, 2, 1))))
    billing.visit()
    assert codes(build_claims(billing.hub)) == ["encounter.no-contract"]


def test_care_of_a_suspended_partner_waits(billing: Billing) -> None:
    billing.done(Ask(PARTNER, LPV, SuspendPartner(date(2026, 4, 1), "insurance lapsed")))
    billing.visit()
    assert codes(build_claims(billing.hub)) == ["encounter.partner-not-active"]


def test_care_past_the_filing_limit_is_held(tmp_path: Path) -> None:
    august = standing_clock(datetime(2026, 8, 30, 19, tzinfo=UTC))
    billing = ready_hub(tmp_path, august)
    billing.visit(service_on=date(2026, 3, 2))
    billing.visit("M2", service_on=date(2026, 3, 3))
    built = build_claims(billing.hub)
    assert codes(built) == ["encounter.past-filing-limit"]
    assert built.held[0].problems[0].what == "the care is 181 days old; the plan accepts 180"
    assert [claim.file_by for claim in built.claims] == [date(2026, 8, 30)]


def test_what_was_held_is_billed_once_it_is_mended(billing: Billing) -> None:
    held = billing.visit(units=None, minutes=10)
    assert not build_claims(billing.hub).claims
    billing.correct(held, minutes=40)
    assert len(build_claims(billing.hub).claims) == 1


def test_building_again_adds_nothing(billing: Billing) -> None:
    billing.visit()
    billing.visit(units=None, minutes=10)
    build_claims(billing.hub)
    before = billing.hub.log.head().position
    assert build_claims(billing.hub).claims == ()
    assert billing.hub.log.head().position == before


def test_a_dry_run_says_the_same_and_records_nothing(billing: Billing) -> None:
    visit = billing.visit()
    before = billing.hub.log.head().position
    (claim,) = build_claims(billing.hub, dry_run=True).claims
    assert (claim.number, claim.charge) == (None, 5332)
    assert billing.hub.log.head().position == before
    assert isinstance(billing.encounter(visit), ReadyEncounter)
    assert billing.built() == ["LPV00000001"]


def test_an_authorization_that_runs_out_bills_the_earlier_days(billing: Billing) -> None:
    authorization = billing.authorize("M1", ECM, 2)
    days = [DAY + timedelta(at) for at in (5, 0, 9)]
    for day in days:
        billing.visit(service=ECM, units=1, minutes=None, service_on=day)
    built = build_claims(billing.hub)
    (claim,) = built.claims
    body = billing.claim(str(claim.number)).account.body
    assert [line.service_on for line in body.lines] == [days[1], days[0]]
    assert codes(built) == ["authorization.units-exceeded"]
    assert built.held[0].report.care.service_on == days[2]
    assert billing.left(authorization) == 0
    assert billing.hub.handler.state(AUTHORIZATION, authorization).draw(body.claim_id).reserved == 2


def test_units_of_one_day_count_across_partners_and_claims(billing: Billing) -> None:
    billing.visit(units=3, minutes=90)
    billing.built()
    billing.visit(partner="ORC")
    built = build_claims(billing.hub)
    assert codes(built) == ["edit.units-per-day"]
    assert "5 units of 98960" in built.held[0].problems[0].what


def test_of_two_visits_on_one_day_the_later_waits_where_the_day_is_full(billing: Billing) -> None:
    billing.visit(units=3, minutes=90, start=time(9))
    later = billing.visit(units=2, minutes=60, start=time(14))
    built = build_claims(billing.hub)
    assert [claim.units for claim in built.claims] == [3]
    assert [held.report.encounter_id for held in built.held] == [later]


def test_chw_waits_while_a_plan_authorizes_ecm(billing: Billing) -> None:
    billing.authorize("M1", ECM, 4)
    billing.visit()
    assert codes(build_claims(billing.hub)) == ["edit.no-chw-during-ecm"]


def test_partner_plan_and_last_day_choose_what_is_billed(billing: Billing) -> None:
    billing.visit("M1", partner="ORC")
    billing.visit("B1")
    billing.visit("M2", service_on=DAY + timedelta(20))
    assert build_claims(billing.hub, partner=LPV, plan=ACME, through=DAY).claims == ()
    assert len(build_claims(billing.hub, partner=LPV, through=DAY).claims) == 1
    assert len(build_claims(billing.hub, plan=ACME).claims) == 2


def test_no_problem_names_a_member(billing: Billing) -> None:
    billing.visit("M1", service=NAVIGATION)
    billing.visit("B1", service=NAVIGATION)
    built = build_claims(billing.hub)
    told = " ".join(f"{p.what} {p.where} {p.fix}" for held in built.held for p in held.problems)
    assert planted_in(told) == []
    assert "9000" not in told


def test_opening_claims_moves_no_money(billing: Billing) -> None:
    billing.visit()
    billing.built()
    assert billing.hub.projector.live.rows(TRIAL_BALANCE) == []
