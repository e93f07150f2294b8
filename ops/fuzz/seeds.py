"""The files that broken ones are made of: samples of others, our golden files, ones by chance."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from tests.support.any_remittance import any_remittance
from tests.support.professional_claims import INTERCHANGE, any_batch

ROOT = Path(__file__).resolve().parents[2]
_OURS = ROOT / "tests" / "adapters" / "edi"
CORPUS = _OURS / "corpus"
_DRAWN = 20
_LARGEST_DRAWN = 3_000  # a small file says as much, and a million of them take less time


def seed_files() -> list[bytes]:
    """Every file to begin with; those of others where `HUB_SAMPLES` or its usual place has them."""
    samples = Path(os.environ.get("HUB_SAMPLES") or ROOT.parent / "shared" / "samples")
    paths = [*samples.glob("*/*.edi"), *_OURS.glob("golden/*/*"), *CORPUS.glob("*")]
    files = [path.read_bytes() for path in sorted(paths) if path.is_file()]
    return [*files, *(content for content in _drawn() if len(content) < _LARGEST_DRAWN)]


def _drawn() -> Iterator[bytes]:
    for seed in range(_DRAWN):
        random = Random(seed)  # noqa: S311 - invented files, not secrets
        yield any_remittance(random).content
        batch = any_batch(random, 1 + seed % 3)
        written = write_837p(batch, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
        assert isinstance(written, Written837P), written
        yield written.content
