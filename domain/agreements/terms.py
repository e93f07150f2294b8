"""The terms of a contract: how a payment is shared, and what bears the hub's fee."""

from collections.abc import Iterator
from typing import Literal, assert_never

import msgspec

from domain.agreements.period_rules import (
    MonthSplit,
    PeriodRule,
    follows_collections,
    period_rule_problems,
    period_rule_text,
)
from domain.money import Money, show_money
from domain.problem import Problem
from domain.role import Role

WHOLE = 10_000  # basis points

Due = Literal["paid", "sent"]
Stated = Literal["gross-and-fee", "net"]


class PercentOfPaid(msgspec.Struct, frozen=True, tag="percent-of-paid"):
    """The hub keeps a percentage of what the plan paid, in hundredths of a percent."""

    hub_basis_points: int


class PerUnit(msgspec.Struct, frozen=True, tag="per-unit"):
    """The partner gets a fixed amount for each paid unit; the hub keeps or bears the difference."""

    partner_cents: Money


class ByTheMonth(msgspec.Struct, frozen=True, tag="by-the-month"):
    """The plan pays a member month once; the hub keeps a percentage of that payment.

    The month's payment goes to the partner whose line the plan paid, unless it is split by a rule.
    """

    hub_basis_points: int


class PerClaim(msgspec.Struct, frozen=True, tag="per-claim"):
    """The hub keeps a fixed amount of each claim, due when a plan paid it or when it was sent."""

    hub_cents: Money
    due: Due = "paid"


class PerLine(msgspec.Struct, frozen=True, tag="per-line"):
    """The hub keeps a fixed amount of each paid line."""

    hub_cents: Money


class WholePayment(msgspec.Struct, frozen=True, tag="whole-payment"):
    """The care is the hub's own: it keeps all that the plan paid."""


class NothingBilled(msgspec.Struct, frozen=True, tag="nothing-billed"):
    """Nobody is billed for the care, so there is nothing to share."""


ShareRule = PercentOfPaid | PerUnit | ByTheMonth | PerClaim | PerLine | WholePayment | NothingBilled
FeeRule = PercentOfPaid | PerClaim | PerLine


