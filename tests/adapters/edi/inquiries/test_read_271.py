"""What a plan says about a member's coverage."""

from datetime import date
from decimal import Decimal

import pytest

from adapters.edi.inquiries.coverage import CoverageAnswer
from adapters.edi.inquiries.read_271 import Reading271, read_271
from adapters.edi.inquiries.stated import Delivery, Message, Party, Procedure, Rejection, Trace
from adapters.edi.values import Reference, StatedDays
from tests.support.edi import interchange, only_transaction
from tests.support.inquiries import ANA, GOLDEN, HUB, PLAN, transaction

_ABOVE = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "HL*2*1*21*1", "NM1*1P*2*LANTERN")
_MEMBER = ("HL*3*2*22*0", "NM1*IL*1*EXAMPLE*ANA****MI*90000001A")


def _golden() -> tuple[Reading271, list[CoverageAnswer]]:
    reading = read_271(only_transaction((GOLDEN / "271" / "two-members.271").read_bytes()))
    return reading, list(reading.answers)


def _only(*of_member: str) -> CoverageAnswer:
    (answer,) = read_271(transaction(*_ABOVE, *_MEMBER, *of_member)).answers
    return answer


def test_an_answer_says_whom_it_is_about_and_carries_our_number() -> None:
    reading, (ana, ben) = _golden()
    assert reading.beginning.reference == "ELIG-202603"
    assert (ana.trace, ben.trace) == ("Q-0001", "Q-0002")
    assert ana.traces[1] == Trace("1", "SEA-5", "9SEASIDE01")
    assert (ana.about.person, ana.about.plan, ana.about.asker) == (ANA, PLAN, HUB)
    assert ana.about.reference("1L") == "GROUP-7"
    assert ana.dates == (StatedDays("291", date(2026, 3, 1), date(2026, 3, 31)),)
    assert (ana.result, ben.result) == ("active", "rejected")
    assert ben.reasons == (Rejection("N", "75", "C"),)
    assert [*reading.findings, *ana.findings, *ben.findings] == []


def test_a_benefit_is_read_with_everything_that_belongs_to_it() -> None:
    _, (ana, _) = _golden()
    covered, managed, limited = ana.benefits
    assert (covered.service_types, covered.insurance_type) == (("30", "98"), "MC")
    assert (covered.plan_description, covered.in_network) == ("SEASIDE MEDI-CAL", "Y")
    assert covered.dates == (StatedDays("307", date(2026, 1, 1), date(2026, 1, 1)),)
    assert managed.references == (Reference("18", "MCP-9"),)
    assert (limited.period, limited.amount, limited.percent) == ("27", 150, Decimal(".2"))
    assert (limited.quantity_kind, limited.quantity) == ("VS", Decimal(4))
    assert (limited.authorization, limited.in_network) == ("Y", "U")
    assert limited.procedure == Procedure("HC", "98960", ("U2",))
    assert limited.deliveries == (Delivery("VS", Decimal(12), period="34", periods=Decimal(1)),)
    assert limited.more == (("ZZ", "11"),)
    assert limited.messages == (Message("A NOTE ABOUT THE MEMBER"),)


def test_the_plan_a_member_is_in_and_their_primary_care_are_found() -> None:
    _, (ana, _) = _golden()
    plan, doctor = (entity.party for entity in ana.entities)
    assert plan == Party("Y2", "SEASIDE CENTRAL COAST", "SEA02", "PI")
    assert (doctor.role, doctor.name, doctor.is_person) == ("P3", "DOCTOR", True)
    assert [segment.id for segment in ana.entities[0].details.segments] == ["NM1", "PER"]


def test_printing_an_answer_shows_nobody() -> None:
    _, answers = _golden()
    printed = repr(answers)
    assert not [
        word for word in ("EXAMPLE", "ANA", "INVENTED", "NOTE", "000000000") if word in printed
    ]


def test_an_answer_keeps_its_segments_in_order_and_its_place() -> None:
    _, (ana, ben) = _golden()
    content = (GOLDEN / "271" / "two-members.271").read_bytes()
    for answer in (ana, ben):
        part = content[answer.offset : answer.offset + answer.length]
        assert part.startswith(b"HL*")
        assert part.count(b"~") == len(answer.segments.segments)
    assert ben.segment == ana.segment + len(ana.segments.segments)


@pytest.mark.parametrize(
    ("of_member", "result"),
    [
        (["EB*1**30"], "active"),
        (["EB*3**30"], "active"),
        (["EB*6**30"], "inactive"),
        (["EB*B**30***27*5"], "unknown"),
        (["EB*R**30"], "unknown"),
        ([], "unknown"),
        (["AAA*N**72*C"], "rejected"),
        (["EB*6**30", "EB*1**35"], "inactive"),
        (["EB*6**35", "EB*1**33"], "active"),
        (["EB*1", "EB*6**35"], "active"),
        (["EB*1**30", "AAA*N**42*C"], "rejected"),
        (["EB*1**30", "EB*1**35", "AAA*Y**42*R"], "active"),
        (["AAA*N**72*C", "EB*1**30"], "rejected"),
    ],
)
def test_what_is_said_about_the_whole_plan_decides(of_member: list[str], result: str) -> None:
    assert _only(*of_member).result == result


