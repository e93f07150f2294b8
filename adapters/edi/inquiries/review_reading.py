"""Builds one review out of the level of a request and the services below it.

Source: 005010X217 loops 2000E and 2000F.
"""

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from adapters.edi.elements import shown_code
from adapters.edi.hierarchy import Level
from adapters.edi.inquiries.level_reading import has, loop_name, rejections_at
from adapters.edi.inquiries.request_parts import (
    SERVICES,
    decision,
    request,
    said_status,
    service,
    services_in_place,
)
from adapters.edi.inquiries.review import Review, ReviewedCare
from adapters.edi.inquiries.stated import About
from adapters.edi.inquiries.unit_reading import UnitReading, trace
from adapters.edi.inquiries.who import PEOPLE, UNDESCRIBED, Described, about, described
from adapters.edi.x12 import Delimiters, Segment

_LETTERS = {"20": "A", "21": "B", "22": "C", "23": "D", "EV": "E", "SS": "F"}
_DESCRIBE = frozenset({"NM1", "N3", "N4", "PER", "DMG", "INS", "REF"})
_IN_FIELDS = frozenset(
    {
        "TRN",
        "UM",
        "HCR",
        "AAA",
        "STC",
        "REF",
        "DTP",
        "HI",
        "HSD",
        "MSG",
        "PWK",
        "NM1",
        "DMG",
        *SERVICES,
    }
)
_KEPT_LEVELS = 64  # every request below a level asks for the same levels above it
# the guide has them here; no field of ours needs them
_KEPT = frozenset({"N3", "N4", "PER", "PRV", "INS", "CL1", "CR1", "CR2", "CR5", "CR6"})


@lru_cache(_KEPT_LEVELS)
def leads_on(level: Level) -> bool:
    """Whether a level says what is asked, and one below it has the trace and the decision."""
    return level.has_children and has(level, "UM") and not has(level, "TRN", "HCR", "STC", "AAA")


def makes_a_request(level: Level) -> bool:
    """Whether a level is a request of its own, or decides one."""
    if level.code == "EV":
        return True
    return has(level, "TRN", "UM", "HCR", "STC", "AAA") and not leads_on(level)


class ReviewInProgress:
    """One review being read: give it its level, then the levels below it, then `finish`."""

    def __init__(
        self, level: Level, leading: Sequence[Segment], delimiters: Delimiters, *, asks: bool
    ) -> None:
        """`leading` are the segments of levels above that only lead on to this one."""
        self._level = level
        self._leading = leading
        self._asks = asks
        self._reading = UnitReading(delimiters, loop_name(level, _LETTERS, "2000"))
        self._segments = list(level.segments.segments)
        self._services: list[ReviewedCare] = []

    def is_above(self, level: Level) -> bool:
        """Whether the review's own level is one of those above a level."""
        return any(above is self._level for above in level.path())

    def add_service(self, level: Level) -> None:
        """A service of this request: loop 2000F."""
        self._reading.loop = loop_name(level, _LETTERS, "2000")
        self._segments.extend(level.segments.segments)
        self._services.append(service(self._reading, level.body))

    def add_unknown(self, level: Level) -> None:
        """A level below the request whose code no guide has: kept, with a finding."""
        self._segments.extend(level.segments.segments)
        self._reading.others.extend(level.segments.segments)
        self._reading.finding(
            "authorization.unknown-level",
            level.start,
            3,
            f"level code {shown_code(level.code)} is not known below a request",
            "ask the plan what it says; it was kept as it stands",
        )

    def finish(self) -> Review:
        """The review as it stands, with what leaves it open."""
        level, reading = self._level, self._reading
        reading.loop = loop_name(level, _LETTERS, "2000")
        own = [*self._leading, *level.body]
        for segment in own:
            if segment.id in _KEPT:
                reading.others.append(segment)
            elif segment.id not in _IN_FIELDS:
                reading.unknown(segment)
        reading.described(level.body)
        subject = _subject(level)
        traces = [trace(segment) for segment in own if segment.id == "TRN"]
        services = (*services_in_place(reading, own), *self._services)
        asked = request(reading, own, subject.person, traces)
        references = reading.references(own)
        review = Review(
            **reading.fields(subject, traces, self._segments),
            request=replace(asked, services=tuple(each.asked for each in services)),
            asks=self._asks and all(each.kind != "2" for each in traces),
            decision=decision(own),
            rejections=tuple(reading.rejection(s) for s in own if s.id == "AAA"),
            rejections_above=rejections_at(level.above) if level.above else (),
            statuses=tuple(said_status(reading, s) for s in own if s.id == "STC"),
            references=references,
            services=services,
        )
        self._doubt(review)
        return replace(review, findings=tuple(reading.findings))

    def _doubt(self, review: Review) -> None:
        """Note what leaves open whether the care may be given."""
        if self._asks and not review.asks:
            code, what = "answer-called-request", "the header asks (BHT02), the trace answers"
        elif review.asks and review.decision:
            code, what = "decision-in-request", "a decision (HCR) stands in a request"
        elif _differs(review):
            code, what = "decisions-differ", "the request is decided otherwise than its services"
        elif review.result != "unknown":
            return
        elif review.decision:
            action = shown_code(review.decision.action)
            code, what = "undecided", f"action {action} (HCR01) neither allows nor denies the care"
        elif review.statuses:
            code, what = (
                "status-for-decision",
                "a status (STC) stands where a decision (HCR) should",
            )
        else:
            code, what = "no-decision", "the plan states no decision (HCR)"
        fix = "ask the plan what it decided, and record the answer"
        self._reading.finding(f"authorization.{code}", self._level.start, 0, what, fix)


def _differs(review: Review) -> bool:
    """Whether services are decided otherwise than the whole; a modification says that they are."""
    whole = review.decision.result if review.decision and not review.asks else "modified"
    return whole not in ("modified", "unknown") and not review.decided_services <= {whole}


def _subject(level: Level) -> About:
    """Whom the request is about: the person of the nearest level that names one."""
    found = (named for above in level.path() if (named := _named_at(above)) is not UNDESCRIBED)
    return about(level, next(found, UNDESCRIBED))


@lru_cache(_KEPT_LEVELS)
def _named_at(level: Level) -> Described:
    names_one = any(s.id == "NM1" and s.get(1) in PEOPLE for s in level.body)
    return described(level.body, _DESCRIBE) if names_one else UNDESCRIBED
