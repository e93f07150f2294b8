"""Scenarios are data: strict, read from files, first rule first."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from hub.rehearsal.scenario import Deny, Pay, Reject, Rule, Scenario, When, read_scenario
from hub.rehearsal.stage import DATA, PLANS
from tests.support.sent import PAYER, payment, sent_claim


def test_the_first_rule_that_fits_decides() -> None:
    rules = (
        Rule("", When(month="2026-02"), Deny("CO-29")),
        Rule("", When(service="98960 U2", units=4), Deny("CO-119")),
        Rule("", When(born_on=date(1971, 5, 17), cin="90000001A"), Reject("A7:158:IL")),
    )
    plan = Scenario(PAYER, rules)
    assert plan.answer_to(sent_claim(1, 4, day=date(2026, 2, 2))) == Deny("CO-29")
    assert plan.answer_to(sent_claim(1, 1, 4)) == Deny("CO-119")
    assert plan.answer_to(sent_claim(1, 2)) == Reject("A7:158:IL")
    assert plan.answer_to(sent_claim(1, 2, born_on=date(1971, 5, 18))) == Pay()


def test_a_payment_is_made_on_its_day_and_once() -> None:
    plan = Scenario(PAYER, payments=(payment(), payment(trace="T2")))
    assert plan.payments_until(date(2026, 3, 19), ()) == ()
    assert [p.trace for p in plan.payments_until(date(2026, 3, 20), ["T1"])] == ["T2"]


def test_a_word_that_no_rule_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('[payer]\nname = ""\nnumber = ""\ntax_number = ""\nprefix = ""\nmood = "bad"')
    with pytest.raises(msgspec.ValidationError, match="mood"):
        read_scenario(path)


@pytest.mark.parametrize("plan", PLANS)
def test_the_scenarios_of_the_demo_can_be_read(plan: str) -> None:
    assert read_scenario(DATA / f"{plan}-answers.toml").payments
