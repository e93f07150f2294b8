"""One file that states everything the guide has a place for, read field by field."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.edi.claims.claim_parties import (
    Address,
    BillingProvider,
    Contact,
    Insured,
    Patient,
    Payer,
    Provider,
    Providers,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance, OtherSubscriber
from adapters.edi.claims.professional_claim import (
    AS_USUAL,
    Attachment,
    ClaimLine,
    Indicators,
    Note,
    ProfessionalClaim,
)
from adapters.edi.claims.read_837p import ReadClaim, read_837p
from adapters.edi.envelope import read_transactions
from adapters.edi.values import Amount, CasAdjustment, Reference, StatedDays
from domain.identifiers import (
    AuthorizationNumber,
    Cin,
    Diagnosis,
    LineControlNumber,
    Modifier,
    Npi,
    PayerControlNumber,
    PlaceOfService,
    ProcedureCode,
    SendNumber,
    Tin,
)
from tests.support.claims_of_others import texts, typed

GOLDEN = Path(__file__).parents[1] / "golden" / "837P" / "everything.837"


@pytest.fixture(scope="module")
def found() -> list[ReadClaim]:
    claims: list[ReadClaim] = []
    for transaction in read_transactions(GOLDEN.read_bytes()):
        reading = read_837p(transaction)
        claims += reading.claims
        assert reading.findings == []
    assert [each.findings for each in claims] == [(), (), ()]
    return claims


@pytest.fixture(scope="module")
def claim(found: list[ReadClaim]) -> ProfessionalClaim:
    return typed(found[0])


@pytest.fixture(scope="module")
def line(claim: ProfessionalClaim) -> ClaimLine:
    return claim.lines[0]


def test_who_sends_and_who_takes_the_file_is_read(found: list[ReadClaim]) -> None:
    submitter = found[0].submitter
    assert texts(submitter.others) == ["PER*IC*NIGHT DESK*TE*5305550101"]
    assert submitter == Submitter(
        "INVENTED HUB",
        "INVHUB01",
        "BILLING DESK",
        "5305550100",
        ways=(("EX", "12"), ("EM", "desk@invented.example")),
        others=submitter.others,
    )
    assert found[0].receiver == Receiver("INVENTED HEALTH PLAN", "INV01")
    assert found[2].submitter == Submitter(
        "SENDER", "INVHUB02", "SENDER", "5305550106", first_name="ROBIN", middle_name="T"
    )


def test_an_organization_that_bills_is_read_with_all_its_numbers_and_addresses(
    found: list[ReadClaim],
) -> None:
    billing = found[0].billing
    assert texts(billing.others) == [
        "CUR*85*USD",
        "NM1*PE*2*INVENTED PAYEE PLAN*****PI*PP1",
        "N3*3 INVENTED WAY",
        "N4*DAVIS*CA*956160003",
        "REF*2U*PP2",
        "REF*EI*987654321",
    ]
    assert billing == BillingProvider(
        name="INVENTED HUB",
        npi=Npi("1234567893"),
        tin=Tin("123456789"),
        taxonomy="251B00000X",
        address=Address("1 INVENTED WAY", "DAVIS", "CA", "956160001", "SUITE 2"),
        pay_to=Address("PO BOX 7", "DAVIS", "CA", "956160007"),
        contact=Contact("HUB DESK", (("TE", "5305550102"),)),
        references=(Reference("0B", "LIC1"),),
        others=billing.others,
    )


def test_each_claim_has_the_billing_provider_it_stands_under(found: list[ReadClaim]) -> None:
    assert [each.billing.name for each in found] == ["INVENTED HUB", "INVENTED PARTNER", "BILLER"]
    assert all(typed(each).billing is None for each in found)


def test_a_person_who_bills_has_a_number_of_their_own(found: list[ReadClaim]) -> None:
    assert found[2].billing == BillingProvider(
        name="BILLER",
        npi=Npi("1000000129"),
        tin=Tin(""),
        taxonomy="",
        address=Address("6 BILLER WAY", "DAVIS", "CA", "956160006"),
        first_name="QUINN",
        middle_name="V",
        suffix="JR",
        references=(Reference("SY", "000000000"),),
    )


def test_the_member_is_read_as_the_plan_knows_them(claim: ProfessionalClaim) -> None:
    member = claim.subscriber
    assert texts(member.others) == ["PAT*******01*150", "PER*IC**TE*5305550103"]
    assert member == Subscriber(
        last_name="TESTPERSON",
        first_name="WREN",
        cin=Cin("90000001A"),
        address=Address("12 INVENTED ST", "WOODLAND", "CA", "95695", "APT 4"),
        born_on=date(1990, 1, 15),
        sex="F",
        middle_name="Q",
        suffix="JR",
        insured=Insured("T", "18", "GRP1", "INVENTED GROUP", "47", "MC"),
        references=(Reference("Y4", "CASE1"),),
        others=member.others,
    )


def test_the_plan_is_read_with_its_other_numbers(claim: ProfessionalClaim) -> None:
    assert claim.payer == Payer(
        name="INVENTED HEALTH PLAN",
        identifier="INV01",
        address=Address("5 PLAN PLAZA", "SACRAMENTO", "CA", "95814"),
        references=(Reference("2U", "INV02"), Reference("G2", "ATYPICAL1")),
    )


def test_an_address_abroad_keeps_its_country(found: list[ReadClaim]) -> None:
    assert typed(found[2]).subscriber.address == Address(
        "15 INVENTED ST", "VANCOUVER", "BC", "V5K0A1", country="CA"
    )


def test_a_patient_who_is_not_the_subscriber_is_read(found: list[ReadClaim]) -> None:
    claim = typed(found[1])
    assert claim.subscriber.insured == Insured("P", "", filing="CI")
    assert claim.patient == Patient(
        relation="19",
        last_name="TESTPERSON",
        first_name="CHILD",
        address=Address("14 INVENTED ST", "WOODLAND", "CA", "95695"),
        born_on=date(2020, 2, 29),
        sex="U",
        middle_name="S",
        suffix="III",
        condition=("D8", "20260401", "01", "12", "Y"),
        references=(Reference("Y4", "CASE2"),),
    )
    assert [typed(each).patient is None for each in found] == [True, False, True]


def test_what_a_claim_says_of_itself_is_read(claim: ProfessionalClaim) -> None:
    assert (claim.sent_as, claim.charge, claim.place, claim.frequency) == (
        SendNumber("LPV0000000101A"),
        17550,
        PlaceOfService("11"),
        "7",
    )
    assert claim.indicators == Indicators(
        patient_signature="P",
        causes=("OA", "EM", "", "CA"),
        special_programme="02",
        delay_reason="1",
    )
    assert claim.diagnoses == tuple(map(Diagnosis, ("Z559", "Z602", "E119")))
    assert claim.authorization == AuthorizationNumber("AUTH0001")
    assert claim.payer_control == PayerControlNumber("ICN0001")
    assert claim.referral == "REFERRAL1"
    assert claim.references == (Reference("D9", "CLEARING1"),)
    assert claim.dates == (
        StatedDays("439", date(2026, 3, 1), date(2026, 3, 1)),
        StatedDays("314", date(2026, 3, 1), date(2026, 3, 9)),
    )
    assert claim.amounts == (Amount("F5", 1000),)
    assert claim.notes == (Note("ADD", "SEEN AT HOME"),)
    assert claim.attachments == (Attachment("OZ", "EL", "PAPER1"), Attachment("B4", "AA"))


def test_an_original_and_a_void_are_told_apart(found: list[ReadClaim]) -> None:
    assert [typed(each).frequency for each in found] == ["7", "1", "8"]
    assert typed(found[1]).indicators == Indicators(release="I")
    assert typed(found[2]).indicators is AS_USUAL


def test_what_no_field_of_a_claim_holds_is_kept_in_its_order(claim: ProfessionalClaim) -> None:
    assert texts(claim.others) == [
        "CN1*05*12.5",
        "K3*INVENTED STATE DATA",
        "CR1*LB*140**A*DH*12",
        "CRC*ZZ*Y*AV",
        "HI*BP:00400",
        "HI*BG:AA",
        "HCP*00*12.5",
        "NM1*PW*2",
        "N3*21 FETCHED ST",
        "N4*DAVIS*CA*95616",
        "NM1*45*2",
        "N3*22 BROUGHT ST",
        "N4*DAVIS*CA*95616",
    ]


def test_everyone_who_has_a_part_in_a_claim_is_read(claim: ProfessionalClaim) -> None:
    assert claim.providers == Providers(
        referring=Provider(
            "RECOMMENDER", Npi("1000000004"), "ASH", "B", "SR", is_person=True,
            references=(Reference("0B", "LIC2"),),
        ),
        primary_care=Provider(
            "FIRSTREFERRER", None, "SAGE", is_person=True,
            references=(Reference("G2", "LEGACY1"),),
        ),
        rendering=Provider(
            "WORKER", Npi("1000000012"), "JO", is_person=True, taxonomy="172V00000X",
            references=(Reference("LU", "SITE1"),),
        ),
        facility=Provider(
            "INVENTED CENTER", Npi("1000000020"),
            address=Address("9 CENTER WAY", "DAVIS", "CA", "956160009"),
            contact=Contact("FRONT DESK", (("TE", "5305550104"),)),
        ),
        supervising=Provider("SUPERVISOR", Npi("1000000038"), "REED", is_person=True),
    )  # fmt: skip


def test_what_other_payers_decided_about_a_claim_is_read(claim: ProfessionalClaim) -> None:
    first, second = claim.other_insurance
    assert texts(first.others) == ["MOA***MA01", "NM1*82*1", "REF*G2*OTHERNUMBER"]
    assert first == OtherInsurance(
        insured=Insured("P", "19", "OTHERGRP", "OTHER GROUP", filing="CI"),
        subscriber=OtherSubscriber(
            "COVERED", "PARENT", "OTHER001", "R", "II",
            address=Address("13 INVENTED ST", "WOODLAND", "CA", "95695"),
            references=(Reference("SY", "000000000"),),
        ),
        payer=Payer(
            "FIRST OTHER PAYER", "OTHER1",
            address=Address("6 PAYER PLAZA", "FRESNO", "CA", "93701"),
            references=(Reference("F8", "OTHERICN"), Reference("G1", "OTHERAUTH")),
        ),
        adjustments=(
            CasAdjustment("PR", "1", 1000),
            CasAdjustment("PR", "2", 550, Decimal(1)),
            CasAdjustment("CO", "45", 2000),
        ),
        amounts=(Amount("D", 10000), Amount("EAF", 1550)),
        benefits_assigned="Y",
        patient_signature="P",
        release="Y",
        decided_on=date(2026, 3, 20),
        others=first.others,
    )  # fmt: skip
    assert first.paid == 10000
    assert second == OtherInsurance(
        insured=Insured("S", "18", filing="MB"),
        subscriber=OtherSubscriber("COVERING EMPLOYER", "", "OTHER002", is_person=False),
        payer=Payer("SECOND OTHER PAYER", "OTHER2", qualifier="XV"),
        benefits_assigned="N",
        release="I",
    )


def test_what_was_done_on_a_line_is_read(line: ClaimLine) -> None:
    assert (line.control, line.code, line.charge, line.units, line.basis) == (
        LineControlNumber("LPV0000000101A01"),
        ProcedureCode("98960"),
        12550,
        2,
        "UN",
    )
    assert line.modifiers == tuple(map(Modifier, ("U2", "GQ", "93", "95")))
    assert (line.qualifier, line.description) == ("HC", "SPOKEN WITH BY TELEPHONE")
    assert (line.place, line.pointers) == (PlaceOfService("12"), (1, 3))
    assert (line.emergency, line.epsdt, line.family_planning, line.copay) == ("Y", "Y", "Y", "0")
    assert (line.service_on, line.service_to) == (date(2026, 3, 1), date(2026, 3, 3))


def test_what_else_a_line_says_is_read(line: ClaimLine) -> None:
    assert line.authorization == AuthorizationNumber("LINEAUTH")
    assert line.references == (Reference("9F", "LINEREFERRAL"),)
    assert line.dates == (StatedDays("463", date(2026, 2, 28), date(2026, 2, 28)),)
    assert line.amounts == (Amount("T", 125),)
    assert line.notes == (Note("ADD", "LINE NOTE"), Note("TPO", "THIRD PARTY NOTE"))
    assert line.attachments == (Attachment("03", "FX", "PAPER2"),)


def test_what_no_field_of_a_line_holds_is_kept_in_its_order(line: ClaimLine) -> None:
    assert texts(line.others) == [
        "CRC*09*Y*38",
        "QTY*PT*2",
        "MEA*TR*R1*3.1",
        "REF*G1*OTHERLINEAUTH**2U:OTHER1",
        "LIN**N4*01234567891",
        "CTP****2*UN",
        "REF*XZ*RX1",
        "LQ*UT*01.02",
        "FRM*1*Y",
    ]


def test_everyone_who_has_a_part_in_a_line_is_read(line: ClaimLine) -> None:
    assert line.providers == Providers(
        rendering=Provider(
            "LINEWORKER", Npi("1000000046"), "KIM", is_person=True, taxonomy="172V00000X"
        ),
        purchased=Provider("", Npi("1000000053")),
        facility=Provider(
            "LINE CENTER", Npi("1000000061"),
            address=Address("10 CENTER WAY", "DAVIS", "CA", "956160010"),
        ),
        supervising=Provider("LINESUPERVISOR", Npi("1000000079"), "LOU", is_person=True),
        ordering=Provider(
            "ORDERER", Npi("1000000087"), "MAX", is_person=True,
            address=Address("11 CENTER WAY", "DAVIS", "CA", "956160011"),
            contact=Contact("ORDER DESK", (("TE", "5305550105"),)),
        ),
        referring=Provider("LINEREFERRER", Npi("1000000095"), "NOA", is_person=True),
        primary_care=Provider("LINEFIRST", Npi("1000000103"), "OLA", is_person=True),
    )  # fmt: skip


def test_what_other_payers_decided_about_a_line_is_read(line: ClaimLine) -> None:
    assert line.decisions == (
        LineDecision(
            payer="OTHER1",
            paid=7000,
            code="98960",
            modifiers=("U2",),
            units=2,
            bundled_into="1",
            adjustments=(
                CasAdjustment("CO", "45", 2000),
                CasAdjustment("PR", "1", 1000),
                CasAdjustment("PR", "2", 2550),
            ),
            decided_on=date(2026, 3, 20),
            left=3550,
        ),
        LineDecision(
            payer="OTHER2",
            paid=0,
            code="98960",
            units=Decimal("1.5"),
            adjustments=(CasAdjustment("OA", "23", 12550),),
            decided_on=date(2026, 3, 25),
        ),
    )


def test_a_line_that_says_little_takes_its_place_from_the_claim(claim: ProfessionalClaim) -> None:
    assert claim.lines[1] == ClaimLine(
        control=LineControlNumber("LPV0000000101A02"),
        code=ProcedureCode("98960"),
        modifiers=(Modifier("U2"),),
        charge=5000,
        units=Decimal("37.5"),
        place=PlaceOfService("11"),
        service_on=date(2026, 3, 2),
        pointers=(2,),
        basis="MJ",
    )
