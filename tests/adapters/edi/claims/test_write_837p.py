"""What we write is what every receiver of 005010X222A1 takes; what cannot be written is held."""

import io
import json
from datetime import date
from random import Random
from typing import Any

import pytest
import pyx12.params
import pyx12.x12n_document
from msgspec.structs import replace

from adapters.edi.basic_text import basic
from adapters.edi.claims.claim_checks import problems_of, problems_of_batch
from adapters.edi.claims.claim_parties import Provider, Providers
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from adapters.edi.elements import cents
from adapters.edi.x12 import Segment, read_segments
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
)
from domain.problem import Refused
from tests.support.professional_claims import BILLING_ADDRESS, INTERCHANGE, any_batch

BATCH = any_batch(Random(837), 1)  # noqa: S311 - invented claims, not secrets
CLAIM = replace(BATCH.claims[0], frequency="1", payer_control=None)
MEMBER = CLAIM.subscriber
LINE = CLAIM.lines[0]


def _with(**providers: Provider) -> ProfessionalClaim:
    return replace(CLAIM, providers=Providers(**providers))


def write(batch: ProfessionalBatch) -> Written837P:
    group = claim_group(INTERCHANGE, "101")
    written = write_837p(batch, INTERCHANGE, group, "0001")
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


def test_a_supervising_organization_is_never_written(
    thousand: tuple[ProfessionalBatch, bytes],
) -> None:
    assert b"NM1*DQ" not in thousand[1]


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
        (f"claim {CLAIM.sent_as}, member, NM103", "Ñ*ĐẶ"),
        (f"claim {CLAIM.sent_as}, member, NM104", "Ë~"),
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
    ("claim", "code"),
    [
        (replace(CLAIM, sent_as=SendNumber("A" * 21)), "837p.claim-number"),
        (replace(CLAIM, charge=CLAIM.charge + 1), "837p.total-differs"),
        (replace(CLAIM, payer_control=PayerControlNumber("ICN1")), "837p.payer-control-forbidden"),
        (replace(CLAIM, frequency="7"), "837p.payer-control-missing"),
        (replace(CLAIM, frequency="8"), "837p.payer-control-missing"),
        (replace(CLAIM, authorization=AuthorizationNumber("1*2")), "837p.number"),
        (replace(CLAIM, diagnoses=(*CLAIM.diagnoses[:1], Diagnosis("Z55.9"))), "837p.diagnosis"),
        (replace(CLAIM, diagnoses=CLAIM.diagnoses[:1] * 13), "837p.diagnosis-count"),
        (replace(CLAIM, lines=()), "837p.line-count"),
        (replace(CLAIM, lines=(LINE, LINE)), "837p.line-control"),
        (replace(CLAIM, lines=(replace(LINE, pointers=(13,)),)), "837p.pointer"),
        (replace(CLAIM, lines=(replace(LINE, pointers=()),)), "837p.pointer"),
        (replace(CLAIM, lines=(replace(LINE, units=0),)), "837p.line-amount"),
        (replace(CLAIM, lines=(replace(LINE, code=ProcedureCode("9896")),)), "837p.procedure"),
        (replace(CLAIM, lines=(replace(LINE, modifiers=(Modifier("U"),)),)), "837p.modifier"),
        (
            replace(CLAIM, lines=(replace(LINE, modifiers=(Modifier("U2"),) * 5),)),
            "837p.modifier-count",
        ),
        (replace(CLAIM, lines=(replace(LINE, control=LineControlNumber("")),)), "837p.number"),
        (
            replace(CLAIM, lines=(replace(LINE, service_on=date(1900, 1, 1)),)),
            "837p.service-before-birth",
        ),
        (replace(CLAIM, subscriber=replace(MEMBER, cin=Cin("1"))), "837p.cin"),
        (replace(CLAIM, subscriber=replace(MEMBER, last_name="***")), "837p.name"),
        (replace(CLAIM, subscriber=replace(MEMBER, first_name="A" * 36)), "837p.name"),
        (
            _with(rendering=Provider("X Y", Npi("1234567890"), taxonomy="251B00000X")),
            "837p.npi",
        ),
        (
            _with(rendering=Provider("X Y", Npi("1234567893"), taxonomy="CHW")),
            "837p.taxonomy",
        ),
        (
            replace(
                CLAIM,
                providers=Providers(
                    facility=Provider("CENTER", address=replace(BILLING_ADDRESS, zip_code="95616"))
                ),
            ),
            "837p.zip-nine-digits",
        ),
    ],
)
def test_each_rule_of_a_claim_is_held(claim: ProfessionalClaim, code: str) -> None:
    problems = problems_of(claim)
    assert code in [problem.code for problem in problems]
    words = " ".join(w for p in problems for w in (p.what, p.where, p.fix))
    for personal in (MEMBER.last_name, MEMBER.first_name, MEMBER.cin, str(MEMBER.born_on)):
        assert personal not in words


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
