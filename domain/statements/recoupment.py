"""What a statement holds back, gives back and recoups: pure sums over what earlier ones did.

Money never leaves the partner's own accounts here: its balance, its reserve, its advance. The order
for a balance below zero is that of domain.md 8.4.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace

from domain.agreements.pay_terms import (
    WHOLE,
    AdvanceRule,
    DebtRule,
    PayTerms,
    ReserveRule,
    rule_name,
)
from domain.identifiers import PartnerCode
from domain.money import Money, split
from domain.period import Month
from domain.posting import advance_account, reserve_account
from domain.statements.statement import Settlement, SettlementKind, StatementBody
from domain.statements.statement_parts import RecoupmentPlan

_RESERVE: frozenset[SettlementKind] = frozenset(
    ("reserve-held", "reserve-released", "reserve-used")
)


@dataclass(frozen=True)
class Standing:
    """What a statement finds before it holds, gives back or recoups anything, in cents.

    `balance` is owed to the partner, `plan_payments` what plans paid for its care, `brought` the
    partner's part of all that moved. `held` is in reserve by the month it was held in, `advance`
    left to be recouped. `below_zero` counts the statements before it that closed below zero, one
    after another. `left_on` is when a partner left, `last_paid_on` when a plan paid last.
    """

    partner: PartnerCode
    month: Month
    balance: Money
    plan_payments: Money
    brought: Money
    held: dict[Month, Money]
    advance: Money
    below_zero: int = 0
    left_on: date | None = None
    last_paid_on: date | None = None


def held_by_month(issued: Iterable[StatementBody]) -> dict[Month, Money]:
    """What statements held and neither gave back nor used, by the month it was held in."""
    held = Counter[Month]()
    for body in issued:
        for each in body.settlements:
            if each.kind in _RESERVE:
                held[each.month] -= each.cents
    return {month: cents for month, cents in sorted(held.items()) if cents}


def below_zero(issued: Iterable[StatementBody]) -> int:
    """How many of the last statements closed below zero, one after another."""
    count = 0
    for body in issued:
        count = count + 1 if body.closing < 0 else 0
    return count


def settle(terms: PayTerms, standing: Standing) -> tuple[Settlement, ...]:
    """What the statement moves: reserve given back, used or held, then the advance recouped."""
    found = list(_released(terms, standing))
    left = dict(standing.held)
    for each in found:
        left[each.month] -= each.cents
    balance = standing.balance + sum(each.cents for each in found)
    found += (
        _used(terms, standing, left, -balance) if balance < 0 else _held(terms, standing, balance)
    )
    balance = standing.balance + sum(each.cents for each in found)
    found += _recouped(terms, standing, balance)
    return tuple(found)


def recoupment_plan(
    terms: PayTerms, standing: Standing, settlements: Iterable[Settlement], closing: Money
) -> RecoupmentPlan | None:
    """How what the partner owes after the statement is met; None where it owes nothing."""
    if closing >= 0:
        return None
    agreed = terms.in_force(DebtRule, standing.month)
    rule = agreed or DebtRule(standing.month, "")
    statements = max(0, rule.statements - standing.below_zero)
    return RecoupmentPlan(
        owed=-closing,
        from_reserve=sum(each.cents for each in settlements if each.kind == "reserve-used"),
        statements=statements,
        invoice_with=months_after(standing.month, statements),
        pay_days=rule.pay_days,
        confirmed=agreed is not None,
    )


def months_after(month: Month, count: int) -> Month:
    """The month so many months later."""
    years, at = divmod(month.month - 1 + count, 12)
    return Month(month.year + years, at + 1)


def release_month(terms: PayTerms, standing: Standing, held_in: Month) -> Month | None:
    """The month whose statement gives back what was held in one; None where no rule tells."""
    rule = terms.in_force(ReserveRule, held_in)
    if rule is None:
        return None
    now = terms.in_force(ReserveRule, standing.month) or rule
    if standing.left_on is not None:
        last = max(standing.left_on, standing.last_paid_on or standing.left_on)
        return Month.of(last + timedelta(days=now.keep_days))
    after = months_after(held_in, rule.months)
    return min(after, Month.of(now.release_on)) if now.release_on else after


def _released(terms: PayTerms, standing: Standing) -> Iterator[Settlement]:
    for held_in, cents in standing.held.items():
        due = release_month(terms, standing, held_in)
        if due is not None and due <= standing.month:
            text = f"reserve held in {held_in} given back"
            yield _settlement(standing, "reserve-released", text, cents, held_in)


def _used(
    terms: PayTerms, standing: Standing, held: dict[Month, Money], owed: Money
) -> Iterator[Settlement]:
    """What was held longest is used first."""
    rule = terms.in_force(DebtRule, standing.month)
    if rule is not None and not rule.uses_reserve:
        return
    for held_in, cents in held.items():
        used = min(cents, owed)
        if used > 0:
            owed -= used
            text = f"reserve held in {held_in} used for money that plans took back"
            yield _settlement(standing, "reserve-used", text, used, held_in)


def _held(terms: PayTerms, standing: Standing, balance: Money) -> Iterator[Settlement]:
    rule = terms.in_force(ReserveRule, standing.month)
    if rule is None:
        return
    # nothing is held in a statement to which no plan paid anything
    asked = min(rule.cents, standing.plan_payments) or _share(
        rule.basis_points, standing.plan_payments
    )
    if (cents := min(asked, balance)) > 0:
        held = _settlement(standing, "reserve-held", rule_name(rule), -cents, standing.month)
        yield replace(held, basis_points=0 if rule.cents else rule.basis_points)


def _recouped(terms: PayTerms, standing: Standing, balance: Money) -> Iterator[Settlement]:
    rule = terms.in_force(AdvanceRule, standing.month)
    if rule is None:
        return
    asked = rule.cents or _share(rule.basis_points, standing.brought)
    if (cents := min(asked, standing.advance, balance)) > 0:
        account = advance_account(standing.partner)
        yield Settlement(
            kind="advance-recouped",
            text=rule_name(rule),
            cents=-cents,
            account=account,
            plan_key=None,
            month=standing.month,
            basis_points=0 if rule.cents else rule.basis_points,
        )


def _share(basis_points: int, of: Money) -> Money:
    """A percentage of an amount above zero, to the cent by largest remainder."""
    return split(of, (basis_points, WHOLE - basis_points))[0] if of > 0 else 0


def _settlement(
    standing: Standing, kind: SettlementKind, text: str, cents: Money, month: Month
) -> Settlement:
    return Settlement(kind, text, cents, reserve_account(standing.partner), None, month)
