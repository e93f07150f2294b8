"""A 276 to the questions in it, one claim at a time. Source: 005010X212."""

from collections.abc import Iterator, Sequence

from adapters.edi.envelope import Transaction
from adapters.edi.hierarchy import Level
from adapters.edi.inquiries.level_reading import LevelReading, has, loop_name
from adapters.edi.inquiries.read_277 import LETTERS, claim_parts
from adapters.edi.inquiries.stated import About
from adapters.edi.inquiries.status_question import AskedLine, AskedStatus, StatusQuestion
from adapters.edi.inquiries.unit_reading import UnitReading, divided, trace
from adapters.edi.inquiries.who import SUBJECT, about, described
from adapters.edi.x12 import Segment
from domain.money import Money

SUPPORTED = frozenset({"005010X212"})

_PERSON = frozenset({"NM1", "N3", "N4", "PER", "DMG"})
_OWN_FIELDS = frozenset({"EJ", "1K"})


class Reading276(LevelReading[AskedStatus]):
    """One 276 being read; iterate `questions` once: one per TRN."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self.questions: Iterator[AskedStatus] = self.units

    def _read(self) -> Iterator[AskedStatus]:
        for level in self._levels:
            if has(level, "TRN", "SVC", "AMT") or (
                level.code in SUBJECT and not level.has_children
            ):
                subject = about(level, described(level.body, _PERSON))
                for part in claim_parts(level):
                    yield self._question(level, part, subject)
            else:
                self._names_only(level)

    def _question(self, level: Level, part: Sequence[Segment], subject: About) -> AskedStatus:
        reading = UnitReading(self._delimiters, loop_name(level, LETTERS, "2200"))
        own, lines = divided(part, "SVC")
        reading.described(own)
        traces = [trace(segment) for segment in own if segment.id == "TRN"]
        for segment in own:
            if segment.id not in _PERSON and segment.id not in ("HL", "TRN", "REF", "AMT", "DTP"):
                reading.unknown(segment)
            elif segment.id == "AMT" and segment.get(1) != "T3":
                reading.others.append(segment)
        if not traces:
            reading.finding(
                "status.nothing-asked",
                part[0],
                0,
                "the level names nobody's claim: it has no trace (TRN)",
                "ask about one claim, with a trace of its own",
            )
        charge = _charge(reading, own)
        dates = tuple(days for s in own if s.id == "DTP" and (days := reading.days(s)))
        reading.loop = loop_name(level, LETTERS, "2210")
        question = StatusQuestion(
            trace=traces[0].number if traces else "",
            member=subject.person,
            claim_number=_reference(own, "EJ"),
            payer_control=_reference(own, "1K"),
            charge=charge,
            dates=dates,
            references=tuple(
                each for each in reading.references(own) if each.qualifier not in _OWN_FIELDS
            ),
            lines=tuple(_line(reading, line) for line in lines),
        )
        return AskedStatus(**reading.fields(subject, traces, part), question=question)


def read_276(transaction: Transaction) -> Reading276:
    """The questions in `transaction`; the caller looks at `SUPPORTED` first."""
    return Reading276(transaction)


def _reference(segments: Sequence[Segment], qualifier: str) -> str:
    found = (s.get(2) for s in segments if s.id == "REF" and s.get(1) == qualifier)
    return next(found, "")


def _charge(reading: UnitReading, own: Sequence[Segment]) -> Money | None:
    amounts = (reading.amount(s, 2) for s in own if s.id == "AMT" and s.get(1) == "T3")
    return next(amounts, None)


def _line(reading: UnitReading, line: Sequence[Segment]) -> AskedLine:
    svc = line[0]
    for segment in line[1:]:
        if segment.id not in ("REF", "DTP"):
            reading.unknown(segment)
    return AskedLine(
        procedure=reading.procedure(svc.get(1)),
        charge=reading.amount(svc, 2),
        units=reading.number(svc, 7),
        revenue_code=svc.get(4),
        line_control=_reference(line, "FJ"),
        dates=tuple(days for s in line if s.id == "DTP" and (days := reading.days(s))),
    )
