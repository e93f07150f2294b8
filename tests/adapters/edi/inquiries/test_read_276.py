"""Questions about claims, as they stand in a file."""

import pytest

from adapters.edi.inquiries.read_276 import read_276
from adapters.edi.inquiries.status_question import AskedStatus
from tests.support.inquiries import transaction

_ABOVE = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "HL*2*1*21*1", "NM1*41*2*LANTERN", "HL*3*2*19*1")
_MEMBER = ("HL*4*3*22*0", "NM1*IL*1*EXAMPLE*ANA****MI*90000001A")


def _read(*of_member: str) -> list[AskedStatus]:
    return list(read_276(transaction(*_ABOVE, *_MEMBER, *of_member)).questions)


def test_two_claims_of_one_member_are_two_questions() -> None:
    first, second = _read("TRN*1*Q-1", "REF*EJ*LAN1", "TRN*1*Q-2", "REF*1K*P-2", "AMT*T3*10")
    assert (first.trace, first.question.claim_number) == ("Q-1", "LAN1")
    assert (second.trace, second.question.payer_control) == ("Q-2", "P-2")
    assert second.question.charge == 1000
    assert first.question.member == second.question.member


def test_an_amount_that_is_no_charge_is_kept_and_never_taken_for_one() -> None:
    (asked,) = _read("TRN*1*Q-1", "AMT*F5*10")
    assert asked.question.charge is None
    assert [segment.id for segment in asked.others.segments] == ["AMT"]


@pytest.mark.parametrize(
    ("of_member", "code", "where"),
    [
        ([], "status.nothing-asked", "segment 9, loop 2200D, HL"),
        (["TRN*1*Q-1", "AMT*T3*TEN"], "inquiry.not-an-amount", "segment 12, loop 2200D, AMT02"),
        (["TRN*1*Q-1", "ZZZ*1"], "inquiry.unknown-segment", "segment 12, loop 2200D, ZZZ"),
        (
            ["TRN*1*Q-1", "SVC*HC:98960*1", "ZZZ*1"],
            "inquiry.unknown-segment",
            "segment 13, loop 2210D, ZZZ",
        ),
    ],
)
def test_what_is_wrong_in_a_question_is_said_with_its_place(
    of_member: list[str], code: str, where: str
) -> None:
    (asked,) = _read(*of_member)
    assert [(finding.code, finding.where) for finding in asked.findings] == [(code, where)]
