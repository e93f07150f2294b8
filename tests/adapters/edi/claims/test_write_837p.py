"""What we write is what every receiver of 005010X222A1 takes; what cannot be written is held."""

import io
import json
from random import Random
from typing import Any

import pytest
import pyx12.params
import pyx12.x12n_document
from msgspec.structs import replace

from adapters.edi.basic_text import basic
from adapters.edi.claims.checks.before_sending import problems_of_batch
from adapters.edi.claims.claim_parties import Provider, Providers
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from adapters.edi.elements import cents
from adapters.edi.x12 import Segment, read_segments
from domain.identifiers import (
    Npi,
    PlaceOfService,
)
from domain.problem import Refused
from tests.support.full_claims import any_full_batch
from tests.support.professional_claims import BILLING_ADDRESS, INTERCHANGE, any_batch

BATCH = any_batch(Random(837), 1)  # noqa: S311 - invented claims, not secrets
CLAIM = replace(BATCH.claims[0], frequency="1", payer_control=None)
MEMBER = CLAIM.subscriber
LINE = CLAIM.lines[0]


def _with(**providers: Provider) -> ProfessionalClaim:
    return replace(CLAIM, providers=Providers(**providers))


def write(batch: ProfessionalBatch, claims_per_transaction: int = 0) -> Written837P:
    group = claim_group(INTERCHANGE, "101")
    written = write_837p(batch, INTERCHANGE, group, "0001", claims_per_transaction)
    assert isinstance(written, Written837P), written
    return written


def segments(claim: ProfessionalClaim) -> list[Segment]:
    return list(read_segments(write(replace(BATCH, claims=(claim,))).content))


def judged(content: bytes) -> dict[str, Any]:
    """What pyx12 finds in a file: its verdict and its error document."""
    errors, receipt = io.StringIO(), io.StringIO()
    passed = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), io.StringIO(content.decode("ascii")), receipt, None, None, errors
    )
    return {
        "passed": passed,
        "errors": json.loads(errors.getvalue()),
        "receipt": receipt.getvalue(),
    }


def errors_in(document: object) -> list[object]:
    """Every entry of every list of errors in a document, however deep."""
    found: list[object] = []
    if isinstance(document, dict):
        for name, value in document.items():
            found += value if name.endswith("errors") and value else errors_in(value)
    elif isinstance(document, list):
        found += [error for each in document for error in errors_in(each)]
    return found


@pytest.fixture(scope="module")
def thousand() -> tuple[ProfessionalBatch, bytes]:
    batch = any_batch(Random(1000), 1000)  # noqa: S311 - invented claims, not secrets
    written = write(batch)
    assert (len(written.sent), written.held, written.changes) == (1000, (), ())
    return batch, written.content


def test_an_outside_judge_finds_nothing_in_a_thousand_random_claims(
    thousand: tuple[ProfessionalBatch, bytes],
) -> None:
    verdict = judged(thousand[1])
    assert errors_in(verdict["errors"]) == []
    assert verdict["passed"] is True
    assert "IK5*A~" in verdict["receipt"]


@pytest.mark.parametrize(("seed", "claims_per_transaction"), [(1, 0), (2, 1), (3, 7)])
def test_an_outside_judge_finds_nothing_in_claims_that_state_everything(
    seed: int, claims_per_transaction: int
) -> None:
    batch = any_full_batch(Random(seed), 340)  # noqa: S311 - invented claims, not secrets
    written = write(batch, claims_per_transaction)
    assert (len(written.sent), written.held, written.changes) == (340, (), ())
    verdict = judged(written.content)
    assert errors_in(verdict["errors"]) == []
    assert verdict["passed"] is True


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        (b"\nREF*EI*123456789~", b""),
        (b"DTP*472*D8*2026", b"DTP*472*D8*2O26"),
        (b"*Y*A*Y*Y~", b"*Y*A*Y*X~"),
        (b"\nSBR*P*18*******MC~", b"\nSBR*P*99*******MC~"),
        (b"*UN*", b"*QT*"),
    ],
)
def test_the_outside_judge_does_find_what_is_broken(whole: bytes, broken: bytes) -> None:
    content = write(BATCH).content
    assert whole in content
    verdict = judged(content.replace(whole, broken, 1))
    assert verdict["passed"] is False
    assert errors_in(verdict["errors"]) != []


