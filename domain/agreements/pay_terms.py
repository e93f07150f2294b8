"""How a partner is paid: what is held back, how advances come back, how a debt is met.

The rules of one partner are one stream. Each holds for statements from a month on, until a later
one of its kind. Where nothing was agreed nothing is held and no advance is recouped; a debt is met
in the order of domain.md 8.4: this remittance, the reserve, the next statements, an invoice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import PartnerCode
from domain.money import Money, show_money
from domain.period import Month
from domain.problem import Problem, Refused

WHOLE = 10_000  # basis points
PLANS_MAY_ASK_DAYS = 365  # domain.md 8.4, S44: one plan's rule, unverified for others


class ReserveRule(msgspec.Struct, frozen=True, tag="reserve"):
    """What each statement holds back for takebacks, and when it is given back.

    Held is `basis_points` of the statement's plan payments, or `cents`. It is given back after
    `months`, and all of it in the month of `release_on` where that is set. A partner that left
    keeps it held until `keep_days` after it left and was last paid, whichever is later.
    """

    first_month: Month
    source: str
    basis_points: int = 0
    cents: Money = 0
    months: int = 12
    release_on: date | None = None
    keep_days: int = PLANS_MAY_ASK_DAYS


class AdvanceRule(msgspec.Struct, frozen=True, tag="advance"):
    """What each statement keeps to recoup an advance.

    It keeps `basis_points` of what the statement brings the partner, or `cents`; never more than
    is left of the advance, nor than the partner is owed.
    """

    first_month: Month
    source: str
    basis_points: int = 0
    cents: Money = 0


class DebtRule(msgspec.Struct, frozen=True, tag="debt"):
    """How a balance below zero is met after this remittance: by the reserve, then by statements.

    What is owed still after `statements` more is invoiced, to be paid in `pay_days`.
    """

    first_month: Month
    source: str
    uses_reserve: bool = True
    statements: int = 3
    pay_days: int = 30


PayRule = ReserveRule | AdvanceRule | DebtRule
R = TypeVar("R", bound=PayRule)


def rule_name(rule: PayRule) -> str:
    """The rule by its name, with what it takes."""
    match rule:
        case ReserveRule():
            return f"reserve of {_taken(rule)}, for {rule.months} months"
        case AdvanceRule():
            return f"advance recouped by {_taken(rule)}"
        case DebtRule():
            first = "the reserve, then " if rule.uses_reserve else ""
            return f"a debt is met by {first}{rule.statements} statements, then an invoice"


def _taken(rule: ReserveRule | AdvanceRule) -> str:
    if rule.cents:
        return f"${show_money(rule.cents)} a statement"
    return f"{show_money(rule.basis_points)}%"


# commands


@dataclass(frozen=True)
class AgreePayRule:
    """A rule holds for the partner's statements from a month on.

    `issued_through` is the month of the last statement it was given, None where it was given none.
    """

    partner_code: PartnerCode
    rule: PayRule
    issued_through: Month | None


PayTermsCommand = AgreePayRule

# events


@event("pay-terms.rule-agreed", version=1)
class PayRuleAgreed(Fact, frozen=True):
    """A rule for a partner's statements was agreed."""

    partner_code: PartnerCode
    rule: PayRule


PayTermsFact = PayRuleAgreed

# states


@dataclass(frozen=True)
class PayTerms:
    """Every rule that was agreed with a partner, in the order in which that was."""

    rules: tuple[PayRule, ...] = ()

    def in_force(self, kind: type[R], month: Month) -> R | None:
        """The rule of a kind for a month's statement; None where none was agreed for it."""
        known = [
            each for each in self.rules if isinstance(each, kind) and each.first_month <= month
        ]
        # of two for the same month the later one holds
        return max(reversed(known), key=lambda rule: rule.first_month, default=None)


# decide


def decide(terms: PayTerms, command: PayTermsCommand) -> tuple[PayTermsFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    rule = command.rule
    if terms.in_force(type(rule), rule.first_month) == rule:
        return ()
    problems = (*_date_problems(command), *_rule_problems(command))
    if problems:
        return Refused(problems)
    return (PayRuleAgreed(partner_code=command.partner_code, rule=rule),)


# rules


def _date_problems(command: AgreePayRule) -> Iterator[Problem]:
    """A statement that was issued stays as it is, so no rule reaches back to it."""
    issued = command.issued_through
    if issued is not None and command.rule.first_month <= issued:
        yield Problem(
            code="pay-terms.statement-issued",
            what=f"the rule is to hold from {command.rule.first_month}; the statement for "
            f"{issued} was issued",
            where=f"partner {command.partner_code}",
            fix="let it hold from a later month on",
        )


def _rule_problems(command: AgreePayRule) -> Iterator[Problem]:
    rule, where = command.rule, f"partner {command.partner_code}, {rule_name(command.rule)}"
    if isinstance(rule, ReserveRule | AdvanceRule):
        yield from _amount_problems(rule, where)
    counts = {
        ReserveRule: ("months", "keep_days"),
        AdvanceRule: (),
        DebtRule: ("statements", "pay_days"),
    }
    for name in counts[type(rule)]:
        if getattr(rule, name) < 0:
            yield Problem(
                code="pay-terms.below-zero",
                what=f"{name.replace('_', ' ')} is {getattr(rule, name)}",
                where=where,
                fix="give a whole number from 0",
            )


def _amount_problems(rule: ReserveRule | AdvanceRule, where: str) -> Iterator[Problem]:
    if not 0 <= rule.basis_points <= WHOLE or rule.cents < 0:
        yield Problem(
            code="pay-terms.amount-out-of-range",
            what=f"it takes {_taken(rule)}",
            where=where,
            fix="give a percentage from 0 to 100, or an amount from 0.00",
        )
    if rule.basis_points and rule.cents:
        yield Problem(
            code="pay-terms.percentage-and-amount",
            what=f"it takes {show_money(rule.basis_points)}% and ${show_money(rule.cents)}",
            where=where,
            fix="give one of them",
        )


# evolve


def evolve(terms: PayTerms, fact: PayTermsFact) -> PayTerms:
    """The partner's rules after the fact."""
    return PayTerms((*terms.rules, fact.rule))


PAY_TERMS: Decider[PayTerms, PayTermsCommand, PayTermsFact] = Decider(
    name="pay-terms",
    initial=PayTerms(),
    decide=decide,
    evolve=evolve,
    facts=(PayRuleAgreed,),
    commands=(AgreePayRule,),
    states=(PayTerms,),
)
