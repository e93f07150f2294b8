"""What a statement may have to say has words in every language it is written in."""

from typing import get_args

import pytest

from domain.agreements.period_rules import CostBased, MonthlyLimits, PerMemberMonth, Tier, Tiered
from domain.agreements.reckoning import CountedRule
from domain.agreements.terms import PerClaim
from domain.claims.claim_facts import MoneyKind
from domain.claims.denial import Outcome
from domain.statements.statement import SettlementKind
from hub.services.partner_words import statement_words
from hub.services.statements.month_rule_words import month_rules_say


@pytest.mark.parametrize("language", ["en", "es", "vi"])
def test_every_movement_settlement_and_outcome_has_words(language: str) -> None:
    words = statement_words(language)
    told = [
        *(words(f"kinds.{kind}") for kind in get_args(MoneyKind)),
        *(words(f"balance.{kind}") for kind in get_args(SettlementKind)),
        *(words(f"outcomes.{outcome}") for outcome in get_args(Outcome)),
    ]
    assert all(told)


RULES = (
    CountedRule(Tiered("claims", (Tier(0, 1500), Tier(2, 1000))), 3),
    CountedRule(Tiered("units", (Tier(0, 1500),)), 4),
    CountedRule(PerMemberMonth(450), 2),
    CountedRule(MonthlyLimits(1000)),
    CountedRule(MonthlyLimits(1000, 2000)),
    CountedRule(CostBased(3120), 5),
    CountedRule(PerClaim(800, "sent"), 6),
)


@pytest.mark.parametrize("language", ["en", "es", "vi"])
def test_every_rule_by_the_month_has_words_with_its_amounts(language: str) -> None:
    words = statement_words(language)
    told = [month_rules_say(words, (rule,)) for rule in RULES]
    amounts = ("10.00%", "15.00%", "4.50", "10.00", "20.00", "31.20", "8.00")
    assert all(amount in text for amount, text in zip(amounts, told, strict=True))
    assert month_rules_say(words, ()) not in told
    assert month_rules_say(words, RULES[2:4]) == f"{told[2]}; {told[3]}"


def test_partners_read_what_was_counted() -> None:
    told = month_rules_say(statement_words("en"), (RULES[0],))
    assert told == (
        "by claims paid for visits of the month, in the order of the visits: 15.00% above 0, "
        "10.00% above 2; what the plan takes back counts no more (3 counted)"
    )