def test_each_claim_charges_what_its_lines_charge(
    thousand: tuple[ProfessionalBatch, bytes],
) -> None:
    charged: list[int | None] = []
    lines: list[int] = []
    for segment in read_segments(thousand[1]):
        if segment.id == "CLM":
            charged.append(cents(segment.get(2)))
            lines.append(0)
        elif segment.id == "SV1":
            lines[-1] += cents(segment.get(2)) or 0
    assert len(charged) == 1000
    assert charged == lines


def test_the_guide_is_named_alike_in_every_envelope() -> None:
    found = {segment.id: segment for segment in segments(CLAIM)}
    assert found["ISA"].get(12) == "00501"
    assert found["GS"].get(8) == found["ST"].get(3) == "005010X222A1"


def test_members_stand_one_level_under_the_billing_provider_and_nothing_under_them() -> None:
    batch = any_batch(Random(3), 3)  # noqa: S311 - invented claims, not secrets
    levels = [s.elements[1:] for s in read_segments(write(batch).content) if s.id == "HL"]
    assert levels == [["1", "", "20", "1"], *([f"{at}", "1", "22", "0"] for at in (2, 3, 4))]


def test_a_supervising_organization_is_never_written() -> None:
    organization = Provider("INVENTED CENTER", Npi("1234567893"))
    bad = replace(CLAIM, providers=Providers(supervising=organization))
    written = write(replace(BATCH, claims=(bad,)))
    assert (written.content, written.held[0].problems[0].code) == (
        b"",
        "837p.supervising-organization",
    )
    person = replace(organization, is_person=True, first_name="WREN")
    good = replace(CLAIM, providers=Providers(supervising=person))
    assert b"NM1*DQ*1*INVENTED CENTER*WREN*" in write(replace(BATCH, claims=(good,))).content


def test_claims_of_one_billing_provider_stand_together_as_it_first_appears() -> None:
    batch = any_batch(Random(5), 5)  # noqa: S311 - invented claims, not secrets
    partner = replace(batch.billing, name="INVENTED PARTNER", npi=Npi("1679576722"))
    billing = (None, partner, None, partner, batch.billing)
    claims = tuple(replace(c, billing=b) for c, b in zip(batch.claims, billing, strict=True))
    written = write(replace(batch, claims=claims))
    assert written.sent == tuple(claims[at].sent_as for at in (0, 2, 4, 1, 3))
    found = list(read_segments(written.content))
    assert [s.get(9) for s in found if s.id == "NM1" and s.get(1) == "85"] == [
        batch.billing.npi,
        partner.npi,
    ]
    levels = [(s.get(1), s.get(2), s.get(3)) for s in found if s.id == "HL"]
    assert levels[0] == ("1", "", "20")
    assert levels[4:6] == [("5", "", "20"), ("6", "5", "22")]


@pytest.mark.parametrize(
    ("claims_per_transaction", "sizes"), [(0, [5]), (1, [1] * 5), (2, [2, 2, 1]), (9, [5])]
)
def test_a_transaction_holds_as_many_claims_as_the_plan_takes(
    claims_per_transaction: int, sizes: list[int]
) -> None:
    batch = any_batch(Random(5), 5)  # noqa: S311 - invented claims, not secrets
    found = list(read_segments(write(batch, claims_per_transaction).content))
    controls = [s.get(2) for s in found if s.id == "ST"]
    assert controls == [f"{at:04d}" for at in range(1, len(sizes) + 1)]
    assert controls == [s.get(2) for s in found if s.id == "SE"]
    assert [s.get(1) for s in found if s.id == "GE"] == [str(len(sizes))]
    started = [at for at, s in enumerate(found) if s.id == "ST"]
    claims = [sum(s.id == "CLM" for s in found[at : at + 9999]) for at in started]
    assert [now - after for now, after in zip(claims, [*claims[1:], 0], strict=True)] == sizes
    counted = [s.get(1) for s in found if s.id == "SE"]
    ended = [at for at, s in enumerate(found) if s.id == "SE"]
    assert counted == [str(e - b + 1) for b, e in zip(started, ended, strict=True)]
    assert {s.get(3) for s in found if s.id == "BHT"} == {batch.reference}


