"""Questions about coverage: what is written is read back, and what cannot be written is refused."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from x12sdk.io import X12ModelReader

from adapters.edi.envelope import read_transactions
from adapters.edi.inquiries.eligibility_question import (
    AskedService,
    EligibilityInquiry,
    EligibilityQuestion,
    service_month,
)
from adapters.edi.inquiries.question_file import WrittenQuestions, question_group
from adapters.edi.inquiries.read_270 import read_270
from adapters.edi.inquiries.write_270 import MEMBERS_PER_TRANSACTION, write_270
from adapters.edi.values import StatedDays
from domain.problem import Refused
from tests.support import inquiries as given_here
from tests.support.edi import INTERCHANGE
from tests.support.inquiries import ANA, BEN, GOLDEN, HUB, MADE_AT, PLAN, TRACE_BY

MARCH = service_month(date(2026, 3, 14))
QUESTION = EligibilityQuestion("Q-0001", ANA, dates=(MARCH,), trace_by=TRACE_BY)
INQUIRY = EligibilityInquiry("ELIG-202603", MADE_AT, PLAN, HUB, (QUESTION,))
TWO = replace(
    INQUIRY,
    questions=(
        QUESTION,
        replace(
            QUESTION, trace="Q-0002", member=BEN, services=(AskedService(), AskedService("A8"))
        ),
    ),
)
_SERVICES = st.builds(AskedService, given_here.CODES, st.none(), st.sampled_from(["", "IND"]))
_BY_PROCEDURE = st.builds(AskedService, st.just(""), given_here.PROCEDURES, st.just("IND"))
_QUESTIONS = st.builds(
    EligibilityQuestion,
    trace=given_here.NUMBERS,
    member=given_here.MEMBERS,
    services=st.lists(_SERVICES | _BY_PROCEDURE, min_size=1, max_size=3).map(tuple),
    dates=st.lists(given_here.PERIODS, max_size=2).map(tuple),
    trace_by=st.just(TRACE_BY),
)
_INQUIRIES = st.builds(
    EligibilityInquiry,
    reference=given_here.NUMBERS,
    made_at=st.just(MADE_AT),
    plan=given_here.parties("PR"),
    asker=given_here.parties("1P"),
    questions=st.lists(_QUESTIONS, min_size=1, max_size=4).map(tuple),
)


@dataclass(frozen=True)
class ReadBack:
    """What a file says, as it would be asked again."""

    inquiries: tuple[EligibilityInquiry, ...]
    findings: int


def _written(*inquiries: EligibilityInquiry) -> WrittenQuestions:
    written = write_270(
        inquiries, interchange=INTERCHANGE, group=question_group("270", INTERCHANGE, "1")
    )
    assert isinstance(written, WrittenQuestions)
    return written


def _refused(inquiry: EligibilityInquiry) -> Refused:
    refused = write_270(
        [inquiry], interchange=INTERCHANGE, group=question_group("270", INTERCHANGE, "1")
    )
    assert isinstance(refused, Refused)
    return refused


def _read(content: bytes) -> ReadBack:
    inquiries, findings = [], 0
    reading = read_transactions(content)
    for transaction in reading:
        questions = read_270(transaction)
        units = list(questions.questions)
        inquiries.append(
            EligibilityInquiry(
                reference=questions.beginning.reference,
                made_at=MADE_AT,
                plan=units[0].about.plan,
                asker=units[0].about.asker,
                questions=tuple(unit.question for unit in units),
            )
        )
        findings += len(questions.findings) + sum(len(unit.findings) for unit in units)
    return ReadBack(tuple(inquiries), findings + len(reading.findings))


@settings(max_examples=60, deadline=None)
@given(st.lists(_INQUIRIES, min_size=1, max_size=3))
def test_what_is_written_is_read_back(inquiries: list[EligibilityInquiry]) -> None:
    assert _read(_written(*inquiries).content) == ReadBack(tuple(inquiries), 0)


def test_the_file_is_the_one_agreed() -> None:
    agreed = GOLDEN / "270" / "two-members-in-march.270"
    assert _written(TWO).content == agreed.read_bytes()


def test_an_outside_judge_reads_the_same_questions() -> None:
    with X12ModelReader(_written(TWO).content.decode()) as reader:
        models: list[Any] = list(reader.models())
    asked = models[0].loop_2000a[0].loop_2000b[0].loop_2000c
    assert [each.loop_2100c.nm1_segment.identification_code for each in asked] == [
        "90000001A",
        "90000002B",
    ]
    assert [each.trn_segment[0].reference_identification_1 for each in asked] == [
        "Q-0001",
        "Q-0002",
    ]


def test_a_month_is_asked_about_from_its_first_to_its_last_day() -> None:
    assert service_month(date(2028, 2, 14)) == StatedDays(
        "291", date(2028, 2, 1), date(2028, 2, 29)
    )


def test_names_are_cleaned_and_the_change_is_told_without_the_name() -> None:
    member = replace(ANA, last_name="Exámple*Né", middle_name="~")
    written = _written(replace(INQUIRY, questions=(replace(QUESTION, member=member),)))
    assert b"NM1*IL*1*EXAMPLE NE*ANA****MI*" in written.content
    assert [change.where for change in written.changes] == [
        "inquiry ELIG-202603, question 1, loop 2100C, NM103",
        "inquiry ELIG-202603, question 1, loop 2100C, NM105",
    ]
    assert "Ex" not in repr(written.changes)


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"trace": ""}, "question.length", "loop 2000C, TRN02"),
        ({"trace": "A*B"}, "question.characters", "loop 2000C, TRN02"),
        ({"trace_by": "LANTERN"}, "question.trace-by", "loop 2000C, TRN03"),
        ({"member": replace(ANA, last_name="~")}, "question.name", "loop 2100C, NM103"),
        ({"member": replace(ANA, number="9:1")}, "question.characters", "loop 2100C, NM109"),
        ({"member": replace(ANA, role="03")}, "question.not-the-subscriber", "loop 2100C, NM101"),
        ({"member": replace(ANA, sex="X")}, "question.sex", "loop 2100C, DMG03"),
        ({"services": ()}, "question.nothing-asked", "loop 2110C, EQ01"),
        ({"services": (AskedService("30^1"),)}, "question.code", "loop 2110C, EQ01"),
        (
            {"services": (AskedService("30", coverage_level="I*"),)},
            "question.code",
            "loop 2110C, EQ03",
        ),
        (
            {"dates": (StatedDays("291", date(2026, 3, 2), date(2026, 3, 1)),)},
            "question.days",
            "loop 2100C, DTP03",
        ),
    ],
)
def test_a_question_that_cannot_be_written_is_refused_with_its_place(
    changed: dict[str, object], code: str, where: str
) -> None:
    refused = _refused(replace(INQUIRY, questions=(QUESTION, replace(QUESTION, **changed))))
    assert [(problem.code, problem.where) for problem in refused.problems] == [
        (code, f"inquiry ELIG-202603, question 2, {where}")
    ]
    assert "EXAMPLE" not in repr(refused)


def test_more_members_than_the_guide_takes_are_refused_in_one_transaction() -> None:
    many = replace(INQUIRY, questions=(QUESTION,) * (MEMBERS_PER_TRANSACTION + 1))
    assert _refused(many).codes == ["question.count"]
    assert _refused(replace(INQUIRY, questions=())).codes == ["question.count"]


def test_a_provider_number_with_a_wrong_check_digit_is_refused() -> None:
    refused = _refused(replace(INQUIRY, asker=replace(HUB, number="1234567890")))
    assert refused.codes == ["question.npi"]


def test_printing_a_question_shows_nobody() -> None:
    assert "EXAMPLE" not in repr(INQUIRY)
