"""Files that shape-healthcare-standards writes from its sample tables say to us what those say.

It writes 835, 837P, 277CA and 834; the tables they are made from are the truth that our readings
are held against. Its own reader, which knows no guide, cuts them into the same segments.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from shape_healthcare_standards.common import TableSet
from shape_healthcare_standards.testing import sample_tables
from shape_healthcare_standards.x12.ack import AckOptions, build_acknowledgment
from shape_healthcare_standards.x12.claims import ClaimOptions, build_claims
from shape_healthcare_standards.x12.core import Delimiters, EnvelopeOptions
from shape_healthcare_standards.x12.enroll import EnrollmentOptions, build_enrollment
from shape_healthcare_standards.x12.read import parse_x12
from shape_healthcare_standards.x12.remit import RemitOptions, build_remittance

from adapters.edi.acknowledgements.read_277ca import read_277ca
from adapters.edi.claims.read_837p import read_837p
from adapters.edi.envelope import Transaction, read_transactions
from adapters.edi.remittances.read_835 import read_835
from adapters.edi.rosters.read_834 import read_834
from adapters.edi.x12 import read_segments

TABLES = TableSet(sample_tables())
CLAIMS = {row["claim_id"]: row for row in TABLES.rows("medical_claim")}
LINES = TABLES.by("medical_claim_line", "claim_id")
ENVELOPES = (
    EnvelopeOptions(),
    EnvelopeOptions(newline=True),
    EnvelopeOptions(delimiters=Delimiters(element="|", component=">", segment="\x1d")),
)

Row = dict[str, Any]


def _files(envelope: EnvelopeOptions) -> dict[str, list[str]]:
    return {
        "835": build_remittance(TABLES, RemitOptions(), envelope),
        "837P": build_claims(TABLES, "P", ClaimOptions(), envelope),
        "277CA": build_acknowledgment(TABLES, AckOptions(), envelope),
        "834": build_enrollment(TABLES, EnrollmentOptions(), envelope),
    }


def _transactions(kind: str, envelope: EnvelopeOptions) -> Iterator[Transaction]:
    for text in _files(envelope)[kind]:
        yield from read_transactions(text.encode())


@pytest.fixture(params=ENVELOPES, ids=("plain", "lines", "odd marks"))
def envelope(request: pytest.FixtureRequest) -> EnvelopeOptions:
    chosen: EnvelopeOptions = request.param
    return chosen


def test_its_own_reader_cuts_its_files_as_we_do(envelope: EnvelopeOptions) -> None:
    for texts in _files(envelope).values():
        for text in texts:
            theirs = [[each.segment_id, *each.elements] for each in parse_x12(text).segments]
            assert [segment.elements for segment in read_segments(text.encode())] == theirs


def test_remittances_are_read_as_the_tables_say(envelope: EnvelopeOptions) -> None:
    seen = []
    for transaction in _transactions("835", envelope):
        reading = read_835(transaction)
        for claim in reading.claims:
            row = CLAIMS[claim.claim_number]
            sign = -1 if row["claim_status"] == "reversed" else 1
            assert claim.billed == sign * _cents(row["total_billed"])
            assert claim.paid == sign * _cents(row["total_paid"])
            assert claim.findings == ()
            for line, told in zip(claim.lines, _lines(row), strict=True):
                assert line.billed == sign * _cents(told["billed_amount"])
                assert line.paid == sign * _cents(told["paid_amount"])
                assert line.service_date == told["service_date"]
                assert line.procedure.modifiers == _modifiers(told)
                assert line.procedure.code == told["procedure_code"] or claim.claim_number[4] == "I"
            seen.append(claim.claim_number)
        assert reading.totals.balanced
        assert reading.findings == []
    answered = {"paid", "denied", "adjusted", "reversed"}
    assert sorted(seen) == sorted(
        number for number, row in CLAIMS.items() if row["claim_status"] in answered
    )


def test_claims_are_read_as_the_tables_say(envelope: EnvelopeOptions) -> None:
    seen = []
    for transaction in _transactions("837P", envelope):
        for read in read_837p(transaction).claims:
            row, claim = CLAIMS[read.number], read.claim
            assert claim is not None
            assert claim.charge == read.charge == _cents(row["total_billed"])
            assert claim.frequency == (row["claim_frequency_code"] or "1")
            assert (claim.authorization or None) == row["prior_auth_number"]
            assert [str(each) for each in claim.diagnoses] == _diagnoses(row)
            for line, told in zip(claim.lines, _lines(row), strict=True):
                assert line.charge == _cents(told["billed_amount"])
                assert (line.code, line.modifiers) == (told["procedure_code"], _modifiers(told))
                assert line.units == Decimal(str(told["units"] or 1))
                assert line.service_on == told["service_date"]
            seen.append(read.number)
    assert sorted(seen) == sorted(
        number for number, row in CLAIMS.items() if row["claim_type"] == "P"
    )


def test_acknowledgements_are_read_as_the_table_says(envelope: EnvelopeOptions) -> None:
    seen: list[tuple[str, str, int | None]] = []
    for transaction in _transactions("277CA", envelope):
        for answer in read_277ca(transaction).levels:
            if answer.level == "claim":
                (status, *_) = answer.statuses
                seen.append((answer.trace, status.category, answer.amount))
    told = [row for row in TABLES.rows("claim_acknowledgment") if row["line_number"] is None]
    assert sorted(seen) == sorted(
        (
            row["claim_id"],
            row["status_category_code"],
            _cents(CLAIMS[row["claim_id"]]["total_billed"]),
        )
        for row in told
    )


def test_rosters_are_read_as_the_tables_say(envelope: EnvelopeOptions) -> None:
    seen = []
    for transaction in _transactions("834", envelope):
        for member in read_834(transaction).members:
            (party,) = [each for each in member.parties if each.entity == "IL"]
            row = next(r for r in TABLES.rows("member") if r["member_id"] == party.number)
            assert party.name == row["last_name"].upper()
            assert party.first_name == row["first_name"].upper()
            assert (party.born_on, party.sex) == (row["birth_date"], row["sex"])
            assert member.relationship == row["relationship_code"]
            seen.append(party.number)
    assert sorted(seen) == sorted(row["member_id"] for row in TABLES.rows("member"))


def _cents(amount: float | None) -> int:
    return int(Decimal(str(amount or 0)) * 100)


def _lines(claim: Row) -> Sequence[Row]:
    lines: list[Row] = LINES.get(claim["claim_id"], [])
    return sorted(lines, key=lambda row: int(row["line_number"]))


def _modifiers(line: Row) -> tuple[str, ...]:
    return tuple(line[f"modifier_{at}"] for at in range(1, 5) if line[f"modifier_{at}"])


def _diagnoses(claim: Row) -> list[str]:
    rows = TABLES.by("claim_diagnosis", "claim_id")[claim["claim_id"]]
    return [row["icd10_code"] for row in sorted(rows, key=lambda row: int(row["sequence"]))]
