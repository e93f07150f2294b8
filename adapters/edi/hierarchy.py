"""The levels of a transaction that is a tree: each HL with its segments and the levels above it.

One streaming pass holds one level and those above it, never the whole tree. Every guide writes
its tree the same way: a level stands after its parent, before the parent's next sibling.
"""

from collections.abc import Iterator
from itertools import chain

import msgspec

from adapters.edi.elements import shown
from adapters.edi.envelope import Transaction
from adapters.edi.finding import Finding
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment

_DEEPEST = 16  # no guide goes deeper than six
_OPEN = 64  # levels that a later one may name as its parent
_REMEMBERED = 10_000  # ids out of their order, and parents not met yet

_FIX = "ask the sender what the level belongs to; it was read by itself"


class Level(msgspec.Struct, frozen=True, gc=False, eq=False):
    """One HL and what stands under it up to the next HL.

    `id` is HL01, `parent_id` HL02, `code` HL03 (20 source, 21 receiver, 19 provider, 22
    subscriber, 23 dependent, EV event, SS service). `above` is its parent, None at the top or
    where the parent is not known; `depth` counts from 1. `has_children` is what the file shows,
    whatever HL04 says. `starts` is how many HLs it begins with: one, unless they state nothing.
    Each level is itself alone, whatever another says.
    """

    id: str
    parent_id: str
    code: str
    segments: Verbatim
    above: "Level | None" = None
    depth: int = 1
    has_children: bool = False
    starts: int = 1

    @property
    def start(self) -> Segment:
        """The HL itself."""
        return self.segments.segments[0]

    @property
    def body(self) -> tuple[Segment, ...]:
        """Its segments without the HL."""
        return self.segments.segments[self.starts :]

    def path(self) -> Iterator["Level"]:
        """The level itself, its parent, and so on to the top."""
        level: Level | None = self
        while level is not None:
            yield level
            level = level.above


