"""Reads the segments of one question or answer; what cannot be read becomes a finding."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypedDict

from adapters.edi.elements import cents, day, days, quantity, shown
from adapters.edi.finding import Finding
from adapters.edi.inquiries.stated import About, Beginning, Delivery, Procedure, Rejection, Trace
from adapters.edi.values import Reference, StatedDays, Verbatim
from adapters.edi.x12 import Delimiters, Segment
from domain.money import Money

_SOCIAL_SECURITY = "SY"  # REF01: a personal detail
_FIX_PLAN = "ask the plan what it means; nothing was assumed in its place"
_FIX_KEPT = "ask the plan what it means; it is kept and nothing was taken from it"


class UnitFields(TypedDict):
    """The fields that every unit has."""

    about: About
    traces: tuple[Trace, ...]
    findings: tuple[Finding, ...]
    segments: Verbatim
    others: Verbatim
    segment: int
    offset: int
    length: int


class UnitReading:
    """One unit being read: values of its segments, and what is wrong in them.

    `loop` is the guide's name of the loop now read, for the findings.
    """

    __slots__ = ("_delimiters", "findings", "loop", "others")

    def __init__(self, delimiters: Delimiters, loop: str = "") -> None:
        self._delimiters = delimiters
        self.findings: list[Finding] = []
        self.others: list[Segment] = []
        self.loop = loop

    def fields(
        self, about: About, traces: Sequence[Trace], segments: Sequence[Segment]
    ) -> UnitFields:
        """What every unit says of itself; its segments are given in file order."""
        start, last = segments[0], segments[-1]
        return UnitFields(
            about=about,
            traces=tuple(traces),
            findings=tuple(self.findings),
            segments=Verbatim(tuple(segments)),
            others=Verbatim(tuple(self.others)),
            segment=start.number,
            offset=start.offset,
            length=last.end - start.offset,
        )

    def described(self, segments: Iterable[Segment]) -> None:
        """Note what cannot be read in the segments that describe a person."""
        for segment in segments:
            if segment.id == "NM1" and segment.get(2) not in ("1", "2"):
                self._unreadable(segment, 2, "name-kind", "1 for a person or 2 for an organization")
            elif segment.id == "DMG":
                self.date(segment, 2)

    def finding(self, code: str, segment: Segment, element: int, what: str, fix: str) -> None:
        """One thing that is wrong in an element of a segment, or in the segment where it is 0."""
        place = f"{shown_name(segment)}{element:02d}" if element else shown_name(segment)
        self.findings.append(
            Finding(
                code=code,
                what=what,
                fix=fix,
                segment=segment.number,
                offset=segment.offset,
                loop=self.loop,
                element=place,
            )
        )

    def unknown(self, segment: Segment) -> None:
        """Keep a segment that is not known where it stands."""
        self.others.append(segment)
        self.finding(
            "inquiry.unknown-segment",
            segment,
            0,
            f"segment {shown_name(segment)} is not known at this place",
            _FIX_KEPT,
        )

    def component(self, text: str) -> list[str]:
        """The parts of a composite."""
        return text.split(self._delimiters.component)

    def repeated(self, text: str) -> tuple[str, ...]:
        """The codes of an element that repeats.

        Senders whose header names no repetition separator cut with ``^``, or with the separator
        of composites.
        """
        separator = self._delimiters.repetition or "^"
        apart = text.replace(self._delimiters.component, separator).split(separator)
        return tuple(code.strip() for code in apart if code.strip())

    def amount(self, segment: Segment, element: int) -> Money | None:
        """Cents; None where nothing is stated, or something else than an amount."""
        text = segment.get(element)
        read = cents(text) if text else None
        if text and read is None:
            self._unreadable(segment, element, "not-an-amount", "an amount in dollars")
        return read

    def number(self, segment: Segment, element: int) -> Decimal | None:
        """A quantity or a percentage; None where nothing is stated, or something else."""
        text = segment.get(element)
        read = quantity(text) if text else None
        if text and read is None:
            self._unreadable(segment, element, "not-a-quantity", "a number")
        return read

    def date(self, segment: Segment, element: int) -> date | None:
        """A day; None where nothing is stated, or something else."""
        text = segment.get(element)
        read = day(text) if text else None
        if text and read is None:
            self._unreadable(segment, element, "not-a-date", "a day as CCYYMMDD")
        return read

    def days(self, segment: Segment) -> StatedDays | None:
        """The days of a DTP or a DTM; None, with a finding, where it states none."""
        at = 2 if segment.id == "DTM" else 3
        stated = days(segment.get(at))
        if stated is None:
            self._unreadable(segment, at, "not-a-date", "days as CCYYMMDD or CCYYMMDD-CCYYMMDD")
            return None
        return StatedDays(segment.get(1), *stated)

    def rejection(self, segment: Segment) -> Rejection:
        """The reason of an AAA and what to do next."""
        read = Rejection(segment.get(1), segment.get(3), segment.get(4))
        if not read.reason:
            self.finding(
                "inquiry.rejection-without-reason",
                segment,
                3,
                "the plan rejects the question and gives no reason (AAA03)",
                "ask the plan why",
            )
        if len(read.follow_up) != 1 or len(segment.elements) > 5:
            self.finding(
                "inquiry.rejection-follow-up",
                segment,
                4,
                "the rejection does not say in one code what may be done next (AAA04)",
                "ask the plan whether the question may be sent again",
            )
        return read

    def procedure(self, text: str) -> Procedure | None:
        """The procedure of a composite; None where it is empty."""
        parts = [*self.component(text), "", ""]
        if not any(parts):
            return None
        return Procedure(
            qualifier=parts[0],
            code=parts[1],
            modifiers=tuple(part for part in parts[2:6] if part),
            description=parts[6] if len(parts) > 6 else "",
        )

    def delivery(self, segment: Segment) -> Delivery:
        """An HSD: how much, how often."""
        return Delivery(
            quantity_kind=segment.get(1),
            quantity=self.number(segment, 2),
            basis=segment.get(3),
            modulus=self.number(segment, 4),
            period=segment.get(5),
            periods=self.number(segment, 6),
            pattern=segment.get(7),
            time=segment.get(8),
        )

    def references(self, segments: Iterable[Segment]) -> tuple[Reference, ...]:
        """The REFs of a claim, a benefit or a request.

        A social security number is none of them: it is kept with what no field holds.
        """
        found = []
        for segment in segments:
            if segment.id == "REF" and segment.get(1) == _SOCIAL_SECURITY:
                self.others.append(segment)
            elif segment.id == "REF":
                found.append(Reference(segment.get(1), segment.get(2)))
        return tuple(found)

    def _unreadable(self, segment: Segment, element: int, code: str, wanted: str) -> None:
        text = shown(segment.get(element))
        what = f"{shown_name(segment)}{element:02d} is {text}; it should be {wanted}"
        self.finding(f"inquiry.{code}", segment, element, what, _FIX_PLAN)


def shown_name(segment: Segment) -> str:
    """The segment's id for a message; anything longer than an id could be a personal detail."""
    name = segment.id
    return name if 1 < len(name) <= 3 and name.isascii() and name.isalnum() else "without a name"


def trace(segment: Segment) -> Trace:
    """A TRN."""
    return Trace(segment.get(1), segment.get(2).strip(), segment.get(3), segment.get(4))


def beginning(segments: Iterable[Segment]) -> Beginning:
    """The BHT among the segments of the header; an empty one where there is none."""
    bht = next((segment for segment in segments if segment.id == "BHT"), None)
    if bht is None:
        return Beginning()
    return Beginning(
        structure=bht.get(1),
        purpose=bht.get(2),
        reference=bht.get(3),
        created_on=day(bht.get(4)),
        created_at=bht.get(5),
        kind=bht.get(6),
    )


def divided(
    segments: Iterable[Segment], *opening: str
) -> tuple[list[Segment], list[list[Segment]]]:
    """The segments before the first that opens a loop, and each loop with its opening segment."""
    before: list[Segment] = []
    loops: list[list[Segment]] = []
    for segment in segments:
        if segment.id in opening:
            loops.append([])
        (loops[-1] if loops else before).append(segment)
    return before, loops
