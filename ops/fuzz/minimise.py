"""Makes a file that shows a fault as small as it can be and still show it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from ops.fuzz.counter import Marks, marks_at

T = TypeVar("T")
Shows = Callable[[bytes], bool]


def minimised(content: bytes, shows: Shows) -> bytes:
    """The smallest file found by leaving out segments, then elements, then bytes."""
    text = content.decode("latin-1")
    marks = marks_at(text, max(text.find("ISA"), 0)) or Marks("*", ":", "~")
    end, mark = marks.segment, marks.element
    pieces = _fewest(text.split(end), lambda kept: shows(end.join(kept).encode("latin-1")))
    for at, piece in enumerate(pieces):
        before, after = pieces[:at], pieces[at + 1 :]
        elements = _fewest(
            piece.split(mark),
            lambda kept, a=before, b=after: shows(  # type: ignore[misc]
                end.join((*a, mark.join(kept), *b)).encode("latin-1")
            ),
        )
        pieces[at] = mark.join(elements)
    return end.join(pieces).encode("latin-1")


def _fewest(items: Sequence[T], shows: Callable[[list[T]], bool]) -> list[T]:
    """Leave out runs of items, long ones first, as long as what is left still shows it."""
    kept = list(items)
    length = len(kept) // 2
    while length:
        at = 0
        while at < len(kept):
            without = kept[:at] + kept[at + length :]
            if shows(without):
                kept = without
            else:
                at += length
        length //= 2
    return kept
