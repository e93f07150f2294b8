"""One 837P transaction cut into claims, each with the levels of the hierarchy it stands under.

One pass holds one claim and the levels above it. Files without HL segments are understood by
their parties: NM1*85, NM1*IL and NM1*QC. Source: 005010X222A1 2000A, 2000B, 2000C, 2300.
"""

from collections import deque
from collections.abc import Iterable, Iterator, MutableSequence, Sequence

import msgspec

from adapters.edi.elements import shown
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment

_HEADER, _BILLING, _SUBSCRIBER, _PATIENT, _CLAIM, _ASIDE = range(6)
_LEVELS = {"20": _BILLING, "22": _SUBSCRIBER, "23": _PATIENT}  # HL03
_LEVEL_OF_PARTY = {"85": _BILLING, "IL": _SUBSCRIBER, "QC": _PATIENT}
_WITH_LEVELS = frozenset({"HL", "CLM"})
_WITHOUT_LEVELS = frozenset({"HL", "CLM", "NM1", "SBR", "PRV", "LX", "SV1"})

_FIX_LEVEL = "ask the sender for a corrected file; the claims were read where they stand"


class ClaimLoops(msgspec.Struct, frozen=True):
    """The segments that say everything about one claim, level by level.

    `patient` is empty where the subscriber is the patient. Claims of one level share its list.
    """

    header: Sequence[Segment]
    billing: Sequence[Segment]
    subscriber: Sequence[Segment]
    patient: Sequence[Segment]
    claim: Sequence[Segment]


def claim_loops(segments: Iterable[Segment], found: list[Finding]) -> Iterator[ClaimLoops]:
    """Each claim with its levels, one at a time; what is wrong with the levels goes to `found`."""
    standing = _Standing(found)
    held = standing.held[_HEADER]
    for segment in segments:
        if segment.id in standing.may_begin:
            level = standing.begun(segment)
            if level is not None:
                if standing.level == _CLAIM:
                    yield ClaimLoops(*standing.held[:_ASIDE])
                held = standing.enter(level, segment)
        held.append(segment)
    if standing.level == _CLAIM:
        yield ClaimLoops(*standing.held[:_ASIDE])
    standing.leave(_HEADER)


class _Standing:
    """Where in the hierarchy the reading stands: `held` are the segments of each open level."""

    def __init__(self, found: list[Finding]) -> None:
        self.level = _HEADER
        self.may_begin = _WITHOUT_LEVELS
        self.held: list[MutableSequence[Segment]] = [[] for _ in range(_ASIDE)]
        self.held.append(deque(maxlen=0))  # nothing of an unknown level is kept in memory
        self._found = found
        self._ids = [""] * (_ASIDE + 1)
        self._opening: Segment | None = None  # of a level under which no claim stands yet
        self._opened = _HEADER  # that level
        self._named = False  # the party of the present level
        self._lines = False  # the present claim has lines
        self._insured_follows = False  # an SBR of the claim awaits its NM1*IL

    def begun(self, segment: Segment) -> int | None:
        """The level that a segment begins; None where the present one goes on."""
        if segment.id == "CLM":
            return _CLAIM
        if segment.id == "HL":
            self.may_begin = _WITH_LEVELS
            return self._begun_by_level(segment)
        return self._begun_by_party(segment)

    def enter(self, level: int, segment: Segment) -> MutableSequence[Segment]:
        """Close what is below the level; the list for its segments."""
        if level == _CLAIM:
            self._opening = None
        elif level != _ASIDE:
            self.leave(level)
            self._opening, self._opened = segment, level
        for below in range(level, _ASIDE):
            self.held[below] = []
            self._ids[below] = ""
        self.level = level
        self._ids[level] = segment.get(1).strip() if segment.id == "HL" else ""
        self._named = segment.id == "NM1"
        self._lines = self._insured_follows = False
        return self.held[level]

    def leave(self, level: int) -> None:
        """A level ends where one begins that does not stand under it."""
        if self._opening is not None and level <= self._opened:
            self._found.append(_without_claim(self._opening))
            self._opening = None

    def _begun_by_level(self, segment: Segment) -> int:
        level = _LEVELS.get(segment.get(3).strip())
        if level is None:
            self._found.append(_unknown_level(segment))
            return _ASIDE
        parent = self._ids[level - 1]
        if level != _BILLING and (not parent or segment.get(2).strip() != parent):
            self._found.append(_other_parent(segment, parent))
        return level

    def _begun_by_party(self, segment: Segment) -> int | None:
        match segment.id:
            case "NM1":
                return self._begun_by_name(segment)
            case "PRV" if segment.get(1) == "BI":
                return None if self.level == _BILLING and not self._named else _BILLING
            case "SBR" if self.level == _CLAIM and not self._lines:
                self._insured_follows = True
            case "SBR" if self.level not in (_SUBSCRIBER, _PATIENT):
                return _SUBSCRIBER
            case "LX" | "SV1":
                self._lines = True
        return None

    def _begun_by_name(self, segment: Segment) -> int | None:
        level = _LEVEL_OF_PARTY.get(segment.get(1))
        if level == _SUBSCRIBER and self._insured_follows and not self._lines:
            self._insured_follows = False
            return None
        if level == self.level and not self._named:
            self._named = True
            return None
        return level


def _other_parent(segment: Segment, parent: str) -> Finding:
    under = f"under {shown(parent)}" if parent else "under no level that it may stand under"
    return Finding(
        code="837p.level-parent",
        what=f"HL02 is {shown(segment.get(2))}; the level stands {under}",
        fix=_FIX_LEVEL,
        segment=segment.number,
        offset=segment.offset,
        element="HL02",
    )


def _unknown_level(segment: Segment) -> Finding:
    return Finding(
        code="837p.level-unknown",
        what="the level is none of 20, 22 and 23; nothing was taken from it",
        fix=_FIX_LEVEL,
        segment=segment.number,
        offset=segment.offset,
        element="HL03",
    )


def _without_claim(segment: Segment) -> Finding:
    return Finding(
        code="837p.level-without-claim",
        what="no claim stands under the level that begins here",
        fix="ask the sender whether a claim is missing",
        segment=segment.number,
        offset=segment.offset,
        element=segment.id,
    )
