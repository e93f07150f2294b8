"""Claims that somebody else sends are held to the guide, by their place in the file."""

from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from adapters.edi.claims.checks import duplicates
from adapters.edi.claims.checks.foreign_claims import ForeignClaims
from adapters.edi.claims.checks.parties import member_problems
from adapters.edi.claims.checks.sums import other_payer_totals
from adapters.edi.claims.other_insurance import LineDecision
from adapters.edi.claims.read_837p import read_837p
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from adapters.edi.envelope import read_transactions
from domain.identifiers import Cin
from domain.problem import Problem
from tests.support.full_claims import any_full_batch
from tests.support.planted import planted_in
from tests.support.professional_claims import INTERCHANGE, any_batch


def judged(content: bytes, name: str = "theirs.837") -> list[Problem]:
    """All that is wrong in the claims of a file."""
    claims = ForeignClaims(name)
    return [
        problem
        for transaction in read_transactions(content)
        for read in read_837p(transaction).claims
        for problem in claims.problems_of(read)
    ]


def ours(claims: int, seed: int = 1) -> bytes:
    batch = any_full_batch(Random(seed), claims)  # noqa: S311 - invented claims, not secrets
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001", 7)
    assert isinstance(written, Written837P)
    assert written.held == ()
    return written.content


def test_nothing_is_wrong_in_what_we_write() -> None:
    assert judged(ours(100)) == []


@pytest.mark.parametrize(
    ("whole", "broken", "code", "place"),
    [
        (b"*XX*1234567893~", b"*XX*2234567893~", "npi", "2010AA, NM109"),
        (b"\nN3*1 INVENTED WAY", b"\nN3*PO BOX 1", "po-box", "2010AA, N301"),
        (b"*956160001~", b"*95616~", "zip-nine-digits", "2010AA, N403"),
        (b"*TE*5305550100", b"*TE*555-0100", "phone", "1000A, PER04"),
    ],
)
def test_what_breaks_a_rule_is_told_with_its_place(
    whole: bytes, broken: bytes, code: str, place: str
) -> None:
    batch = any_batch(Random(1), 2)  # noqa: S311 - invented claims, not secrets
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(written, Written837P)
    (found,) = judged(written.content.replace(whole, broken))
    assert found.code == f"837p.{code}"
    assert found.where.startswith("theirs.837, ")
    assert found.where.endswith(f", loop {place}")
    assert found.fix == "ask the sender to correct it and to send the file again"


def test_a_claim_is_called_by_its_place_never_by_its_number() -> None:
    batch = any_batch(Random(1), 3)  # noqa: S311 - invented claims, not secrets
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001", 1)
    assert isinstance(written, Written837P)
    number = batch.claims[2].sent_as.encode()
    content = written.content.replace(b"CLM*" + number + b"*", b"CLM*" + number + b"*9")
    (problem,) = judged(content)
    assert problem.code == "837p.total-differs"
    assert problem.where.startswith("theirs.837, claim 3 (from segment ")
    assert number.decode() not in f"{problem.what} {problem.where} {problem.fix}"


def test_what_only_our_plans_ask_for_is_not_asked_of_others() -> None:
    batch = any_batch(Random(1), 1)  # noqa: S311 - invented claims, not secrets
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(written, Written837P)
    claim = batch.claims[0]
    content = written.content.replace(claim.subscriber.cin.encode(), b"MEMBER-77")
    content = content.replace(b"CLM*" + claim.sent_as.encode(), b"CLM*PATIENT-1/A")
    content = content.replace(b"PRV*BI*PXC*251B00000X~\n", b"")
    assert judged(content) == []


def test_care_billed_twice_is_found_over_the_whole_file() -> None:
    batch = any_batch(Random(1), 4)  # noqa: S311 - invented claims, not secrets
    one = replace(batch.claims[0], frequency="1", payer_control=None)
    claims = (one, *batch.claims[1:])
    group = claim_group(INTERCHANGE, "101")
    written = write_837p(replace(batch, claims=claims), INTERCHANGE, group, "0001", 2)
    assert isinstance(written, Written837P)
    found = [each for each in judged(written.content * 2) if each.code == "837p.duplicate"]
    assert len(found) == sum(len(claim.lines) for claim in claims)
    assert found[0].what.endswith("as claim 1 of the file")
    assert found[0].where.startswith("theirs.837, claim 5 (from segment ")


def numbered(*numbers: str, seed: int = 1) -> bytes:
    """A file with a claim of each number, which need not be any that we would mint."""
    batch = any_batch(Random(seed), len(numbers))  # noqa: S311 - invented claims, not secrets
    claims = tuple(replace(each, frequency="1", payer_control=None) for each in batch.claims)
    group = claim_group(INTERCHANGE, "101")
    written = write_837p(replace(batch, claims=claims), INTERCHANGE, group, "0001")
    assert isinstance(written, Written837P)
    content = written.content
    for claim, number in zip(claims, numbers, strict=True):
        content = content.replace(b"CLM*" + claim.sent_as.encode(), b"CLM*" + number.encode())
    return content


