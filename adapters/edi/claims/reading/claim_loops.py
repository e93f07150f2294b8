"""One 837P transaction cut into claims, each with the levels of the hierarchy it stands under.

One pass holds one claim and the levels above it. Files without HL segments are understood by
their parties: NM1*85, NM1*IL and NM1*QC. Source: 005010X222A1 2000A, 2000B, 2000C, 2300.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from adapters.edi.claims.reading.findings_837p import unknown
from adapters.edi.elements import shown
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment

_HEADER, _BILLING, _SUBSCRIBER, _PATIENT, _CLAIM, _ASIDE = range(6)
_LEVELS = {"20": _BILLING, "22": _SUBSCRIBER, "23": _PATIENT}  # HL03
_LEVEL_OF_PARTY = {"85": _BILLING, "IL": _SUBSCRIBER, "QC": _PATIENT}
_WITH_LEVELS = frozenset({"HL", "CLM"})
_WITHOUT_LEVELS = frozenset({"HL", "CLM", "NM1", "SBR", "PRV", "LX", "SV1"})

_OF_LEVELS = frozenset({"BHT", "HL", "NM1", "N3", "N4", "PER", "PRV", "REF", "SBR", "PAT", "DMG"})

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


def claim_loops(
    segments: Iterable[Segment], found: list[Finding], strays: list[Segment]
) -> Iterator[ClaimLoops]:
    """Each claim with its levels, one at a time; what is wrong with the levels goes to `found`.

    `strays` are segments of levels under which no claim stands, those that say who it is left out.
    """
    standing = _Standing(found, strays)
    hold = standing.held[_HEADER].append
    for segment in segments:
        if segment.id in standing.may_begin:
            level = standing.begun(segment)
            if level is not None:
                if standing.level == _CLAIM:
                    yield ClaimLoops(*standing.held)
                hold = standing.enter(level, segment)
        hold(segment)
    if standing.level == _CLAIM:
        yield ClaimLoops(*standing.held)
    standing.leave(_HEADER)
    standing.give_up(_HEADER)


def strays_among(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The segments of a level that do not say who takes part: it has no place for them."""
    return (segment for segment in segments if segment.id not in _OF_LEVELS)


class _Standing:
    """Where in the hierarchy the reading stands: `held` are the segments of each open level."""

    def __init__(self, found: list[Finding], strays: list[Segment]) -> None:
        self.level = _HEADER
        self.may_begin = _WITHOUT_LEVELS
        self.held: list[list[Segment]] = [[] for _ in range(_ASIDE)]
        self._found = found
        self._strays = strays
        self._claimed = [False] * _ASIDE  # a claim stands under the present level of this kind
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

    def enter(self, level: int, segment: Segment) -> Callable[[Segment], None]:
        """Close what is below the level; where its segments go."""
        self.give_up(level)
        if level == _CLAIM:
            self._opening = None
            self._claimed = [True] * _ASIDE
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
        return self._aside if level == _ASIDE else self.held[level].append

    def give_up(self, level: int) -> None:
        """What was held at a level and below it goes astray where no claim stands under it."""
        for below in range(level, _ASIDE):
            if not self._claimed[below]:
                for segment in strays_among(self.held[below]):
                    self._stray(segment)
            self._claimed[below] = False

    def _stray(self, segment: Segment) -> None:
        self._strays.append(segment)
        self._found.append(unknown(segment, ""))

    def _aside(self, segment: Segment) -> None:
        for stray in strays_among((segment,)):
            self._stray(stray)

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
