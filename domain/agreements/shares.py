"""What the terms of a contract make of a payment: whose part is how much.

A part is a function of what was paid for the lines and what of it stands, never of an order. The
parts of a line add up to what stands of it; those of a negative amount mirror the positive one.
"""

from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import Literal, assert_never

import msgspec

from domain.agreements.terms import (
    WHOLE,
    ByTheMonth,
    NothingBilled,
    PercentOfPaid,
    PerClaim,
    PerLine,
    PerUnit,
    ShareRule,
    Terms,
    Upstream,
    WholePayment,
)
from domain.identifiers import PartnerCode, PlanKey
from domain.money import Money, split
from domain.posting import (
    hub_fee_account,
    hub_own_account,
    partner_account,
    receivable_account,
    upstream_fee_account,
)

Addition = Literal["interest", "penalty", "bonus"]


class PaidLine(msgspec.Struct, frozen=True, gc=False):
    """What one remittance paid for one line: cents, and the units it paid for."""

    line: int
    paid: Money
    units: int


class Share(msgspec.Struct, frozen=True, gc=False):
    """What an account holds of a line; positive is money owed to it. Line 0 is the whole claim."""

    line: int
    account: str
    cents: Money


Shares = tuple[Share, ...]


def claim_shares(
    terms: Terms,
    partner: PartnerCode,
    plan: PlanKey,
    lines: Sequence[PaidLine],
    left: Sequence[Money],
    *,
    undone: Iterable[PaidLine] = (),
) -> list[Share]:
    """The parts of a claim's lines, of whose payments `left` cents stand: the rest was taken back.

    What is taken back is taken from each part in proportion to what the whole payment gave it; only
    a fee that stays with the hub is then the partner's to bear. For it, `undone` are the lines of
    payments that were undone: what their fee was above the one that stands is a part of line 0.
    """
    accounts = _accounts(terms, partner, plan)
    ordered = sorted(zip(lines, left, strict=True), key=lambda pair: pair[0].line)
    wholes = _parts(terms, [line for line, _ in ordered])
    shares = []
    for (line, stands), whole in zip(ordered, wholes, strict=True):
        parts = whole if stands == line.paid else _standing(terms, whole, stands)
        shares += [Share(line.line, *each) for each in zip(accounts, parts, strict=True)]
    if not terms.fee_returns:
        kept = _fee_kept(terms, lines, undone)
        shares += [Share(0, accounts[0], -kept), Share(0, accounts[1], kept)]
    return shares


def invoiced_shares(
    terms: Terms,
    partner: PartnerCode,
    plan: PlanKey,
    lines: Sequence[PaidLine],
    left: Sequence[Money],
    *,
    undone: Iterable[PaidLine] = (),
) -> list[Share]:
    """The fee for lines that the plan paid to the partner itself: owed by it, owed to the hub.

    No cash moved, so the shares of a line come to zero, and a fixed fee is owed in full. It goes
    back with what is taken back, in proportion, unless the terms let it stay.
    """
    ordered = sorted(zip(lines, left, strict=True), key=lambda pair: pair[0].line)
    fees = rule_fees(terms, [line for line, _ in ordered])
    due = []
    for (line, stands), whole in zip(ordered, fees, strict=True):
        returns = terms.fee_returns and stands != line.paid
        due.append((line.line, split(whole, (stands, line.paid - stands))[0] if returns else whole))
    if not terms.fee_returns:
        most = _most_paid(lines, undone)
        due.append((0, max(sum(rule_fees(terms, most)) - sum(fees), 0)))
    return [
        Share(line, account, cents)
        for line, fee in due
        for account, cents in ((receivable_account(partner), -fee), (hub_fee_account(plan), fee))
    ]


def interest_shares(
    terms: Terms,
    partner: PartnerCode,
    plan: PlanKey,
    interest: Money,
    kind: Addition = "interest",
) -> list[Share]:
    """The parts of what a plan adds for the whole claim; the terms say whether it bears the fee."""
    accounts = _accounts(terms, partner, plan)[:2]
    fee = _fee_on(terms, kind)
    parts = split(interest, (WHOLE - fee, fee))
    return [Share(0, *each) for each in zip(accounts, parts, strict=True)]


def invoiced_addition(
    terms: Terms, partner: PartnerCode, plan: PlanKey, cents: Money, kind: Addition = "interest"
) -> list[Share]:
    """The fee that an addition bears which the plan paid to the partner itself."""
    fee = interest_shares(terms, partner, plan, cents, kind)[1].cents
    return [Share(0, receivable_account(partner), -fee), Share(0, hub_fee_account(plan), fee)]


def memo_fee(upstream: Upstream, net: Money) -> Money:
    """What a lead entity kept of one line of which only the net is known, to the nearest cent.

    It was never the hub's cash and is posted nowhere. Of a fee of the whole nothing can be told: 0.
    """
    match upstream.rule:
        case PercentOfPaid(hub_basis_points=fee):
            rest = WHOLE - fee
            kept = (2 * abs(net) * fee + rest) // (2 * rest) if rest else 0
        case PerClaim(hub_cents=cents) | PerLine(hub_cents=cents):
            kept = cents if net else 0
        case _:
            assert_never(upstream.rule)
    return -kept if net < 0 else kept


def rule_fees(terms: Terms, lines: Sequence[PaidLine]) -> list[Money]:
    """The hub's fee for each line of a claim as the rule states it, whatever was paid."""
    fees = _fees(terms.rule, lines)
    has_limits = bool(terms.minimum) or terms.cap is not None
    if not has_limits or not isinstance(terms.rule, PercentOfPaid | ByTheMonth):
        return fees
    return [_limited(terms, fee, line.paid) for fee, line in zip(fees, lines, strict=True)]


