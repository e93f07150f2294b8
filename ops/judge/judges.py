"""What outside judges say of claims drawn by chance and written as 837Ps.

- pyx12 checks loops, segments, elements and codes of the guide: it must find nothing.
- x12sdk makes typed models: claims, charges, procedures and units must be those that were written.
- x12_edi_tools has a parser: it must open the file and count the same segments.

Half of the claims are of the usual kind, half state whatever the guide has a place for. x12sdk
reads the usual ones alone: it asks for elements that the guide leaves open (CN104, NM103 of an
ordering place), mixes up the segments of loop 2310D, and knows no sex but F and M, so that U is
written to it as F.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any, cast

from msgspec.structs import replace
from x12_edi_tools.x12_parser import X12Parser
from x12sdk.io import X12ModelReader

from adapters.edi.claims.checks.pyx12_gate import pyx12_findings
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from adapters.edi.x12 import read_segments
from tests.support.full_claims import any_full_batch
from tests.support.professional_claims import INTERCHANGE, any_batch

PER_TRANSACTION = 25

Line = tuple[str, Decimal, Decimal]
Claims = dict[str, tuple[Decimal, tuple[Line, ...]]]


def usual(seed: int, claims: int) -> list[str]:
    """What all three judges say against a file of claims as our field sends them."""
    batch = any_batch(Random(seed), claims)  # noqa: S311 - invented claims, not secrets
    known = (
        replace(claim, subscriber=replace(claim.subscriber, sex="F")) for claim in batch.claims
    )
    content = _written(batch)
    for_x12sdk = replace(batch, claims=tuple(known))
    return [*_structure(content), *_values(_written(for_x12sdk), for_x12sdk)]


def full(seed: int, claims: int) -> list[str]:
    """What pyx12 and x12_edi_tools say against a file of claims that state everything."""
    batch = any_full_batch(Random(seed), claims)  # noqa: S311 - the same
    return list(_structure(_written(batch)))


def _written(batch: ProfessionalBatch) -> bytes:
    group = claim_group(INTERCHANGE, "101")
    written = write_837p(batch, INTERCHANGE, group, "0001", PER_TRANSACTION)
    assert isinstance(written, Written837P), written
    assert len(written.sent) == len(batch.claims), written.held
    return written.content


def _structure(content: bytes) -> Iterator[str]:
    for finding in pyx12_findings(content):
        yield f"pyx12: {finding.code} {finding.where}"
    opened = X12Parser().parse(content.decode())
    theirs = Counter({name: len(segments) for name, segments in opened.items()})
    ours = Counter(segment.id for segment in read_segments(content))
    if ours != theirs:
        yield f"x12_edi_tools: {dict(ours - theirs)} fewer, {dict(theirs - ours)} more segments"


def _values(content: bytes, batch: ProfessionalBatch) -> Iterator[str]:
    with X12ModelReader(content.decode()) as reader:
        models = cast(Iterator[Any], reader.models())
        theirs: Claims = {}
        for model in models:
            theirs |= _claims_of(model)
    ours = {str(claim.sent_as): _stated(claim) for claim in batch.claims}
    for number in sorted(ours.keys() | theirs.keys()):
        if ours.get(number) != theirs.get(number):
            yield f"x12sdk: claim {number} is {theirs.get(number)}, not {ours.get(number)}"


def _claims_of(model: Any) -> Claims:
    return {
        claim.clm_segment.patient_control_number: (
            claim.clm_segment.total_claim_charge_amount,
            tuple(_line(line.sv1_segment) for line in claim.loop_2400),
        )
        for provider in model.loop_2000a
        for subscriber in provider.loop_2000b
        for claim in subscriber.loop_2300
    }


def _line(service: Any) -> Line:
    procedure = service.product_service_id_qualifier
    return procedure, service.line_item_charge_amount, service.service_unit_count


def _stated(claim: ProfessionalClaim) -> tuple[Decimal, tuple[Line, ...]]:
    return Decimal(claim.charge) / 100, tuple(
        (
            ":".join((line.qualifier, line.code, *line.modifiers)),
            Decimal(line.charge) / 100,
            Decimal(line.units),
        )
        for line in claim.lines
    )