class Hierarchy:
    """The levels of one transaction being read.

    `header` are the segments before the first HL, known at once; `count` is how many levels were
    read. Iterate once; after it `findings` is complete, the envelope's own included.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._body = iter(transaction)
        self.count = 0
        self._found: list[Finding] = []
        self._following: Segment | None = None
        self._open: list[Level] = []
        self._in_order = 0  # ids 1, 2, 3 ... up to here were given
        self._out_of_order: set[str] = set()
        self._wanted: dict[str, list[Segment]] = {}
        self.header = Verbatim(tuple(self._until_next_level()))

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the tree and the envelope, so far."""
        return [*self._found, *self._transaction.findings]

    def __iter__(self) -> Iterator[Level]:
        if self._following is None:
            self._found.append(self._without_levels())
        while (start := self._following) is not None:
            self.count += 1
            starts = self._starts(start)
            yield self._level((*starts, *self._until_next_level()), len(starts))
        for wanting in self._wanted.values():
            self._found.extend(_parent_absent(start) for start in wanting)
        self._wanted.clear()

    def _starts(self, start: Segment) -> list[Segment]:
        """The HL, with those right after it where neither it nor they state anything."""
        starts = [start]
        self._following = next(self._body, None)
        while states_nothing(start) and self._following and states_nothing(self._following):
            starts.append(self._following)
            self._following = next(self._body, None)
        return starts

    def _until_next_level(self) -> Iterator[Segment]:
        following, self._following = self._following, None
        for segment in self._body if following is None else chain((following,), self._body):
            if segment.id == "HL":
                self._following = segment
                return
            yield segment

    def _level(self, segments: tuple[Segment, ...], starts: int) -> Level:
        start, following = segments[0], self._following
        name, parent = start.get(1).strip(), start.get(2).strip()
        above = self._parent(start, name, parent)
        self._give(start, name)
        level = Level(
            id=name,
            parent_id=parent,
            code=start.get(3).strip(),
            segments=Verbatim(segments),
            above=above,
            depth=above.depth + 1 if above else 1,
            has_children=bool(name) and following is not None and following.get(2).strip() == name,
            starts=starts,
        )
        self._open.append(level)
        del self._open[:-_OPEN]
        return level

    def _parent(self, start: Segment, name: str, parent: str) -> Level | None:
        """The open level named as parent; branches that end before this level are closed."""
        if not parent:
            if start.get(3).strip() == "20":  # a new source: the tree before it is complete
                self._open.clear()
            else:
                self._found.append(_parent_empty(start))
            return None
        for at in range(len(self._open) - 1, -1, -1):
            above = self._open[at]
            if above.id == parent:
                del self._open[at + 1 :]
                if above.depth < _DEEPEST:
                    return above
                self._found.append(_too_deep(start))
                return None
        self._not_open(start, name, parent)
        return None

    def _not_open(self, start: Segment, name: str, parent: str) -> None:
        if parent == name:
            self._found.append(_parent_later(start))
        elif self._was_given(parent):
            self._found.append(_parent_closed(start))
        elif len(self._wanted) < _REMEMBERED:  # it may stand later
            self._wanted.setdefault(parent, []).append(start)
        else:
            self._found.append(_parent_absent(start))

    def _give(self, start: Segment, name: str) -> None:
        if not name:
            self._found.append(_id_empty(start))
            return
        if self._was_given(name):
            self._found.append(_id_twice(start))
        elif name == str(self._in_order + 1):
            self._in_order += 1
        elif len(self._out_of_order) < _REMEMBERED:
            self._out_of_order.add(name)
        self._found.extend(_parent_later(wanting) for wanting in self._wanted.pop(name, ()))

    def _was_given(self, name: str) -> bool:
        if name in self._out_of_order:
            return True
        counted = len(name) < 10 and name.isascii() and name.isdigit() and name[0] != "0"
        return counted and int(name) <= self._in_order

    def _without_levels(self) -> Finding:
        start = self._transaction.header
        return Finding(
            code="hierarchy.absent",
            what=f"the {shown_kind(start.kind)} has no level (HL) at all",
            fix="ask the sender for the whole transaction; nobody is named in this one",
            segment=start.first_segment,
            offset=start.offset,
            element="HL",
        )


def states_nothing(segment: Segment) -> bool:
    """Whether it is an HL without number, parent and code: a run of these counts as one level."""
    return segment.id == "HL" and not any(segment.elements[1:])


def shown_kind(kind: str) -> str:
    """ST01 for a message: three digits, or what `shown` makes of it."""
    return kind if len(kind) == 3 and kind.isdigit() else shown(kind)


def _finding(code: str, start: Segment, what: str, element: str, fix: str = _FIX) -> Finding:
    return Finding(
        code=f"hierarchy.{code}",
        what=what,
        fix=fix,
        segment=start.number,
        offset=start.offset,
        element=element,
    )


def _id_empty(start: Segment) -> Finding:
    return _finding("id-empty", start, "the level has no number (HL01)", "HL01")


def _id_twice(start: Segment) -> Finding:
    return _finding(
        "id-twice",
        start,
        f"level number {shown(start.get(1))} is given a second time",
        "HL01",
        "ask the sender which level is meant; the later one counts for those under it",
    )


def _parent_empty(start: Segment) -> Finding:
    return _finding("parent-empty", start, "the level names no parent (HL02)", "HL02")


def _parent_absent(start: Segment) -> Finding:
    what = f"the parent is level {shown(start.get(2))}; there is no such level"
    return _finding("parent-absent", start, what, "HL02")


def _parent_later(start: Segment) -> Finding:
    what = f"the parent is level {shown(start.get(2))}, which does not stand before it"
    return _finding("parent-later", start, what, "HL02")


def _parent_closed(start: Segment) -> Finding:
    what = f"the parent is level {shown(start.get(2))}; another branch began since"
    return _finding("parent-closed", start, what, "HL02")


def _too_deep(start: Segment) -> Finding:
    what = f"the level stands more than {_DEEPEST} levels deep"
    return _finding("too-deep", start, what, "HL02")