# rules


def _accounts(terms: Terms, partner: PartnerCode, plan: PlanKey) -> tuple[str, ...]:
    """Whose parts they are: the partner's, the hub's, a lead entity's."""
    hub = hub_own_account if isinstance(terms.rule, WholePayment) else hub_fee_account
    both = (partner_account(partner), hub(plan))
    if terms.upstream is None or terms.upstream.states == "net":
        return both
    return (*both, upstream_fee_account(terms.upstream.entity))


def _parts(terms: Terms, lines: Sequence[PaidLine]) -> list[tuple[Money, ...]]:
    """The parts of each line as it was paid, an entity's fee before the hub's."""
    if terms.upstream is None or terms.upstream.states == "net":
        return [
            (line.paid - fee, fee) for line, fee in zip(lines, _taken(terms, lines), strict=True)
        ]
    above = list(starmap(_out_of, zip(_fees(terms.upstream.rule, lines), lines, strict=True)))
    passed_on = [
        PaidLine(line.line, line.paid - fee, line.units)
        for line, fee in zip(lines, above, strict=True)
    ]
    own = _taken(terms, passed_on)
    return [
        (line.paid - fee, fee, kept) for line, fee, kept in zip(passed_on, own, above, strict=True)
    ]


def _standing(terms: Terms, whole: tuple[Money, ...], stands: Money) -> tuple[Money, ...]:
    """The parts of what stands of a line; a fee that stays is borne by the partner's part."""
    parts = split(stands, whole)
    if terms.fee_returns:
        return parts
    return (parts[0] + parts[1] - whole[1], whole[1], *parts[2:])


def _taken(terms: Terms, lines: Sequence[PaidLine]) -> list[Money]:
    """The hub's fee as it is taken out of each line's payment."""
    fees = rule_fees(terms, lines)
    if isinstance(terms.rule, PerUnit):  # what the hub bears above the payment is below zero
        return fees
    return list(starmap(_out_of, zip(fees, lines, strict=True)))


def _out_of(fee: Money, line: PaidLine) -> Money:
    """A fee is taken out of the payment it is for, never out of other money."""
    return min(fee, line.paid) if line.paid >= 0 else max(fee, line.paid)


def _fees(rule: ShareRule, lines: Sequence[PaidLine]) -> list[Money]:
    match rule:
        case PercentOfPaid(hub_basis_points=fee) | ByTheMonth(hub_basis_points=fee):
            return [_percentage(fee, line.paid) for line in lines]
        case PerUnit(partner_cents=rate):
            return [line.paid - _signed(rate * abs(line.units), line.paid) for line in lines]
        case PerClaim(hub_cents=cents, due="paid"):
            return list(_over_lines(cents, lines))
        case PerLine(hub_cents=cents):
            return [_signed(cents, line.paid) for line in lines]
        case WholePayment():
            return [line.paid for line in lines]
        case PerClaim() | NothingBilled():
            return [0] * len(lines)
        case _:
            assert_never(rule)


def _percentage(basis_points: int, paid: Money) -> Money:
    """A percentage to the nearest cent; half a cent stays with the one who pays it."""
    part = (abs(paid) * basis_points + WHOLE // 2 - 1) // WHOLE
    return -part if paid < 0 else part


def _over_lines(cents: Money, lines: Sequence[PaidLine]) -> Sequence[Money]:
    """A claim's fee over its lines by what was paid for them, the oldest line first."""
    paid = sum(line.paid for line in lines)
    if not paid:
        return [0] * len(lines)
    return split(_signed(cents, paid), [max(_signed(line.paid, paid), 0) for line in lines])


def _limited(terms: Terms, fee: Money, paid: Money) -> Money:
    """A fee within the limits that the contract states for a line."""
    if not paid:
        return 0
    least = max(abs(fee), terms.minimum)
    return _signed(least if terms.cap is None else min(least, terms.cap), paid)


def _signed(cents: Money, like: Money) -> Money:
    """The amount with the sign of another; zero where that is zero."""
    if like > 0:
        return cents
    return -cents if like else 0


def _fee_kept(terms: Terms, lines: Iterable[PaidLine], undone: Iterable[PaidLine]) -> Money:
    """What the fee was when most was paid, above the fee of what stands."""
    standing = sorted(lines, key=lambda line: line.line)
    fees = [
        sum(parts[1] for parts in _parts(terms, of))
        for of in (_most_paid(standing, undone), standing)
    ]
    return max(fees[0] - fees[1], 0)


def _most_paid(lines: Iterable[PaidLine], undone: Iterable[PaidLine]) -> list[PaidLine]:
    """Each line as it was when most was paid for it."""
    most = {line.line: line for line in lines}
    for line in undone:
        if line.line not in most or line.paid > most[line.line].paid:
            most[line.line] = line
    return [most[number] for number in sorted(most)]


def _fee_on(terms: Terms, kind: Addition) -> int:
    """The percentage that an addition bears, in hundredths of a percent."""
    if isinstance(terms.rule, WholePayment):
        return WHOLE
    bears = {
        "interest": terms.fee_on_interest,
        "penalty": terms.fee_on_penalties,
        "bonus": terms.fee_on_bonuses,
    }
    if isinstance(terms.rule, PercentOfPaid | ByTheMonth) and bears[kind]:
        return terms.rule.hub_basis_points
    return 0
