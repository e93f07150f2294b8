"""Terms as somebody typed them, read into the rule that they state."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeVar, cast, get_args

from pydantic import ConfigDict, with_config

from adapters.sheets.cells import read_cents
from domain.agreements.period_rules import (
    CostBased,
    Counted,
    MonthlyLimits,
    MonthSplit,
    PeriodRule,
    PerMemberMonth,
    SplitBy,
    Tier,
    Tiered,
)
from domain.agreements.terms import (
    ByTheMonth,
    Due,
    FeeRule,
    NothingBilled,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    ShareRule,
    Terms,
    Upstream,
    WholePayment,
    rule_text,
)
from domain.identifiers import Malformed
from domain.money import Money
from domain.problem import Problem, Refused
from domain.role import Role

R = TypeVar("R")

_OF_ROLE = MappingProxyType[str, ShareRule]({"direct": WholePayment(), "champion": NothingBilled()})


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True)
class UncheckedTerms:
    """Terms as somebody typed them: exactly one share rule, the others empty.

    `percent` is the hub's percentage of what the plan paid, `per_unit` the partner's dollars for
    each paid unit, `by_the_month` the hub's percentage of a month's payment, `per_claim` and
    `per_line` the hub's dollars. `due` tells when a fee for each claim is due. `lead_...` are what
    a lead entity keeps first; `net_only` tells that its remittances state no more than the net.
    By the month: `member_month` is the hub's dollars for each member, `tiers` its percentages above
    counts of what `tiers_by` names (``0:12.5 100:10``), `month_minimum` and `month_cap` bound its
    fees, `unit_cost` is the partner's approved cost, `month_split` names how a month is shared.
    """

    percent: str = ""
    per_unit: str = ""
    by_the_month: str = ""
    per_claim: str = ""
    per_line: str = ""
    due: str = "paid"
    text: str = ""
    fee_on_interest: bool = False
    fee_on_penalties: bool = False
    fee_on_bonuses: bool = False
    fee_stays: bool = False
    capitated: bool = False
    minimum: str = ""
    cap: str = ""
    lead_entity: str = ""
    lead_percent: str = ""
    lead_per_claim: str = ""
    lead_per_line: str = ""
    net_only: bool = False
    member_month: str = ""
    tiers: str = ""
    tiers_by: str = "claims"
    month_minimum: str = ""
    month_cap: str = ""
    unit_cost: str = ""
    month_split: str = ""


def read_role(text: str) -> Role | Refused:
    """A role as typed."""
    for role in get_args(Role):
        if text == role:
            known: Role = role
            return known
    what = f"there is no role {text!r}; there are {', '.join(get_args(Role))}"
    return Refused((Problem("contract.role-unknown", what, "the role", "give one of these"),))


def read_terms(asked: UncheckedTerms, role: Role = "hub") -> Terms | Refused:
    """Terms as typed, with every problem; exactly one rule says how a payment is shared.

    The hub's own care and a champion's need none: their role says it.
    """
    reading = _Reading()
    rule = _share_rule(asked, role, reading)
    upstream = _upstream(asked, reading)
    minimum = reading.amount(asked.minimum, "--minimum", read_cents) if asked.minimum else 0
    cap = reading.amount(asked.cap, "--cap", read_cents) if asked.cap else None
    by_month = tuple(_by_month(asked, reading))
    if rule is None or reading.problems:
        return Refused(tuple(reading.problems))
    return Terms(
        rule=rule,
        text=asked.text or rule_text(rule),
        fee_on_interest=asked.fee_on_interest,
        capitated=asked.capitated,
        fee_on_penalties=asked.fee_on_penalties,
        fee_on_bonuses=asked.fee_on_bonuses,
        fee_returns=not asked.fee_stays,
        minimum=minimum,
        cap=cap,
        upstream=upstream,
        by_month=by_month,
    )


@dataclass(frozen=True)
class _Reading:
    """Amounts read one by one; what cannot be read is kept as a problem and counts as nothing."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, what: str, where: str, fix: str) -> None:
        self.problems.append(Problem(code, what, where, fix))

    def amount(self, text: str, option: str, read: Callable[[str], Money]) -> Money:
        try:
            return read(text)
        except Malformed as wrong:
            what = f"{text!r}: {wrong.what}"
            self.refuse("contract.amount-unusable", what, f"the terms, {option}", wrong.fix)
            return 0

    def one_of(self, text: str, option: str, words: Sequence[str]) -> str:
        if text in words:
            return text
        *most, last = words
        fix = f"write {', '.join(most)} or {last}"
        where = f"the terms, {option}"
        self.refuse("contract.word-unknown", f"{text!r} is none of the words for it", where, fix)
        return words[0]


