"""What was done and how much of it, as the composites and numbers of a file say it."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from adapters.edi.elements import quantity
from domain.identifiers import Modifier, ProcedureCode

_KEPT = 1 << 12  # the same few services come again and again in one file


class Procedure(NamedTuple):
    """What was done: a composite like ``HC:98960:U2``."""

    qualifier: str
    code: ProcedureCode
    modifiers: tuple[Modifier, ...] = ()
    description: str = ""


@lru_cache(_KEPT)
def procedure(text: str, component: str) -> Procedure:
    """Qualifier, code, up to four modifiers, description (005010X222A1 2400 SV101, 2430 SVD03)."""
    parts = text.split(component)
    if len(parts) < 2:
        return Procedure("", ProcedureCode(text))
    modifiers = tuple(Modifier(part) for part in parts[2:6] if part)
    description = parts[6] if len(parts) > 6 else ""
    return Procedure(parts[0], ProcedureCode(parts[1]), modifiers, description)


@lru_cache(_KEPT)
def units(text: str) -> int | Decimal | None:
    """A whole number as an integer, another as it is; None for what is no number."""
    number = quantity(text)
    if number is None:
        return None
    whole = int(number)
    return whole if whole == number else number


@lru_cache(_KEPT)
def pointers(text: str, component: str) -> tuple[int, ...] | None:
    """The diagnoses that a line points at, counted from 1; None where one is no whole number."""
    numbers = [units(part) for part in text.split(component) if part.strip()]
    whole = tuple(number for number in numbers if isinstance(number, int))
    return whole if len(whole) == len(numbers) else None
