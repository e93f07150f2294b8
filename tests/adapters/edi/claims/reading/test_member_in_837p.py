"""Whose claim it is must be said; what else is odd about a member is told and kept."""

import pytest

from adapters.edi.claims.claim_parties import MEDI_CAL, Insured
from adapters.edi.values import Reference
from tests.support.claims_of_others import (
    BEFORE,
    BILLING,
    CLAIM,
    LINE,
    MEMBER,
    places,
    read_body,
    read_claim,
    texts,
    typed,
)

HL, SBR, IL, DMG, PR = MEMBER


@pytest.mark.parametrize(
    ("member", "place"),
    [
        ((HL, SBR, PR), "2010BA NM1"),
        ((HL, SBR, "NM1*IL*1**WREN****MI*90000001A", PR), "2010BA NM103"),
        ((HL, SBR, "NM1*IL*1*TESTPERSON*WREN****MI", PR), "2010BA NM109"),
        ((), "2010BA NM1"),
    ],
)
def test_a_claim_of_nobody_is_told_and_not_typed(member: tuple[str, ...], place: str) -> None:
    read = read_claim(*CLAIM, *LINE, member=member)
    assert (read.claim, read.charge) == (None, 5000)
    assert ("missing", place) in places(read.findings)


def test_every_claim_of_a_member_who_is_not_named_is_told() -> None:
    body = (*BEFORE, *BILLING, HL, SBR, PR, *CLAIM, *LINE, *CLAIM, *LINE)
    _, claims = read_body(body)
    assert [places(each.findings) for each in claims] == [[("missing", "2010BA NM1")]] * 2


def test_what_is_odd_in_a_level_is_told_once_for_all_its_claims() -> None:
    body = (*BEFORE, *BILLING, *MEMBER, "ZZ1*A", "ZZ2*B", *CLAIM, *LINE, *CLAIM, *LINE)
    reading, claims = read_body(body)
    assert len(reading.findings) == 2
    assert [each.findings for each in claims] == [(), ()]


def test_a_patient_without_a_name_leaves_the_claim_untyped() -> None:
    for patient in (("HL*3*2*23*0", "PAT*19"), ("HL*3*2*23*0", "PAT*19", "NM1*QC*1")):
        read = read_claim(*CLAIM, *LINE, member=(*MEMBER, *patient))
        assert read.claim is None
        assert places(read.findings) == [("missing", "2010CA NM103")]


def test_a_birth_date_that_is_none_is_told_kept_and_never_shown() -> None:
    body = (*BEFORE, *BILLING, HL, SBR, IL, "DMG*D8*19901315*F", PR, *CLAIM, *LINE)
    reading, (read,) = read_body(body)
    member = typed(read).subscriber
    assert (member.born_on, member.sex) == (None, "F")
    assert texts(member.others) == ["DMG*D8*19901315*F"]
    assert places(reading.findings) == [("unreadable", "2010BA DMG02")]
    assert "19901315" not in reading.findings[0].what


def test_a_member_needs_neither_address_nor_birth_date() -> None:
    read = read_claim(*CLAIM, *LINE, member=(HL, "SBR*P********CI", IL, PR))
    member = typed(read).subscriber
    assert read.findings == ()
    assert (member.address, member.born_on, member.sex) == (None, None, "")
    assert member.insured == Insured("P", "", filing="CI")


def test_how_a_member_is_covered_is_never_assumed() -> None:
    without = typed(read_claim(*CLAIM, *LINE, member=(HL, IL, PR)))
    assert without.subscriber.insured == Insured("", "", filing="")
    assert typed(read_claim(*CLAIM, *LINE)).subscriber.insured is MEDI_CAL


def test_an_employer_may_be_the_subscriber() -> None:
    employer = "NM1*IL*2*INVENTED EMPLOYER*****ZZ*POLICY1"
    member = typed(read_claim(*CLAIM, *LINE, member=(HL, SBR, employer, PR))).subscriber
    assert (member.is_person, member.qualifier, member.cin) == (False, "ZZ", "POLICY1")


def test_a_patients_own_number_is_among_their_references() -> None:
    child = ("HL*3*2*23*0", "PAT*19", "NM1*QC*1*TESTPERSON*CHILD****MI*P1", "REF*Y4*CASE1")
    patient = typed(read_claim(*CLAIM, *LINE, member=(*MEMBER, *child))).patient
    assert patient is not None
    assert patient.references == (Reference("MI", "P1"), Reference("Y4", "CASE1"))


def test_a_second_segment_of_a_kind_is_kept_and_a_second_party_too() -> None:
    again = (SBR, IL, "N3*1 INVENTED WAY", "N3*2 INVENTED WAY", "SBR*S", PR, "NM1*IL*1*TWICE")
    read = read_claim(*CLAIM, *LINE, member=(HL, *again))
    member = typed(read).subscriber
    assert (member.last_name, member.insured.responsibility) == ("TESTPERSON", "P")
    assert texts(member.others) == ["N3*2 INVENTED WAY", "SBR*S", "NM1*IL*1*TWICE"]
