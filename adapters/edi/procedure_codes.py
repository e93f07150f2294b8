"""Whether a procedure code or a modifier was known on a day; the lists are dated data."""

from collections.abc import Mapping
from datetime import date

from adapters.edi.codes import Explanation, code_list


def known_on(code: str, day: date) -> bool | None:
    """Whether a HCPCS or CPT code was known on that day; None for one that is not in our list.

    A code may bring its modifiers, ``98960:U3``: then the service they name together is meant.
    """
    return _known(code_list("service" if ":" in code else "procedure"), code, day)


def modifier_known_on(modifier: str, day: date) -> bool | None:
    """Whether a modifier was known on that day; None for one that is not in our list."""
    return _known(code_list("modifier"), modifier, day)


def _known(listed: Mapping[str, Explanation], code: str, day: date) -> bool | None:
    found = listed.get(code.strip().upper())
    return found.in_use_on(day) if found else None
