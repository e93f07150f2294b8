"""The same care is billed once in a batch, unless something says that it is other care."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.edi.claims.checks.before_sending import problems_of_claims
from adapters.edi.claims.checks.duplicates import DISTINCT
from adapters.edi.claims.claim_parties import (
    Address,
    BillingProvider,
    Patient,
    Payer,
    Provider,
    Providers,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.professional_claim import (
    ClaimLine,
    ProfessionalBatch,
    ProfessionalClaim,
)
from domain.identifiers import (
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

HOME = Address("1 INVENTED WAY", "DAVIS", "CA", "956160001")
BILLING = BillingProvider("INVENTED HUB", Npi("1234567893"), Tin("123456789"), "251B00000X", HOME)
LINE = ClaimLine(
    LineControlNumber("LPV0000000101X01"),
    ProcedureCode("98960"),
    (Modifier("U2"),),
    5332,
    2,
    PlaceOfService("11"),
    date(2026, 2, 3),
)
FIRST = ProfessionalClaim(
    SendNumber("LPV0000000101X"),
    Subscriber("MARSH", "WREN", Cin("90000001A"), HOME, date(1990, 1, 1), "F"),
    Payer("INVENTED HEALTH PLAN", "INV01"),
    5332,
    PlaceOfService("11"),
    (Diagnosis("Z559"),),
    (LINE,),
)
AGAIN = replace(FIRST, sent_as=SendNumber("LPV0000000201X"))


def repeated(*claims: ProfessionalClaim) -> list[list[str]]:
    """For each claim the places where it bills again what was billed before."""
    batch = ProfessionalBatch(
        "101",
        datetime(2026, 3, 31, 9, 15, tzinfo=UTC),
        Submitter("INVENTED HUB", "INVHUB01", "BILLING DESK", "5305550100"),
        Receiver("INVENTED HEALTH PLAN", "INV01"),
        BILLING,
        claims,
    )
    return [
        [problem.where for problem in problems if problem.code == "837p.duplicate"]
        for problems in problems_of_claims(batch)
    ]


def with_line(claim: ProfessionalClaim, **changed: Any) -> ProfessionalClaim:
    line = replace(claim.lines[0], **changed)
    return replace(claim, lines=(line,), charge=line.charge)


def test_the_later_of_two_claims_for_the_same_care_is_held() -> None:
    third = replace(FIRST, sent_as=SendNumber("LPV0000000301X"))
    assert repeated(FIRST, AGAIN, third) == [
        [],
        ["claim LPV0000000201X, loop 2400, line 1"],
        ["claim LPV0000000301X, loop 2400, line 1"],
    ]


def test_the_later_of_two_lines_for_the_same_care_is_named() -> None:
    second = replace(LINE, control=LineControlNumber("LPV0000000101X02"))
    claim = replace(FIRST, lines=(LINE, second), charge=2 * LINE.charge)
    assert repeated(claim) == [["claim LPV0000000101X, loop 2400, line 2"]]


@pytest.mark.parametrize("modifier", sorted(DISTINCT))
def test_a_modifier_that_says_distinct_is_believed(modifier: str) -> None:
    modifiers = (Modifier("U2"), Modifier(modifier))
    assert repeated(FIRST, with_line(AGAIN, modifiers=modifiers)) == [[], []]
    both = with_line(FIRST, modifiers=modifiers), with_line(AGAIN, modifiers=modifiers)
    assert repeated(*both) == [[], []]


@pytest.mark.parametrize(
    "other",
    [
        with_line(AGAIN, service_on=date(2026, 2, 4)),
        with_line(AGAIN, service_to=date(2026, 2, 4)),
        with_line(AGAIN, charge=2666),
        with_line(AGAIN, code=ProcedureCode("98961")),
        with_line(AGAIN, modifiers=()),
        replace(AGAIN, subscriber=replace(FIRST.subscriber, cin=Cin("90000002A"))),
        replace(AGAIN, billing=replace(BILLING, npi=Npi("1679576722"))),
        replace(AGAIN, frequency="7", payer_control=PayerControlNumber("ICN1")),
        replace(AGAIN, frequency="8", payer_control=PayerControlNumber("ICN1")),
        replace(AGAIN, patient=Patient("19", "MARSH", "ASH", HOME, date(2020, 1, 1), "M")),
    ],
)
def test_other_care_and_a_replacement_of_it_are_no_duplicates(other: ProfessionalClaim) -> None:
    assert repeated(FIRST, other) == [[], []]


def test_two_corrections_of_one_claim_are() -> None:
    corrected = [
        replace(claim, frequency="7", payer_control=PayerControlNumber("ICN1"))
        for claim in (FIRST, AGAIN)
    ]
    assert repeated(*corrected) == [[], ["claim LPV0000000201X, loop 2400, line 1"]]


def test_what_two_named_providers_gave_on_one_day_is_no_duplicate() -> None:
    first = Providers(rendering=Provider("INVENTED CLINIC", Npi("1234567893")))
    other = Providers(rendering=Provider("ANOTHER CLINIC", Npi("1245319599")))
    by_first, by_other = replace(FIRST, providers=first), replace(AGAIN, providers=other)
    assert repeated(by_first, by_other) == [[], []]
    assert repeated(by_first, with_line(AGAIN, providers=other)) == [[], []]
    spelled = Providers(rendering=Provider("INVENTED CLINIC INC", Npi("1234567893")))
    again = repeated(by_first, with_line(AGAIN, providers=spelled))
    assert again == [[], ["claim LPV0000000201X, loop 2400, line 1"]]
