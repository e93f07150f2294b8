"""Who has to act before a held visit can be billed: the same in every list and every count."""

import ast
from pathlib import Path

import pytest

import hub.services.billing.bills
import hub.services.billing.judging
from adapters.plans.edits import EDITS
from domain.care.encounter import ENCOUNTER, HoldEncounter, RecordEncounter
from domain.problem import Problem
from projections.due_list import DUE_LIST
from projections.due_visit import held_by
from tests.projections.folding import only
from tests.projections.stories import Story, report

PARTNER = frozenset(
    {
        "encounter.no-amount",
        "encounter.no-service",
        "encounter.other-plan",
        "encounter.service-not-paid",
        "encounter.too-short",
        "edit.diagnosis-required",
        "edit.group-size",
        "edit.minutes-support-units",
        "edit.modifier-required",
        "edit.no-chw-during-ecm",
        "edit.one-unit-unless-timed",
        "edit.service-listed",
        "edit.units-per-day",
    }
)
HUB = frozenset(
    {
        "authorization.units-exceeded",
        "edit.authorization-required",
        "encounter.billed-as-partner",
        "encounter.member-not-covered",
        "encounter.no-authorization",
        "encounter.no-contract",
        "encounter.no-plan-rules",
        "encounter.no-rate",
        "encounter.partner-not-active",
        "encounter.past-filing-limit",
        "encounter.several-contracts",
    }
)


def reasons_in_code() -> set[str]:
    """Every code by which a visit can be held."""
    found = {f"edit.{name}" for name in EDITS}
    for module in (hub.services.billing.bills, hub.services.billing.judging):
        assert module.__file__
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Problem":
                code = next(word.value for word in call.keywords if word.arg == "code")
                texts = (part for part in ast.walk(code) if isinstance(part, ast.Constant))
                found |= {part.value for part in texts if isinstance(part.value, str)}
    return found


def test_every_reason_to_hold_a_visit_says_who_has_to_act() -> None:
    assert reasons_in_code() == PARTNER | HUB


@pytest.mark.parametrize("reason", sorted(PARTNER | HUB))
def test_the_partner_mends_its_row_and_the_hub_sees_to_the_rest(reason: str) -> None:
    who = "partner" if reason in PARTNER else "hub"
    story = Story()
    held = HoldEncounter((Problem(code=reason, what="it waits", where="row 1", fix="mend it"),))
    story.ask(ENCOUNTER, "visit-1", RecordEncounter(report(), None), held)
    assert held_by([reason]) == only(DUE_LIST, story.facts).who == who


def test_a_row_that_has_to_change_is_the_partners_whatever_else_is_wrong() -> None:
    assert held_by(["encounter.no-contract", "encounter.no-service"]) == "partner"
