"""Requests for care to a 278 file, one transaction each. Source: 005010X217.

Members are subscribers, as every Medi-Cal member is.
"""

from collections.abc import Iterator, Sequence

from adapters.edi.basic_text import TextChange, changes
from adapters.edi.elements import write_cents, write_quantity
from adapters.edi.envelope import Group, Interchange
from adapters.edi.inquiries import question_checks as check
from adapters.edi.inquiries.authorization_question import (
    AskedCare,
    AuthorizationInquiry,
    AuthorizationRequest,
)
from adapters.edi.inquiries.question_file import (
    InquiryToWrite,
    Line,
    WrittenQuestions,
    beginning,
    born,
    days,
    delivery,
    level,
    message,
    name_changes,
    party,
    person,
    procedure,
    question_file,
)
from adapters.edi.inquiries.stated import Message
from domain.problem import Problem, Refused

_LONGEST_MESSAGE = 264  # MSG01
_DIAGNOSES = 12  # HI01 to HI12
_FIX_CODE = "correct the code"


def write_278(
    inquiries: Sequence[AuthorizationInquiry], *, interchange: Interchange, group: Group
) -> WrittenQuestions | Refused:
    """One file, a transaction for each request; refused with every problem of every request."""
    written = [InquiryToWrite(_problems(each), _body(each), _changes(each)) for each in inquiries]
    return question_file("278", written, interchange, group)


def _body(inquiry: AuthorizationInquiry) -> Iterator[Line]:
    request = inquiry.request
    yield beginning("0007", inquiry.reference, inquiry.made_at)
    yield level(1, 0, "20", leads=True)
    yield party(inquiry.plan)
    yield level(2, 1, "21", leads=True)
    yield party(inquiry.asker)
    yield level(3, 2, "22", leads=True)
    yield person(request.member)
    yield from born(request.member)
    yield level(4, 3, "EV", leads=bool(request.services))
    yield from _request(request)
    for at, service in enumerate(request.services, start=5):
        yield level(at, 4, "SS", leads=False)
        yield from _service(service)


def _request(request: AuthorizationRequest) -> Iterator[Line]:
    place = [request.place, request.place_kind] if request.place else ""
    yield ["TRN", "1", request.trace, request.trace_by]
    yield ["UM", request.category, request.certification, request.service_type, place]
    if request.previous:
        yield ["REF", "BB", request.previous]
    yield from (days(stated) for stated in request.dates)
    if request.diagnoses:
        yield ["HI", *([each.kind, each.code] for each in request.diagnoses)]
    yield from (delivery(stated) for stated in request.deliveries)
    for paper in request.attachments:
        numbered = ["", "", "AC", paper.control] if paper.control else []
        yield ["PWK", paper.kind, paper.way, *numbered]
    yield from (message(said) for said in request.messages)
    yield from (party(provider) for provider in request.providers)


def _service(service: AskedCare) -> Iterator[Line]:
    yield from (days(stated) for stated in service.dates)
    yield [
        *(["SV2", service.revenue_code] if service.revenue_code else ["SV1"]),
        procedure(service.procedure),
        write_cents(service.charge),
        service.unit_kind,
        write_quantity(service.units),
    ]
    yield from (delivery(stated) for stated in service.deliveries)
    yield from (message(said) for said in service.messages)


def _problems(inquiry: AuthorizationInquiry) -> Iterator[Problem]:
    where, request = f"inquiry {inquiry.reference}", inquiry.request
    yield from check.text(f"{where}, BHT03", inquiry.reference, 50, "give the inquiry a number")
    yield from check.party(f"{where}, loop 2010A", inquiry.plan, "correct the plan's file")
    yield from check.party(f"{where}, loop 2010B", inquiry.asker, "correct the hub's own details")
    yield from check.member(f"{where}, loop 2010C", request.member, born=True)
    yield from _request_problems(f"{where}, loop 2000E", request)
    for at, service in enumerate(request.services, start=1):
        yield from _service_problems(f"{where}, service {at}, loop 2000F", service)


