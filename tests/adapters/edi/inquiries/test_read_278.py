"""What a plan decides about care it was asked to allow."""

from datetime import date
from decimal import Decimal

import pytest

from adapters.edi.inquiries.authorization_question import AskedCare, AskedDiagnosis
from adapters.edi.inquiries.read_278 import Reading278, read_278
from adapters.edi.inquiries.review import Decision, Review
from adapters.edi.inquiries.stated import Delivery, Procedure, Rejection, Trace
from adapters.edi.values import Reference, StatedDays
from tests.support.edi import only_transaction
from tests.support.inquiries import ANA, GOLDEN, HUB, REVIEWER, transaction

_ANSWER = "BHT*0007*11*AUTH-0001*20260301*0900"
_ABOVE = ("HL*1**20*1", "NM1*X3*2*SEASIDE", "HL*2*1*21*1", "NM1*1P*2*LANTERN")
_MEMBER = ("HL*3*2*22*1", "NM1*IL*1*EXAMPLE*ANA****MI*90000001A")
_EVENT = ("HL*4*3*EV*0", "TRN*2*R-0001*1999999999")


def _golden() -> tuple[Reading278, Review]:
    reading = read_278(only_transaction((GOLDEN / "278" / "certified-in-part.278").read_bytes()))
    (review,) = reading.reviews
    return reading, review


def _answered(*of_event: str) -> Review:
    (review,) = read_278(transaction(_ANSWER, *_ABOVE, *_MEMBER, *_EVENT, *of_event)).reviews
    return review


def test_an_answer_says_what_is_decided_for_whom_and_from_when() -> None:
    reading, review = _golden()
    assert (reading.asks, review.asks, review.result) == (False, False, "modified")
    assert (review.trace, review.certification) == ("R-0001", "AUTH-88")
    assert review.decision == Decision("A6", "AUTH-88", "")
    assert (review.about.person, review.about.plan, review.about.asker) == (ANA, REVIEWER, HUB)
    assert review.period == StatedDays("007", date(2026, 3, 1), date(2026, 4, 30))
    assert review.references == (Reference("NT", "SEA-REF-1"),)
    assert [*reading.findings, *review.findings] == []


def test_an_answer_repeats_what_was_asked() -> None:
    request = _golden()[1].request
    assert (request.category, request.certification, request.service_type) == ("HS", "I", "1")
    assert (request.place, request.place_kind) == ("11", "B")
    assert request.diagnoses == (AskedDiagnosis("ABK", "Z559"),)
    assert request.services[0] == AskedCare(
        Procedure("HC", "98960", ("U2",)),
        charge=120000,
        unit_kind="UN",
        units=Decimal(12),
        deliveries=(Delivery("VS", Decimal(1), "WK", period="34", periods=Decimal(2)),),
    )


def test_each_service_has_its_own_decision() -> None:
    first, second = _golden()[1].services
    assert (first.result, first.decision) == ("certified", Decision("A1", "AUTH-88-1"))
    assert first.traces == (Trace("2", "R-0001-1", "1999999999"),)
    assert (second.result, second.decision) == ("denied", Decision("A3", "", "0J"))


def test_printing_an_answer_shows_nobody_and_no_social_security_number() -> None:
    _, review = _golden()
    printed = repr(review)
    hidden = ("EXAMPLE", "ANA", "000000000", "SHORTER")
    assert not [word for word in hidden if word in printed]
    assert review.about.reference("SY") == "000000000"


@pytest.mark.parametrize(
    ("action", "result", "certification"),
    [
        ("A1", "certified", "AUTH-88"),
        ("A2", "modified", "AUTH-88"),
        ("A3", "denied", ""),
        ("A4", "pended", ""),
        ("A6", "modified", "AUTH-88"),
        ("C", "cancelled", ""),
        ("CT", "unknown", ""),
        ("NA", "unknown", ""),
        ("A", "unknown", ""),
    ],
)
def test_the_action_decides(action: str, result: str, certification: str) -> None:
    review = _answered("UM*HS*I", f"HCR*{action}*AUTH-88")
    assert (review.result, review.certification) == (result, certification)


