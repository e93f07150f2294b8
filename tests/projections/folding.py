"""Rows of a projection straight from facts, without any store."""

from collections.abc import Iterable

from domain.event import Fact
from hub.folding import Fold
from projections.projection import Projection, Row


def rows(projection: Projection[Row], facts: Iterable[Fact]) -> dict[str, Row]:
    """What readers see after `facts`, by key."""
    fold = Fold([projection])
    fold.take(tuple(facts))
    folded = fold.rows[projection.name].items()
    return {key: row for key, row in folded if row is not None and not projection.hides(row)}


def only(projection: Projection[Row], facts: Iterable[Fact]) -> Row:
    """The one row there is."""
    (row,) = rows(projection, facts).values()
    return row
