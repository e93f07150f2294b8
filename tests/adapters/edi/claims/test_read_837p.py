"""Reading gives back what was written, and survives whatever others write."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.edi.basic_text import basic
from adapters.edi.claims.claim_parties import Address
from adapters.edi.claims.read_837p import ReadClaim, Reading837P, read_837p
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from adapters.edi.envelope import read_transactions
from domain.identifiers import AuthorizationNumber, LineControlNumber
from tests.support.edi import interchange
from tests.support.professional_claims import INTERCHANGE, any_batch

EVERYTHING = (Path(__file__).parents[1] / "golden" / "837P" / "everything.837").read_bytes()


def readings(content: bytes) -> list[tuple[Reading837P, list[ReadClaim]]]:
    found = []
    for transaction in read_transactions(content):
        reading = read_837p(transaction)
        found.append((reading, list(reading.claims)))
    return found


def written(random: Random, claims: int) -> tuple[Written837P, list[ReadClaim]]:
    batch = any_batch(random, claims)
    file = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(file, Written837P)
    ((reading, claims_read),) = readings(file.content)
    assert reading.findings == []
    sent = [claim for claim in batch.claims if claim.sent_as in file.sent]
    assert [each.claim for each in claims_read] == sent
    assert {(each.submitter, each.receiver, each.billing) for each in claims_read} == {
        (batch.submitter, batch.receiver, batch.billing)
    }
    return file, claims_read


@given(st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_reading_gives_back_what_was_written(random: Random, claims: int) -> None:
    written(random, claims)


ANYTHING = st.text(max_size=12) | st.text("*:~^\n A", max_size=6)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_text_ever_breaks_the_file_it_is_written_in(data: st.DataObject) -> None:
    batch = any_batch(Random(9), 2)  # noqa: S311 - invented claims, not secrets
    first, second = batch.claims
    address = Address(data.draw(ANYTHING), data.draw(ANYTHING), "CA", "95616", data.draw(ANYTHING))
    odd = replace(
        first,
        authorization=AuthorizationNumber(data.draw(ANYTHING)),
        subscriber=replace(
            first.subscriber,
            last_name=data.draw(ANYTHING),
            first_name=data.draw(ANYTHING),
            address=data.draw(st.just(address) | st.just(first.subscriber.address)),
        ),
        lines=(replace(first.lines[0], control=LineControlNumber(data.draw(ANYTHING))),),
        charge=first.lines[0].charge,
    )
    group = claim_group(INTERCHANGE, "101")
    file = write_837p(replace(batch, claims=(odd, second)), INTERCHANGE, group, "0001")
    assert isinstance(file, Written837P)
    ((reading, claims),) = readings(file.content)
    assert reading.findings == []
    assert [each.number for each in claims] == list(file.sent)
    assert claims[-1].claim == second
    if len(claims) == 2:
        assert claims[0].claim is not None
        assert claims[0].claim.authorization == odd.authorization
        assert claims[0].claim.lines == odd.lines
        assert claims[0].claim.subscriber.last_name == basic(odd.subscriber.last_name)


def test_a_claim_knows_where_in_the_file_it_stands() -> None:
    file, claims = written(Random(7), 3)  # noqa: S311 - invented claims, not secrets
    for ordinal, each in enumerate(claims, start=1):
        piece = file.content[each.offset : each.offset + each.length]
        assert piece.startswith(f"CLM*{each.number}*".encode())
        assert piece.count(b"CLM*") == 1
        assert piece.rstrip().endswith(f"{each.claim.lines[-1].control}~".encode())  # type: ignore[union-attr]
        assert each.ordinal == ordinal


def test_an_amount_that_is_none_is_never_read_as_zero() -> None:
    file, (claim,) = written(Random(1), 1)  # noqa: S311 - invented claims, not secrets
    whole = f"CLM*{claim.number}*".encode()
    broken = file.content.replace(whole, whole + b"FREE", 1)
    ((_, (read,)),) = readings(broken)
    assert (read.claim, read.charge) == (None, None)
    assert [(finding.code, finding.element) for finding in read.findings] == [
        ("837p.unreadable", "CLM02")
    ]


@given(st.integers(0, len(EVERYTHING)))
@settings(max_examples=150, deadline=None)
def test_a_file_cut_off_anywhere_gives_every_claim_before_the_cut_unchanged(at: int) -> None:
    whole = [claim for _, claims in readings(EVERYTHING) for claim in claims]
    found = readings(EVERYTHING[:at])
    claims = [claim for _, each in found for claim in each]
    for cut, complete in zip(claims[:-1], whole, strict=False):
        assert (cut.claim, cut.billing) == (complete.claim, complete.billing)
    if found and b"SE*" not in EVERYTHING[:at].rpartition(b"ST*837")[2]:
        assert "envelope.transaction-cut-off" in [each.code for each in found[-1][0].findings]


def test_each_transaction_has_its_own_number_of_the_batch() -> None:
    assert [reading.reference for reading, _ in readings(EVERYTHING)] == [
        "BATCH0000837",
        "BATCH0000838",
    ]


def test_a_transaction_without_claims_says_so() -> None:
    ((reading, claims),) = readings(interchange(["BHT*0019*00*1"], "837"))
    assert claims == []
    assert [each.code for each in reading.findings] == ["837p.no-claims"]


def _strays(body: list[str]) -> tuple[list[str], list[str]]:
    """The segments that a transaction keeps outside of claims, and those a finding tells of."""
    ((reading, _),) = readings(interchange(body, "837"))
    told = [f.element for f in reading.findings if f.code == "837p.unknown-segment"]
    return [segment.id for segment in reading.others.segments], told


@pytest.mark.parametrize(
    "body",
    [
        ["BHT*0019*00*1", "LX*1", "SV1*HC:98960*45*UN*1", "HL*1**20*1"],
        ["HL*1**20*1", "NM1*85*2*INVENTED HUB", "LX*1", "SV1*HC:98960*45*UN*1"],
        ["HL*1**20*1", "CLM*A*5", "HL*2**XX*0", "LX*1", "SV1*HC:98960*45*UN*1"],
        ["HL*1**20*1", "CLM*A*5", "HL*2**20*1", "LX*1", "SV1*HC:98960*45*UN*1", "HL*3**20*1"],
    ],
)
def test_a_line_that_stands_under_no_claim_is_kept_and_told(body: list[str]) -> None:
    assert _strays(body) == (["LX", "SV1"], ["LX", "SV1"])


def test_levels_above_a_claim_leave_nothing_astray() -> None:
    body = ["BHT*0019*00*1", "ZZZ*1", "HL*1**20*1", "HL*2*1*22*0", "CLM*A*5", "SV1*HC:98960*5*UN*1"]
    kept, _ = _strays([*body, "HL*3*1*22*0", "CLM*B*5"])
    assert kept == []


def test_what_a_level_has_no_place_for_is_kept_where_its_claim_cannot_be_typed() -> None:
    body = ["HL*1**20*1", "HL*2*1*22*0", "SV1*HC:98960*5*UN*1", "CLM*A*FREE", "CLM*B*FREE"]
    kept, _ = _strays(body)
    assert kept == ["SV1"]
