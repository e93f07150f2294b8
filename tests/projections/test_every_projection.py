"""What holds for every projection there is."""

from typing import Any

import msgspec
import pytest

from domain.catalogue import FACTS
from projections import PROJECTIONS
from projections.projection import Projection
from tests.projections.life import a_whole_life

LIFE = a_whole_life().facts
EACH = pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)


def test_no_two_projections_have_one_name() -> None:
    assert len({each.name for each in PROJECTIONS}) == len(PROJECTIONS)


@EACH
def test_rows_are_looked_up_by_fields_they_have(projection: Projection[Any]) -> None:
    fields = {field.name for field in msgspec.structs.fields(projection.row)}
    assert set(projection.indexes) <= fields


@EACH
def test_a_projection_looks_only_at_facts_that_the_log_may_hold(
    projection: Projection[Any],
) -> None:
    assert set(projection.facts) <= set(FACTS)


@EACH
def test_a_fact_about_what_was_never_seen_before_fails_nothing(
    projection: Projection[Any],
) -> None:
    for fact in LIFE:
        if isinstance(fact, projection.facts):
            for key in projection.keys(fact):
                row = projection.evolve(key, None, fact)
                assert row is None or isinstance(row, projection.row)


@EACH
def test_a_row_comes_back_from_its_table_as_it_was(projection: Projection[Any]) -> None:
    rows: dict[str, Any] = {}
    for fact in LIFE:
        if isinstance(fact, projection.facts):
            for key in projection.keys(fact):
                rows[key] = projection.evolve(key, rows.get(key), fact)
    for row in rows.values():
        if row is not None:
            stored = msgspec.json.encode(row)
            assert msgspec.json.decode(stored, type=projection.row) == row