def test_the_number_of_an_answer_may_stand_in_a_reference() -> None:
    assert _answered("HCR*A1", "REF*BB*AUTH-99").certification == "AUTH-99"


@pytest.mark.parametrize(
    ("of_services", "result"),
    [
        (["A1", "A1"], "certified"),
        (["A1", "A3"], "modified"),
        (["A3", "A3"], "denied"),
        (["A1", "A4"], "unknown"),
        ([], "unknown"),
    ],
)
def test_services_decide_where_the_request_as_a_whole_is_not_decided(
    of_services: list[str], result: str
) -> None:
    below = [
        segment
        for at, action in enumerate(of_services, start=5)
        for segment in (f"HL*{at}*4*SS*0", f"HCR*{action}*AUTH-{at}", "SV1*HC:98960")
    ]
    assert _answered("UM*HS*I", *below).result == result


@pytest.mark.parametrize(
    ("of_request", "of_services", "result", "codes"),
    [
        ("A1", ["A1", ""], "certified", []),
        ("A1", ["A1", "A3"], "modified", ["authorization.decisions-differ"]),
        ("A1", ["A3"], "modified", ["authorization.decisions-differ"]),
        ("A3", ["A1"], "modified", ["authorization.decisions-differ"]),
        ("A1", ["A4"], "unknown", ["authorization.decisions-differ"]),
        ("A6", ["A1", "A3"], "modified", []),
    ],
)
def test_a_denied_service_is_not_certified_with_the_request(
    of_request: str, of_services: list[str], result: str, codes: list[str]
) -> None:
    below = [
        segment
        for number, action in enumerate(of_services, start=5)
        for segment in (f"HL*{number}*4*SS*0", *([f"HCR*{action}"] if action else []))
    ]
    review = _answered("UM*HS*I", f"HCR*{of_request}*AUTH-88", *below)
    assert (review.result, [finding.code for finding in review.findings]) == (result, codes)


def test_the_number_of_the_authorization_renewed_is_not_that_of_the_renewal() -> None:
    renewed = _answered("UM*HS*R", "HCR*A1", "REF*BB*AUTH-77")
    assert (renewed.result, renewed.certification) == ("certified", "")


def test_a_social_security_number_is_no_reference_of_a_request() -> None:
    review = _answered("HCR*A1", "REF*SY*000000000")
    assert (review.references, len(review.others.segments)) == ((), 1)
    assert "000000000" not in repr(review)


def test_a_rejection_is_no_decision() -> None:
    review = _answered("AAA*N**33*C")
    assert (review.result, review.rejections) == ("rejected", (Rejection("N", "33", "C"),))


def test_a_rejection_of_the_member_stops_the_request_below() -> None:
    body = (_ANSWER, *_ABOVE, *_MEMBER, "AAA*N**75*C", *_EVENT)
    member, request = read_278(transaction(*body)).reviews
    assert (member.about.level, member.result) == ("subscriber", "rejected")
    assert (request.result, request.rejections_above) == ("rejected", (Rejection("N", "75", "C"),))


@pytest.mark.parametrize(
    ("of_event", "code", "where"),
    [
        (["UM*HS*I"], "authorization.no-decision", "segment 11, loop 2000E, HL"),
        (["HCR*CT"], "authorization.undecided", "segment 11, loop 2000E, HL"),
        (["STC*A1:X*20260301"], "authorization.status-for-decision", "segment 11, loop 2000E, HL"),
        (["HCR*A1", "DTP*007*D8*2026"], "inquiry.not-a-date", "segment 14, loop 2000E, DTP03"),
        (["HCR*A1", "ZZZ*1"], "inquiry.unknown-segment", "segment 14, loop 2000E, ZZZ"),
        (
            ["HCR*A1", "HL*5*4*ZZ*0"],
            "authorization.unknown-level",
            "segment 14, loop 2000E, HL03",
        ),
        (
            ["HCR*A1", "HL*5*4*SS*0", "SV1*HC:98960*1*UN*FEW"],
            "inquiry.not-a-quantity",
            "segment 15, loop 2000F, SV104",
        ),
    ],
)
def test_what_is_wrong_in_an_answer_is_said_with_its_place(
    of_event: list[str], code: str, where: str
) -> None:
    review = _answered(*of_event)
    assert [(finding.code, finding.where) for finding in review.findings] == [(code, where)]


