"""What the terms of a contract make of one line's payment: whose part is how much."""

import msgspec

from domain.contract import WHOLE, ByTheMonth, PercentOfPaid, PerUnit, Terms
from domain.identifiers import PartnerCode, PlanKey
from domain.money import Money, split
from domain.posting import hub_fee_account, partner_account


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


def line_shares(
    terms: Terms, partner: PartnerCode, plan: PlanKey, line: PaidLine, left: Money
) -> list[Share]:
    """The parts of a line of whose payment `left` cents stand: the rest was taken back.

    What is taken back is taken from each part in proportion to what the whole payment gave it.
    """
    whole = _parts(terms, line.paid, line.units)
    parts = whole if left == line.paid else split(left, whole)
    accounts = (partner_account(partner), hub_fee_account(plan))
    return [
        Share(line.line, account, cents) for account, cents in zip(accounts, parts, strict=True)
    ]


def _parts(terms: Terms, paid: Money, units: int) -> tuple[Money, Money]:
    """The partner's part and the hub's part of one line."""
    match terms.rule:
        case PercentOfPaid(hub_basis_points=fee) | ByTheMonth(hub_basis_points=fee):
            partner, hub = split(paid, (WHOLE - fee, fee))
            return partner, hub
        case PerUnit(partner_cents=rate):
            fixed = rate * units if paid else 0
            return fixed, paid - fixed


def interest_shares(
    terms: Terms, partner: PartnerCode, plan: PlanKey, interest: Money
) -> list[Share]:
    """The parts of interest for the whole claim; the terms say whether it bears the fee."""
    fee = _fee_on_interest(terms)
    parts = split(interest, (WHOLE - fee, fee))
    accounts = (partner_account(partner), hub_fee_account(plan))
    return [Share(0, account, cents) for account, cents in zip(accounts, parts, strict=True)]


def _fee_on_interest(terms: Terms) -> int:
    match terms.rule:
        case PercentOfPaid(hub_basis_points=fee) | ByTheMonth(hub_basis_points=fee):
            return fee if terms.fee_on_interest else 0
        case PerUnit():
            return 0
