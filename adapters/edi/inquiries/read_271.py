"""A 271 to what a plan says about each member: benefits, or rejections with their reasons.

One pass holds one level. Source: 005010X279A1.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from adapters.edi.envelope import Transaction
from adapters.edi.hierarchy import Level
from adapters.edi.inquiries.coverage import Benefit, BenefitEntity, CoverageAnswer
from adapters.edi.inquiries.level_reading import LevelReading, has, loop_name, rejections_at
from adapters.edi.inquiries.stated import Message, Rejection
from adapters.edi.inquiries.unit_reading import UnitReading, divided, trace
from adapters.edi.inquiries.who import SUBJECT, about, described, party
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X279", "005010X279A1"})

_LETTERS = {"20": "A", "21": "B", "22": "C", "23": "D"}
_PERSON = frozenset({"NM1", "REF", "N3", "N4", "PER", "PRV", "DMG", "INS", "HI", "MPI"})
_ENTITY = frozenset({"NM1", "N3", "N4", "PER", "PRV"})


class Reading271(LevelReading[CoverageAnswer]):
    """One 271 being read; iterate `answers` once.

    An answer is a member's level, or a level above that rejects. A subscriber's level that only
    says through whom a dependent is covered is none. `rejections` stand before the first level.
    """

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, "AAA")
        self.rejections = tuple(self._rejected_whole())
        self.answers: Iterator[CoverageAnswer] = self.units

    def _rejected_whole(self) -> Iterator[Rejection]:
        for segment in self._levels.header.segments:
            if segment.id == "AAA":
                self._outside.finding(
                    "eligibility.rejection-before-levels",
                    segment,
                    0,
                    "a rejection stands before the first level; it was read as one of all answers",
                    "ask the plan whom it means",
                )
                yield self._outside.rejection(segment)

    def _read(self) -> Iterator[CoverageAnswer]:
        for level in self._levels:
            if has(level, "AAA", "EB", "TRN") or (level.code in SUBJECT and not level.has_children):
                yield self._answer(level)
            else:
                self._names_only(level)

    def _answer(self, level: Level) -> CoverageAnswer:
        reading = UnitReading(self._delimiters, loop_name(level, _LETTERS, "2100"))
        own, loops = divided(level.body, "EB")
        reading.described(own)
        traces = [trace(segment) for segment in own if segment.id == "TRN"]
        rejections = [reading.rejection(segment) for segment in own if segment.id == "AAA"]
        dates = [reading.days(segment) for segment in own if segment.id in ("DTP", "DTM")]
        for segment in own:
            if segment.id not in _PERSON and segment.id not in ("TRN", "AAA", "DTP", "DTM"):
                reading.unknown(segment)
        reading.loop = loop_name(level, _LETTERS, "2110")
        benefits = tuple(_benefit(reading, loop) for loop in loops)
        answer = CoverageAnswer(
            **reading.fields(
                about(level, described(own, _PERSON)), traces, level.segments.segments
            ),
            benefits=benefits,
            rejections=tuple(rejections),
            rejections_above=self.rejections
            + (rejections_at(level.above, "EB") if level.above else ()),
            dates=tuple(days for days in dates if days),
        )
        return _judged(answer, reading, level)


def read_271(transaction: Transaction) -> Reading271:
    """The answers in `transaction`; the caller looks at `SUPPORTED` first."""
    return Reading271(transaction)


def _benefit(reading: UnitReading, loop: Sequence[Segment]) -> Benefit:
    eb = loop[0]
    inside, entities = _split_entities(loop[1:])
    for segment in inside:
        if segment.id not in ("HSD", "REF", "DTP", "DTM", "MSG", "III", "AAA", "LS", "LE"):
            reading.unknown(segment)
    dates = [reading.days(segment) for segment in inside if segment.id in ("DTP", "DTM")]
    return Benefit(
        information=eb.get(1),
        coverage_level=eb.get(2),
        service_types=reading.repeated(eb.get(3)),
        insurance_type=eb.get(4),
        plan_description=eb.get(5),
        period=eb.get(6),
        amount=reading.amount(eb, 7),
        percent=reading.number(eb, 8),
        quantity_kind=eb.get(9),
        quantity=reading.number(eb, 10),
        authorization=eb.get(11),
        in_network=eb.get(12),
        procedure=reading.procedure(eb.get(13)),
        pointers=tuple(part for part in reading.component(eb.get(14)) if part),
        deliveries=tuple(reading.delivery(s) for s in inside if s.id == "HSD"),
        references=reading.references(inside),
        dates=tuple(days for days in dates if days),
        messages=tuple(Message(s.get(1)) for s in inside if s.id == "MSG"),
        more=tuple((s.get(1), s.get(2)) for s in inside if s.id == "III"),
        entities=tuple(
            BenefitEntity(party(entity[0]), Verbatim(tuple(entity))) for entity in entities
        ),
        rejections=tuple(reading.rejection(s) for s in inside if s.id == "AAA"),
    )


def _split_entities(segments: Sequence[Segment]) -> tuple[list[Segment], list[list[Segment]]]:
    """What belongs to the benefit itself, and each loop 2120, with LS and LE or without."""
    inside: list[Segment] = []
    entities: list[list[Segment]] = []
    for segment in segments:
        if segment.id == "NM1":
            entities.append([segment])
        elif segment.id in _ENTITY and entities:
            entities[-1].append(segment)
        else:
            inside.append(segment)
    return inside, entities


def _judged(answer: CoverageAnswer, reading: UnitReading, level: Level) -> CoverageAnswer:
    """The answer with a finding where what it says leaves the question open."""
    partly = answer.rejections_above or any(each.rejections for each in answer.benefits)
    if answer.result == "unknown" and not level.has_children:
        reading.finding(
            "eligibility.no-answer",
            level.start,
            0,
            "the plan says neither that the member is covered nor that they are not",
            "ask the plan again, or look the member up at the plan",
        )
    elif answer.result == "active" and len(answer.stated) > 1:
        reading.finding(
            "eligibility.active-and-inactive",
            level.start,
            0,
            "one benefit says active and another inactive",
            "look at the dates and service types of both before the care is billed",
        )
    elif answer.result in ("active", "inactive") and partly:
        reading.finding(
            "eligibility.part-rejected",
            level.start,
            0,
            "the plan answers one part of the question and rejects another",
            "look at what is rejected and why",
        )
    else:
        return answer
    return replace(answer, findings=tuple(reading.findings))
