"""Every text that is changed to fit the file is told, by where it stands and never itself."""

from collections import Counter
from random import Random
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from adapters.edi.claims.write_837p import Written837P, claim_group, write_837p
from tests.support.full_claims import any_full_batch
from tests.support.professional_claims import INTERCHANGE

TEXTS = {
    *("name", "last_name", "first_name", "middle_name", "suffix", "group_name"),
    *("street", "second_line", "city", "text", "description"),
}


def soiled(value: Any) -> tuple[Any, int]:
    """The same with a mark in each text that is written cleaned, and how many there are."""
    if isinstance(value, tuple):
        parts = [soiled(each) for each in value]
        return tuple(part for part, _ in parts), sum(count for _, count in parts)
    if not isinstance(value, msgspec.Struct):
        return value, 0
    changed: dict[str, Any] = {}
    total = 0
    for field, held in asdict(value).items():
        if field in TEXTS and held:
            changed[field], count = f"{held}*", 1
        else:
            changed[field], count = soiled(held)
        total += count
    return type(value)(**changed), total


def test_each_text_that_was_cleaned_is_told_once() -> None:
    batch = any_full_batch(Random(4), 60)  # noqa: S311 - invented claims, not secrets
    usual, in_billing = soiled(batch.billing)
    dirty = [soiled(replace(claim, billing=None)) for claim in batch.claims]
    claims = tuple(claim for claim, _ in dirty)
    changed = replace(batch, billing=usual, claims=claims)
    written = write_837p(changed, INTERCHANGE, claim_group(INTERCHANGE, "101"), "0001")
    assert isinstance(written, Written837P)
    assert written.held == ()
    told = Counter(change.where.split(", ")[0] for change in written.changes)
    expected = {f"claim {claim.sent_as}": count for claim, count in dirty}
    assert {where: told[where] for where in expected} == expected
    assert told.total() == sum(expected.values()) + in_billing
    assert {change.characters for change in written.changes} == {"*"}


def test_the_cleaned_file_is_the_file_of_clean_texts() -> None:
    batch = any_full_batch(Random(4), 60)  # noqa: S311 - invented claims, not secrets
    claims = tuple(soiled(claim)[0] for claim in batch.claims)
    changed = replace(batch, billing=soiled(batch.billing)[0], claims=claims)
    group = claim_group(INTERCHANGE, "101")
    clean = write_837p(batch, INTERCHANGE, group, "0001")
    cleaned = write_837p(changed, INTERCHANGE, group, "0001")
    assert isinstance(clean, Written837P)
    assert isinstance(cleaned, Written837P)
    assert cleaned.content == clean.content
