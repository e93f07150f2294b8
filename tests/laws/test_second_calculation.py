"""A ledger of generated remittances is reckoned a second time, from its facts, by other code."""

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.agreements.shares import Shares
from domain.agreements.terms import Terms
from domain.claims import claim_money
from domain.claims.attribution import ClaimMoney, attribute
from domain.identifiers import PartnerCode, PlanKey
from hub.wiring import Hub
from ops.second.__main__ import SECOND, dump, is_right, receive, reckon
from ops.second.journal import accounts_that_disagree
from ops.second.notices import Years, generate
from ops.second.world import Contracts, generated_hub

REMITTANCES, CLAIMS = 40, 800


def received(hub: Hub, contracts: Contracts, folder: Path) -> tuple[Path, Years]:
    """The facts of a hub that received two years of notices."""
    years = generate(contracts, remittances=REMITTANCES, claims=CLAIMS, seed=1)
    receive(hub, years)
    hub.close()
    return dump(folder), years


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Years]:
    folder = tmp_path_factory.mktemp("ledger")
    return received(*generated_hub(folder), folder)


def test_the_second_calculation_knows_but_the_standard_library() -> None:
    text = SECOND.read_text("utf-8")
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {each.partition(".")[0] for each in imported} <= sys.stdlib_module_names
    assert len(text.splitlines()) < 300


def test_a_ledger_of_generated_remittances_is_right_to_the_cent(
    ledger: tuple[Path, Years],
) -> None:
    facts, years = ledger
    figures = reckon(facts, years.meant)
    assert is_right(figures), figures
    assert figures["remittances"] == REMITTANCES
    assert figures["residual"] == "0.00"
    assert figures["differences"] == 0
    assert figures["takebacks"] > 40
    assert figures["takebacks_beside_recorded_shares"] > 20


def test_beancount_agrees_with_every_balance_of_the_generated_ledger(
    ledger: tuple[Path, Years],
) -> None:
    facts, _ = ledger
    assert accounts_that_disagree(facts.parent, facts) == []


@pytest.mark.parametrize("kind", ["payment", "takeback", "reversal", "interest"])
def test_one_cent_that_changes_hands_is_seen(
    ledger: tuple[Path, Years], tmp_path: Path, kind: str
) -> None:
    facts, years = ledger
    changed, found = tmp_path / "facts.jsonl", False
    with facts.open("r", encoding="utf-8") as file, changed.open("w", encoding="utf-8") as to:
        for recorded in map(json.loads, file):
            found = found or _moves_a_cent(recorded, kind)
            to.write(json.dumps(recorded) + "\n")
    figures = reckon(changed, years.meant)
    assert found
    assert figures["residual"] == "0.00"
    assert figures["exit"] == 1


def _moves_a_cent(recorded: dict[str, Any], kind: str) -> bool:
    """Whether this is a posting of the kind between a partner and the hub; its cent is moved."""
    fact, kinds = recorded["fact"], {"claim.adjudicated": "payment"}
    if fact.get("kind", kinds.get(recorded["type"])) != kind:
        return False
    shared = {entry["account"].partition(":")[0]: entry for entry in fact["entries"]}
    if not {"partner", "hub-fee"} <= set(shared):
        return False
    shared["partner"]["cents"] += 1
    shared["hub-fee"]["cents"] -= 1
    return True


def test_the_same_seed_generates_the_same_notices(tmp_path: Path) -> None:
    hub, contracts = generated_hub(tmp_path)
    hub.close()
    one, same, other = (
        [
            notice.copies
            for notice in generate(contracts, remittances=9, claims=90, seed=seed).notices
        ]
        for seed in (1, 1, 2)
    )
    assert one == same != other


def test_takebacks_shared_by_todays_terms_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, contracts = generated_hub(tmp_path)

    def by_todays_terms(
        terms: Terms, partner: PartnerCode, plan: PlanKey, money: ClaimMoney, **also: Any
    ) -> Shares:
        now = contracts[partner, plan][-1].terms if money.recovered else terms
        return attribute(now, partner, plan, money, **also)

    monkeypatch.setattr(claim_money, "attribute", by_todays_terms)
    facts, years = received(hub, contracts, tmp_path)
    figures = reckon(facts, years.meant)
    assert figures["exit"] == 1
    assert figures["residual"] == "0.00"  # each posting still adds up: only the shares are wrong
    assert figures["differences"] > 0
