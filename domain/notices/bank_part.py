"""How much of what a remittance announced has reached the bank, and from which day on."""

from collections.abc import Iterable
from datetime import date

import msgspec

from domain.identifiers import DepositId
from domain.money import Money

# up to a dollar off is rounding or a bank's charge; beyond that it is another payment
NEAR: Money = 100


class BankPart(msgspec.Struct, frozen=True, gc=False):
    """What one line of the bank's statement brought of a remittance, in cents.

    Below zero where the bank gave the money back: a transfer that was returned.
    """

    deposit_id: DepositId
    bank_on: date
    cents: Money


def held_by_bank(parts: Iterable[BankPart]) -> Money:
    """What the bank has of it, all parts together."""
    return sum(part.cents for part in parts)


def in_full_on(announced: Money, parts: Iterable[BankPart]) -> date | None:
    """The bank's day from which on it has all that was announced; None while it has less.

    It follows from the parts alone, whatever order they became known in.
    """
    held, since = 0, None
    for part in sorted(parts, key=lambda each: (each.bank_on, each.deposit_id)):
        held += part.cents
        since = (since or part.bank_on) if 0 < announced <= held else None
    return since
