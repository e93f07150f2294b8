"""Every plan's file is whole, says where its rules come from, and its examples work out."""

from pathlib import Path

import pytest
from msgspec.structs import asdict

from adapters.plans import FOLDER, PlanAdapter, ProfileNotUsable, discover
from adapters.plans.edits import EDITS
from adapters.plans.profile_file import Example
from domain.agreements.plan import PLAN, AdoptPlan, NoPlan, PromptPay
from domain.identifiers import PlanId, PlanKey
from domain.problem import Refused

ADAPTERS = discover()
EXAMPLES = [
    pytest.param(adapter, example, id=f"{key}: {example.says}")
    for key, adapter in ADAPTERS.items()
    for example in adapter.examples
]


@pytest.mark.parametrize(("adapter", "example"), EXAMPLES)
def test_a_worked_example_works_out_as_it_says(adapter: PlanAdapter, example: Example) -> None:
    found = [problem.code.removeprefix("edit.") for problem in adapter.work_out(example)]
    assert found == ([example.then] if example.then else [])
    _, rules = adapter.example_rules(example)
    assert {name: asdict(rules)[name] for name in example.rules} == example.rules


@pytest.mark.parametrize("key", list(ADAPTERS))
def test_every_edit_that_a_plan_chooses_has_an_example(key: PlanKey) -> None:
    adapter = ADAPTERS[key]
    chosen = {name for rules in adapter.profile.rules for name in rules.edits}
    shown = {example.then for each in ADAPTERS.values() for example in each.examples}
    assert chosen - shown == set()
    assert chosen <= set(EDITS)


@pytest.mark.parametrize("key", list(ADAPTERS))
def test_a_profile_can_be_adopted_as_it_stands(key: PlanKey) -> None:
    ask = AdoptPlan(PlanId("plan"), ADAPTERS[key].profile)
    assert not isinstance(PLAN.decide(NoPlan(), ask), Refused)


@pytest.mark.parametrize("key", list(ADAPTERS))
def test_rules_that_nobody_confirmed_say_so(key: PlanKey) -> None:
    for rules in ADAPTERS[key].profile.rules:
        assert rules.source
        assert (rules.verified_on is None) == ("unverified; confirm" in rules.source)


def test_the_days_to_pay_change_with_the_law_on_the_first_of_2026() -> None:
    for adapter in ADAPTERS.values():
        before, after = adapter.profile.rules[:2]
        assert str(before.period) == "2024-01-01 to 2025-12-31"
        assert str(after.period.first_day) == "2026-01-01"
        assert (before.payment_days, after.payment_days) == (45, 30)


@pytest.mark.parametrize("key", list(ADAPTERS))
def test_what_is_known_of_late_payment_says_that_nobody_confirmed_it(key: PlanKey) -> None:
    prompt_pay = ADAPTERS[key].profile.prompt_pay
    assert (prompt_pay.verified_on, prompt_pay.tolerance) == (None, 0)
    assert prompt_pay.source.endswith("confirm with the plan.")


def test_a_file_that_says_nothing_of_late_payment_has_its_defaults(tmp_path: Path) -> None:
    said = (FOLDER / "acme.toml").read_text("utf-8")
    before, _, after = said.partition("[prompt_pay]")
    (tmp_path / "acme.toml").write_text(before + after[after.index("[services") :], "utf-8")
    assert discover(tmp_path)[PlanKey("acme")].profile.prompt_pay == PromptPay()


def test_a_file_may_say_how_long_a_plan_may_take_over_a_void(tmp_path: Path) -> None:
    said = (FOLDER / "acme.toml").read_text("utf-8")
    (tmp_path / "acme.toml").write_text(
        said.replace("payment_days          = 30", "payment_days = 30\nvoid_days = 21"), "utf-8"
    )
    before, after = discover(tmp_path)[PlanKey("acme")].profile.rules
    assert (before.void_days, after.void_days) == (60, 21)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('key  = "acme"', 'key  = "other"', "the key is other; name the file after it"),
        ("payment_days          = 30", "", "rules.1.payment_days: Field required"),
        ('"no-chw-during-ecm",\n', '"no-such-edit",\n', "there is no edit no-such-edit"),
        ("units_per_day         = 4", "units_per_day = 4.5", "rules.0.units_per_day"),
        ("claims_per_file = 5000", "claims_per_file = 0", "route.claims_per_file"),
        ("working_days = 45", "working_days = 31", "prompt_pay.working_days"),
        ('tolerance    = "0.00"', "tolerance = 0.1", "an amount is a text in dollars and cents"),
        ('tolerance    = "0.00"', 'tolerance = "-1.00"', "prompt_pay.tolerance"),
        ('"ACME0"]\ntol', '""]\ntol', "prompt_pay.receipt_from.1"),
        ("remitters ", "claims_per_transaction = -1\nremitters ", "route.claims_per_transaction"),
        ('name = "Acme', 'nickname = "Acme', "nickname: Extra inputs are not permitted"),
        ('services = ["chw", "ecm"]', 'services = ["dentist"]', "no [services.dentist]"),
        ('service = "98961 U2"', 'service = "989"', "the code does not have the form of CPT"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_its_place(
    tmp_path: Path, was: str, now: str, says: str
) -> None:
    text = (Path(__file__).parents[3] / "adapters/plans/acme.toml").read_text("utf-8")
    assert was in text
    (tmp_path / "acme.toml").write_text(text.replace(was, now), "utf-8")
    with pytest.raises(ProfileNotUsable) as wrong:
        discover(tmp_path)
    assert "acme.toml" in str(wrong.value)
    assert says in str(wrong.value)