def test_a_service_of_an_institution_is_read_behind_its_revenue_code() -> None:
    review = _answered("HCR*A1", "HL*5*4*SS*0", "SV2*0900*HC:T1016*10.5*UN*2")
    assert review.request.services == (
        AskedCare(Procedure("HC", "T1016"), 1050, "UN", Decimal(2), "0900"),
    )


def test_a_level_that_is_not_known_is_kept_with_the_request() -> None:
    review = _answered("HCR*A1", "HL*5*4*ZZ*0", "REF*1*2")
    assert [segment.id for segment in review.others.segments] == ["HL", "REF"]


def test_a_status_is_kept_and_never_taken_for_a_decision() -> None:
    review = _answered("STC*A1:Certified*20260301", "AAA*N**41*N")
    assert (review.result, review.statuses[0].category) == ("unknown", "A1")


def test_a_request_says_that_it_asks_whatever_else_stands_in_it() -> None:
    asked = (_ANSWER.replace("*11*", "*13*"), *_ABOVE, *_MEMBER, "HL*4*3*EV*0", "TRN*1*R-0001")
    (review,) = read_278(transaction(*asked, "HCR*A1*AUTH-88")).reviews
    assert (review.result, review.certification) == ("asked", "")
    assert [finding.code for finding in review.findings] == ["authorization.decision-in-request"]


def test_an_answer_whose_header_asks_is_read_as_an_answer() -> None:
    asked = (_ANSWER.replace("*11*", "*13*"), *_ABOVE, *_MEMBER, *_EVENT, "HCR*A1*AUTH-88")
    (review,) = read_278(transaction(*asked)).reviews
    assert (review.result, review.certification) == ("certified", "AUTH-88")
    assert [finding.code for finding in review.findings] == ["authorization.answer-called-request"]


def test_what_is_asked_above_the_level_of_the_decision_belongs_to_it() -> None:
    body = (
        _ANSWER.replace("*11*", "*13*"),
        "HL*1**20*1",
        "UM*AR*I",
        "NM1*IL*1*EXAMPLE*ANA****MI*90000001A",
        "HI*ABK:Z559",
        "SV1*HC:98960",
        "HL*2*1*19*0",
        "NM1*SJ*1*DOCTOR*INVENTED",
        "TRN*1*R-0001",
    )
    (review,) = read_278(transaction(*body)).reviews
    assert (review.trace, review.request.category) == ("R-0001", "AR")
    assert review.about.person.number == "90000001A"
    assert [each.code for each in review.request.diagnoses] == ["Z559"]
    assert [each.procedure for each in review.request.services] == [Procedure("HC", "98960")]


def test_what_is_asked_belongs_to_the_first_decision_below_it_alone() -> None:
    asked = ("HL*1**20*1", "UM*HS*I", "HI*ABK:Z559")
    first, second = read_278(
        transaction(_ANSWER, *asked, "HL*2*1*EV*0", "HCR*A1", "HL*3*1*EV*0", "HCR*A3")
    ).reviews
    assert (first.request.category, second.request.category) == ("HS", "")


def test_what_is_asked_above_no_decision_is_kept_and_flagged() -> None:
    body = ("HL*1**20*1", "TRN*2*R-0001", "HL*2*1*22*1", "UM*HS*I", "HL*3*2*23*0", "DMG*D8*2026")
    reading = read_278(transaction(_ANSWER, *body))
    assert [review.trace for review in reading.reviews] == ["R-0001"]
    assert [segment.id for segment in reading.others.segments] == ["UM"]
    assert [finding.code for finding in reading.findings] == [
        "inquiry.not-a-date",
        "inquiry.unknown-segment",
    ]
