"""What is written is read back to the same values, whatever a claim states; files of others too."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.edi.basic_text import basic
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.read_837p import ReadClaim, read_837p
from adapters.edi.claims.write_837p import GUIDE, Written837P, claim_group, write_837p
from adapters.edi.claims.writing.transaction_text import by_billing_provider, transaction_text
from adapters.edi.envelope import read_transactions
from adapters.edi.values import Verbatim
from adapters.edi.write_envelope import TransactionToWrite, write_interchange
from domain.identifiers import ProcedureCode
from tests.support.full_claims import any_full_batch, kept
from tests.support.professional_claims import INTERCHANGE, any_batch


def claims_of(content: bytes) -> Iterator[tuple[str, ReadClaim]]:
    """Each claim of a file, with its batch's own number."""
    for transaction in read_transactions(content):
        reading = read_837p(transaction)
        for claim in reading.claims:
            yield reading.reference, claim


@given(st.integers(0, 10**9), st.integers(1, 5), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_reading_gives_back_everything_that_was_written(
    seed: int, claims: int, claims_per_transaction: int
) -> None:
    batch = any_full_batch(Random(seed), claims)  # noqa: S311 - invented claims, not secrets
    group = claim_group(INTERCHANGE, "101")
    file = write_837p(batch, INTERCHANGE, group, "0001", claims_per_transaction)
    assert isinstance(file, Written837P)
    assert file.held == ()
    written = by_billing_provider(batch, batch.claims)
    for (reference, read), (billing, claim) in zip(claims_of(file.content), written, strict=True):
        assert read.findings == ()
        assert read.claim == replace(claim, billing=None)
        assert (reference, read.submitter, read.receiver) == (
            batch.reference,
            batch.submitter,
            batch.receiver,
        )
        assert read.billing == billing


def unchecked(batch: ProfessionalBatch) -> bytes:
    """The file of a batch whose claims nobody judges: those of others may break every rule."""
    body = transaction_text(batch, by_billing_provider(batch, batch.claims))
    segments = [text.split("*") for text in body]
    frame = write_interchange(
        INTERCHANGE,
        [(claim_group(INTERCHANGE, "1"), [TransactionToWrite("837", "0001", GUIDE, ())])],
    )
    opening, closing = frame.split(b"SE*2*0001~\n")
    middle = "".join("*".join(each) + "~\n" for each in segments)
    return opening + middle.encode() + f"SE*{len(body) + 2}*0001~\n".encode() + closing


def cleaned(value: Any) -> Any:
    """The same value with every text as it is written: in capitals, without marks."""
    if isinstance(value, str):
        return basic(value)
    if isinstance(value, Verbatim):
        return value
    if isinstance(value, msgspec.Struct):
        return tuple(cleaned(getattr(value, field)) for field in value.__struct_fields__)
    if isinstance(value, tuple):
        return tuple(map(cleaned, value))
    return value


def rewritten(found: Sequence[ReadClaim], reference: str) -> list[ReadClaim]:
    """Claims read from a file, written into one of ours and read again."""
    first = found[0]
    batch = ProfessionalBatch(
        reference=reference,
        made_at=datetime(2026, 3, 31, 9, 15, tzinfo=UTC),
        submitter=first.submitter,
        receiver=first.receiver,
        billing=first.billing,
        claims=tuple(replace(each.claim, billing=each.billing) for each in found if each.claim),
    )
    return [claim for _, claim in claims_of(unchecked(batch))]


def test_claims_of_others_are_written_with_the_same_values(samples: Path) -> None:
    compared = 0
    for path in sorted((samples / "837P").iterdir()):
        for transaction in read_transactions(path.read_bytes()):
            reading = read_837p(transaction)
            found = [claim for claim in reading.claims if claim.claim is not None]
            if not found:
                continue
            for read, again in zip(found, rewritten(found, reading.reference), strict=True):
                for field in ("claim", "billing", "submitter", "receiver"):
                    one, other = getattr(read, field), getattr(again, field)
                    assert cleaned(one) == cleaned(other), (path.name, read.ordinal, field)
                compared += 1
    assert compared > 50


def _alone(claim: ProfessionalClaim) -> ProfessionalClaim:
    """The claim written without being judged, and read again."""
    batch = replace(any_batch(Random(5), 0), claims=(claim,))  # noqa: S311 - invented claims
    ((_, read),) = claims_of(unchecked(batch))
    assert read.claim is not None, read.findings
    return read.claim


def test_minutes_and_parts_of_a_unit_are_kept() -> None:
    (claim,) = any_batch(Random(6), 1).claims  # noqa: S311 - invented claims, not secrets
    line = replace(claim.lines[0], code=ProcedureCode("00142"), basis="MJ", units=Decimal("37.5"))
    claim = replace(claim, lines=(line, *claim.lines[1:]))
    assert _alone(claim).lines[0] == line


@pytest.mark.parametrize(
    "texts",
    [
        ("ZZ9*UNKNOWN TO THE GUIDE",),
        ("ZZ9*ONE", "K3*INVENTED STATE DATA", "ZZ9*TWO"),
        ("CRC*ZZ*Y*AV", "K3*BEHIND ITS PLACE"),
        ("NM1*ZZ*2*NOBODY KNOWN", "N3*1 INVENTED WAY", "REF*ZZ*9", "PER*IC*DESK*TE*5305550100"),
    ],
)
def test_segments_that_no_field_holds_come_back_in_their_order(texts: tuple[str, ...]) -> None:
    batch = any_full_batch(Random(8), 40)  # noqa: S311 - invented claims, not secrets
    for claim in batch.claims:
        odd = replace(
            claim,
            billing=None,
            others=kept(*texts),
            lines=tuple(replace(line, others=kept(*texts)) for line in claim.lines),
        )
        assert _alone(odd) == odd
