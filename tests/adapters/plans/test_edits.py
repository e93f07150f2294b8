"""Each check that plans choose says what, where and how to fix, in these words."""

from datetime import date

import pytest
from msgspec.structs import replace

from adapters.plans.edits import EDITS, LineToCheck, check_line
from domain.agreements.plan import PlanRules, PlanService
from domain.identifiers import Diagnosis
from domain.period import Period
from domain.service_line import Service

CHW = Service.read("98960 U2")
ECM = Service.read("G9012 U2")
LINE = LineToCheck(
    where="row 7",
    service=CHW,
    service_on=date(2026, 3, 2),
    units=1,
    units_that_day=1,
    minutes=30,
    diagnoses=(Diagnosis("Z559"),),
    authorized=True,
    people=1,
)
RULES = PlanRules(
    period=Period(date(2026, 1, 1)),
    source="invented",
    verified_on=None,
    filing_limit_days=180,
    correction_limit_days=365,
    payment_days=30,
    units_per_day=4,
    edits=tuple(EDITS),
    services=(
        PlanService(CHW, "CHW", unit_minutes=30, needs_authorization=False),
        PlanService(ECM, "ECM", unit_minutes=0, needs_authorization=True),
    ),
)


def test_a_line_that_is_right_meets_no_check() -> None:
    assert check_line(LINE, RULES) == ()


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (
            replace(LINE, units_that_day=5),
            "edit.units-per-day",
            "5 units of 98960 on 2026-03-02; the plan pays 4 a day",
        ),
        (
            replace(LINE, service=ECM, units=2, people=None),
            "edit.one-unit-unless-timed",
            "2 units of G9012 U2; it is billed one unit a line",
        ),
        (
            replace(LINE, units=2, units_that_day=2, minutes=45),
            "edit.minutes-support-units",
            "45 minutes do not make 2 units; the last unit begins to count at minute 46",
        ),
        (
            replace(LINE, service=Service.read("98960 U3")),
            "edit.modifier-required",
            "98960 U3 is written; the plan knows 98960 U2",
        ),
        (
            replace(LINE, service=Service.read("59409 XP")),
            "edit.service-listed",
            "the plan pays for no 59409 on 2026-03-02",
        ),
        (
            replace(LINE, service=ECM, authorized=False),
            "edit.authorization-required",
            "G9012 U2 needs an authorization; none is at hand for 2026-03-02",
        ),
        (replace(LINE, diagnoses=()), "edit.diagnosis-required", "no diagnosis is given"),
        (
            replace(LINE, in_ecm=True),
            "edit.no-chw-during-ecm",
            "98960 U2 on 2026-03-02: the member has ECM in that month",
        ),
        (
            replace(LINE, people=2),
            "edit.group-size",
            "2 people were there; 98960 is for 1 to 1",
        ),
    ],
)
def test_a_line_that_is_not_right_says_so_in_these_words(
    line: LineToCheck, code: str, what: str
) -> None:
    (problem,) = check_line(line, RULES)
    assert (problem.code, problem.what, problem.where) == (code, what, "row 7")
    assert problem.fix


def test_all_problems_of_a_line_come_at_once() -> None:
    line = replace(LINE, units_that_day=9, diagnoses=(), in_ecm=True)
    assert len(check_line(line, RULES)) == 3


def test_a_plan_meets_only_the_checks_it_chose() -> None:
    line = replace(LINE, units_that_day=9, diagnoses=())
    rules = replace(RULES, edits=("diagnosis-required",))
    assert [problem.code for problem in check_line(line, rules)] == ["edit.diagnosis-required"]
