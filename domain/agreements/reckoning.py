"""What the rules by the month come to for the care of one month: a function of what stands paid.

Care is counted in the order of its day, then of its claim's number, whenever it was paid. So the
order in which files arrive never matters; what is paid later, or taken back, gives another result
for the same month, and only the difference is still to be posted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

import msgspec

from domain.agreements.period_rules import (
    CostBased,
    MonthlyLimits,
    MonthSplit,
    PeriodRule,
    PerMemberMonth,
    Tier,
    Tiered,
    period_rule_text,
)
from domain.agreements.shares import PaidLine, rule_fees
from domain.agreements.terms import PercentOfPaid, PerClaim, ShareRule, Terms, rule_text
from domain.identifiers import ClaimNumber
from domain.money import Money, split


@dataclass(frozen=True)
class MonthLine:
    """A billed line and what stands of its payment: the partner's part and the hub's, in cents.

    `units` were paid. What waits in suspense, or a lead entity kept, is in neither part.
    """

    service_on: date
    claim: ClaimNumber
    line: int
    partner: Money
    fee: Money
    units: int

    @property
    def paid(self) -> Money:
        """What partner and hub share."""
        return self.partner + self.fee

    @property
    def place(self) -> tuple[date, ClaimNumber, int]:
        """Where it stands in the order of the month."""
        return (self.service_on, self.claim, self.line)


@dataclass(frozen=True)
class MonthCare:
    """The care of one month under one contract.

    `members` were served; `sent` counts the claims that bear a fee because they were sent, rule by
    rule; `drawn` cents were drawn from funds for paid care below its cost.
    """

    lines: tuple[MonthLine, ...] = ()
    members: int = 0
    sent: tuple[tuple[PerClaim, int], ...] = ()
    drawn: Money = 0

    @property
    def is_empty(self) -> bool:
        """Whether nobody was served, nothing sent and nothing paid."""
        return not (self.members or self.sent or any(line.paid for line in self.lines))


class CountedRule(msgspec.Struct, frozen=True):
    """A rule and what it counted in a month: claims or units paid, members served, claims sent."""

    rule: PeriodRule | PerClaim
    count: int = 0

    @property
    def text(self) -> str:
        """The rule in a sentence, and what it counted in another."""
        match self.rule:
            case PerClaim() as rule:
                return f"{rule_text(rule)} {_counted(self.count, 'claim')} sent."
            case PerMemberMonth() as rule:
                return f"{period_rule_text(rule)} {_counted(self.count, 'member')} served."
            case CostBased() as rule:
                return f"{period_rule_text(rule)} {_counted(self.count, 'unit')} paid."
            case Tiered() as rule:
                return f"{period_rule_text(rule)} {self.count} counted."
            case MonthlyLimits() | MonthSplit() as rule:
                return period_rule_text(rule)
            case _:
                assert_never(self.rule)


@dataclass(frozen=True)
class Reckoned:
    """What one rule moves between partner and hub, in cents: above zero the partner gets it."""

    cents: Money
    counted: CountedRule

    @property
    def text(self) -> str:
        """The rule, and what it counted."""
        return self.counted.text

    @property
    def is_sent(self) -> bool:
        """Whether it is a fee of single claims, due when they are sent."""
        return isinstance(self.counted.rule, PerClaim)


def reckon(terms: Terms, care: MonthCare) -> tuple[Reckoned, ...]:
    """What the terms by the month, and fees due when claims are sent, come to; each by itself.

    A month without any care bears nothing.
    """
    if care.is_empty:
        return ()
    results = [each for rule in terms.by_month for each in _reckoned(rule, care)]
    results += [_when_sent(rule, count) for rule, count in care.sent]
    fees = sum(line.fee for line in care.lines) - sum(each.cents for each in results)
    results += [_limited(rule, fees) for rule in terms.by_month if isinstance(rule, MonthlyLimits)]
    return tuple(each for each in results if each.cents)


def is_reckoned(terms: Terms) -> bool:
    """Whether anything of the terms is reckoned by the month."""
    rules = (rule for rule in terms.by_month if not isinstance(rule, MonthSplit))
    return any(rules) or due_when_sent(terms.rule) is not None


def due_when_sent(rule: ShareRule) -> PerClaim | None:
    """The rule where a claim bears its fee when it is sent, so that no payment does."""
    if isinstance(rule, PerClaim) and rule.due == "sent" and rule.hub_cents:
        return rule
    return None


def below_cost(rule: CostBased, lines: Sequence[MonthLine]) -> Money:
    """What paid units cost above what the plan gave the partner for them; never below zero."""
    return max(0, _cost(rule, lines) - sum(line.partner for line in lines))


# rules


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def _reckoned(rule: PeriodRule, care: MonthCare) -> tuple[Reckoned, ...]:
    match rule:
        case Tiered():
            return (_tiered(rule, care.lines),)
        case PerMemberMonth(hub_cents=cents):
            return (Reckoned(-cents * care.members, CountedRule(rule, care.members)),)
        case CostBased():
            return (_cost_based(rule, care),)
        case MonthlyLimits() | MonthSplit():
            return ()  # about all fees of the month together, and about the plan's payment
        case _:
            assert_never(rule)


def _cost_based(rule: CostBased, care: MonthCare) -> Reckoned:
    """What funds paid of the cost the partner has from them, and not from the hub as well."""
    had = sum(line.partner for line in care.lines)
    drawn = min(care.drawn, below_cost(rule, care.lines))
    units = sum(line.units for line in _standing(care.lines))
    return Reckoned(_cost(rule, care.lines) - had - drawn, CountedRule(rule, units))


def _cost(rule: CostBased, lines: Sequence[MonthLine]) -> Money:
    return rule.unit_cents * sum(line.units for line in _standing(lines))


def _standing(lines: Sequence[MonthLine]) -> list[MonthLine]:
    """The lines that stand paid, in the order of the month."""
    return sorted((line for line in lines if line.paid > 0), key=lambda line: line.place)


def _tiered(rule: Tiered, lines: Sequence[MonthLine]) -> Reckoned:
    standing = _standing(lines)
    counts = list(_counts(rule, standing))
    fees = sum(
        _fee(rule.tiers, line.paid, first, count)
        for line, (first, count) in zip(standing, counts, strict=True)
    )
    counted = max((first + count for first, count in counts), default=0)
    return Reckoned(sum(line.fee for line in standing) - fees, CountedRule(rule, counted))


def _counts(rule: Tiered, lines: Sequence[MonthLine]) -> Iterator[tuple[int, int]]:
    """For each line how many were counted before it, and how many it counts itself."""
    if rule.counted == "claims":
        order = {claim: at for at, claim in enumerate(dict.fromkeys(line.claim for line in lines))}
        for line in lines:
            yield order[line.claim], 1
        return
    before = 0
    for line in lines:
        count = max(line.units, 1)
        yield before, count
        before += count


def _fee(tiers: Sequence[Tier], paid: Money, before: int, count: int) -> Money:
    """The percentages of what was paid, each for the part of the count that is in its tier."""
    last = before + count
    ends = [*(tier.above for tier in tiers[1:]), last]
    parts = [
        max(0, min(end, last) - max(tier.above, before))
        for tier, end in zip(tiers, ends, strict=True)
    ]
    return sum(
        _percentage(tier.hub_basis_points, part)
        for tier, part in zip(tiers, split(paid, parts), strict=True)
    )


def _percentage(basis_points: int, paid: Money) -> Money:
    """Rounded as a line's own percentage is."""
    return rule_fees(Terms(PercentOfPaid(basis_points), ""), [PaidLine(1, paid, 1)])[0]


def _when_sent(rule: PerClaim, sent: int) -> Reckoned:
    return Reckoned(-rule.hub_cents * sent, CountedRule(rule, sent))


def _limited(rule: MonthlyLimits, fees: Money) -> Reckoned:
    least = max(fees, rule.minimum)
    most = least if rule.cap is None else min(least, rule.cap)
    return Reckoned(fees - most, CountedRule(rule))
