"""What was done and how much of it, as X12 writes it: the composite of a code, and a number."""

from collections.abc import Sequence
from decimal import Decimal

from adapters.edi.basic_text import basic
from adapters.edi.elements import write_quantity

_MODIFIERS = 4


def service_text(qualifier: str, code: str, modifiers: Sequence[str], description: str = "") -> str:
    """A composite like ``HC:98960:U2``; a description stands behind the fourth modifier."""
    if not description:
        return ":".join((qualifier, code, *modifiers))
    blank = ("",) * (_MODIFIERS - len(modifiers))
    return ":".join((qualifier, code, *modifiers, *blank, basic(description)))


def number_text(number: int | Decimal) -> str:
    """A whole number as it is, another without zeros at its end."""
    return str(number) if isinstance(number, int) else write_quantity(number)
