"""Whatever a text of a claim holds, it is cleaned or refused and never cuts the file."""

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from adapters.edi.claims.professional_claim import ProfessionalBatch
from adapters.edi.claims.read_837p import read_837p
from adapters.edi.claims.write_837p import claim_group, write_837p
from adapters.edi.envelope import read_transactions
from adapters.edi.x12 import Segment
from domain.problem import Refused
from tests.support import planted
from tests.support.full_claims import any_full_batch
from tests.support.planted import planted_in
from tests.support.professional_claims import INTERCHANGE

NASTY = (
    "*", "A*B", "A:B", "A~B", "A^B", "~", "A\nB", "\r", "A\x00B", "\x85", "A|B", " A ", "",
    "\u00e9", "Nguy\u1ec5n", "\u65e5\u672c", "\u202e", "A\uff0aB", "A\uff1aB", "A\uff5eB", "\uff3e",
)  # fmt: skip
Path = tuple[str | int, ...]


def _texts(value: object, path: Path = ()) -> Iterator[Path]:
    """Where the texts of a batch stand, those of kept segments left out."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from _texts(each, (*path, at))
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Segment):
        for field in value.__struct_fields__:
            yield from _texts(getattr(value, field), (*path, field))


def _put(value: Any, path: Path, text: str) -> Any:
    if not path:
        return text
    step, *rest = path
    if isinstance(step, int):
        return (*value[:step], _put(value[step], tuple(rest), text), *value[step + 1 :])
    return replace(value, **{step: _put(getattr(value, step), tuple(rest), text)})


def _written_again(batch: ProfessionalBatch) -> tuple[bytes, bytes] | None:
    """The file of a batch, and that of what was read in it; None where nothing may be sent."""
    group = claim_group(INTERCHANGE, "101")
    written = write_837p(batch, INTERCHANGE, group, "0001")
    if isinstance(written, Refused) or not written.sent:
        return None
    reading = read_837p(next(iter(read_transactions(written.content))))
    (read,) = reading.claims
    assert (reading.findings, read.findings) == ([], ())
    assert read.claim is not None
    own = read.billing if batch.claims[0].billing else None
    once_more = replace(read.claim, billing=own)
    again = write_837p(replace(batch, claims=(once_more,)), INTERCHANGE, group, "0001")
    assert not isinstance(again, Refused)
    return written.content, again.content


@pytest.mark.parametrize("seed", range(6))
def test_no_text_of_a_claim_cuts_the_file(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - invented claims, not secrets
    batch = any_full_batch(random, 1)
    for path in _texts(batch):
        for text in random.sample(NASTY, 3):
            changed = _put(batch, path, text)
            files = _written_again(changed)
            assert files is None or files[0] == files[1], (path, text)


def test_printing_a_claim_shows_nobody() -> None:
    batch = any_full_batch(Random(1), 40)  # noqa: S311 - invented claims, not secrets
    for path in _texts(batch):
        if path[-1] in {"last_name", "cin", "identifier"} and "subscriber" in path:
            batch = _put(batch, path, planted.LAST_NAME)
    assert planted_in(repr(batch.claims[0].subscriber.last_name))
    for claim in batch.claims:
        parts = (claim, claim.subscriber, claim.patient, claim.other_insurance)
        assert planted_in("".join(map(repr, parts))) == []