@pytest.mark.parametrize(
    ("of_member", "code", "where"),
    [
        (["EB*B**30***27*5"], "eligibility.no-answer", "segment 8, loop 2110C, HL"),
        (["EB*1**33", "EB*6**35"], "eligibility.active-and-inactive", "segment 8, loop 2110C, HL"),
        (
            ["EB*1**30", "EB*1**35", "AAA*Y**42*R"],
            "eligibility.part-rejected",
            "segment 8, loop 2110C, HL",
        ),
        (["EB*1**30***27*ONE"], "inquiry.not-an-amount", "segment 10, loop 2110C, EB07"),
        (["EB*1**30*****HALF"], "inquiry.not-a-quantity", "segment 10, loop 2110C, EB08"),
        (["DTP*291*D8*20261301", "EB*1"], "inquiry.not-a-date", "segment 10, loop 2100C, DTP03"),
        (["ZZZ*1", "EB*1"], "inquiry.unknown-segment", "segment 10, loop 2100C, ZZZ"),
        (["EB*1", "ZZZ*1"], "inquiry.unknown-segment", "segment 11, loop 2110C, ZZZ"),
        (["AAA*N***C"], "inquiry.rejection-without-reason", "segment 10, loop 2100C, AAA03"),
        (["AAA*N**72"], "inquiry.rejection-follow-up", "segment 10, loop 2100C, AAA04"),
        (["DMG*D8*19901399", "EB*1"], "inquiry.not-a-date", "segment 10, loop 2100C, DMG02"),
    ],
)
def test_what_is_wrong_in_an_answer_is_said_with_its_place(
    of_member: list[str], code: str, where: str
) -> None:
    answer = _only(*of_member)
    assert [(finding.code, finding.where) for finding in answer.findings] == [(code, where)]
    assert "19901399" not in repr(answer.findings)


def test_an_amount_that_cannot_be_read_is_none_and_never_zero() -> None:
    (benefit,) = _only("EB*1**30***27*ONE").benefits
    assert benefit.amount is None


def test_an_unknown_segment_is_kept() -> None:
    assert [segment.id for segment in _only("EB*1", "ZZZ*1").others.segments] == ["ZZZ"]


def test_service_types_are_cut_as_the_sender_cuts_them() -> None:
    (benefit,) = _only("EB*1**30^98:A8").benefits
    assert benefit.service_types == ("30", "98", "A8")
    older = interchange([*_ABOVE, *_MEMBER, "EB*1**30^98"], "277").replace(b"*^*00501", b"*U*00501")
    (answer,) = read_271(only_transaction(older)).answers
    assert answer.benefits[0].service_types == ("30", "98")


def test_a_rejection_above_stops_every_answer_below_it() -> None:
    above = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "AAA*N**42*R", "HL*2*1*21*1")
    source, member = read_271(transaction(*above, *_MEMBER)).answers
    assert (source.about.level, source.result) == ("source", "rejected")
    assert (member.result, member.reasons) == ("rejected", (Rejection("N", "42", "R"),))
    assert member.findings == ()


def test_a_rejection_before_the_levels_is_one_of_all_answers() -> None:
    reading = read_271(transaction("AAA*N**42*C", *_ABOVE, *_MEMBER))
    (member,) = reading.answers
    assert (reading.rejections, member.result) == ((Rejection("N", "42", "C"),), "rejected")
    assert [finding.code for finding in reading.findings] == ["eligibility.rejection-before-levels"]


def test_a_dependent_is_answered_and_their_subscriber_only_named() -> None:
    body = (
        *_ABOVE,
        "HL*3*2*22*1",
        "NM1*IL*1*EXAMPLE*ANA****MI*90000001A",
        "HL*4*3*23*0",
        "NM1*03*1*EXAMPLE*CHILD",
        "EB*1**30",
    )
    (child,) = read_271(transaction(*body)).answers
    assert (child.about.level, child.about.person.first_name) == ("dependent", "CHILD")
    assert child.about.subscriber is not None
    assert child.about.subscriber.number == "90000001A"


def test_what_a_level_above_holds_besides_names_is_kept_and_flagged() -> None:
    reading = read_271(transaction(*_ABOVE, "ZZZ*1", *_MEMBER, "EB*1**30"))
    assert len(list(reading.answers)) == 1
    assert [segment.id for segment in reading.others.segments] == ["ZZZ"]
    assert [finding.code for finding in reading.findings] == ["inquiry.unknown-segment"]


def test_what_describes_plan_and_asker_stays_with_every_answer() -> None:
    above = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "PER*IC**TE*5550100", "HL*2*1*21*1")
    (member,) = read_271(transaction(*above, *_MEMBER, "EB*1**30")).answers
    assert [[segment.id for segment in kept.segments] for kept in member.about.above] == [
        ["HL"],
        ["HL", "NM1", "PER"],
    ]


def test_an_answer_about_nobody_is_told() -> None:
    reading = read_271(transaction(*_ABOVE))
    assert list(reading.answers) == []
    assert [(finding.code, finding.where) for finding in reading.findings] == [
        ("inquiry.about-nobody", "segment 3, HL")
    ]


def test_days_of_a_level_that_only_names_someone_are_kept_without_a_finding() -> None:
    days = ("HL*1**20*1", "NM1*PR*2*SEASIDE", "DTP*291*D8*20260301", "HL*2*1*21*1")
    reading = read_271(transaction(*days, "NM1*1P*2*LANTERN", "HL*3*2*22*0", *_MEMBER[1:], "EB*1"))
    assert len(list(reading.answers)) == 1
    assert [segment.id for segment in reading.others.segments] == ["DTP"]
    assert "inquiry.unknown-segment" not in {finding.code for finding in reading.findings}


def test_a_member_who_is_covered_under_a_level_that_is_rejected_is_told() -> None:
    (above, member) = read_271(
        transaction(
            "BHT*0022*11*A",
            *("HL*1**20*1", "AAA*Y**42*R", "HL*2*1*22*0", "NM1*IL*1*EXAMPLE*ANA", "EB*1**30"),
        )
    ).answers
    assert (above.result, member.result) == ("rejected", "active")
    assert [finding.code for finding in member.findings] == ["eligibility.part-rejected"]