class Upstream(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a lead entity between plan and hub keeps before the hub's fee; `rule` is its own.

    `states` tells what its remittances say: gross and fee, which are then shared from the gross, or
    the net alone, whose fee never was the hub's cash and is a memo.
    """

    entity: str
    rule: FeeRule
    states: Stated = "gross-and-fee"


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """What each side gets of a payment. `text` is the rule in the contract's own words.

    `capitated`: the plan pays by capitation, so a line at $0 with CARC 24 is no denial.
    `fee_on_...` tell which additions bear the hub's percentage; `fee_returns` whether the fee goes
    back when the plan takes a payment back. `minimum` and `cap` bound the fee of a line, in cents.
    `by_month` is what no single payment can tell: the partner's statement posts what it comes to.
    """

    rule: ShareRule
    text: str
    fee_on_interest: bool = False
    capitated: bool = False
    fee_on_penalties: bool = False
    fee_on_bonuses: bool = False
    fee_returns: bool = True
    minimum: Money = 0
    cap: Money | None = None
    upstream: Upstream | None = None
    by_month: tuple[PeriodRule, ...] = ()


def rule_name(rule: ShareRule) -> str:
    """The rule by its name, as statements and previews call it."""
    match rule:
        case PercentOfPaid():
            return "percent of paid"
        case PerUnit():
            return "per unit"
        case ByTheMonth():
            return "by the month"
        case PerClaim(due=due):
            return f"per claim {due}"
        case PerLine():
            return "per line"
        case WholePayment():
            return "whole payment"
        case NothingBilled():
            return "nothing billed"
        case _:
            assert_never(rule)


def rule_text(rule: ShareRule) -> str:
    """The rule in a sentence."""
    match rule:
        case PercentOfPaid(hub_basis_points=fee):
            return f"The hub keeps {show_money(fee)}% of what the plan paid."
        case PerUnit(partner_cents=rate):
            return f"The partner gets ${show_money(rate)} for each paid unit."
        case ByTheMonth(hub_basis_points=fee):
            return f"The hub keeps {show_money(fee)}% of each member month's payment."
        case PerClaim(hub_cents=fee, due=due):
            return f"The hub's fee is ${show_money(fee)} for each claim {due}."
        case PerLine(hub_cents=fee):
            return f"The hub's fee is ${show_money(fee)} for each paid line."
        case WholePayment():
            return "The care is the hub's own; it keeps the whole payment."
        case NothingBilled():
            return "Nobody is billed."
        case _:
            assert_never(rule)


def further_terms(terms: Terms) -> tuple[str, ...]:
    """What the terms say beside the rule, a sentence each."""
    said = []
    if terms.minimum:
        said.append(f"The fee of a line is at least ${show_money(terms.minimum)}.")
    if terms.cap is not None:
        said.append(f"The fee of a line is at most ${show_money(terms.cap)}.")
    bearing = (
        ("interest", terms.fee_on_interest),
        ("penalties", terms.fee_on_penalties),
        ("bonuses", terms.fee_on_bonuses),
    )
    if borne := [name for name, bears in bearing if bears]:
        said.append(f"The fee is borne by {' and '.join(borne)} too.")
    if not terms.fee_returns:
        said.append("The fee stays with the hub when the plan takes a payment back.")
    if terms.capitated:
        said.append("The plan pays by capitation.")
    if terms.upstream is not None:
        said.append(_upstream_text(terms.upstream))
    said += [period_rule_text(rule) for rule in terms.by_month]
    return tuple(said)


def _upstream_text(upstream: Upstream) -> str:
    match upstream.rule:
        case PercentOfPaid(hub_basis_points=fee):
            kept = f"{show_money(fee)}% of what the plan paid"
        case PerClaim(hub_cents=cents):
            kept = f"${show_money(cents)} of each paid claim"
        case PerLine(hub_cents=cents):
            kept = f"${show_money(cents)} of each paid line"
        case _:
            assert_never(upstream.rule)
    states = "gross and fee" if upstream.states == "gross-and-fee" else "the net only"
    return (
        f"Before that, {upstream.entity} keeps {kept}, the hub's part is of the rest; "
        f"its remittance states {states}."
    )


# rules


def term_problems(terms: Terms, role: Role, where: str) -> Iterator[Problem]:
    """Terms must be able to share a payment, and fit the role that the hub has."""
    yield from _rule_problems(terms.rule, "the hub", where)
    yield from _limit_problems(terms, where)
    yield from _base_problems(terms, where)
    yield from _role_problems(terms, role, where)
    yield from period_rule_problems(terms.by_month, where)
    if not isinstance(terms.rule, ByTheMonth) and any(
        isinstance(rule, MonthSplit) for rule in terms.by_month
    ):
        yield Problem(
            code="contract.split-without-month",
            what=f"a month's payment is to be shared, and the rule is {rule_name(terms.rule)}",
            where=where,
            fix="leave that out, or let the rule be by the month",
        )
    if terms.upstream is not None:
        yield from _upstream_problems(terms.upstream, where)


def _upstream_problems(upstream: Upstream, where: str) -> Iterator[Problem]:
    """A lead entity keeps its fee of what it is paid."""
    yield from _rule_problems(upstream.rule, upstream.entity, where)
    if isinstance(upstream.rule, PerClaim) and upstream.rule.due == "sent":
        yield Problem(
            code="contract.lead-fee-when-sent",
            what=f"{upstream.entity} is to keep its fee of claims that are only sent",
            where=where,
            fix="a lead entity keeps its fee of what it is paid: let it be due when paid",
        )


def _rule_problems(rule: ShareRule, who: str, where: str) -> Iterator[Problem]:
    """A percentage is of a whole, and nobody pays for handing money on."""
    match rule:
        case PercentOfPaid(hub_basis_points=fee) | ByTheMonth(hub_basis_points=fee):
            if not 0 <= fee <= WHOLE:
                yield Problem(
                    code="contract.fee-out-of-range",
                    what=f"{who}'s fee is {show_money(fee)} percent",
                    where=where,
                    fix="give a percentage from 0 to 100",
                )
        case PerUnit(partner_cents=rate):
            if rate < 0:
                yield Problem(
                    code="contract.rate-below-zero",
                    what=f"the partner's rate per unit is {show_money(rate)}",
                    where=where,
                    fix="give the rate in dollars and cents",
                )
        case PerClaim(hub_cents=fee) | PerLine(hub_cents=fee):
            if fee < 0:
                yield Problem(
                    code="contract.fee-below-zero",
                    what=f"{who}'s fee is {show_money(fee)}",
                    where=where,
                    fix="give the fee in dollars and cents",
                )
        case WholePayment() | NothingBilled():
            return
        case _:
            assert_never(rule)


def _limit_problems(terms: Terms, where: str) -> Iterator[Problem]:
    """A minimum and a cap bound a percentage; other rules state the amount themselves."""
    if not terms.minimum and terms.cap is None:
        return
    if not _is_percentage(terms.rule):
        yield Problem(
            code="contract.limits-need-a-percentage",
            what=f"a minimum or a cap is stated for the rule {rule_name(terms.rule)}",
            where=where,
            fix="leave them out, or let the hub keep a percentage",
        )
    lowest, highest = terms.minimum, terms.cap
    if lowest < 0 or (highest is not None and highest < lowest):
        shown = "none" if highest is None else show_money(highest)
        yield Problem(
            code="contract.limits-cross",
            what=f"the fee of a line is at least {show_money(lowest)} and at most {shown}",
            where=where,
            fix="give a minimum from 0.00, and a cap that is not below it",
        )


def _base_problems(terms: Terms, where: str) -> Iterator[Problem]:
    """Interest, penalties and bonuses can only bear a percentage; only a fee can stay or return."""
    bears = terms.fee_on_interest or terms.fee_on_penalties or terms.fee_on_bonuses
    if bears and not _is_percentage(terms.rule):
        yield Problem(
            code="contract.no-percentage-to-bear",
            what="additions are to bear the fee, and the rule "
            f"{rule_name(terms.rule)} states no percentage",
            where=where,
            fix="leave that out, or let the hub keep a percentage",
        )
    if not terms.fee_returns and isinstance(terms.rule, PerUnit | WholePayment | NothingBilled):
        yield Problem(
            code="contract.no-fee-to-stay",
            what=f"the fee is to stay on a takeback, and the rule {rule_name(terms.rule)} "
            "states no fee",
            where=where,
            fix="leave that out, or agree a fee",
        )


def _role_problems(terms: Terms, role: Role, where: str) -> Iterator[Problem]:
    """Own care keeps the whole payment, a champion bills nothing; a chain names who is above."""
    of_role = {"direct": "whole payment", "champion": "nothing billed"}
    named = rule_name(terms.rule)
    if of_role.get(role, named) != named or (role not in of_role and named in of_role.values()):
        yield Problem(
            code="contract.rule-not-of-role",
            what=f"the rule {named} does not go with the role {role}",
            where=where,
            fix=f"as {role} the rule is {of_role[role]}"
            if role in of_role
            else "give a rule that shares the payment, or the role direct or champion",
        )
    if role in of_role and terms.by_month:
        yield Problem(
            code="contract.month-rule-not-of-role",
            what=f"{len(terms.by_month)} agreed by the month, and the role is {role}",
            where=where,
            fix=f"leave that out: as {role} the hub has no fee of a partner",
        )
    if (role == "under-lead-entity") != (terms.upstream is not None):
        told = "a lead entity is named" if terms.upstream else "no lead entity is named"
        yield Problem(
            code="contract.lead-entity-and-role",
            what=f"{told}, and the role is {role}",
            where=where,
            fix="give both the role under-lead-entity and the lead entity with its fee, or neither",
        )


def _is_percentage(rule: ShareRule) -> bool:
    return isinstance(rule, PercentOfPaid | ByTheMonth)


def term_warnings(terms: Terms, role: Role, where: str) -> Iterator[Problem]:
    """What may be agreed, and should be looked at by a person first."""
    if role != "administrative-partner":
        return
    following = [period_rule_text(rule) for rule in terms.by_month if follows_collections(rule)]
    if isinstance(terms.rule, PercentOfPaid | ByTheMonth | PerUnit):
        following.insert(0, f"the rule is {rule_name(terms.rule)}")
    for told in following:
        yield Problem(
            code="contract.fee-follows-collections",
            what="who bills for a partner may not be paid by what is collected (42 CFR 447.10); "
            f"{told}",
            where=where,
            fix="ask counsel, or agree a fixed fee for each claim",
        )
