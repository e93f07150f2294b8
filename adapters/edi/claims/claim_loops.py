"""One 837P transaction cut into claims, each with the levels of the hierarchy it stands under."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from adapters.edi.x12 import Segment

_LEVELS = {"20": "billing", "22": "subscriber", "23": "patient"}
_LEVEL_OF_PARTY = {"85": "billing", "IL": "subscriber", "QC": "patient"}
_UNDER = {"header": 0, "billing": 1, "subscriber": 2, "patient": 3, "claim": 4}


class ClaimLoops(msgspec.Struct, frozen=True):
    """The segments that say everything about one claim, level by level.

    `patient` is empty where the subscriber is the patient.
    """

    header: Sequence[Segment]
    billing: Sequence[Segment]
    subscriber: Sequence[Segment]
    patient: Sequence[Segment]
    claim: Sequence[Segment]


class Loop(msgspec.Struct, frozen=True):
    """A segment that opens a loop, and those that belong to it."""

    opening: Segment
    rest: tuple[Segment, ...]

    def first(self, name: str, qualifier: str = "") -> Segment | None:
        """The first segment called `name`, whose first element is `qualifier` if one is asked."""
        found = (s for s in self.rest if s.id == name and qualifier in ("", s.get(1)))
        return next(found, None)


def claim_loops(segments: Iterable[Segment]) -> Iterator[ClaimLoops]:
    """Each claim with its levels, one at a time.

    Files without HL segments are understood by their parties: NM1*85, NM1*IL and NM1*QC.
    """
    levels: dict[str, list[Segment]] = {name: [] for name in _UNDER}
    level, hierarchical = "header", False
    for segment in segments:
        hierarchical = hierarchical or segment.id == "HL"
        begun = _level(segment, level, hierarchical=hierarchical)
        if begun is not None:
            if level == "claim":
                yield _loops(levels)
            for name, depth in _UNDER.items():
                if depth >= _UNDER[begun]:
                    levels[name] = []
            level = begun
        levels[level].append(segment)
    if level == "claim":
        yield _loops(levels)


def _level(segment: Segment, now: str, *, hierarchical: bool) -> str | None:
    """The level that a segment begins; None where the present one goes on."""
    if segment.id == "CLM":
        return "claim"
    if segment.id == "HL":
        return _LEVELS.get(segment.get(3), "header")
    if segment.id == "NM1" and not hierarchical:
        begun = _LEVEL_OF_PARTY.get(segment.get(1))
        return begun if begun != now else None
    return None


def _loops(levels: dict[str, list[Segment]]) -> ClaimLoops:
    return ClaimLoops(**levels)


def parties(segments: Iterable[Segment]) -> dict[str, Loop]:
    """The loops that an NM1 opens, by its qualifier; the first of each."""
    found: dict[str, Loop] = {}
    for loop in loops(segments, "NM1"):
        found.setdefault(loop.opening.get(1), loop)
    return found


def loops(segments: Iterable[Segment], opening: str) -> Iterator[Loop]:
    """The loops that segments called `opening` open; what stands before the first is left out."""
    held: list[Segment] = []
    for segment in segments:
        if segment.id == opening:
            if held:
                yield Loop(held[0], tuple(held[1:]))
            held = [segment]
        elif held:
            held.append(segment)
    if held:
        yield Loop(held[0], tuple(held[1:]))


def divided(claim: Sequence[Segment]) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """A claim's own segments, its parties, and its lines; other insurance (2320) is left out."""
    lines_at = next((at for at, s in enumerate(claim) if s.id == "LX"), len(claim))
    other_at = next((at for at, s in enumerate(claim[:lines_at]) if s.id == "SBR"), lines_at)
    parties_at = next((at for at, s in enumerate(claim[:other_at]) if s.id == "NM1"), other_at)
    return (list(claim[:parties_at]), list(claim[parties_at:other_at]), list(claim[lines_at:]))
