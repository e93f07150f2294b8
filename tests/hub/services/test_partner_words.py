"""What a statement may have to say has words in every language it is written in."""

from typing import get_args

import pytest

from domain.claim_facts import MoneyKind
from domain.denial import Outcome
from domain.statement import SettlementKind
from hub.services.partner_words import statement_words


@pytest.mark.parametrize("language", ["en", "es", "vi"])
def test_every_movement_settlement_and_outcome_has_words(language: str) -> None:
    words = statement_words(language)
    told = [
        *(words(f"kinds.{kind}") for kind in get_args(MoneyKind)),
        *(words(f"balance.{kind}") for kind in get_args(SettlementKind)),
        *(words(f"outcomes.{outcome}") for outcome in get_args(Outcome)),
    ]
    assert all(told)
