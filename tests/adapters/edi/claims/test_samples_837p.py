"""Every 837P that others published: all claims and charges of its source, typed unless named."""

import re
from pathlib import Path

import pytest

from adapters.edi.claims.read_837p import ReadClaim, read_837p
from adapters.edi.envelope import read_transactions
from domain.money import read_money
from tests.support.claims_of_others import places, typed

FOLDERS = ("837P", "837")
# files in which claims cannot be typed, and what they do not say
NOT_TYPED = {
    "cosyte-837p-empty-optionals.edi": {("missing", "2400 DTP03"), ("missing", "2400 SV1")},
    "cosyte-837p-unknown-variant.edi": {("missing", "2010BA NM109"), ("missing", "2400 SV1")},
    "edicli-sample-837.edi": {("missing", "2300 CLM05")},
    # composites cut by > under a header that says :
    "lfh-005010X222A2-cob.2ndary.example4.edi": {("missing", "2300 CLM05")},
    "lfh-005010X222A2-example11.edi": {("missing", "2300 CLM05")},
    "lfh-005010X222A2-example12.edi": {("missing", "2300 CLM05")},
    "lfh-005010X222A2-example9.edi": {("missing", "2300 CLM05")},
    # no subscriber at all
    "vgi-pipe_delims.edi": {("missing", "2010BA NM1")},
    "vgi-truncated.edi": {("missing", "2010BA NM1"), ("missing", "2300 CLM05")},
}


@pytest.fixture(scope="module")
def sources(samples: Path) -> dict[str, tuple[int, int]]:
    """By file: how many claims its source states, and their sum in cents."""
    found: dict[str, tuple[int, int]] = {}
    folder = ""
    for row in (samples / "SOURCES.md").read_text("utf-8").splitlines():
        if row.startswith("## "):
            folder = row.removeprefix("## ")
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]
        if folder in FOLDERS and len(cells) > 5 and cells[1].endswith(".edi"):
            claims = re.search(r"(\d+) CLM\b", cells[4])
            billed = re.search(r"ΣCLM02 ([\d.]+)", cells[5])
            assert billed is not None, cells[1]
            found[cells[1]] = (int(claims[1]) if claims else 0, read_money(billed[1]))
    return found


@pytest.fixture(scope="module")
def read(samples: Path) -> dict[str, list[ReadClaim]]:
    """By file: its claims, of all its transactions."""
    return {
        path.name: [
            claim
            for transaction in read_transactions(path.read_bytes())
            for claim in read_837p(transaction).claims
        ]
        for folder in FOLDERS
        for path in (samples / folder).iterdir()
    }


def test_claims_and_charges_are_those_of_the_source(
    read: dict[str, list[ReadClaim]], sources: dict[str, tuple[int, int]]
) -> None:
    assert len(sources) > 50
    assert {
        name: (len(claims), sum(claim.charge or 0 for claim in claims))
        for name, claims in read.items()
    } == sources


def test_every_claim_is_typed_unless_its_file_is_named_with_what_it_lacks(
    read: dict[str, list[ReadClaim]],
) -> None:
    untyped = {
        name: claims for name, claims in read.items() if any(c.claim is None for c in claims)
    }
    assert set(untyped) == set(NOT_TYPED)
    for name, claims in untyped.items():
        for claim in claims:
            assert claim.claim is None, name
            assert set(places(claim.findings)) >= NOT_TYPED[name], name


def test_lines_charge_what_the_claim_charges_unless_the_file_itself_differs(
    read: dict[str, list[ReadClaim]],
) -> None:
    differing = {
        name
        for name, claims in read.items()
        for claim in (each.claim for each in claims)
        if claim is not None
        and claim.lines
        and sum(line.charge for line in claim.lines) != claim.charge
    }
    assert differing == {"vgi-claim_837.edi"}  # it bills 500 and names one line of 200


def test_segments_of_a_claim_are_all_those_of_the_file_between_it_and_the_next(
    read: dict[str, list[ReadClaim]], samples: Path
) -> None:
    for folder in FOLDERS:
        for path in (samples / folder).iterdir():
            content = path.read_bytes()
            for claim in read[path.name]:
                segments = claim.segments.segments
                assert segments[0].id == "CLM", path.name
                numbers = [segment.number for segment in segments]
                assert numbers == list(
                    range(claim.first_segment, claim.first_segment + len(numbers))
                )
                piece = content[claim.offset : claim.offset + claim.length]
                assert piece.startswith(b"CLM"), path.name


@pytest.mark.parametrize(
    ("name", "billing", "charges"),
    [
        (
            "scribe-sample_837_billing_provider_switch.edi",
            ["FIRST CLINIC", "SECOND CLINIC"],
            [12550, 22550],
        ),
        ("edilens-837p.test.0002.edi", ["BILLING PROVIDER"] * 2, [14000, 14000]),
    ],
)
def test_claims_of_several_billing_providers_or_transactions_are_kept_apart(
    read: dict[str, list[ReadClaim]], name: str, billing: list[str], charges: list[int]
) -> None:
    assert [each.billing.name for each in read[name]] == billing
    assert [each.charge for each in read[name]] == charges


def test_other_insurance_of_a_sample_is_read_to_the_cent(read: dict[str, list[ReadClaim]]) -> None:
    (found,) = read["lfh-005010X222A2-cob.example3.B.edi"]
    claim = typed(found)
    (other,) = claim.other_insurance
    assert (other.paid, [each.amount for each in other.adjustments]) == (3915, [2189, 1500])
    decided = [line.decisions[0] for line in claim.lines]
    assert [(each.payer, each.paid) for each in decided] == [
        ("999996666", 4000),
        ("999996666", 1500),
        ("999996666", 2104),
    ]
    assert [each.code for each in decided[0].adjustments] == ["CO-42"]


def test_a_guide_of_another_age_is_told_and_what_can_be_is_typed(
    read: dict[str, list[ReadClaim]],
) -> None:
    (found,) = read["lfh-004010X098A1-patient-is-subscriber.edi"]
    claim, billing = typed(found), found.billing
    assert (billing.tin, billing.npi, claim.diagnoses) == ("587654321", "", ("0340", "V7389"))
    assert claim.providers.rendering is not None
    assert [each.qualifier for each in claim.providers.rendering.references] == ["34"]
    assert [segment.get(3) for segment in billing.others.segments] == ["KILDAREASSOC"]
