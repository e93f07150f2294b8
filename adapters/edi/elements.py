"""Amounts, quantities and dates as X12 elements write them; None where one states none."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.money import Money, NotAnAmount, read_money

_QUANTITY = re.compile(r"[+-]?(\d{1,15}(\.\d*)?|\.\d+)\Z", re.ASCII)
_KEPT = 1 << 10  # the same few numbers and days come again and again in one file


def cents(text: str) -> Money | None:
    """The amount in cents; None for anything that is not one, never a zero in its place."""
    digits = text.replace(".", "", 1)
    # as most are written: faster than a pattern, and than to look whether it was read before
    if len(text) <= 15 and digits.isdigit() and digits.isascii():
        if text[-3:-2] == ".":
            return int(digits)
        if digits == text:
            return int(digits) * 100
    try:
        return read_money(text.strip())
    except NotAnAmount:
        return None


@lru_cache(_KEPT)
def quantity(text: str) -> Decimal | None:
    """The number, of units mostly; None for anything that is not one."""
    written = text.strip()
    return Decimal(written) if _QUANTITY.match(written) else None


@lru_cache(_KEPT)
def day(text: str) -> date | None:
    """The day written CCYYMMDD, or the first day of a range CCYYMMDD-CCYYMMDD."""
    written = text.strip()[:8]
    if len(written) != 8 or not (written.isascii() and written.isdigit()):
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


@lru_cache(_KEPT)
def days(text: str) -> tuple[date, date] | None:
    """The first and last day written CCYYMMDD or CCYYMMDD-CCYYMMDD; None for anything else."""
    first, dash, last = text.partition("-")
    first_day = day(first)
    last_day = day(last) if dash else first_day
    return None if first_day is None or last_day is None else (first_day, last_day)


def write_day(value: date | None) -> str:
    """The day as CCYYMMDD; empty for None."""
    return f"{value:%Y%m%d}" if value else ""


def write_cents(value: Money | None) -> str:
    """The amount as X12 writes it, without trailing zeros: ``45.7``, ``-3``; empty for None."""
    if value is None:
        return ""
    whole, part = divmod(abs(value), 100)
    decimals = f".{part:02d}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


def write_quantity(value: Decimal | None) -> str:
    """The number without exponent or trailing zeros; empty for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_OF_A_DAY = range(6, 9)  # YYMMDD to CCYYMMDD: a birth date may stand where it should not
# digits in groups: a day, a telephone or social security number
_IN_GROUPS = re.compile(r"\d[-/ ]+\d")


def shown(text: str) -> str:
    """The text for a message, unless it could be a personal detail.

    That is what has letters, as many digits as a day, or digits in groups.
    """
    if not text:
        return "empty"
    digits = sum(character.isdigit() for character in text)
    if len(text) > 20 or digits in _OF_A_DAY or any(character.isalpha() for character in text):
        return f"a text of {len(text)} characters"
    return f"a text of {len(text)} characters" if _IN_GROUPS.search(text) else repr(text)


def shown_code(text: str) -> str:
    """A short code for a message; anything longer could be a personal detail."""
    return text if 0 < len(text) <= 3 and text.isascii() and text.isalnum() else shown(text)


def is_control_number(text: str) -> bool:
    """Whether it is a number of up to nine digits, and no day: it could be a birth date."""
    is_day = len(text) == len("CCYYMMDD") and day(text) is not None
    return text.isascii() and text.isdigit() and len(text) <= len("000000001") and not is_day
