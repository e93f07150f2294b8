"""Why a plan paid less, as a sheet says it: codes such as ``CO-45``, or the words of a portal."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from adapters.sheets.cells import is_nothing, read_cents
from adapters.sheets.checking import RowCheck
from domain.identifiers import Malformed
from domain.money import Money

_GROUPED = re.compile(r"([A-Z]{2})[-\s]?([A-Z]?\d{1,3})")
_WITH_AMOUNT = re.compile(r"([A-Z]{2}[-\s]?[A-Z]?\d{1,3})[:=\s]+(.+)")


class SheetAdjustment(msgspec.Struct, frozen=True):
    """Why paid differs from billed: claim adjustment group (``CO``), reason (``45``), cents."""

    group: str
    reason: str
    amount: Money


def stated_reasons(
    check: RowCheck, reasons: Sequence[str], amounts: Sequence[str], words: Mapping[str, str]
) -> tuple[SheetAdjustment, ...]:
    """Reasons paired with amounts in order; or cells that hold both: ``CO-45 12.00; CO-96 3``.

    `words` are what a portal calls a reason, evened out, with the code that it means.
    """
    found: list[SheetAdjustment] = []
    padded = [*amounts, *[""] * len(reasons)]
    for reason, amount in zip(reasons, padded, strict=False):
        if is_nothing(reason):
            if check.read("amounts", amount, read_cents):
                check.refuse(
                    "reasons",
                    "missing",
                    "an amount stands without a reason",
                    "write the group and reason, like CO-45",
                )
            continue
        for text, cents in [(reason, amount)] if amount else _parts(reason):
            grouped = check.read("reasons", words.get(even_words(text), text), _reason)
            value = check.need("amounts", cents, read_cents)
            if grouped is not None and value is not None:
                found.append(SheetAdjustment(*grouped, value))
    return tuple(found)


def even_words(text: str) -> str:
    """Words as they are compared: whatever their case, spaces and punctuation."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _parts(cell: str) -> list[tuple[str, str]]:
    """Each reason of a cell with the amount behind it, empty where none stands there."""
    parts = [part.strip() for part in re.split(r"[;|]", cell)]
    return [
        (each[1], each[2]) if (each := _WITH_AMOUNT.fullmatch(part.upper())) else (part, "")
        for part in parts
    ]


def _reason(text: str) -> tuple[str, str]:
    found = _GROUPED.fullmatch(text.strip().upper())
    if found is None:
        raise Malformed(
            "the reason is neither a group and a number nor words that are known",
            "write it like CO-45, or say what the words mean in a file of columns",
        )
    return found[1], found[2]