def _share_rule(asked: UncheckedTerms, role: Role, reading: _Reading) -> ShareRule | None:
    due = cast("Due", reading.one_of(asked.due, "--due", get_args(Due)))
    choices: dict[str, tuple[str, Callable[[str], Money], Callable[[Money], ShareRule]]] = {
        "--percent": (asked.percent, _percentage, PercentOfPaid),
        "--per-unit": (asked.per_unit, read_cents, PerUnit),
        "--by-the-month": (asked.by_the_month, _percentage, ByTheMonth),
        "--per-claim": (asked.per_claim, read_cents, lambda cents: PerClaim(cents, due)),
        "--per-line": (asked.per_line, read_cents, PerLine),
    }
    if role in _OF_ROLE and not any(text for text, _, _ in choices.values()):
        return _OF_ROLE[role]
    count = "a contract has one"
    return _only(choices, reading, "contract.one-share-rule", f"share rules are given; {count}")


def _upstream(asked: UncheckedTerms, reading: _Reading) -> Upstream | None:
    choices: dict[str, tuple[str, Callable[[str], Money], Callable[[Money], FeeRule]]] = {
        "--lead-percent": (asked.lead_percent, _percentage, PercentOfPaid),
        "--lead-per-claim": (asked.lead_per_claim, read_cents, PerClaim),
        "--lead-per-line": (asked.lead_per_line, read_cents, PerLine),
    }
    if not asked.lead_entity:
        if asked.net_only or any(text for text, _, _ in choices.values()):
            reading.refuse(
                "contract.lead-entity-missing",
                "what a lead entity keeps is stated, and no lead entity",
                "the terms, --lead-entity",
                "name it, or leave out what it keeps",
            )
        return None
    count = "a lead entity has one"
    rule = _only(choices, reading, "contract.one-lead-fee", f"lead fees are given; {count}")
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", asked.lead_entity):
        reading.refuse(
            "contract.lead-entity-unusable",
            f"{asked.lead_entity!r} is no short name of a lead entity",
            "the terms, --lead-entity",
            "write it in lower-case letters, digits and dashes; an account is named by it",
        )
    states: Literal["net", "gross-and-fee"] = "net" if asked.net_only else "gross-and-fee"
    return None if rule is None else Upstream(asked.lead_entity, rule, states)


def _by_month(asked: UncheckedTerms, reading: _Reading) -> Iterator[PeriodRule]:
    if asked.tiers:
        counted = reading.one_of(asked.tiers_by, "--tiers-by", get_args(Counted))
        tiers = (_tier(text, reading) for text in asked.tiers.split())
        yield Tiered(cast("Counted", counted), tuple(tiers))
    if asked.member_month:
        yield PerMemberMonth(reading.amount(asked.member_month, "--member-month", read_cents))
    if asked.month_minimum or asked.month_cap:
        least = reading.amount(asked.month_minimum or "0", "--month-minimum", read_cents)
        most = reading.amount(asked.month_cap or "0", "--month-cap", read_cents)
        yield MonthlyLimits(least, most if asked.month_cap else None)
    if asked.unit_cost:
        yield CostBased(reading.amount(asked.unit_cost, "--unit-cost", read_cents))
    if asked.month_split:
        by = reading.one_of(asked.month_split, "--month-split", get_args(SplitBy))
        yield MonthSplit(cast("SplitBy", by))


def _tier(text: str, reading: _Reading) -> Tier:
    """A count and the percentage above it, such as ``100:10``."""
    count, _, percentage = text.partition(":")
    if not re.fullmatch("[0-9]{1,9}", count):
        fix = "write counts and percentages like 0:12.5 100:10"
        reading.refuse("contract.tier-unusable", f"{text!r} is no tier", "the terms, --tiers", fix)
        return Tier(0, 0)
    return Tier(int(count), reading.amount(percentage, "--tiers", _percentage))


def _only(
    choices: dict[str, tuple[str, Callable[[str], Money], Callable[[Money], R]]],
    reading: _Reading,
    code: str,
    what: str,
) -> R | None:
    """The one rule that is given; a problem where there is none, or more."""
    given = [(option, *choice) for option, choice in choices.items() if choice[0]]
    if len(given) != 1:
        *most, last = choices
        fix = f"give one of {', '.join(most)} or {last}"
        reading.refuse(code, f"{len(given)} {what}", "the terms", fix)
        return None
    option, text, read, rule = given[0]
    return rule(reading.amount(text, option, read))


def _percentage(text: str) -> int:
    """Hundredths of a percent from a text such as ``12.5`` or ``12.5%``."""
    number = text.strip().removesuffix("%").strip()
    if "$" in number:
        raise Malformed("these are dollars, not a percentage", "write it like 12.5")
    try:
        return read_cents(number)
    except Malformed:
        what = "this is no percentage with at most two decimals"
        raise Malformed(what, "write it like 12.5") from None
