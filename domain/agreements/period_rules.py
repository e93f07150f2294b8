"""What a contract says by the month: fees that no single payment can tell.

The month is that of the care. What the rules come to is reckoned in
`domain/agreements/reckoning.py` and posted by the partner's statement; how a member month is
shared, in `domain/months/month_split.py`.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, assert_never

import msgspec

from domain.money import Money, show_money
from domain.problem import Problem

Counted = Literal["claims", "units"]
SplitBy = Literal["contacts", "first-contact", "lead-care-manager"]
_WHOLE = 10_000  # basis points


class Tier(msgspec.Struct, frozen=True):
    """A percentage of what was paid that holds above a count within the month."""

    above: int
    hub_basis_points: int


class Tiered(msgspec.Struct, frozen=True, tag="tiered"):
    """The hub's percentage follows what stands paid of a month, counted by day of care and claim.

    A tier holds for what is counted above its count, not for the whole month. Payments bear the
    line's rule until the month is reckoned; what is taken back is counted no more.
    """

    counted: Counted
    tiers: tuple[Tier, ...]


class PerMemberMonth(msgspec.Struct, frozen=True, tag="per-member-month"):
    """The hub's fee is a fixed amount for each member served in the month, paid or not."""

    hub_cents: Money


class MonthlyLimits(msgspec.Struct, frozen=True, tag="monthly-limits"):
    """The hub's fees of a month with care come to no less than `minimum`, no more than `cap`."""

    minimum: Money = 0
    cap: Money | None = None


class CostBased(msgspec.Struct, frozen=True, tag="cost-based"):
    """The partner gets its approved cost of a paid unit: from the plan, from funds, then the hub.

    What the plan paid above it is the hub's.
    """

    unit_cents: Money


class MonthSplit(msgspec.Struct, frozen=True, tag="month-split"):
    """A month's payment is shared among the partners that saw the member, by a named rule."""

    by: SplitBy


PeriodRule = Tiered | PerMemberMonth | MonthlyLimits | CostBased | MonthSplit


def period_rule_text(rule: PeriodRule) -> str:
    """The rule in a sentence."""
    match rule:
        case Tiered(counted=counted, tiers=tiers):
            steps = ", ".join(
                f"{show_money(tier.hub_basis_points)}% above {tier.above}" for tier in tiers
            )
            return (
                f"By {counted} paid for care in the month, in the order of care, the hub keeps "
                f"{steps}; what the plan takes back counts no more."
            )
        case PerMemberMonth(hub_cents=cents):
            return f"The hub's fee is ${show_money(cents)} for each member served in the month."
        case MonthlyLimits(minimum=minimum, cap=cap):
            most = "" if cap is None else f" and at most ${show_money(cap)}"
            return f"The fees of a month are at least ${show_money(minimum)}{most}."
        case CostBased(unit_cents=cents):
            return f"The partner gets its approved cost of ${show_money(cents)} a paid unit."
        case MonthSplit(by=by):
            return f"A month's payment is shared by {by.replace('-', ' ')}."
        case _:
            assert_never(rule)


def follows_collections(rule: PeriodRule) -> bool:
    """Whether the hub's fee grows with what plans pay."""
    return isinstance(rule, Tiered | CostBased)


# rules


def period_rule_problems(rules: Sequence[PeriodRule], where: str) -> Iterator[Problem]:
    """Each kind of rule stands once, and states amounts that can be reckoned."""
    kinds = [type(rule) for rule in rules]
    for kind in dict.fromkeys(kinds):
        if kinds.count(kind) > 1:
            name = kind.__struct_config__.tag
            yield Problem(
                code="contract.month-rule-twice",
                what=f"the rule {name} is stated {kinds.count(kind)} times",
                where=where,
                fix="state it once; other terms for other days are another contract",
            )
    if len(kinds) > 1 and CostBased in kinds:
        yield Problem(
            code="contract.cost-stands-alone",
            what=f"the partner gets its cost, and {len(rules) - 1} more is agreed by the month",
            where=where,
            fix="leave the cost out, or all else that is by the month",
        )
    for rule in rules:
        if not _can_be_reckoned(rule):
            yield Problem(
                code="contract.month-rule-unusable",
                what=f"this cannot be reckoned: {period_rule_text(rule)}",
                where=where,
                fix="give amounts from 0.00, percentages from 0 to 100, a cap that is not below "
                "the minimum, and tiers that begin at 0 and rise",
            )


def _can_be_reckoned(rule: PeriodRule) -> bool:
    match rule:
        case Tiered(tiers=tiers):
            rising = all(low.above < high.above for low, high in pairwise(tiers))
            percentages = all(0 <= t.hub_basis_points <= _WHOLE for t in tiers)
            return bool(tiers) and tiers[0].above == 0 and rising and percentages
        case PerMemberMonth(hub_cents=cents) | CostBased(unit_cents=cents):
            return cents >= 0
        case MonthlyLimits(minimum=minimum, cap=cap):
            return minimum >= 0 and (cap is None or cap >= minimum)
        case MonthSplit():
            return True
        case _:
            assert_never(rule)