def _request_problems(where: str, request: AuthorizationRequest) -> Iterator[Problem]:
    yield from check.trace(where, request.trace, request.trace_by)
    yield from check.code(f"{where}, UM01", request.category, _FIX_CODE)
    yield from check.code(f"{where}, UM02", request.certification, _FIX_CODE)
    if request.service_type:
        yield from check.code(f"{where}, UM03", request.service_type, _FIX_CODE)
    if request.place or request.place_kind:
        yield from check.code(f"{where}, UM04-1", request.place, _FIX_CODE)
        yield from check.code(f"{where}, UM04-2", request.place_kind, _FIX_CODE)
    if not (request.services or request.service_type):
        yield Problem(
            "question.nothing-asked",
            "the request names neither a service nor a service type",
            f"{where}, UM03",
            "say what care is asked for",
        )
    if request.previous:
        yield from check.text(f"{where}, REF02", request.previous, 50, _FIX_CODE)
    elif request.certification in ("R", "S", "3", "4"):
        yield Problem(
            "question.previous",
            f"certification {request.certification} changes an authorization and names none",
            f"{where}, REF02",
            "state the number the plan gave (REF*BB)",
        )
    yield from check.days(where, request.dates)
    yield from check.deliveries(where, request.deliveries)
    yield from check.diagnoses(where, request.diagnoses, _DIAGNOSES)
    for paper in request.attachments:
        yield from check.code(f"{where}, PWK01", paper.kind, _FIX_CODE)
        yield from check.code(f"{where}, PWK02", paper.way, _FIX_CODE)
        if paper.control:
            yield from check.text(f"{where}, PWK06", paper.control, 50, _FIX_CODE)
    for provider in request.providers:
        yield from check.party(f"{where}, loop 2010E", provider, "correct the partner's details")
    yield from _message_problems(where, request.messages)


def _service_problems(where: str, service: AskedCare) -> Iterator[Problem]:
    if service.revenue_code:
        yield from check.text(f"{where}, SV201", service.revenue_code, 48, _FIX_CODE)
    if service.procedure or not service.revenue_code:
        yield from check.procedure(f"{where}, SV101", service.procedure)
    yield from check.days(where, service.dates)
    yield from check.deliveries(where, service.deliveries)
    if service.unit_kind:
        yield from check.code(f"{where}, SV103", service.unit_kind, "count it in UN or MJ")
    stated = service.units is not None and service.units > 0
    if stated != bool(service.unit_kind) or (service.units is not None and not stated):
        yield Problem(
            "question.units",
            "the units are not a number above zero with their kind",
            f"{where}, SV104",
            "state how much is asked for, in UN",
        )
    yield from check.charge(f"{where}, SV102", service.charge)
    yield from _message_problems(where, service.messages)


def _message_problems(where: str, messages: Sequence[Message]) -> Iterator[Problem]:
    for said in messages:
        yield from check.name(
            f"{where}, MSG01", said.text, _LONGEST_MESSAGE, "shorten the message, or write two"
        )


def _changes(inquiry: AuthorizationInquiry) -> Iterator[TextChange]:
    where, request = f"inquiry {inquiry.reference}", inquiry.request
    yield from name_changes(f"{where}, loop 2010A", inquiry.plan)
    yield from name_changes(f"{where}, loop 2010B", inquiry.asker)
    yield from name_changes(f"{where}, loop 2010C", request.member)
    for provider in request.providers:
        yield from name_changes(f"{where}, loop 2010E", provider)
    for said in request.messages:
        yield from changes(f"{where}, loop 2000E, MSG01", said.text)
    for at, service in enumerate(request.services, start=1):
        for said in service.messages:
            yield from changes(f"{where}, service {at}, loop 2000F, MSG01", said.text)
