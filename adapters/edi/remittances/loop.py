"""The segments of one loop of an 835, taken one by one by whoever knows what they mean."""

from collections.abc import Iterable
from operator import attrgetter

from adapters.edi.finding import Finding
from adapters.edi.remittances.faults import repeated_segment, unknown_segment
from adapters.edi.values import Reference, Verbatim
from adapters.edi.x12 import Segment

ABSENT = Segment("", [""], 0, 0, 0)
"""In place of a segment that is not there: every element of it is empty."""


def part_of(segment: Segment, elements: list[str]) -> Segment:
    """Of a segment whose other elements fields hold: those that none does, at the same place."""
    return Segment(segment.id, elements, segment.number, segment.offset, segment.length)


class Loop:
    """The segments of one loop: those that fields hold are taken, the rest is flagged."""

    def __init__(self, name: str, segments: Iterable[Segment] = ()) -> None:
        self.name = name
        self.left = list(segments)
        self.findings: list[Finding] = []
        self._kept: list[Segment] = []
        self._taken: set[str] = set()

    def take(self, segment_id: str, qualifier: str | None = None) -> Segment:
        """The first segment of this id, and first element; an absent one where there is none."""
        for at, segment in enumerate(self.left):
            if segment.id == segment_id and qualifier in {None, segment.get(1)}:
                self._taken.add(segment_id)
                return self.left.pop(at)
        return ABSENT

    def take_all(self, segment_id: str) -> list[Segment]:
        """All segments of this id."""
        taken = [segment for segment in self.left if segment.id == segment_id]
        self.left = [segment for segment in self.left if segment.id != segment_id]
        return taken

    def references(self) -> tuple[Reference, ...]:
        """All REF of the loop."""
        return tuple(Reference(ref.get(1), ref.get(2)) for ref in self.take_all("REF"))

    def keep(self, segment: Segment, finding: Finding) -> None:
        """Keep what was taken and cannot be read."""
        self._kept.append(segment)
        self.findings.append(finding)

    def rest(self) -> Verbatim:
        """What no field holds, in the order of the file, each with a finding."""
        for segment in self.left:
            fault = repeated_segment if segment.id in self._taken else unknown_segment
            self.keep(segment, fault(segment, self.name))
        return Verbatim(tuple(sorted(self._kept, key=attrgetter("number"))))
