"""A 277 to what a plan says about each claim asked about. Source: 005010X212.

One pass holds one level; the answers of a level, one per TRN, are given out one at a time.
"""

from collections.abc import Iterator, Sequence

from adapters.edi.elements import shown_code
from adapters.edi.envelope import Transaction
from adapters.edi.hierarchy import Level
from adapters.edi.inquiries.claim_status import LineStatus, StatedStatus, StatusAnswer, StatusCode
from adapters.edi.inquiries.level_reading import LevelReading, has, loop_name
from adapters.edi.inquiries.stated import About, Message
from adapters.edi.inquiries.unit_reading import UnitReading, divided, trace
from adapters.edi.inquiries.who import SUBJECT, about, described
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X212"})

LETTERS = {"20": "A", "21": "B", "19": "C", "22": "D", "23": "E"}
"""HL03 to the letter of the guide's loops: 2200D is a subscriber's claim."""

_PERSON = frozenset({"NM1", "N3", "N4", "PER", "DMG"})
_STATUS_ELEMENTS = (1, 10, 11)  # 005010X212 STC01, STC10, STC11


class Reading277(LevelReading[StatusAnswer]):
    """One 277 being read; iterate `answers` once: one per claim, or per level that has a status."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self.answers: Iterator[StatusAnswer] = self.units

    def _read(self) -> Iterator[StatusAnswer]:
        for level in self._levels:
            if has(level, "TRN", "STC", "SVC") or (
                level.code in SUBJECT and not level.has_children
            ):
                subject = about(level, described(level.body, _PERSON))
                for part in claim_parts(level):
                    yield self._answer(level, part, subject)
            else:
                self._names_only(level)

    def _answer(self, level: Level, part: Sequence[Segment], subject: About) -> StatusAnswer:
        reading = UnitReading(self._delimiters, loop_name(level, LETTERS, "2200"))
        own, lines = divided(part, "SVC")
        reading.described(own)
        for segment in own:
            if segment.id not in _PERSON and segment.id not in ("HL", "TRN", "STC", "REF", "DTP"):
                reading.unknown(segment)
        traces = [trace(segment) for segment in own if segment.id == "TRN"]
        statuses = tuple(_status(reading, segment) for segment in own if segment.id == "STC")
        references = reading.references(own)
        numbers = {reference.qualifier: reference.value for reference in reversed(references)}
        dates = [reading.days(segment) for segment in own if segment.id == "DTP"]
        reading.loop = loop_name(level, LETTERS, "2220")
        read_lines = tuple(_line(reading, line) for line in lines)
        reading.loop = loop_name(level, LETTERS, "2200")
        _doubt(reading, part, statuses or tuple(s for line in read_lines for s in line.statuses))
        return StatusAnswer(
            **reading.fields(subject, traces, part),
            statuses=statuses,
            payer_control=numbers.get("1K", ""),
            claim_number=numbers.get("EJ", ""),
            references=references,
            dates=tuple(days for days in dates if days),
            lines=read_lines,
        )


def read_277(transaction: Transaction) -> Reading277:
    """The answers in `transaction`; the caller looks at `SUPPORTED` first."""
    return Reading277(transaction)


def claim_parts(level: Level) -> list[list[Segment]]:
    """The segments of a level, cut before each TRN but the first: one part per claim."""
    before, parts = divided(level.segments.segments, "TRN")
    return [[*before, *parts[0]], *parts[1:]] if parts else [before]


def _status(reading: UnitReading, stc: Segment) -> StatedStatus:
    codes = tuple(
        StatusCode(*[*reading.component(text)[:4], "", "", ""][:4])
        for at in _STATUS_ELEMENTS
        if (text := stc.get(at))
    )
    return StatedStatus(
        codes=codes,
        effective_on=reading.date(stc, 2),
        action=stc.get(3),
        charge=reading.amount(stc, 4),
        paid=reading.amount(stc, 5),
        decided_on=reading.date(stc, 6),
        method=stc.get(7),
        remitted_on=reading.date(stc, 8),
        payment_trace=stc.get(9),
        message=Message(stc.get(12)) if stc.get(12) else None,
    )


def _line(reading: UnitReading, line: Sequence[Segment]) -> LineStatus:
    svc = line[0]
    for segment in line[1:]:
        if segment.id not in ("STC", "REF", "DTP"):
            reading.unknown(segment)
    references = reading.references(line)
    dates = [reading.days(segment) for segment in line if segment.id == "DTP"]
    return LineStatus(
        procedure=reading.procedure(svc.get(1)),
        charge=reading.amount(svc, 2),
        paid=reading.amount(svc, 3),
        revenue_code=svc.get(4),
        units=reading.number(svc, 7),
        line_control=next((r.value for r in references if r.qualifier == "FJ"), ""),
        statuses=tuple(_status(reading, segment) for segment in line if segment.id == "STC"),
        references=references,
        dates=tuple(days for days in dates if days),
    )


def _doubt(reading: UnitReading, part: Sequence[Segment], stated: tuple[StatedStatus, ...]) -> None:
    """Note where no status says what became of the claim."""
    codes = [code for status in stated for code in status.codes]
    if not codes:
        reading.finding(
            "status.no-answer",
            part[0],
            0,
            "the plan states no status of the claim",
            "ask the plan again",
        )
    elif not any(code.result for code in codes):
        categories = ", ".join(shown_code(code.category) for code in codes)
        reading.finding(
            "status.unknown-category",
            next(segment for segment in part if segment.id == "STC"),
            1,
            f"category {categories} does not say where the claim is",
            "ask the plan whether it has the claim and what it decided",
        )
