"""Which segments of a file stand in which interchange and group: where a finding belongs."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import BinaryIO, TypeVar

import msgspec

from adapters.edi.x12 import Segment, read_segments

_T = TypeVar("_T")


class Span(msgspec.Struct, frozen=True, gc=False):
    """The segments from a header to its trailer, or to what follows where it has none.

    `stated` is what the trailer counts (GE01, IEA01), None where it states no number.
    """

    first: int
    last: int
    stated: int | None = None

    def inside(self, things: Sequence[_T], place: Callable[[_T], int]) -> Sequence[_T]:
        """Those that stand in it, of things in the order of the file; `place` is their segment."""
        first = bisect_left(things, self.first, key=place)
        return things[first : bisect_right(things, self.last, key=place)]


class Spans(msgspec.Struct, frozen=True, gc=False):
    """The interchanges and groups of a file, and the segments that were asked for, by number."""

    interchanges: tuple[Span, ...]
    groups: tuple[Span, ...]
    segments: Mapping[int, Segment]


def read_spans(source: bytes | BinaryIO, wanted: Collection[int] = ()) -> Spans:
    """The envelopes of a file, in one pass that keeps only the `wanted` segments."""
    outer, inner = _Opened(), _Opened()
    kept: dict[int, Segment] = {}
    last = 0
    for segment in read_segments(source):
        if segment.id in {"ISA", "IEA", "GS", "GE"}:
            _take(segment, outer, inner)
        if segment.number in wanted:
            kept[segment.number] = segment
        last = segment.number
    inner.close(last)
    outer.close(last)
    return Spans(tuple(outer.closed), tuple(inner.closed), kept)


class _Opened:
    """Envelopes of one kind: at most one is open."""

    def __init__(self) -> None:
        self.closed: list[Span] = []
        self._first = 0

    def open(self, segment: Segment) -> None:
        self.close(segment.number - 1)
        self._first = segment.number

    def close(self, last: int, stated: int | None = None) -> None:
        if self._first:
            self.closed.append(Span(self._first, last, stated))
        self._first = 0


def _take(segment: Segment, outer: _Opened, inner: _Opened) -> None:
    match segment.id:
        case "ISA":
            inner.close(segment.number - 1)
            outer.open(segment)
        case "GS":
            inner.open(segment)
        case "GE":
            inner.close(segment.number, _count(segment))
        case _:
            inner.close(segment.number - 1)
            outer.close(segment.number, _count(segment))


def _count(trailer: Segment) -> int | None:
    text = trailer.get(1).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
