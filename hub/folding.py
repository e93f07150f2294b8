"""Facts to rows, in memory: the one loop that live tables, rebuilds and past views share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.event import Fact
from projections.projection import Projection

Rows = dict[str, Any]
"""Rows of one projection by key; None under a key that has no row."""

Touched = Mapping[str, list[tuple[str, Fact]]]
"""By projection: the keys of the rows to change, each with the fact that changes it, in order."""


class Fold:
    """Rows of some projections as facts are taken in; nothing is written anywhere."""

    def __init__(self, projections: Iterable[Projection[Any]]) -> None:
        self._projections = {projection.name: projection for projection in projections}
        self.rows: dict[str, Rows] = {name: {} for name in self._projections}
        self._changed: dict[str, Rows] = {name: {} for name in self._projections}
        self._kinds = {name: frozenset(each.facts) for name, each in self._projections.items()}

    @property
    def size(self) -> int:
        """How many rows are held, all projections together."""
        return sum(len(rows) for rows in self.rows.values())

    def touched(self, facts: Sequence[Fact]) -> Touched:
        """The rows that `facts` touch."""
        found = {fact.__class__ for fact in facts}
        touched: dict[str, list[tuple[str, Fact]]] = {}
        for name, projection in self._projections.items():
            keys, kinds = projection.keys, self._kinds[name]
            # most projections look at none of what one batch brings
            looked_at = facts if kinds & found else ()
            touched[name] = [
                (key, fact) for fact in looked_at if fact.__class__ in kinds for key in keys(fact)
            ]
        return touched

    def missing(self, touched: Touched) -> dict[str, list[str]]:
        """The keys among `touched` of which no row was read yet, by projection."""
        missing: dict[str, list[str]] = {}
        for name, changes in touched.items():
            rows = self.rows[name]
            if keys := {key: None for key, _ in changes if key not in rows}:
                missing[name] = list(keys)
        return missing

    def know(self, name: str, keys: Iterable[str], found: Mapping[str, Any]) -> None:
        """Start from the rows that were `found` under `keys`."""
        self.rows[name].update({key: found.get(key) for key in keys})

    def take(self, facts: Sequence[Fact]) -> None:
        """Fold facts, in order, into every row they touch."""
        self.change(self.touched(facts))

    def change(self, touched: Touched) -> None:
        """Fold every fact into the row under its key."""
        for name, changes in touched.items():
            rows, changed = self.rows[name], self._changed[name]
            evolve = self._projections[name].evolve
            for key, fact in changes:
                before = rows.get(key)
                after = evolve(key, before, fact)
                if after is not before:
                    rows[key] = changed[key] = after

    def take_changed(self) -> dict[str, Rows]:
        """The rows changed since this was last asked, by projection."""
        changed = self._changed
        self._changed = {name: {} for name in self.rows}
        return {name: rows for name, rows in changed.items() if rows}
