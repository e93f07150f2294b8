"""Reads what one level of a 278 says about the care: the request, a service, a decision.

Source: 005010X217 loops 2000E and 2000F.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from adapters.edi.inquiries.authorization_question import (
    AskedAttachment,
    AskedCare,
    AskedDiagnosis,
    AuthorizationRequest,
)
from adapters.edi.inquiries.review import Decision, ReviewedCare, SaidStatus
from adapters.edi.inquiries.stated import Message, Person, Trace
from adapters.edi.inquiries.unit_reading import UnitReading, trace
from adapters.edi.inquiries.who import PEOPLE, party
from adapters.edi.values import StatedDays
from adapters.edi.x12 import Segment

SERVICES = ("SV1", "SV2")
"""The segments that state a service: a professional one, an institution's."""

_IN_FIELDS = frozenset({"TRN", "HCR", "AAA", "REF", "DTP", "SV1", "SV2", "HSD", "MSG"})
# the guide has them in a service; no field of ours needs them
_KEPT = frozenset({"UM", "N3", "N4", "PER", "PRV", "NM1", "PWK", "SV3", "TOO", "HI"})


def request(
    reading: UnitReading, own: Sequence[Segment], member: Person, traces: Sequence[Trace]
) -> AuthorizationRequest:
    """What is asked at the level of a request, without its services."""
    um = next((s.elements for s in own if s.id == "UM"), [])
    um = [*um, *[""] * 5]
    place = [*reading.component(um[4]), ""]
    first = traces[0] if traces else None
    return AuthorizationRequest(
        trace=first.number if first else "",
        member=member,
        category=um[1],
        certification=um[2],
        service_type=um[3],
        place=place[0],
        place_kind=place[1],
        previous=next((s.get(2) for s in own if s.id == "REF" and s.get(1) == "BB"), ""),
        diagnoses=tuple(_diagnoses(reading, own)),
        dates=_dates(reading, own),
        deliveries=tuple(reading.delivery(s) for s in own if s.id == "HSD"),
        attachments=tuple(
            AskedAttachment(s.get(1), s.get(2), s.get(6)) for s in own if s.id == "PWK"
        ),
        messages=_messages(own),
        providers=tuple(party(s) for s in own if s.id == "NM1" and s.get(1) not in PEOPLE),
        trace_by=first.by if first else "",
    )


def service(reading: UnitReading, body: Sequence[Segment]) -> ReviewedCare:
    """A service at its own level."""
    for segment in body:
        if segment.id in _KEPT:
            reading.others.append(segment)
        elif segment.id not in _IN_FIELDS:
            reading.unknown(segment)
    return ReviewedCare(
        asked=replace(
            _care(reading, next((s for s in body if s.id in SERVICES), None)),
            dates=_dates(reading, body),
            deliveries=tuple(reading.delivery(s) for s in body if s.id == "HSD"),
            messages=_messages(body),
        ),
        decision=decision(body),
        rejections=tuple(reading.rejection(s) for s in body if s.id == "AAA"),
        traces=tuple(trace(s) for s in body if s.id == "TRN"),
        references=reading.references(body),
    )


def services_in_place(reading: UnitReading, own: Sequence[Segment]) -> Iterator[ReviewedCare]:
    """Services that stand at the level of the request itself, as some senders write them."""
    for segment in own:
        if segment.id in SERVICES:
            yield service(reading, [segment])


def _care(reading: UnitReading, stated: Segment | None) -> AskedCare:
    """An SV1, or an SV2: the same elements behind its revenue code."""
    if stated is None:
        return AskedCare()
    at = 1 if stated.id == "SV2" else 0
    return AskedCare(
        procedure=reading.procedure(stated.get(at + 1)),
        charge=reading.amount(stated, at + 2),
        unit_kind=stated.get(at + 3),
        units=reading.number(stated, at + 4),
        revenue_code=stated.get(1) if at else "",
    )


def decision(body: Iterable[Segment]) -> Decision | None:
    """The first HCR of a level."""
    hcr = next((segment for segment in body if segment.id == "HCR"), None)
    return Decision(hcr.get(1), hcr.get(2), hcr.get(3)) if hcr else None


def said_status(reading: UnitReading, stc: Segment) -> SaidStatus:
    """An STC, which no guide of a 278 has."""
    return SaidStatus(reading.component(stc.get(1))[0], reading.date(stc, 2))


def _dates(reading: UnitReading, body: Iterable[Segment]) -> tuple[StatedDays, ...]:
    return tuple(days for s in body if s.id == "DTP" and (days := reading.days(s)))


def _messages(body: Iterable[Segment]) -> tuple[Message, ...]:
    return tuple(Message(s.get(1)) for s in body if s.id == "MSG")


def _diagnoses(reading: UnitReading, own: Iterable[Segment]) -> Iterator[AskedDiagnosis]:
    for hi in own:
        if hi.id == "HI":
            for element in hi.elements[1:]:
                kind, code, *_ = [*reading.component(element), ""]
                if kind or code:
                    yield AskedDiagnosis(kind, code)
