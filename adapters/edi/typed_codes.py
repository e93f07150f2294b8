"""Codes as people type or paste them, parted into single ones: ``CO-45,CO-97`` are two."""

import re
from collections.abc import Iterator, Sequence

from adapters.edi.codes import GROUPS, LISTS, code_list, explanations

_LIST_NAMES = frozenset(name for each in LISTS for name in each.prefixes)
_PARTS = re.compile(r"[,;]")
_JOINED = re.compile(r"\s*([-:_\u2010-\u2014\u2212])\s*")


def part_codes(words: Sequence[str]) -> tuple[str, ...]:
    """Each code among the words, as typed; commas, semicolons and blanks part them.

    What stands before a blank stays with what follows where both are one code and nothing else:
    ``CARC 45``, and within one word ``CO 45`` and ``N 290``. No code is left out.
    """
    found: list[str] = []
    for text in words:
        parts = [part.split() for part in _PARTS.split(_JOINED.sub(r"\1", text))]
        for at, part in enumerate(filter(None, parts)):
            if found and at == 0 and _is_name(found[-1]):
                part.insert(0, found.pop())
            found += _together(part)
    return tuple(found) or tuple(words)


def _together(part: Sequence[str]) -> Iterator[str]:
    """The codes of a text without commas."""
    waiting = ""
    for each in part:
        if waiting and _is_one(waiting, each):
            yield f"{waiting} {each}"
            waiting = ""
        else:
            if waiting:
                yield waiting
            waiting = each
    if waiting:
        yield waiting


def _is_one(first: str, second: str) -> bool:
    if _is_name(first):
        return True
    if first.upper() in GROUPS:
        return second.upper() in code_list("carc")
    return first.isalpha() and second.isdigit() and bool(explanations(first + second))


def _is_name(text: str) -> bool:
    """Whether it is the name of a list and no code itself."""
    return text.upper() in _LIST_NAMES and not explanations(text)
