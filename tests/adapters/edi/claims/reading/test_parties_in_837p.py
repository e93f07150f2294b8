"""Providers, payers and billing providers of others: other numbers, unknown roles, older guides."""

from adapters.edi.claims.claim_parties import NO_PROVIDERS, Address, Contact
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

WORKER = "NM1*82*1*WORKER*JO****XX*1000000012"


def test_a_number_that_is_no_npi_is_a_reference() -> None:
    claim = typed(read_claim(*CLAIM, "NM1*82*1*WORKER*JO****34*000000001", "REF*G2*OLD", *LINE))
    provider = claim.providers.rendering
    assert provider is not None
    assert provider.npi is None
    assert provider.references == (Reference("34", "000000001"), Reference("G2", "OLD"))


def test_a_second_provider_of_a_role_and_one_of_an_unknown_role_are_kept() -> None:
    read = read_claim(
        *CLAIM, WORKER, "NM1*82*1*SECOND*KIM****XX*1000000046", "PRV*PE*PXC*172V00000X",
        "NM1*71*1*ATTENDING*ARI", "N3*1 INVENTED WAY", *LINE,
    )  # fmt: skip
    claim = typed(read)
    assert claim.providers.rendering is not None
    assert claim.providers.rendering.name == "WORKER"
    assert texts(claim.others) == [
        "NM1*82*1*SECOND*KIM****XX*1000000046",
        "PRV*PE*PXC*172V00000X",
        "NM1*71*1*ATTENDING*ARI",
        "N3*1 INVENTED WAY",
    ]
    assert places(read.findings) == [("unknown-segment", "NM1")]


def test_a_claim_without_providers_has_none() -> None:
    claim = typed(read_claim(*CLAIM, *LINE))
    assert claim.providers is NO_PROVIDERS
    assert claim.lines[0].providers is NO_PROVIDERS


def test_a_person_and_an_organization_are_told_apart() -> None:
    read = read_claim(*CLAIM, WORKER, "NM1*77*2*INVENTED CENTER", "N4*DAVIS*CA*95616", *LINE)
    providers = typed(read).providers
    assert providers.rendering is not None
    assert providers.facility is not None
    assert (providers.rendering.is_person, providers.facility.is_person) == (True, False)
    assert providers.facility.address == Address("", "DAVIS", "CA", "95616")


def test_a_billing_provider_without_address_or_number_is_read_as_far_as_it_goes() -> None:
    read = read_claim(*CLAIM, *LINE, billing=("HL*1**20*1", "NM1*85*2*SEASIDE CLINIC"))
    assert (read.billing.name, read.billing.npi, read.billing.tin) == ("SEASIDE CLINIC", "", "")
    assert read.billing.address == Address("", "", "", "")
    nobody = read_claim(*CLAIM, *LINE, billing=("HL*1**20*1", "PRV*BI*PXC*251B00000X"))
    assert (nobody.billing.name, nobody.billing.taxonomy) == ("", "251B00000X")
    assert nobody.claim is not None


def test_a_payee_named_where_an_address_alone_belongs_is_kept() -> None:
    named = "NM1*87*2*ANOTHER PAYEE*****XX*1000000111"
    read = read_claim(*CLAIM, *LINE, billing=(*BILLING, named, "N3*PO BOX 7", "N4*DAVIS*CA*95616"))
    assert read.billing.pay_to == Address("PO BOX 7", "DAVIS", "CA", "95616")
    assert texts(read.billing.others) == [named]


def test_unknown_segments_above_claims_are_kept_and_told_once_for_the_file() -> None:
    body = (
        BEFORE[0], "ZZ0*A", *BEFORE[1:3], "ZZ1*B", BEFORE[3], "ZZ2*C", *BILLING, "ZZ3*D",
        *MEMBER, *CLAIM, *LINE, *CLAIM, *LINE,
    )  # fmt: skip
    reading, claims = read_body(body)
    assert places(reading.findings) == [
        ("unknown-segment", "ZZ0"), ("unknown-segment", "1000B ZZ2"),
        ("unknown-segment", "1000A ZZ1"), ("unknown-segment", "2010AA ZZ3"),
    ]  # fmt: skip
    first = claims[0]
    kept = (first.submitter.others, first.receiver.others, first.billing.others)
    assert [texts(each) for each in kept] == [["ZZ0*A", "ZZ1*B"], ["ZZ2*C"], ["ZZ3*D"]]
    assert [each.findings for each in claims] == [(), ()]


def test_a_contact_is_a_name_and_up_to_three_ways() -> None:
    contact = "PER*IC*DESK*FX*5305550101*TE*5305550100*EM*desk@invented.example"
    read = read_claim(*CLAIM, *LINE, billing=(*BILLING, contact))
    assert read.billing.contact == Contact(
        "DESK",
        (("FX", "5305550101"), ("TE", "5305550100"), ("EM", "desk@invented.example")),
    )
    assert read.billing.contact.phone == "5305550100"


def test_a_payer_of_others_keeps_what_stands_in_its_loop() -> None:
    contact = "PER*IC*DESK*TE*5305550100"
    reading, (read,) = read_body((*BEFORE, *BILLING, *MEMBER, contact, *CLAIM, *LINE))
    assert texts(typed(read).payer.others) == [contact]
    assert places(reading.findings) == [("unknown-segment", "2010BB PER")]