def test_a_claim_number_that_an_earlier_claim_has_is_told_without_the_number() -> None:
    content = numbered("INVENTED NAME", "2", "INVENTED NAME")
    (found,) = judged(content)
    assert found.code == "837p.number-repeated"
    assert found.what == "the claim has the number of an earlier one"
    assert found.fix == "ask the sender to correct it and to send the file again"
    place, _, first = found.where.partition(", first stated by the claim from segment ")
    assert place.startswith("theirs.837, claim 3 (from segment ")
    assert place.endswith("), loop 2300, CLM01")
    assert content.split(b"~\n")[int(first) - 1].startswith(b"CLM*INVENTED NAME*")
    assert "INVENTED" not in f"{found.what} {found.where} {found.fix}"


def test_a_claim_number_is_found_again_in_a_later_transaction_of_the_file() -> None:
    found = judged(numbered("1", "2") + numbered("3", "2", seed=2))
    assert [each.code for each in found] == ["837p.number-repeated"]


def test_a_correction_may_have_the_number_of_what_it_replaces() -> None:
    content = numbered("1", "1")
    first, number, second = content.rpartition(b"CLM*1*")
    corrected = second.replace(b":B:1*", b":B:7*", 1).replace(b"\nHI*", b"\nREF*F8*77~\nHI*", 1)
    assert judged(first + number + corrected) == []


def test_another_provider_may_give_a_claim_the_same_number() -> None:
    other = numbered("1", seed=2).replace(b"*XX*1234567893~", b"*XX*1679576722~")
    assert judged(numbered("1") + other) == []


def test_numbers_are_kept_by_hashes_and_so_many_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_NUMBERS", 2)
    assert [each.code for each in judged(numbered("1", "2", "3", "1"))] == ["837p.number-repeated"]
    assert judged(numbered("1", "2", "3", "4", "5", "1")) == []


def test_no_sample_breaks_the_checks_and_no_words_hold_a_name(samples: Path) -> None:
    told = 0
    for path in sorted((samples / "837P").iterdir()):
        for problem in judged(path.read_bytes(), path.name):
            told += 1
            assert problem.where.startswith(path.name)
            assert planted_in(f"{problem.what} {problem.where} {problem.fix}") == []
    assert told > 300


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        (b"REF*EI*123456789~", b"REF*SY*900000001~"),
        (b"\nN3*1 INVENTED WAY", b"\nN3*RR 2 BOX 15"),
    ],
)
def test_what_the_guide_takes_beyond_our_field_is_taken(whole: bytes, broken: bytes) -> None:
    batch = any_batch(Random(1), 1)  # noqa: S311 - invented claims, not secrets
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(written, Written837P)
    assert whole in written.content
    assert judged(written.content.replace(whole, broken)) == []


def test_who_bills_without_an_npi_is_known_to_the_plan_by_another_number() -> None:
    batch = any_batch(Random(1), 1)  # noqa: S311 - invented claims, not secrets
    written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(written, Written837P)
    nameless = written.content.replace(b"*****XX*1234567893~\nN3", b"~\nN3")
    (found,) = judged(nameless)
    assert found.code == "837p.npi"
    assert judged(nameless.replace(b"*PI*INV01~", b"*PI*INV01~\nREF*G2*A1~")) == []


def test_an_employer_who_is_the_subscriber_may_have_no_number() -> None:
    batch = any_full_batch(Random(5), 60)  # noqa: S311 - invented claims, not secrets
    claim = next(each for each in batch.claims if each.patient is not None)
    employer = replace(
        claim.subscriber,
        is_person=False,
        last_name="INVENTED EMPLOYER",
        first_name="",
        cin=Cin(""),
        qualifier="",
    )
    assert not list(member_problems(replace(claim, subscriber=employer), "claim 1"))


def test_a_line_that_another_payer_divided_is_added_up() -> None:
    batch = any_batch(Random(1), 1)  # noqa: S311 - invented claims, not secrets
    claim = batch.claims[0]
    line = claim.lines[0]
    part = LineDecision("OTHER1", line.charge - 100, line.code, units=1)
    whole = replace(line, decisions=(part, replace(part, paid=100)))
    assert list(other_payer_totals(replace(claim, lines=(whole,)), "claim 1")) == []
    (found,) = other_payer_totals(
        replace(claim, lines=(replace(line, decisions=(part,)),)), "claim 1"
    )
    assert found.code == "837p.line-decision-total"
