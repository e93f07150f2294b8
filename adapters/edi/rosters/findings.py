"""Reads the elements of rosters and premium payments; what is none becomes a finding."""

from decimal import Decimal

from adapters.edi.elements import cents, days, quantity, shown
from adapters.edi.envelope import TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.values import StatedDays
from adapters.edi.x12 import Segment
from domain.money import Money


class Findings:
    """Reads elements of one kind of file, `area`, and keeps what is none as findings."""

    __slots__ = ("_area", "found")

    def __init__(self, area: str) -> None:
        self._area = area
        self.found: list[Finding] = []

    def amount(self, segment: Segment, element: int, loop: str = "") -> Money | None:
        """The cents of an element; None and a finding where it states none."""
        text = segment.get(element)
        amount = cents(text)
        if amount is None:
            self.add(
                "not-an-amount",
                segment,
                what=f"{segment.id}{element:02d} is {shown(text)}; "
                "it should be an amount in dollars and cents",
                fix="ask the sender what the amount is; nothing was assumed in its place",
                loop=loop,
                element=f"{segment.id}{element:02d}",
            )
        return amount

    def quantity(self, segment: Segment, element: int, loop: str = "") -> Decimal | None:
        """The number of an element; None and a finding where it states none."""
        text = segment.get(element)
        number = quantity(text)
        if number is None:
            self.add(
                "not-a-quantity",
                segment,
                what=f"{segment.id}{element:02d} is {shown(text)}; it should be a number",
                fix="ask the sender how many it means; nothing was assumed in its place",
                loop=loop,
                element=f"{segment.id}{element:02d}",
            )
        return number

    def dated(self, segment: Segment, element: int, loop: str = "") -> tuple[StatedDays, ...]:
        """The day or period of an element; nothing and a finding where it states none."""
        text = segment.get(element)
        stated = days(text)
        if stated is not None:
            return (StatedDays(segment.get(1), *stated),)
        self.add(
            "not-a-date",
            segment,
            what=f"{segment.id}{element:02d} is {shown(text)}; it should be a day as CCYYMMDD",
            fix="ask the sender which day it means",
            loop=loop,
            element=f"{segment.id}{element:02d}",
        )
        return ()

    def unknown(self, segment: Segment, loop: str = "") -> None:
        """Flag a segment that the guide does not have at this place; its reader keeps it."""
        self.add(
            "unknown-segment",
            segment,
            what="a segment stands here that the guide does not know",
            fix="ask the sender what it means; it is kept as it stands",
            loop=loop,
        )

    def missing(self, name: str, means: str, at: Segment) -> None:
        """Flag that there is no segment `name`."""
        self.add(
            "segment-missing",
            at,
            what=f"there is no {name}, the segment that says {means}",
            fix="ask the sender for a corrected file; what could be understood was read",
            element=name,
        )

    def add(
        self, code: str, at: Segment, *, what: str, fix: str, loop: str = "", element: str = ""
    ) -> None:
        """Keep one finding about the segment `at`."""
        self.found.append(
            Finding(
                code=f"{self._area}.{code}",
                what=what,
                fix=fix,
                segment=at.number,
                offset=at.offset,
                loop=loop,
                element=element,
            )
        )


def place(start: TransactionHeader) -> Segment:
    """Where a transaction begins, for findings about the whole of it."""
    return Segment("ST", ["ST"], start.first_segment, start.offset, 0)
