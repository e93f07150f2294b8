"""What one cell says: days, times, counts and cents from the texts that people type.

Every reading raises `Malformed`, whose words never repeat the cell: a shifted column may hold a
name, a CIN or a birth date.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from domain.identifiers import Malformed, PlanKey
from domain.money import Money, NotAnAmount, read_money

T = TypeVar("T")
Reading = Callable[[str], T]

_NOTHING = frozenset(
    {
        "-",
        "--",
        "n/a",
        "na",
        "none",
        "null",
        "#n/a",
        "nan",
        "unknown",
        "tbd",
        "pending",
        "not applicable",
    }
)
_DAY_ONE = date(1899, 12, 30)  # a spreadsheet's day 0, for every day after February 1900
_WRITTEN_DAYS = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d %b %y")
_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: .*)?")
_SERIAL_DAY = re.compile(r"(\d{5})(?:\.\d+)?")
_CLOCK = re.compile(
    r"(\d{1,2})(?::?(\d{2}))?(?::\d{2}(?:\.\d+)?)? ?(?:([ap])\.?(?:m\.?)?)?", re.IGNORECASE
)
_FRACTION = re.compile(r"0?\.(\d+)")
_HOURS_MINUTES = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_SPOKEN_MINUTES = re.compile(
    r"(?:(\d+) ?h(?:rs?|ours?)?)?,? ?(?:(\d+)(?:\.0+)? ?(?:m(?:ins?|inutes?)?)?\.?)?",
    re.IGNORECASE,
)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say: empty, ``N/A``, ``none``, ``pending``."""
    return not text or text.casefold() in _NOTHING


def read_day(text: str) -> date:
    """A day as typed: ``2026-03-01``, ``3/1/2026``, ``3/1/26``, ``Mar 1, 2026`` or a serial number.

    Month before day, as in the United States; two-digit years are of this century.
    """
    try:
        found = _numbered_day(text) or _written_day(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Malformed("what is written is not a day", "write the day like 2026-03-01 or 3/1/2026")
    return found


def read_day_as(text: str, form: str) -> date:
    """A day in a strftime form that a file of columns states; as people write it where it is empty.

    Raises `Malformed` where it is not one.
    """
    if not form:
        return read_day(text)
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        what = "what is written is not a day as the file of columns says"
        raise Malformed(what, "correct day_format in the file of columns, or the day") from None


def read_full_day(text: str) -> date:
    """A day whose year has four digits, as a birth date must."""
    short = _MONTH_FIRST.fullmatch(text)
    if short and len(short[3]) == 2:
        raise Malformed("the year has two digits", "write the year with four digits")
    return read_day(text)


def _numbered_day(text: str) -> date | None:
    if found := _ISO_DAY.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_FIRST.fullmatch(text):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return date(year, int(found[1]), int(found[2]))
    if found := _SERIAL_DAY.fullmatch(text):
        return _DAY_ONE + timedelta(days=int(found[1]))
    if re.fullmatch(r"(19|20)\d{6}", text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if re.fullmatch(r"\d{7,8}", text):  # month, day, year run together, the first zero lost
        digits = text.zfill(8)
        return date(int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    return None


def _written_day(text: str) -> date | None:
    plain = " ".join(re.split(r"[\s,.\-/]+", text))
    for form in _WRITTEN_DAYS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def read_clock(text: str) -> time:
    """A time of day as typed: ``14:30``, ``2:30 PM``, ``9am``, or a part of a day (``.375``)."""
    if found := _FRACTION.fullmatch(text):
        digits = found[1]
        minutes = round(int(digits) * 1440, -len(digits)) // 10 ** len(digits)
        return time(minutes // 60 % 24, minutes % 60)
    found = _CLOCK.fullmatch(text.rpartition(" ")[2] if _ISO_DAY.fullmatch(text) else text)
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        sensible = (1 <= hour <= 12) if half else (hour <= 23 and found[2])
        if sensible and minute <= 59:
            return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)
    raise Malformed("what is written is not a time of day", "write the time like 14:30 or 2:30 PM")


def read_minutes(text: str) -> int:
    """A length of time as typed: ``45``, ``45 min``, ``1:15``, ``1 hr 15 min``; in minutes."""
    minutes = 0
    if found := _HOURS_MINUTES.fullmatch(text):
        minutes = int(found[1]) * 60 + int(found[2])
    elif text and (found := _SPOKEN_MINUTES.fullmatch(text)):
        minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    if not 0 < minutes <= 24 * 60:
        raise Malformed(
            "what is written is not a number of minutes from 1 to 1440",
            "write the length of the visit in whole minutes, like 45",
        )
    return minutes


def read_count(text: str) -> int:
    """A whole number from 1 to 9999."""
    if not re.fullmatch(r"\d{1,4}(\.0+)?", text) or not int(text.partition(".")[0]):
        shown = text if re.fullmatch(r"-?\d{0,5}(\.\d{1,3})?", text) else "what is written"
        raise Malformed(f"{shown} is not a whole number from 1 to 9999", "write a whole number")
    return int(text.partition(".")[0])


def read_cents(text: str) -> Money:
    """An amount as typed: ``45.75``, ``$1,234.50``, ``(12.00)`` for a negative one.

    A comma separates thousands and nothing else: ``212,00`` is never read as 21200 dollars.
    """
    plain = text.replace("$", "").replace(" ", "")
    if found := re.fullmatch(r"\((.+)\)|(.+)-", plain):
        plain = f"-{found[1] or found[2]}"
    if "," in plain and not _THOUSANDS.fullmatch(plain):
        raise Malformed(
            "a comma stands where it separates no thousands",
            "write 212.00 with a point; a comma only separates thousands",
        )
    try:
        return read_money(plain.replace(",", ""))
    except NotAnAmount:
        raise Malformed(
            "what is written is not an amount in dollars and whole cents",
            "write the amount like 1234.50",
        ) from None


def read_number_text(text: str) -> str:
    """A number that someone else gave, kept letter by letter."""
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", text, re.IGNORECASE):
        raise Malformed(
            "the spreadsheet has shortened the number and lost its last digits",
            "format the column as text and write the number again",
        )
    if len(text) > 50:
        raise Malformed(
            f"the number has {len(text)} characters; plans take at most 50",
            "copy the number alone into the cell",
        )
    return text


def named(read: Reading[T], what: str) -> Reading[T]:
    """The same reading, saying `what` where it fails instead of repeating the cell."""

    def reading(text: str) -> T:
        try:
            return read(text)
        except Malformed as wrong:
            raise Malformed(what, wrong.fix) from None

    return reading


def plan_reading(plans: Mapping[str, PlanKey]) -> Reading[PlanKey]:
    """Reads a plan by its key, or by the name that `plans` gives for it, in any case.

    A text that is neither is not believed to be the key of a plan unknown here: it may be a name.
    """
    by_name = {word.casefold(): key for name, key in plans.items() for word in (name, key)}

    def reading(text: str) -> PlanKey:
        known = by_name.get(text.casefold())
        if known is None:
            raise Malformed(
                "what is written is neither the key nor the name of a plan",
                "look at keys and names: hub plan list",
            )
        return known

    return reading
