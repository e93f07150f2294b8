"""Requests for care: what is written is read back, and what cannot be written is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.edi.basic_text import basic
from adapters.edi.envelope import read_transactions
from adapters.edi.inquiries.authorization_question import (
    AskedAttachment,
    AskedCare,
    AskedDiagnosis,
    AuthorizationInquiry,
    AuthorizationRequest,
)
from adapters.edi.inquiries.question_file import WrittenQuestions, question_group
from adapters.edi.inquiries.read_278 import read_278
from adapters.edi.inquiries.stated import Delivery, Message, Procedure
from adapters.edi.inquiries.write_278 import write_278
from adapters.edi.values import StatedDays
from domain.problem import Refused
from tests.support import inquiries as given_here
from tests.support.edi import INTERCHANGE
from tests.support.inquiries import ANA, BEN, GOLDEN, HUB, MADE_AT, REVIEWER, TRACE_BY

SPRING = StatedDays("AAH", date(2026, 3, 1), date(2026, 5, 31))
CARE = AskedCare(
    Procedure("HC", "98960", ("U2",)),
    charge=120000,
    unit_kind="UN",
    units=Decimal(12),
    dates=(StatedDays("472", date(2026, 3, 1), date(2026, 5, 31)),),
    deliveries=(Delivery("VS", Decimal(1), "WK", None, "34", Decimal(3)),),
)
REQUEST = AuthorizationRequest(
    "R-0001",
    ANA,
    service_type="1",
    place="11",
    place_kind="B",
    diagnoses=(AskedDiagnosis("ABK", "Z559"), AskedDiagnosis("ABF", "Z5900")),
    dates=(SPRING,),
    services=(CARE, replace(CARE, procedure=Procedure("HC", "98961"), deliveries=())),
    attachments=(AskedAttachment("03", "EL", "PLAN-OF-CARE-1"),),
    messages=(Message("PLAN OF CARE ATTACHED"),),
    trace_by=TRACE_BY,
)
INQUIRY = AuthorizationInquiry("AUTH-0001", MADE_AT, REVIEWER, HUB, REQUEST)
RENEWAL = AuthorizationInquiry(
    "AUTH-0002",
    MADE_AT,
    REVIEWER,
    HUB,
    AuthorizationRequest(
        "R-0002",
        BEN,
        certification="R",
        service_type="1",
        previous="AUTH-77",
        providers=(replace(HUB, role="SJ"),),
        trace_by=TRACE_BY,
    ),
)

_TEXTS = given_here.WORDS.map(Message)
_AMOUNTS = st.none() | st.integers(1, 999).map(Decimal)
_DELIVERIES = st.builds(
    Delivery,
    st.sampled_from(["VS", "UN", "HS"]),
    _AMOUNTS,
    st.sampled_from(["", "WK", "MO"]),
    _AMOUNTS,
    st.sampled_from(["", "34"]),
    _AMOUNTS,
    st.sampled_from(["", "1"]),
    st.sampled_from(["", "A"]),
)
_CARE = st.builds(
    AskedCare,
    procedure=given_here.PROCEDURES,
    charge=st.none() | st.integers(0, 10**9),
    unit_kind=st.just("UN"),
    units=st.integers(1, 999).map(Decimal),
    revenue_code=st.sampled_from(["", "0900"]),
    dates=st.lists(given_here.PERIODS, max_size=2).map(tuple),
    deliveries=st.lists(_DELIVERIES, max_size=2).map(tuple),
    messages=st.lists(_TEXTS, max_size=2).map(tuple),
)
_REQUESTS = st.builds(
    AuthorizationRequest,
    trace=given_here.NUMBERS,
    member=given_here.MEMBERS,
    category=st.sampled_from(["HS", "SC"]),
    certification=st.sampled_from(["I", "R"]),
    service_type=given_here.CODES,
    place=st.just("11"),
    place_kind=st.just("B"),
    previous=given_here.NUMBERS,
    diagnoses=st.lists(
        st.builds(
            AskedDiagnosis, st.sampled_from(["ABK", "ABF"]), st.sampled_from(["Z559", "F329"])
        ),
        max_size=12,
    ).map(tuple),
    dates=st.lists(given_here.PERIODS, max_size=2).map(tuple),
    deliveries=st.lists(_DELIVERIES, max_size=2).map(tuple),
    services=st.lists(_CARE, max_size=3).map(tuple),
    attachments=st.lists(
        st.builds(
            AskedAttachment, st.sampled_from(["03", "OZ"]), st.just("EL"), given_here.NUMBERS
        ),
        max_size=2,
    ).map(tuple),
    messages=st.lists(_TEXTS, max_size=2).map(tuple),
    providers=st.lists(given_here.parties("SJ"), max_size=2).map(tuple),
    trace_by=st.just(TRACE_BY),
)
_INQUIRIES = st.builds(
    AuthorizationInquiry,
    reference=given_here.NUMBERS,
    made_at=st.just(MADE_AT),
    plan=given_here.parties("X3"),
    asker=given_here.parties("1P"),
    request=_REQUESTS,
)


def _write(*inquiries: AuthorizationInquiry) -> WrittenQuestions | Refused:
    group = question_group("278", INTERCHANGE, "1")
    return write_278(inquiries, interchange=INTERCHANGE, group=group)


def _written(*inquiries: AuthorizationInquiry) -> WrittenQuestions:
    written = _write(*inquiries)
    assert isinstance(written, WrittenQuestions)
    return written


def _read(content: bytes) -> list[AuthorizationInquiry]:
    inquiries = []
    for transaction in read_transactions(content):
        reading = read_278(transaction)
        (review,) = reading.reviews
        assert (reading.asks, review.asks, review.result) == (True, True, "asked")
        assert (*reading.findings, *review.findings) == ()
        inquiries.append(
            AuthorizationInquiry(
                reference=reading.beginning.reference,
                made_at=MADE_AT,
                plan=review.about.plan,
                asker=review.about.asker,
                request=review.request,
            )
        )
    return inquiries


@settings(max_examples=60, deadline=None)
@given(st.lists(_INQUIRIES, min_size=1, max_size=2))
def test_what_is_written_is_read_back(inquiries: list[AuthorizationInquiry]) -> None:
    assert _read(_written(*inquiries).content) == inquiries


def test_the_file_is_the_one_agreed() -> None:
    agreed = GOLDEN / "278" / "a-request-and-a-renewal.278"
    assert _written(INQUIRY, RENEWAL).content == agreed.read_bytes()


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"trace": ""}, "question.length", "loop 2000E, TRN02"),
        ({"trace_by": ""}, "question.trace-by", "loop 2000E, TRN03"),
        ({"category": "HEALTH"}, "question.code", "loop 2000E, UM01"),
        ({"place": ""}, "question.code", "loop 2000E, UM04-1"),
        ({"deliveries": (Delivery("VS", basis="W*"),)}, "question.code", "loop 2000E, HSD03"),
        (
            {"services": (replace(CARE, unit_kind="U~"),)},
            "question.code",
            "service 1, loop 2000F, SV103",
        ),
        ({"certification": "R"}, "question.previous", "loop 2000E, REF02"),
        ({"services": (), "service_type": ""}, "question.nothing-asked", "loop 2000E, UM03"),
        (
            {"diagnoses": (AskedDiagnosis("ABK", "Z"),)},
            "question.diagnosis",
            "loop 2000E, HI01-2",
        ),
        (
            {"diagnoses": (AskedDiagnosis("ABK", "Z559"),) * 13},
            "question.diagnoses",
            "loop 2000E, HI",
        ),
        (
            {"services": (replace(CARE, units=Decimal(0)),)},
            "question.units",
            "service 1, loop 2000F, SV104",
        ),
        (
            {"services": (replace(CARE, charge=-1),)},
            "question.charge",
            "service 1, loop 2000F, SV102",
        ),
        ({"messages": (Message("~"),)}, "question.name", "loop 2000E, MSG01"),
        ({"member": replace(ANA, born_on=None)}, "question.birth-date", "loop 2010C, DMG02"),
    ],
)
def test_a_request_that_cannot_be_written_is_refused_with_its_place(
    changed: dict[str, object], code: str, where: str
) -> None:
    refused = _write(replace(INQUIRY, request=replace(REQUEST, **changed)))
    assert isinstance(refused, Refused)
    assert [(problem.code, problem.where) for problem in refused.problems] == [
        (code, f"inquiry AUTH-0001, {where}")
    ]


def test_a_message_is_cleaned_and_the_change_is_told_without_the_message() -> None:
    said = "Señora: see note*"
    written = _written(replace(INQUIRY, request=replace(REQUEST, messages=(Message(said),))))
    assert f"MSG*{basic(said)}~".encode() in written.content
    assert [change.where for change in written.changes] == ["inquiry AUTH-0001, loop 2000E, MSG01"]
    assert "note" not in repr(REQUEST)
