"""Numbers of ours in what others write: changed case, blanks, dashes, text before and after.

The check character keeps other texts out: one of 31 texts of the same form passes by chance, and
only a number under which a claim was opened leads anywhere.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from domain.identifiers import ClaimNumber, read_line_control_number, read_send_number

LONGEST = 80  # characters that are read; guides allow 50 (PLB03-2, REF02) and 38 (CLP01)
_BETWEEN = re.compile(r"[\s-]+")
_SEND_NUMBER = re.compile(r"(?=([A-Z]{3}[0-9]{10}[0-9A-Z]))")
_LINE_CONTROL = re.compile(r"(?=([A-Z]{3}[0-9]{10}[0-9A-Z][0-9]{2})(?![0-9]))")
_WITHOUT_CHECK = re.compile(r"(?<![A-Z0-9])([A-Z]{3}[0-9]{8})([0-9]{2})(?![A-Z0-9])")
_CLAIM_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z]{3}[0-9]{8}(?![A-Z0-9])")


def compact(text: str) -> str:
    """A text in capitals without blanks and dashes."""
    return _BETWEEN.sub("", text[:LONGEST].upper())


def claim_numbers_in(text: str) -> tuple[ClaimNumber, ...]:
    """The claims whose send number (CLM01) stands anywhere in a text, each once."""
    found = (read_send_number(form) for form in _SEND_NUMBER.findall(compact(text)))
    return _distinct(sent[0] for sent in found if sent)


def rest_of(text: str) -> str:
    """What a text says beside the numbers of ours in it; as written, where they stand whole."""
    text = text[:LONGEST]
    forms = [form for form in _SEND_NUMBER.findall(compact(text)) if read_send_number(form)]
    forms = forms or ["".join(form) for form in _WITHOUT_CHECK.findall(text.upper())]
    whole = all(form in text.upper() for form in forms)
    rest = text if whole else compact(text)
    for form in forms:
        rest = re.sub(form, " ", rest, flags=re.IGNORECASE)
    return rest.strip()


def claim_numbers_without_check(text: str) -> tuple[ClaimNumber, ...]:
    """The claims whose send number stands alone in a text, all but its check character."""
    upper = text[:LONGEST].upper()
    forms = _WITHOUT_CHECK.findall(upper) or _WITHOUT_CHECK.findall(compact(text))
    return _distinct(ClaimNumber(number) for number, _ in forms)


def claim_numbers_alone(text: str) -> tuple[ClaimNumber, ...]:
    """The claims whose number for people stands alone in a text."""
    return _distinct(
        ClaimNumber(number) for number in _CLAIM_NUMBER.findall(text[:LONGEST].upper())
    )


@lru_cache(maxsize=8192)  # asked of each when its claim is looked for, and when it is answered
def line_of(control: str) -> tuple[ClaimNumber, int] | None:
    """The claim and the line that a line control number (REF*6R) names; None if not ours."""
    known = read_line_control_number(control.strip())
    if known is None:
        forms = _LINE_CONTROL.findall(compact(control))
        read = [found for form in forms if (found := read_line_control_number(form))]
        known = read[0] if len(read) == 1 else None
    return known and (known[0], known[2])


def _distinct(numbers: Iterable[ClaimNumber]) -> tuple[ClaimNumber, ...]:
    return tuple(dict.fromkeys(numbers))
