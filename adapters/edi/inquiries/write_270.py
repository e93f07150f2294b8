"""Questions about many members' coverage to a 270 file. Source: 005010X279A1.

Members are subscribers, as every Medi-Cal member is.
"""

from collections.abc import Iterator, Sequence

from adapters.edi.basic_text import TextChange
from adapters.edi.envelope import Group, Interchange
from adapters.edi.inquiries import question_checks as check
from adapters.edi.inquiries.eligibility_question import EligibilityInquiry, EligibilityQuestion
from adapters.edi.inquiries.question_file import (
    InquiryToWrite,
    Line,
    WrittenQuestions,
    beginning,
    born,
    days,
    level,
    name_changes,
    party,
    person,
    procedure,
    question_file,
)
from domain.problem import Problem, Refused

MEMBERS_PER_TRANSACTION = 99
"""What 005010X279A1 takes in one transaction that is not answered at once (general knowledge)."""


def write_270(
    inquiries: Sequence[EligibilityInquiry], *, interchange: Interchange, group: Group
) -> WrittenQuestions | Refused:
    """One file, a transaction for each inquiry; refused with every problem of every question."""
    written = [InquiryToWrite(_problems(each), _body(each), _changes(each)) for each in inquiries]
    return question_file("270", written, interchange, group)


def _body(inquiry: EligibilityInquiry) -> Iterator[Line]:
    yield beginning("0022", inquiry.reference, inquiry.made_at)
    yield level(1, 0, "20", leads=True)
    yield party(inquiry.plan)
    yield level(2, 1, "21", leads=True)
    yield party(inquiry.asker)
    for at, question in enumerate(inquiry.questions, start=3):
        yield level(at, 2, "22", leads=False)
        yield ["TRN", "1", question.trace, question.trace_by]
        yield person(question.member)
        yield from born(question.member)
        yield from (days(stated) for stated in question.dates)
        for service in question.services:
            asked = procedure(service.procedure)
            yield ["EQ", service.service_type, asked, service.coverage_level]


def _problems(inquiry: EligibilityInquiry) -> Iterator[Problem]:
    where = f"inquiry {inquiry.reference}"
    yield from check.text(f"{where}, BHT03", inquiry.reference, 50, "give the inquiry a number")
    yield from check.party(f"{where}, loop 2100A", inquiry.plan, "correct the plan's file")
    yield from check.party(f"{where}, loop 2100B", inquiry.asker, "correct the hub's own details")
    yield from check.count(where, len(inquiry.questions), MEMBERS_PER_TRANSACTION)
    for at, question in enumerate(inquiry.questions, start=1):
        yield from _question_problems(f"{where}, question {at}", question)


def _question_problems(where: str, question: EligibilityQuestion) -> Iterator[Problem]:
    yield from check.trace(f"{where}, loop 2000C", question.trace, question.trace_by)
    yield from check.member(f"{where}, loop 2100C", question.member, born=False)
    yield from check.days(f"{where}, loop 2100C", question.dates)
    loop = f"{where}, loop 2110C"
    if not question.services:
        yield Problem(
            "question.nothing-asked",
            "the question names no service type",
            f"{loop}, EQ01",
            "ask for 30, the health plan as a whole",
        )
    for service in question.services:
        if service.coverage_level:
            yield from check.code(f"{loop}, EQ03", service.coverage_level, "write IND, FAM or none")
        if service.procedure is None:
            yield from check.code(f"{loop}, EQ01", service.service_type, "correct the service type")
        else:
            yield from check.procedure(f"{loop}, EQ02", service.procedure)


def _changes(inquiry: EligibilityInquiry) -> Iterator[TextChange]:
    where = f"inquiry {inquiry.reference}"
    yield from name_changes(f"{where}, loop 2100A", inquiry.plan)
    yield from name_changes(f"{where}, loop 2100B", inquiry.asker)
    for at, question in enumerate(inquiry.questions, start=1):
        yield from name_changes(f"{where}, question {at}, loop 2100C", question.member)
