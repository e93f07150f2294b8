"""Money in whole cents; every division names its rounding and keeps every cent.

Amounts are ``int`` cents, debit positive. No float ever touches an amount.
"""

import re
from collections.abc import Sequence

Money = int

_AMOUNT = re.compile(r"([+-]?)([0-9]{0,15})(?:\.([0-9]*))?\Z")


class NotAnAmount(ValueError):
    """A text that states no amount in dollars and whole cents."""


def read_money(text: str) -> Money:
    """Cents from a decimal text such as ``45.7``, ``-.5`` or ``1200``.

    Raises `NotAnAmount` for anything else, a third decimal that is not zero included:
    a part of a cent is never rounded away unseen.
    """
    found = _AMOUNT.match(text)
    if not found or not (found[2] or found[3]):
        raise NotAnAmount(f"{text!r} is no amount")
    sign, whole, part = found[1], found[2] or "0", found[3] or ""
    if part[2:].strip("0"):
        raise NotAnAmount(f"{text!r} has a part of a cent")
    cents = int(whole) * 100 + int(part[:2].ljust(2, "0"))
    return -cents if sign == "-" else cents


def show_money(cents: Money) -> str:
    """The amount with two decimals and no thousands mark: ``-4.05``."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02d}"


def split(total: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Divide `total` in proportion to `weights`, to the cent, by largest remainder.

    The parts always add up to `total`. Ties go to the earlier part. Weights may be of
    either sign as long as they do not add up to zero (a hub that tops up a partner's
    fixed rate has a negative part); the sign of `total` mirrors the parts exactly.
    Where all weights are zero, or add up to zero, `total` must be zero.
    """
    if total == 0:
        return (0,) * len(weights)
    whole = sum(weights)
    if whole == 0:
        raise ZeroDivisionError("nothing to divide by: the weights add up to zero")
    if total < 0:
        return tuple(-part for part in split(-total, weights))
    if whole < 0:
        whole, weights = -whole, [-weight for weight in weights]
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[:left]:
        parts[at] += 1
    return tuple(parts)
