"""Facts to rows, in memory: the one loop that live tables, rebuilds and past views share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from domain.event import Fact
from projections.projection import Projection

Rows = dict[str, Any]
"""Rows of one projection by key; None under a key that has no row."""

_Step = tuple[str, Rows, Callable[[Any], Iterable[str]], Callable[[str, Any, Any], Any]]


class Fold:
    """Rows of some projections as facts are taken in; nothing is written anywhere."""

    def __init__(self, projections: Iterable[Projection[Any]]) -> None:
        self.rows: dict[str, Rows] = {}
        self._changed: dict[str, Rows] = {}
        self._steps: dict[type[Fact], list[_Step]] = {}
        for projection in projections:
            rows = self.rows[projection.name] = {}
            self._changed[projection.name] = {}
            step = (projection.name, rows, projection.keys, projection.evolve)
            for kind in projection.facts:
                self._steps.setdefault(kind, []).append(step)

    @property
    def size(self) -> int:
        """How many rows are held, all projections together."""
        return sum(len(rows) for rows in self.rows.values())

    def missing(self, facts: Sequence[Fact]) -> dict[str, list[str]]:
        """The keys that `facts` touch and of which no row was read yet, by projection."""
        missing: dict[str, dict[str, None]] = {name: {} for name in self.rows}
        for fact in facts:
            for name, rows, keys, _ in self._steps.get(type(fact), ()):
                for key in keys(fact):
                    if key not in rows:
                        missing[name][key] = None
        return {name: list(keys) for name, keys in missing.items() if keys}

    def know(self, name: str, keys: Iterable[str], found: Mapping[str, Any]) -> None:
        """Start from the rows that were `found` under `keys`."""
        self.rows[name].update({key: found.get(key) for key in keys})

    def take(self, facts: Iterable[Fact]) -> None:
        """Fold facts, in order, into every row they touch."""
        steps, changed = self._steps, self._changed
        for fact in facts:
            for name, rows, keys, evolve in steps.get(type(fact), ()):
                for key in keys(fact):
                    before = rows.get(key)
                    after = evolve(key, before, fact)
                    if after is not before:
                        rows[key] = changed[name][key] = after

    def take_changed(self) -> dict[str, Rows]:
        """The rows changed since this was last asked, by projection."""
        changed = self._changed
        self._changed = {name: {} for name in self.rows}
        return {name: rows for name, rows in changed.items() if rows}