def test_a_transaction_never_holds_more_claims_than_the_guide_takes() -> None:
    content = write(any_batch(Random(5), 5001)).content  # noqa: S311 - invented claims
    assert content.count(b"\nST*837*") == 2
    assert content[content.rindex(b"\nST*837*") :].count(b"\nCLM*") == 1


def test_the_place_of_a_line_is_written_only_where_it_differs() -> None:
    same = replace(CLAIM, lines=(replace(LINE, place=CLAIM.place),), charge=LINE.charge)
    other = replace(same, lines=(replace(LINE, place=PlaceOfService("02")),))
    places = [s.get(5) for claim in (same, other) for s in segments(claim) if s.id == "SV1"]
    assert places == ["", "02"]


def test_one_bad_claim_is_held_and_the_others_go() -> None:
    batch = any_batch(Random(3), 3)  # noqa: S311 - invented claims, not secrets
    good, bad, last = batch.claims
    bad = replace(bad, charge=bad.charge + 1)
    written = write(replace(batch, claims=(good, bad, last)))
    assert written.sent == (good.sent_as, last.sent_as)
    assert [(each.sent_as, [p.code for p in each.problems]) for each in written.held] == [
        (bad.sent_as, ["837p.total-differs"])
    ]
    assert judged(written.content)["passed"] is True


def test_a_batch_whose_claims_are_all_held_makes_no_file() -> None:
    written = write(replace(BATCH, claims=(replace(CLAIM, charge=-1),)))
    assert (written.content, written.sent, len(written.held)) == (b"", (), 1)


def test_names_are_cleaned_and_the_change_is_told_without_the_name() -> None:
    member = replace(MEMBER, last_name="Nuñez*Đặng", first_name="Zoë~Ann")
    written = write(replace(BATCH, claims=(replace(CLAIM, subscriber=member),)))
    assert b"NM1*IL*1*NUNEZ DANG*ZOE ANN*" in written.content
    assert [(each.where, each.characters) for each in written.changes] == [
        (f"claim {CLAIM.sent_as}, member, NM103", "*ÑĐẶ"),
        (f"claim {CLAIM.sent_as}, member, NM104", "~Ë"),
    ]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Smith:Jones^", "SMITH JONES"),
        ("D\u2019Árcy \u2013 Lee", "D'ARCY - LEE"),
        ("Łoś", "LOS"),
        ("apt #4", "APT 4"),
        ("  a   b ", "A B"),
        ("太郎", ""),
    ],
)
def test_a_text_keeps_what_every_receiver_understands(text: str, clean: str) -> None:
    assert basic(text) == clean


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (replace(BILLING_ADDRESS, street="PO Box 12"), "837p.po-box"),
        (replace(BILLING_ADDRESS, second_line="P.O. BOX 12"), "837p.po-box"),
        (replace(BILLING_ADDRESS, zip_code="95616"), "837p.zip-nine-digits"),
        (replace(BILLING_ADDRESS, state="California"), "837p.state"),
    ],
)
def test_a_batch_whose_billing_address_no_plan_takes_is_refused(address: Any, code: str) -> None:
    batch = replace(BATCH, billing=replace(BATCH.billing, address=address))
    assert [problem.code for problem in problems_of_batch(batch)] == [code]
    group = claim_group(INTERCHANGE, "101")
    assert isinstance(write_837p(batch, INTERCHANGE, group, "0001"), Refused)


def test_the_same_claim_number_twice_refuses_the_batch() -> None:
    batch = replace(BATCH, claims=(CLAIM, CLAIM))
    assert [problem.code for problem in problems_of_batch(batch)] == ["837p.number-repeated"]
