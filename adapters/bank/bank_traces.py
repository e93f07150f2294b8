r"""The numbers in a bank's text that may be a payment's trace; nothing else of the text is kept.

Banks put the trace into longer texts: the reassociation segment of an ACH addendum
(``TRN*1*12345*1999999999\``, CCD+ TRN02), or words such as ``EFT 12345 PLAN NAME``. A text may
name people: only whole words with a digit are taken, and none that look like a birth date, a CIN or
a telephone number.
"""

import re
from collections.abc import Iterator
from datetime import date

MOST_TRACES = 12
_SHORTEST, _LONGEST = 4, 50
_TRN = re.compile(r"TRN\*[0-9]\*([^*\\~\s]{1,50})(?:\*[^*\\~\s]*)*[\\~]?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_DATED = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_CIN = re.compile(r"9\d{7}[A-Z]", re.IGNORECASE)  # a Medi-Cal CIN
_GROUPED = re.compile(r"\d{3}-\d{2}-\d{4}|(?:1-)?\d{3}-\d{3}-\d{4}")  # as people group their own
_EIGHT_DIGITS = re.compile(r"\d{8}")


def traces_in(stated: str, text: str) -> tuple[str, ...]:
    """The traces of a line, each once: what its own column states, then what its text may hold."""
    found = dict.fromkeys((*_stated(stated), *_in_text(stated), *_in_text(text)))
    return tuple(found)[:MOST_TRACES]


def _stated(cell: str) -> Iterator[str]:
    """A column of its own states the trace itself, where it is one word with a digit."""
    word = cell.strip()
    if _WORD.fullmatch(word) and len(word) <= _LONGEST and _may_be_told(word):
        yield word


def _in_text(text: str) -> Iterator[str]:
    for segment in _TRN.finditer(text):
        if _WORD.fullmatch(segment[1]):
            yield segment[1]
    rest = _DATED.sub(" ", _TRN.sub(" ", text))
    for word in _WORD.findall(rest):
        if _SHORTEST <= len(word) <= _LONGEST and _may_be_told(word):
            yield word


def _may_be_told(word: str) -> bool:
    if not any(character.isdigit() for character in word):
        return False
    if _CIN.fullmatch(word) or _GROUPED.fullmatch(word) or _DATED.fullmatch(word):
        return False
    return not (_EIGHT_DIGITS.fullmatch(word) and _is_day(word))


def _is_day(digits: str) -> bool:
    """Whether eight digits are a day, year first or last: it may be a birth date."""
    for year, month, day in (
        (digits[:4], digits[4:6], digits[6:]),
        (digits[4:], digits[:2], digits[2:4]),
    ):
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            continue
        if 1900 <= int(year) < 2100:
            return True
    return False
