"""Questions about claims: what is written is read back, and what cannot be written is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from x12sdk.io import X12ModelReader

from adapters.edi.envelope import read_transactions
from adapters.edi.inquiries.question_file import WrittenQuestions, question_group
from adapters.edi.inquiries.read_276 import read_276
from adapters.edi.inquiries.stated import Procedure
from adapters.edi.inquiries.status_question import AskedLine, StatusInquiry, StatusQuestion
from adapters.edi.inquiries.write_276 import write_276
from adapters.edi.values import Reference, StatedDays
from domain.problem import Refused
from tests.support import inquiries as given_here
from tests.support.edi import INTERCHANGE
from tests.support.inquiries import ANA, BEN, GOLDEN, HUB, MADE_AT, PLAN, SENDER

MARCH_3 = StatedDays("472", date(2026, 3, 3), date(2026, 3, 3))
FIRST_WEEK = StatedDays("472", date(2026, 3, 1), date(2026, 3, 7))
LINE = AskedLine(
    Procedure("HC", "98960", ("U2",)),
    charge=10000,
    units=Decimal(4),
    line_control="LAN0000000202X01",
    dates=(MARCH_3,),
)
QUESTION = StatusQuestion(
    "Q-0001", ANA, claim_number="LAN0000000101X", charge=10250, dates=(FIRST_WEEK,)
)
INQUIRY = StatusInquiry("STAT-0001", MADE_AT, PLAN, SENDER, HUB, (QUESTION,))
TWO = replace(
    INQUIRY,
    questions=(
        QUESTION,
        StatusQuestion(
            "Q-0002",
            BEN,
            claim_number="LAN0000000202X",
            payer_control="P-77",
            charge=10000,
            dates=(MARCH_3,),
            references=(Reference("BLT", "111"),),
            lines=(LINE,),
        ),
    ),
)
_LINES = st.builds(
    AskedLine,
    procedure=given_here.PROCEDURES,
    charge=st.none() | st.integers(0, 10**9),
    units=st.none() | st.integers(1, 999).map(Decimal),
    revenue_code=st.sampled_from(["", "0900"]),
    line_control=st.just("") | given_here.NUMBERS,
    dates=st.lists(given_here.PERIODS, min_size=1, max_size=1).map(tuple),
)
_QUESTIONS = st.builds(
    StatusQuestion,
    trace=given_here.NUMBERS,
    member=given_here.MEMBERS,
    claim_number=st.just("") | given_here.NUMBERS,
    payer_control=given_here.NUMBERS,
    charge=st.none() | st.integers(0, 10**9),
    dates=st.lists(given_here.PERIODS, max_size=1).map(tuple),
    references=st.lists(
        st.builds(Reference, st.sampled_from(["BLT", "D9", "6P"]), given_here.NUMBERS), max_size=2
    ).map(tuple),
    lines=st.lists(_LINES, max_size=2).map(tuple),
)
_INQUIRIES = st.builds(
    StatusInquiry,
    reference=given_here.NUMBERS,
    made_at=st.just(MADE_AT),
    plan=given_here.parties("PR"),
    asker=given_here.parties("41"),
    provider=given_here.parties("1P"),
    questions=st.lists(_QUESTIONS, min_size=1, max_size=4).map(tuple),
)


def _written(*inquiries: StatusInquiry) -> WrittenQuestions:
    written = write_276(
        inquiries, interchange=INTERCHANGE, group=question_group("276", INTERCHANGE, "1")
    )
    assert isinstance(written, WrittenQuestions)
    return written


def _read(content: bytes) -> tuple[StatusInquiry, ...]:
    inquiries = []
    reading = read_transactions(content)
    for transaction in reading:
        questions = read_276(transaction)
        units = list(questions.questions)
        inquiries.append(
            StatusInquiry(
                reference=questions.beginning.reference,
                made_at=MADE_AT,
                plan=units[0].about.plan,
                asker=units[0].about.asker,
                provider=units[0].about.provider,
                questions=tuple(unit.question for unit in units),
            )
        )
        assert questions.findings == []
        assert [finding for unit in units for finding in unit.findings] == []
    assert reading.findings == []
    return tuple(inquiries)


@settings(max_examples=60, deadline=None)
@given(st.lists(_INQUIRIES, min_size=1, max_size=3))
def test_what_is_written_is_read_back(inquiries: list[StatusInquiry]) -> None:
    assert _read(_written(*inquiries).content) == tuple(inquiries)


def test_the_file_is_the_one_agreed() -> None:
    assert _written(TWO).content == (GOLDEN / "276" / "two-claims.276").read_bytes()


def test_an_outside_judge_reads_the_same_questions() -> None:
    with X12ModelReader(_written(TWO).content.decode()) as reader:
        models: list[Any] = list(reader.models())
    provider = models[0].loop_2000a[0].loop_2000b[0].loop_2000c[0]
    claims = [each.loop_2200d[0] for each in provider.loop_2000d]
    assert [claim.amt_segment.monetary_amount for claim in claims] == [
        Decimal("102.5"),
        Decimal(100),
    ]
    assert [claim.trn_segment.reference_identification_1 for claim in claims] == [
        "Q-0001",
        "Q-0002",
    ]
    assert claims[1].loop_2210d[0].ref_segment.reference_identification == "LAN0000000202X01"


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"trace": "A~B"}, "question.characters", "loop 2200D, TRN02"),
        ({"claim_number": "A" * 51}, "question.length", "loop 2200D, REF02"),
        ({"payer_control": "p-7"}, "question.characters", "loop 2200D, REF02"),
        ({"member": replace(ANA, born_on=None)}, "question.birth-date", "loop 2100D, DMG02"),
        ({"dates": ()}, "question.nothing-to-find-it-by", "loop 2200D, DTP03"),
        ({"references": (Reference("BLT1", "111"),)}, "question.code", "loop 2200D, REF01"),
        (
            {"lines": (replace(LINE, procedure=None),)},
            "question.procedure",
            "loop 2210D, SVC01",
        ),
        ({"lines": (replace(LINE, dates=()),)}, "question.line-without-days", "loop 2210D, DTP03"),
        ({"charge": -1}, "question.charge", "loop 2200D, AMT02"),
    ],
)
def test_a_question_that_cannot_be_written_is_refused_with_its_place(
    changed: dict[str, object], code: str, where: str
) -> None:
    inquiry = replace(INQUIRY, questions=(QUESTION, replace(QUESTION, **changed)))
    refused = write_276(
        [inquiry], interchange=INTERCHANGE, group=question_group("276", INTERCHANGE, "1")
    )
    assert isinstance(refused, Refused)
    assert [(problem.code, problem.where) for problem in refused.problems] == [
        (code, f"inquiry STAT-0001, question 2, {where}")
    ]


def test_an_inquiry_about_no_claim_is_refused() -> None:
    refused = write_276(
        [replace(INQUIRY, questions=())],
        interchange=INTERCHANGE,
        group=question_group("276", INTERCHANGE, "1"),
    )
    assert isinstance(refused, Refused)
    assert refused.codes == ["question.nothing-asked"]
