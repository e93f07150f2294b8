"""Questions about coverage, as they stand in a file."""

import pytest

from adapters.edi.inquiries.eligibility_question import AskedEligibility, AskedService
from adapters.edi.inquiries.read_270 import read_270
from adapters.edi.inquiries.stated import Procedure
from tests.support.inquiries import transaction

_ABOVE = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "HL*2*1*21*1", "NM1*1P*2*LANTERN")
_MEMBER = ("HL*3*2*22*0", "TRN*1*Q-1*1999999999", "NM1*IL*1*EXAMPLE*ANA****MI*90000001A")


def _only(*of_member: str) -> AskedEligibility:
    (asked,) = read_270(transaction(*_ABOVE, *_MEMBER, *of_member)).questions
    return asked


def test_each_service_type_of_one_segment_is_asked_about() -> None:
    asked = _only("EQ*30^35*HC:99213:25*IND")
    procedure = Procedure("HC", "99213", ("25",))
    assert asked.question.services == (
        AskedService("30", procedure, "IND"),
        AskedService("35", procedure, "IND"),
    )
    assert (asked.result, asked.trace) == ("asked", "Q-1")


def test_days_may_stand_behind_what_is_asked() -> None:
    (days,) = _only("EQ*30", "DTP*291*RD8*20260301-20260331").question.dates
    assert (f"{days.first_day}", f"{days.last_day}") == ("2026-03-01", "2026-03-31")


@pytest.mark.parametrize(
    ("of_member", "code", "where"),
    [
        ([], "eligibility.nothing-asked", "segment 8, loop 2110C, HL"),
        (["EQ*30", "DTP*291*RD8*20260301-"], "inquiry.not-a-date", "segment 12, loop 2100C, DTP03"),
        (["NM1*IL*9*EXAMPLE", "EQ*30"], "inquiry.name-kind", "segment 11, loop 2100C, NM102"),
        (["EQ*30", "ZZZ*1"], "inquiry.unknown-segment", "segment 12, loop 2110C, ZZZ"),
    ],
)
def test_what_is_wrong_in_a_question_is_said_with_its_place(
    of_member: list[str], code: str, where: str
) -> None:
    asked = _only(*of_member)
    assert [(finding.code, finding.where) for finding in asked.findings] == [(code, where)]


def test_a_known_segment_that_no_field_holds_is_kept_without_a_finding() -> None:
    asked = _only("EQ*30", "III*ZZ*11")
    assert [segment.id for segment in asked.others.segments] == ["III"]
    assert asked.findings == ()
