"""Numbers by which another notice may yet tell whose money it is that waits."""

import re
from collections.abc import Iterable

from adapters.edi.elements import day

_CIN = re.compile(r"9[0-9]{7}[A-Z][0-9]*")  # domain.md 6.4
_MOST = 4


def awaited_numbers(words: Iterable[str]) -> tuple[str, ...]:
    """The words that may be a plan's number of a claim; never a day or a member's number.

    They stand in facts: those are personal details.
    """
    found = [word for word in words if any(each.isdigit() for each in word)]
    kept = [w for w in found if not _CIN.fullmatch(w.upper()) and not (len(w) == 8 and day(w))]
    return tuple(dict.fromkeys(kept))[:_MOST]
