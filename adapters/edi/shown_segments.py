"""Segments of a remittance as far as they state amounts, codes and days: no personal detail.

What may be shown is listed, element by element (005010X221A1); anything else is masked, and a
segment that is not listed is counted alone. Names, member numbers, account and claim numbers of
others never pass.
"""

import io
import re
from collections.abc import Iterator

from adapters.edi.x12 import Delimiters, Place, Segment, Tokenizer

MASK = "-"
_EVERY = range(1, 21)
_SHOWN = {
    "BPR": (1, 2, 3, 4, 16),
    "TRN": (1, 2),
    "CLP": (2, 3, 4, 5, 6),
    "CAS": _EVERY,
    "SVC": range(1, 8),
    "DTM": (1, 2),
    "AMT": (1, 2),
    "QTY": (1, 2),
    "LQ": (1, 2),
    "PLB": range(2, 15),
}
_OF_THE_WHOLE = frozenset({"BPR", "TRN", "PLB"})
_DAYS = frozenset({"050", "150", "151", "232", "233", "472"})
_PLAIN = re.compile(r"[A-Z0-9.:+-]*\Z")


def delimiters_of(head: bytes) -> Delimiters:
    """What cuts the segments of a file, by its first bytes."""
    cut = Tokenizer(head)
    next(iter(cut), None)
    return cut.delimiters


def shown_segments(content: bytes, delimiters: Delimiters, *, whole: bool) -> tuple[list[str], int]:
    """The segments that may be shown, and how many others there are.

    Of a `whole` transaction only those that belong to no claim are shown.
    """
    cut = Tokenizer(io.BytesIO(content), Place(0, 1, delimiters))
    segments = [segment for segment in cut if segment.id != "ISA"]
    names = _OF_THE_WHOLE if whole else _SHOWN.keys()
    shown = [segment for segment in segments if segment.id in names and _may_show(segment)]
    return [_text(segment, delimiters) for segment in shown], len(segments) - len(shown)


def _may_show(segment: Segment) -> bool:
    return segment.id != "DTM" or segment.get(1) in _DAYS


def _text(segment: Segment, delimiters: Delimiters) -> str:
    return "*".join((segment.id, *_elements(segment, delimiters)))


def _elements(segment: Segment, delimiters: Delimiters) -> Iterator[str]:
    listed = _SHOWN[segment.id]
    for at, element in enumerate(segment.elements[1:], 1):
        said = element
        if segment.id == "PLB" and at % 2 and at > 2:
            # PLB03 and the odd ones after it: the code, then a reference that may be anybody's
            said = element.partition(delimiters.component)[0]
        plain = said.replace(delimiters.component, ":")
        yield plain if at in listed and _PLAIN.match(plain) else MASK
