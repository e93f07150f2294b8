"""Where a claim is, as the plan answers."""

from datetime import date
from decimal import Decimal

import pytest

from adapters.edi.inquiries.claim_status import StatedStatus, StatusAnswer, StatusCode
from adapters.edi.inquiries.read_277 import Reading277, read_277
from adapters.edi.inquiries.stated import Procedure
from adapters.edi.values import Reference, StatedDays
from tests.support.edi import only_transaction
from tests.support.inquiries import GOLDEN, HUB, PLAN, SENDER, transaction

_ABOVE = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "HL*2*1*21*1", "NM1*41*2*LANTERN", "HL*3*2*19*1")
_MEMBER = ("HL*4*3*22*0", "NM1*IL*1*EXAMPLE*ANA****MI*90000001A")


def _golden() -> tuple[Reading277, list[StatusAnswer]]:
    reading = read_277(only_transaction((GOLDEN / "277" / "paid-and-pending.277").read_bytes()))
    return reading, list(reading.answers)


def _only(*of_member: str) -> StatusAnswer:
    (answer,) = read_277(transaction(*_ABOVE, *_MEMBER, *of_member)).answers
    return answer


def test_a_status_is_read_with_all_its_codes_days_and_amounts() -> None:
    _, (paid, _, _) = _golden()
    assert paid.statuses == (
        StatedStatus(
            codes=(StatusCode("F1", "65"), StatusCode("F1", "107"), StatusCode("F0", "3")),
            effective_on=date(2026, 3, 25),
            charge=10250,
            paid=8000,
            decided_on=date(2026, 3, 20),
            method="ACH",
            remitted_on=date(2026, 3, 24),
            payment_trace="T-100",
        ),
    )
    assert (paid.result, paid.charge, paid.paid) == ("paid", 10250, 8000)


def test_an_answer_carries_our_number_and_the_plan_s() -> None:
    reading, (paid, pending, line_only) = _golden()
    assert reading.beginning.reference == "STAT-0001"
    assert [answer.trace for answer in (paid, pending, line_only)] == ["Q-0001", "Q-0003", "Q-0002"]
    assert (paid.claim_number, paid.payer_control) == ("LAN0000000101X", "P-76")
    assert paid.references == (Reference("1K", "P-76"), Reference("EJ", "LAN0000000101X"))
    assert paid.dates == (StatedDays("472", date(2026, 3, 1), date(2026, 3, 7)),)
    assert (paid.about.plan, paid.about.asker, paid.about.provider) == (PLAN, SENDER, HUB)
    assert [*reading.findings, *paid.findings, *pending.findings, *line_only.findings] == []


def test_two_claims_of_one_member_are_two_answers() -> None:
    _, (paid, pending, _) = _golden()
    assert paid.about.person.number == pending.about.person.number == "90000001A"
    assert [segment.id for segment in pending.segments.segments] == ["TRN", "STC", "REF"]
    assert pending.offset == paid.offset + paid.length + 1  # a line end stands between


def test_a_claim_without_a_status_has_that_of_its_lines() -> None:
    _, (_, _, line_only) = _golden()
    (line,) = line_only.lines
    assert (line_only.result, line.result) == ("information-requested", "information-requested")
    assert line.procedure == Procedure("HC", "98960", ("U2",))
    assert (line.charge, line.paid, line.units) == (10000, 0, Decimal(4))
    assert line.line_control == "LAN0000000202X01"


def test_printing_an_answer_shows_nobody() -> None:
    _, answers = _golden()
    assert not [word for word in ("EXAMPLE", "SAMPLE", "ANA", "BEN") if word in repr(answers)]


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("A0:16:PR", "received"),
        ("A1:20", "received"),
        ("A2:20", "accepted"),
        ("A3:21", "rejected"),
        ("A4:35", "not-found"),
        ("A5:20", "accepted"),
        ("A7:21:85", "rejected"),
        ("P0:20", "pending"),
        ("P4:20", "pending"),
        ("F0:3", "finalized"),
        ("F0:3*20260301**10*5", "paid"),
        ("F1:65", "paid"),
        ("F2:88", "denied"),
        ("F3:101", "finalized"),
        ("F3F:101", "finalized"),
        ("F4:107", "finalized"),
        ("R1:21", "information-requested"),
        ("R16:21", "information-requested"),
        ("E0:0", "failed"),
        ("D0:35", "not-found"),
        ("ZZ:999", "unknown"),
        ("PX:1", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_category_says_where_a_claim_is(status: str, result: str) -> None:
    assert _only("TRN*2*Q-1", f"STC*{status}").result == result


def test_of_several_statuses_the_strongest_counts() -> None:
    answer = _only("TRN*2*Q-1", "STC*A2:20", "STC*F2:88:QC*20260301", "STC*P1:20")
    assert answer.result == "denied"
    assert [status.codes[0].code for status in answer.statuses] == ["A2:20", "F2:88:QC", "P1:20"]


def test_a_denial_is_stronger_than_a_word_that_it_is_finished() -> None:
    assert _only("TRN*2*Q-1", "STC*F0:3", "STC*F2:88").result == "denied"


def test_a_social_security_number_is_kept_and_never_printed() -> None:
    answer = _only("TRN*2*Q-1", "STC*F0:3", "REF*SY*000000000")
    assert answer.references == ()
    assert [segment.get(2) for segment in answer.others.segments] == ["000000000"]
    assert "000000000" not in repr(answer)


def test_a_status_of_the_whole_question_is_an_answer_at_its_level() -> None:
    body = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "HL*2*1*21*0", "NM1*41*2*LANTERN", "TRN*2*STAT-1")
    (answer,) = read_277(transaction(*body, "STC*E0:0*20260301")).answers
    assert (answer.about.level, answer.trace, answer.result) == ("receiver", "STAT-1", "failed")


@pytest.mark.parametrize(
    ("of_member", "code", "where"),
    [
        (["TRN*2*Q-1"], "status.no-answer", "segment 9, loop 2200D, HL"),
        (["TRN*2*Q-1", "STC*ZZ:999"], "status.unknown-category", "segment 12, loop 2200D, STC01"),
        (
            ["TRN*2*Q-1", "STC*A2:20*2026"],
            "inquiry.not-a-date",
            "segment 12, loop 2200D, STC02",
        ),
        (
            ["TRN*2*Q-1", "STC*A2:20**WQ*TEN"],
            "inquiry.not-an-amount",
            "segment 12, loop 2200D, STC04",
        ),
        (
            ["TRN*2*Q-1", "STC*A2:20", "SVC*HC:98960*1", "ZZZ*1"],
            "inquiry.unknown-segment",
            "segment 14, loop 2220D, ZZZ",
        ),
        (
            ["TRN*2*Q-1", "STC*A2:20", "MSG*A NOTE"],
            "inquiry.unknown-segment",
            "segment 13, loop 2200D, MSG",
        ),
    ],
)
def test_what_is_wrong_in_an_answer_is_said_with_its_place(
    of_member: list[str], code: str, where: str
) -> None:
    answer = _only(*of_member)
    assert [(finding.code, finding.where) for finding in answer.findings] == [(code, where)]


def test_an_unknown_category_is_told_and_a_long_one_is_not_shown() -> None:
    (finding,) = _only("TRN*2*Q-1", "STC*ZZ:999").findings
    assert finding.what == "category ZZ does not say where the claim is"
    (hidden,) = _only("TRN*2*Q-1", "STC*INVENTEDNAME").findings
    assert hidden.what == "category a text of 12 characters does not say where the claim is"
