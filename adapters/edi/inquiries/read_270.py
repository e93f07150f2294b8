"""A 270 to the questions in it, one member at a time. Source: 005010X279A1."""

from collections.abc import Iterator, Sequence

from adapters.edi.envelope import Transaction
from adapters.edi.hierarchy import Level
from adapters.edi.inquiries.eligibility_question import (
    AskedEligibility,
    AskedService,
    EligibilityQuestion,
)
from adapters.edi.inquiries.level_reading import LevelReading, has, loop_name
from adapters.edi.inquiries.unit_reading import UnitReading, divided, trace
from adapters.edi.inquiries.who import SUBJECT, about, described
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X279", "005010X279A1"})

_LETTERS = {"20": "A", "21": "B", "22": "C", "23": "D"}
_PERSON = frozenset({"NM1", "REF", "N3", "N4", "PRV", "DMG", "INS", "HI"})


class Reading270(LevelReading[AskedEligibility]):
    """One 270 being read; iterate `questions` once.

    A subscriber's level that only says through whom a dependent is covered asks nothing itself.
    """

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self.questions: Iterator[AskedEligibility] = self.units

    def _read(self) -> Iterator[AskedEligibility]:
        for level in self._levels:
            if has(level, "EQ", "TRN") or (level.code in SUBJECT and not level.has_children):
                yield self._question(level)
            else:
                self._names_only(level)

    def _question(self, level: Level) -> AskedEligibility:
        reading = UnitReading(self._delimiters, loop_name(level, _LETTERS, "2100"))
        own, loops = divided(level.body, "EQ")
        reading.described(own)
        dated = [segment for segment in level.body if segment.id == "DTP"]
        dates = tuple(days for segment in dated if (days := reading.days(segment)))
        for segment in own:
            if segment.id not in _PERSON and segment.id not in ("TRN", "DTP"):
                reading.unknown(segment)
        traces = [trace(segment) for segment in own if segment.id == "TRN"]
        reading.loop = loop_name(level, _LETTERS, "2110")
        services = tuple(service for loop in loops for service in _services(reading, loop))
        if not services:
            reading.finding(
                "eligibility.nothing-asked",
                level.start,
                0,
                "the question does not say what coverage it asks about (EQ)",
                "ask for service type 30, the health plan as a whole",
            )
        subject = about(level, described(own, _PERSON))
        first = traces[0] if traces else None
        return AskedEligibility(
            **reading.fields(subject, traces, level.segments.segments),
            question=EligibilityQuestion(
                trace=first.number if first else "",
                member=subject.person,
                services=services,
                dates=dates,
                trace_by=first.by if first else "",
            ),
        )


def read_270(transaction: Transaction) -> Reading270:
    """The questions in `transaction`; the caller looks at `SUPPORTED` first."""
    return Reading270(transaction)


def _services(reading: UnitReading, loop: Sequence[Segment]) -> Iterator[AskedService]:
    """What one EQ asks about: each of its service types, or the procedure alone."""
    eq = loop[0]
    for segment in loop[1:]:
        if segment.id in ("AMT", "III", "REF"):  # known here; no field of ours needs them
            reading.others.append(segment)
        elif segment.id != "DTP":
            reading.unknown(segment)
    for service_type in reading.repeated(eq.get(1)) or ("",):
        yield AskedService(service_type, reading.procedure(eq.get(2)), eq.get(3))
