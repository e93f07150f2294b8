"""Rows to read: as they now are, or as they were known at a position of the log."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Protocol

from hub.folding import Fold
from hub.store.log import FactLog
from hub.store.projected import ProjectedTable, lifted
from projections.projection import Projection, Row

_PAGE = 2_000


class View(Protocol):
    """Rows of projections at one moment; hidden rows are never among them."""

    def get(self, projection: Projection[Row], key: str) -> Row | None:
        """The row under a key."""

    def get_many(self, projection: Projection[Row], keys: Iterable[str]) -> dict[str, Row]:
        """The rows under keys, those that there are."""

    def rows(
        self,
        projection: Projection[Row],
        *,
        limit: int | None = None,
        after: str = "",
        **equals: object,
    ) -> list[Row]:
        """Rows whose indexed fields equal what is given, in order of key, `limit` at most.

        `after` is the key to go on behind. Raises ValueError for a field that is not indexed.
        """


class LiveView:
    """Rows as they now are, read from their tables."""

    def __init__(self, log: FactLog, tables: Mapping[str, ProjectedTable[Any]]) -> None:
        self._log = log
        self._tables = tables

    def get(self, projection: Projection[Row], key: str) -> Row | None:
        """The row under a key."""
        return self.get_many(projection, [key]).get(key)

    def get_many(self, projection: Projection[Row], keys: Iterable[str]) -> dict[str, Row]:
        """The rows under keys, those that there are."""
        with self._log.reading() as connection:
            found = self._table(projection).read(connection, list(dict.fromkeys(keys)))
        return {key: row for key, row in found.items() if not projection.hides(row)}

    def rows(
        self,
        projection: Projection[Row],
        *,
        limit: int | None = None,
        after: str = "",
        **equals: object,
    ) -> list[Row]:
        """Rows whose indexed fields equal what is given, in order of key."""
        _refuse_unindexed(projection, equals)
        with self._log.reading() as connection:
            return self._table(projection).find(connection, equals, after, limit)

    def _table(self, projection: Projection[Row]) -> ProjectedTable[Row]:
        return self._tables[projection.name]


class KnownView:
    """Rows as they were known at `position`: folded in memory when first asked for.

    Those of `together` are folded in one pass over the log as soon as one of them is asked for.
    """

    def __init__(self, log: FactLog, position: int, together: Iterable[Projection[Any]]) -> None:
        self._log = log
        self._position = position
        self._together = tuple(together)
        self._folded: dict[str, dict[str, Any]] = {}

    def get(self, projection: Projection[Row], key: str) -> Row | None:
        """The row under a key."""
        return self._known(projection).get(key)

    def get_many(self, projection: Projection[Row], keys: Iterable[str]) -> dict[str, Row]:
        """The rows under keys, those that there are."""
        known = self._known(projection)
        return {key: known[key] for key in keys if key in known}

    def rows(
        self,
        projection: Projection[Row],
        *,
        limit: int | None = None,
        after: str = "",
        **equals: object,
    ) -> list[Row]:
        """Rows whose indexed fields equal what is given, in order of key."""
        _refuse_unindexed(projection, equals)
        asked = {field: lifted(value) for field, value in equals.items()}
        found = (
            row
            for key, row in self._known(projection).items()
            if key > after and all(lifted(getattr(row, f)) == v for f, v in asked.items())
        )
        return list(islice(found, limit))

    def _known(self, projection: Projection[Row]) -> dict[str, Row]:
        if projection.name not in self._folded:
            wanted = self._together if projection in self._together else (projection,)
            fold = Fold(wanted)
            for page in self._log.read(until=self._position, limit=_PAGE):
                fold.take([recorded.fact for recorded in page])
            for each in wanted:
                self._folded[each.name] = _shown(each, fold.rows[each.name])
        return self._folded[projection.name]


def _shown(projection: Projection[Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    """Rows in order of key, without those that are hidden."""
    there = ((key, row) for key, row in sorted(rows.items()) if row is not None)
    return {key: row for key, row in there if not projection.hides(row)}


def _refuse_unindexed(projection: Projection[Any], equals: Iterable[str]) -> None:
    unknown = sorted(set(equals) - set(projection.indexes))
    if unknown:
        raise ValueError(f"rows of {projection.name} are not looked up by {', '.join(unknown)}")
