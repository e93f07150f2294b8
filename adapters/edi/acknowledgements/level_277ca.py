"""One level of a 277CA while its segments come in: file, provider or claim. Source: 005010X214."""

from datetime import date
from decimal import Decimal

from adapters.edi.acknowledgements.batch_answer import (
    Answer,
    Dated,
    LineStatus,
    Quantity,
    Status,
    StatusSet,
)
from adapters.edi.acknowledgements.findings import (
    not_a_date,
    not_a_number,
    not_an_amount,
    unknown_segment,
)
from adapters.edi.acknowledgements.private_text import PrivateText
from adapters.edi.elements import cents, day, days, quantity
from adapters.edi.finding import Finding
from adapters.edi.hierarchy import states_nothing
from adapters.edi.values import Amount, Private, Reference, Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money

LEVELS = {"20": "source", "21": "receiver", "19": "provider", "22": "claim", "PT": "claim"}
LOOPS = {"source": "A", "receiver": "B", "provider": "C", "claim": "D"}

_COMPOSITES = (1, 10, 11)  # 005010X214 STC01, STC10, STC11


class LevelInProgress:
    """Takes the segments of one level, then is an `Answer`; `findings` are what is wrong in it.

    One patient may have several claims (005010X214 2200D): a second claim begins at its TRN and
    shares the names of the first, `shared`.
    """

    __slots__ = (
        *("level", "traced", "findings"),
        *("_start", "_component", "_shared", "_names", "_trace", "_segments", "_others", "_sets"),
        *("_references", "_dates", "_quantities", "_amounts", "_lines"),
    )

    def __init__(
        self, start: Segment, level: str, component: str, shared: Private | None = None
    ) -> None:
        self.level = level
        self.traced = False
        self._shared = shared
        self._names: list[Segment] = []
        self.findings: list[Finding] = []
        self._start = start
        self._component = component
        self._trace = ""
        self._segments: list[Segment] = []
        self._others: list[Segment] = []
        self._sets: list[StatusSet] = []
        self._references: list[Reference] = []
        self._dates: list[Dated] = []
        self._quantities: list[Quantity] = []
        self._amounts: list[Amount] = []
        self._lines: list[_LineInProgress] = []

    @property
    def states_nothing(self) -> bool:
        """Whether it holds nothing but HLs that state nothing, so far."""
        return states_nothing(self._segments[-1])

    @property
    def private(self) -> Private:
        """Whom the level names."""
        return self._shared or Private(tuple(self._names))

    def take(self, segment: Segment) -> None:
        """The next segment of the level."""
        self._segments.append(segment)
        if segment.id == "SVC" and self.level == "claim":
            self._lines.append(self._line(segment))
            return
        match segment.id:
            case "HL":
                pass
            case "NM1" if not (self._lines or self._shared):
                self._names.append(segment)
            case "TRN" if not (self.traced or self._lines):
                self.traced, self._trace = True, segment.get(2).strip()
            case "STC":
                self._last_sets().append(self._status_set(segment))
            case "REF":
                self._last_references().append(Reference(segment.get(1), segment.get(2)))
            case "DTP":
                self._date(segment)
            case "QTY" if not self._lines:
                self._count(segment)
            case "AMT" if not self._lines:
                self._sum(segment)
            case _:
                self._others.append(segment)
                self.findings.append(unknown_segment(segment, "277CA", self._loop()))

    def finish(self) -> Answer:
        """The level as it was read."""
        last = self._segments[-1]
        return Answer(
            level=self.level,
            trace=self._trace,
            status_sets=tuple(self._sets),
            references=tuple(self._references),
            dates=tuple(self._dates),
            quantities=tuple(self._quantities),
            amounts=tuple(self._amounts),
            lines=tuple(line.finish() for line in self._lines),
            private=self.private,
            segments=Verbatim(tuple(self._segments)),
            others=Verbatim(tuple(self._others)),
            segment=self._start.number,
            offset=self._start.offset,
            length=last.end - self._start.offset,
        )

    def _loop(self) -> str:
        """The loop that a segment after the trace stands in."""
        letter = LOOPS.get(self.level, "")
        place = "2220" if self._lines else "2200" if self.traced else "2100"
        return f"{place}{letter}" if letter else ""

    def _last_sets(self) -> list[StatusSet]:
        return self._lines[-1].sets if self._lines else self._sets

    def _last_references(self) -> list[Reference]:
        return self._lines[-1].references if self._lines else self._references

    def _status_set(self, segment: Segment) -> StatusSet:
        texts = [segment.get(at) for at in _COMPOSITES]
        return StatusSet(
            statuses=tuple(_status(text, self._component) for text in texts if text),
            effective_on=self._day(segment, 2),
            action=segment.get(3).strip(),
            amount=self._amount(segment, 4),
            text=PrivateText(segment.get(12)),
        )

    def _line(self, segment: Segment) -> "_LineInProgress":
        return _LineInProgress(
            procedure=tuple(segment.get(1).split(self._component)),
            charge=self._amount(segment, 2),
            revenue_code=segment.get(4),
            units=self._number(segment, 7),
        )

    def _date(self, segment: Segment) -> None:
        stated = days(segment.get(3))
        if stated is None:
            self.findings.append(not_a_date(segment, 3, self._loop()))
            return
        dates = self._lines[-1].dates if self._lines else self._dates
        last_day = stated[1] if "-" in segment.get(3) else None
        dates.append(Dated(segment.get(1), stated[0], last_day))

    def _count(self, segment: Segment) -> None:
        stated = quantity(segment.get(2))
        if stated is None:
            self.findings.append(not_a_number(segment, 2, self._loop()))
        else:
            self._quantities.append(Quantity(segment.get(1), stated))

    def _sum(self, segment: Segment) -> None:
        stated = cents(segment.get(2))
        if stated is None:
            self.findings.append(not_an_amount(segment, 2, self._loop()))
        else:
            self._amounts.append(Amount(segment.get(1), stated))

    def _day(self, segment: Segment, element: int) -> date | None:
        stated = day(segment.get(element))
        if stated is None and segment.get(element).strip():
            self.findings.append(not_a_date(segment, element, self._loop()))
        return stated

    def _amount(self, segment: Segment, element: int) -> Money | None:
        stated = cents(segment.get(element))
        if stated is None and segment.get(element).strip():
            self.findings.append(not_an_amount(segment, element, self._loop()))
        return stated

    def _number(self, segment: Segment, element: int) -> Decimal | None:
        stated = quantity(segment.get(element))
        if stated is None and segment.get(element).strip():
            self.findings.append(not_a_number(segment, element, self._loop()))
        return stated


class _LineInProgress:
    """Takes what stands under one SVC."""

    def __init__(
        self,
        *,
        procedure: tuple[str, ...],
        charge: Money | None,
        revenue_code: str,
        units: Decimal | None,
    ) -> None:
        self.sets: list[StatusSet] = []
        self.references: list[Reference] = []
        self.dates: list[Dated] = []
        self._procedure = procedure
        self._charge = charge
        self._revenue_code = revenue_code
        self._units = units

    def finish(self) -> LineStatus:
        """The line as it was read."""
        return LineStatus(
            procedure=self._procedure,
            status_sets=tuple(self.sets),
            charge=self._charge,
            revenue_code=self._revenue_code,
            units=self._units,
            references=tuple(self.references),
            dates=tuple(self.dates),
        )


def _status(text: str, component: str) -> Status:
    category, status, entity, *_ = [*text.split(component), "", ""]
    return Status(category, status, entity)
