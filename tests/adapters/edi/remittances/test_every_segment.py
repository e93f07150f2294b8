"""One remittance that holds every segment and element the guide knows, read field by field."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.edi.remittances.parties import Address, BankAccount, Contact, Delivery
from adapters.edi.remittances.provider_sums import (
    HospitalSummary,
    Inpatient,
    Outpatient,
    ProviderSummary,
)
from adapters.edi.remittances.read_835 import Reading835, read_835
from adapters.edi.remittances.remittance import ClaimPayment, Heading, Procedure, Quantity
from adapters.edi.remittances.write_835 import write_835
from adapters.edi.values import NOTHING_KEPT, Amount, CasAdjustment, DatedAs, Reference
from tests.support.edi import INTERCHANGE, group, only_transaction

FILE = Path(__file__).parents[1] / "golden" / "835" / "every-segment.835"


@pytest.fixture
def reading() -> Reading835:
    return read_835(only_transaction(FILE.read_bytes()))


@pytest.fixture
def claims(reading: Reading835) -> list[ClaimPayment]:
    return list(reading.claims)


def test_nothing_in_it_is_unknown_and_all_of_it_balances(
    reading: Reading835, claims: list[ClaimPayment]
) -> None:
    assert reading.findings == []
    assert [claim.findings for claim in claims] == [(), ()]
    assert (reading.totals.balanced, reading.totals.residual) == (True, 0)
    assert reading.others == reading.header.others == NOTHING_KEPT
    assert {claim.others for claim in claims} == {NOTHING_KEPT}


def test_it_is_written_as_it_was(reading: Reading835, claims: list[ClaimPayment]) -> None:
    written = write_835(
        reading.header,
        claims,
        reading.provider_adjustments,
        interchange=INTERCHANGE,
        group=group("835"),
        control="0001",
    )
    assert written == FILE.read_bytes()


def test_the_payment_is_stated_with_both_accounts_which_are_never_printed(
    reading: Reading835,
) -> None:
    header = reading.header
    assert (header.handling, header.paid, header.credit_debit) == ("I", 75000, "C")
    assert (header.method, header.format) == ("ACH", "CTX")
    assert header.payer_account == BankAccount("01", "999999992", "DA", "556677")
    assert (header.originator, header.originator_supplement) == ("1999999999", "SUPP00001")
    assert header.payee_account == BankAccount("01", "999988880", "SG", "98765")
    assert (header.effective_on, header.produced_on) == (date(2026, 4, 1), date(2026, 3, 31))
    assert (header.trace, header.payer_id, header.payer_supplement) == (
        "T-100",
        "1999999999",
        "SUPP",
    )
    assert header.currency == "USD"
    assert header.references == (Reference("EV", "LANTERNHUB"), Reference("F2", "V7"))
    for number in ("999999992", "556677", "999988880", "98765"):
        assert number not in repr(header)


def test_the_payer_has_an_address_four_numbers_and_three_kinds_of_contact(
    reading: Reading835,
) -> None:
    payer = reading.header.who_pays
    assert (payer.name, payer.qualifier, payer.number) == ("SEASIDE PLAN", "XV", "SEA01")
    assert payer.address == Address(
        "1 INVENTED WAY", "FLOOR 2", "DAVIS", "CA", "956160001", "US", "CA-9"
    )
    assert payer.references == (
        Reference("2U", "SEA"),
        Reference("EO", "SUBMITTER1"),
        Reference("HI", "HIN1"),
        Reference("NF", "NAIC1"),
    )
    claims_desk, technical, website = payer.contacts
    assert claims_desk == Contact(
        "CX",
        "CLAIMS DESK",
        (Reference("TE", "5305550100"), Reference("FX", "5305550101"), Reference("EX", "7")),
    )
    assert [way.qualifier for way in technical.ways] == ["EM", "TE", "UR"]
    assert website == Contact("IC", "", (Reference("UR", "www.seaside.example"),))


def test_the_payee_has_an_address_numbers_and_a_way_to_be_told(reading: Reading835) -> None:
    payee = reading.header.who_is_paid
    assert (reading.header.payee_npi, reading.header.payee_tin) == ("1234567893", "999999999")
    assert payee.address == Address("2 INVENTED WAY", "", "OAKLAND", "CA", "946120001")
    assert [reference.qualifier for reference in payee.references] == ["0B", "D3", "PQ", "TJ"]
    assert payee.delivery == Delivery("EM", "LANTERN HUB", "remittances@lantern.example")


def test_each_claim_knows_the_heading_it_stands_under(claims: list[ClaimPayment]) -> None:
    first, second = claims
    assert (first.heading.number, second.heading) == ("1", Heading("2"))
    assert first.heading.provider == ProviderSummary(
        provider="1234567893",
        facility="11",
        fiscal_date=date(2026, 12, 31),
        claims=Decimal(1),
        billed=100000,
        primary_payer_paid=101,
        outside_laboratory=102,
        priced_by_code=103,
        payable_by_code=104,
        professional_component=105,
        liability_met=106,
        paid_to_members=107,
        interim_claims=Decimal(2),
        interim_adjustment=108,
    )
    assert first.heading.hospital == HospitalSummary(
        by_group=201,
        federal=202,
        hospital=203,
        disproportionate_share=204,
        capital=205,
        teaching=206,
        outlier_days=Decimal(7),
        day_outlier=208,
        cost_outlier=209,
        average_stay=Decimal("3.5"),
        discharges=Decimal(1),
        cost_report_days=Decimal(4),
        covered_days=Decimal(5),
        noncovered_days=Decimal(6),
        passed_through=215,
        average_weight=Decimal("1.25"),
        capital_federal=217,
        capital_hospital=218,
        capital_share=219,
    )


def test_a_claim_states_what_was_billed_paid_and_grouped(claims: list[ClaimPayment]) -> None:
    claim = claims[0]
    assert (claim.claim_number, claim.status, claim.billed, claim.paid) == (
        "LAN0000000101X",
        "1",
        100000,
        70000,
    )
    assert (claim.member_responsibility, claim.filing, claim.payer_control) == (3000, "MC", "P-1")
    assert (claim.facility, claim.frequency, claim.patient_status) == ("11", "1", "")
    assert (claim.drg, claim.drg_weight, claim.discharged_share) == (
        "999",
        Decimal("1.25"),
        Decimal("0.5"),
    )
    assert claim.adjustments == (
        CasAdjustment("CO", "45", 10000, Decimal(1)),
        CasAdjustment("CO", "253", 2000),
    )


def test_all_names_of_a_claim_are_kept_apart(claims: list[ClaimPayment]) -> None:
    claim = claims[0]
    roles = [name.get(1) for name in claim.private.names]
    assert roles == ["QC", "IL", "74", "82", "TT", "PR", "GB"]
    assert [claim.private.number(role) for role in ("74", "GB")] == ["90000003C", "90000004D"]
    assert "INVENTED" not in repr(claim)


def test_how_a_hospital_stay_was_priced_is_stated(claims: list[ClaimPayment]) -> None:
    assert claims[0].inpatient == Inpatient(
        covered_days=Decimal(5),
        operating_outlier=302,
        psychiatric_days=Decimal(6),
        by_group=304,
        remark="MA01",
        disproportionate_share=306,
        passed_through=307,
        capital=308,
        capital_federal=309,
        capital_hospital=310,
        capital_share=311,
        old_capital=312,
        capital_teaching=313,
        operating_hospital=314,
        cost_report_days=Decimal(8),
        operating_federal=316,
        capital_outlier=317,
        teaching=318,
        professional_component=319,
        second_remark="MA02",
        third_remark="MA03",
        fourth_remark="MA04",
        fifth_remark="MA05",
        capital_exception=324,
    )
    assert claims[0].remarks == ("MA01", "MA02", "MA03", "MA04", "MA05")


def test_how_outpatient_care_was_priced_is_stated(claims: list[ClaimPayment]) -> None:
    assert claims[1].outpatient == Outpatient(
        rate=Decimal("0.8"),
        payable_by_code=402,
        remark="N210",
        second_remark="N211",
        third_remark="MA04",
        fourth_remark="N706",
        fifth_remark="N109",
        renal=408,
        professional_component=409,
    )
    assert claims[1].remarks == ("N210", "N211", "MA04", "N706", "N109")


def test_a_claim_states_its_numbers_days_contact_amounts_and_counts(
    claims: list[ClaimPayment],
) -> None:
    claim = claims[0]
    assert claim.references == (
        Reference("1L", "GROUP1"),
        Reference("G1", "AUTH1"),
        Reference("LU", "PLACE1"),
    )
    assert claim.dates == (
        DatedAs("232", date(2026, 3, 1)),
        DatedAs("233", date(2026, 3, 2)),
        DatedAs("036", date(2026, 12, 31)),
        DatedAs("050", date(2026, 3, 10)),
    )
    assert claim.contacts == (Contact("CX", "CLAIMS DESK", (Reference("TE", "5305550100"),)),)
    assert claim.amounts == (Amount("AU", 99000), Amount("I", 125))
    assert claim.quantities == (Quantity("CA", Decimal(5)), Quantity("ZK", Decimal("2.5")))


def test_a_line_states_what_was_paid_and_what_was_billed(claims: list[ClaimPayment]) -> None:
    line, second = claims[0].lines
    modifiers = ("U2", "GQ", "93", "95")
    assert line.procedure == Procedure("HC", "98960", modifiers, "INVENTED CARE")
    assert line.original == Procedure("HC", "98961", modifiers, "CARE AS BILLED")
    assert (line.billed, line.paid, line.revenue_code) == (60000, 50000, "0521")
    assert (line.units_paid, line.units_billed) == (Decimal(4), Decimal(5))
    assert line.dates == (DatedAs("150", date(2026, 3, 1)), DatedAs("151", date(2026, 3, 2)))
    assert (line.service_date, line.line_control) == (date(2026, 3, 1), "LAN0000000101X01")
    assert (second.qualifier, second.code, second.original) == ("N4", "00093721410", None)
    assert (second.service_date, second.units_paid) == (date(2026, 3, 2), None)


def test_a_line_states_all_six_triplets_with_their_quantities(claims: list[ClaimPayment]) -> None:
    first, second = claims[0].lines
    assert [(a.code, a.amount, a.quantity) for a in first.adjustments] == [
        ("CO-45", 1000, Decimal(1)),
        ("CO-253", 2000, Decimal(2)),
        ("CO-197", 3000, None),
        ("CO-50", 2000, Decimal(3)),
        ("CO-B13", 1500, None),
        ("CO-A1", 500, None),
    ]
    assert [(a.code, a.amount) for a in second.adjustments] == [("PR-1", 3000), ("OA-23", 5000)]


def test_a_line_states_its_numbers_amounts_counts_and_remarks(claims: list[ClaimPayment]) -> None:
    line = claims[0].lines[0]
    assert [(reference.qualifier, reference.value) for reference in line.references] == [
        ("6R", "LAN0000000101X01"),
        ("LU", "PLACE2"),
        ("1S", "AMBULATORY1"),
        ("APC", "APC1"),
        ("HPI", "1999999984"),
        ("0K", "POLICY1"),
    ]
    assert line.amounts == (Amount("B6", 52000), Amount("KH", 100))
    assert line.quantities == (Quantity("ZL", Decimal(3)),)
    assert (line.remarks, line.drug_remarks) == (("N362", "M76"), ("70",))


def test_all_pairs_of_many_provider_adjustments_are_stated(
    reading: Reading835, claims: list[ClaimPayment]
) -> None:
    assert claims
    assert [(p.reason, p.reference, p.amount, p.pair) for p in reading.provider_adjustments] == [
        ("WO", "LAN0000000303X", 1000, 1),
        ("L6", "", -500, 2),
        ("72", "LAN0000000404X", 300, 3),
        ("FB", "T-099", -200, 4),
        ("CS", "", 100, 5),
        ("IR", "", -100, 6),
        ("50", "LATE", -475, 1),
    ]
    assert {p.fiscal_date for p in reading.provider_adjustments} == {date(2026, 12, 31)}


def test_a_claim_keeps_all_its_segments_in_the_order_of_the_file(
    claims: list[ClaimPayment],
) -> None:
    content = FILE.read_bytes()
    for claim in claims:
        place = content[claim.offset : claim.offset + claim.length].decode()
        stated = ["*".join(segment.elements) for segment in claim.segments.segments]
        assert [text.strip() for text in place.split("~") if text.strip()] == stated
