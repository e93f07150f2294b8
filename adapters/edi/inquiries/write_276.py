"""Questions about claims to a 276 file. Source: 005010X212.

Members are subscribers, as every Medi-Cal member is.
"""

from collections.abc import Iterator, Sequence

from adapters.edi.basic_text import TextChange
from adapters.edi.elements import write_cents, write_quantity
from adapters.edi.envelope import Group, Interchange
from adapters.edi.inquiries import question_checks as check
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
from adapters.edi.inquiries.status_question import AskedLine, StatusInquiry, StatusQuestion
from domain.problem import Problem, Refused

_FIX_NUMBER = "ask with the number as the plan was sent it"


def write_276(
    inquiries: Sequence[StatusInquiry], *, interchange: Interchange, group: Group
) -> WrittenQuestions | Refused:
    """One file, a transaction for each inquiry; refused with every problem of every question."""
    written = [InquiryToWrite(_problems(each), _body(each), _changes(each)) for each in inquiries]
    return question_file("276", written, interchange, group)


def _body(inquiry: StatusInquiry) -> Iterator[Line]:
    yield beginning("0010", inquiry.reference, inquiry.made_at)
    yield level(1, 0, "20", leads=True)
    yield party(inquiry.plan)
    yield level(2, 1, "21", leads=True)
    yield party(inquiry.asker)
    yield level(3, 2, "19", leads=True)
    yield party(inquiry.provider)
    for at, question in enumerate(inquiry.questions, start=4):
        yield level(at, 3, "22", leads=False)
        yield from born(question.member)
        yield person(question.member)
        yield from _question(question)


def _question(question: StatusQuestion) -> Iterator[Line]:
    yield ["TRN", "1", question.trace]
    if question.payer_control:
        yield ["REF", "1K", question.payer_control]
    for reference in question.references:
        yield ["REF", reference.qualifier, reference.value]
    if question.claim_number:
        yield ["REF", "EJ", question.claim_number]
    if question.charge is not None:
        yield ["AMT", "T3", write_cents(question.charge)]
    yield from (days(stated) for stated in question.dates)
    for line in question.lines:
        yield from _line(line)


def _line(line: AskedLine) -> Iterator[Line]:
    yield [
        "SVC",
        procedure(line.procedure),
        write_cents(line.charge),
        "",
        line.revenue_code,
        "",
        "",
        write_quantity(line.units),
    ]
    if line.line_control:
        yield ["REF", "FJ", line.line_control]
    yield from (days(stated) for stated in line.dates)


def _problems(inquiry: StatusInquiry) -> Iterator[Problem]:
    where = f"inquiry {inquiry.reference}"
    yield from check.text(f"{where}, BHT03", inquiry.reference, 50, "give the inquiry a number")
    yield from check.party(f"{where}, loop 2100A", inquiry.plan, "correct the plan's file")
    yield from check.party(f"{where}, loop 2100B", inquiry.asker, "correct the hub's own details")
    yield from check.party(f"{where}, loop 2100C", inquiry.provider, "correct the billing provider")
    if not inquiry.questions:
        yield Problem(
            "question.nothing-asked",
            "the inquiry asks about no claim",
            where,
            "ask about at least one claim",
        )
    for at, question in enumerate(inquiry.questions, start=1):
        yield from _question_problems(f"{where}, question {at}", question)


def _question_problems(where: str, question: StatusQuestion) -> Iterator[Problem]:
    loop = f"{where}, loop 2200D"
    yield from check.text(f"{loop}, TRN02", question.trace, 50, "give the question a number")
    yield from check.member(f"{where}, loop 2100D", question.member, born=True)
    for number in (question.claim_number, question.payer_control):
        if number:
            yield from check.text(f"{loop}, REF02", number, 50, _FIX_NUMBER)
    for reference in question.references:
        yield from check.code(f"{loop}, REF01", reference.qualifier, "correct the kind of number")
        yield from check.text(f"{loop}, REF02", reference.value, 50, _FIX_NUMBER)
    yield from check.days(loop, question.dates)
    if not (question.dates or question.payer_control):
        yield Problem(
            "question.nothing-to-find-it-by",
            "neither service days nor the plan's number of the claim are stated",
            f"{loop}, DTP03",
            "state the service days as they were billed",
        )
    yield from check.charge(f"{loop}, AMT02", question.charge)
    for line in question.lines:
        yield from _line_problems(f"{where}, loop 2210D", line)


def _line_problems(where: str, line: AskedLine) -> Iterator[Problem]:
    yield from check.procedure(f"{where}, SVC01", line.procedure)
    yield from check.charge(f"{where}, SVC02", line.charge)
    yield from check.days(where, line.dates)
    if not line.dates:
        yield Problem(
            "question.line-without-days",
            "the service days of the line are not stated",
            f"{where}, DTP03",
            "state them as they were billed",
        )
    if line.revenue_code:
        yield from check.text(f"{where}, SVC04", line.revenue_code, 48, "state it as billed")
    if line.line_control:
        yield from check.text(f"{where}, REF02", line.line_control, 50, _FIX_NUMBER)


def _changes(inquiry: StatusInquiry) -> Iterator[TextChange]:
    where = f"inquiry {inquiry.reference}"
    yield from name_changes(f"{where}, loop 2100A", inquiry.plan)
    yield from name_changes(f"{where}, loop 2100B", inquiry.asker)
    yield from name_changes(f"{where}, loop 2100C", inquiry.provider)
    for at, question in enumerate(inquiry.questions, start=1):
        yield from name_changes(f"{where}, question {at}, loop 2100D", question.member)
