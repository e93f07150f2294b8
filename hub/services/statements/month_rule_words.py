"""The rules by the month in partner words, each with what it counted."""

from collections.abc import Sequence
from typing import assert_never

from domain.agreements.period_rules import (
    CostBased,
    MonthlyLimits,
    MonthSplit,
    PeriodRule,
    PerMemberMonth,
    Tiered,
    period_rule_text,
)
from domain.agreements.reckoning import CountedRule
from domain.agreements.terms import PerClaim
from domain.money import show_money
from hub.services.partner_words import PartnerWords


def month_rules_say(words: PartnerWords, rules: Sequence[CountedRule]) -> str:
    """What the rules of a month are, and what each counted; that nothing is due where none is."""
    return "; ".join(_says(words, each) for each in rules) or words("month_rules.nothing")


def month_rule_agreed(words: PartnerWords, rule: PeriodRule) -> str:
    """A rule by the month as it was agreed, by its name; what it counted is told elsewhere."""
    match rule:
        case Tiered():
            return words(f"month_terms.tiered-{rule.counted}", tiers=_steps(words, rule))
        case PerMemberMonth(hub_cents=cents):
            return words("month_terms.per-member-month", amount=show_money(cents))
        case CostBased(unit_cents=cents):
            return words("month_terms.cost-based", amount=show_money(cents))
        case MonthlyLimits(minimum=least, cap=most):
            limits = {"least": show_money(least), "most": show_money(most or 0)}
            name = "monthly-limits" if most is None else "monthly-limits-cap"
            return words(f"month_terms.{name}", **limits)
        case MonthSplit(by=by):
            return words(f"month_terms.split-{by}")
        case _:
            assert_never(rule)


def _says(words: PartnerWords, counted: CountedRule) -> str:
    rule, count = counted.rule, counted.count
    match rule:
        case Tiered():
            name = f"month_rules.tiered-{rule.counted}"
            return words(name, tiers=_steps(words, rule), count=count)
        case PerMemberMonth(hub_cents=cents) | PerClaim(hub_cents=cents):
            name = f"month_rules.{rule.__struct_config__.tag}"
            return words(name, amount=show_money(cents), count=count)
        case CostBased(unit_cents=cents):
            return words("month_rules.cost-based", amount=show_money(cents), count=count)
        case MonthlyLimits(minimum=least, cap=most):
            limits = {"least": show_money(least), "most": show_money(most or 0)}
            name = "monthly-limits" if most is None else "monthly-limits-cap"
            return words(f"month_rules.{name}", **limits)
        case MonthSplit():
            return period_rule_text(rule)
        case _:
            assert_never(rule)


def _steps(words: PartnerWords, rule: Tiered) -> str:
    steps = (
        words("month_rules.tier", percent=show_money(each.hub_basis_points), above=each.above)
        for each in rule.tiers
    )
    return ", ".join(steps)
