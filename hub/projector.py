"""Feeds facts to projections; rebuilds them from nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.collector import seldom_collected
from hub.folding import Fold, Rows
from hub.store.checkpoints import (
    Checkpoint,
    Overtaken,
    advance_together,
    read_checkpoints,
    set_checkpoint,
)
from hub.store.chunks import chunks
from hub.store.log import FactLog
from hub.store.projected import ProjectedTable, giving_way, lock_tables
from hub.views import KnownView, LiveView, View
from projections.projection import Projection

_BATCH = 4_000
_ROWS_HELD = 50_000
_ROWS_PER_LOAD = 1_000  # so that no append waits longer than 100 ms on SQLite


@dataclass(frozen=True)
class ProjectionStatus:
    """How far a projection has come: up to `position` of a log that ends at `head`."""

    name: str
    version: int
    position: int
    head: int

    @property
    def behind(self) -> int:
        """How many facts it has still to take in."""
        return self.head - self.position


class Projector:
    """Keeps the tables of projections up to date with a log, each fact in them exactly once.

    Any number of projectors may work on one database at the same time.
    """

    def __init__(
        self, log: FactLog, projections: Iterable[Projection[Any]], *, batch: int = _BATCH
    ) -> None:
        self._log = log
        self._batch = batch
        self._projections = {projection.name: projection for projection in projections}
        self._tables = {name: ProjectedTable(each) for name, each in self._projections.items()}
        self._ready = False

    @property
    def live(self) -> View:
        """Rows as they now are."""
        self._prepare()
        return LiveView(self._log, self._tables)

    def known_at(self, position: int, *together: Projection[Any]) -> View:
        """Rows as they were known when the log ended at `position`.

        Each projection is folded when first asked for, those of `together` in one pass.
        """
        return KnownView(self._log, position, together)

    def status(self) -> tuple[ProjectionStatus, ...]:
        """How far every projection has come, in order of name."""
        self._prepare()
        head = self._log.head().position
        return tuple(
            ProjectionStatus(each.name, each.version, each.position, head)
            for each in self._checkpoints()
        )

    def catch_up(self, position: int | None = None) -> None:
        """Take in every fact up to `position`, or all there are; one batch commits whole or not.

        Where another projector is at work, what it has done is not done again.
        """
        self._prepare()
        head = self._log.head().position
        until = head if position is None else min(position, head)
        fold = Fold(())
        reached: tuple[Checkpoint, ...] = ()
        while behind := _furthest_behind(checkpoints := self._checkpoints(), until):
            # rows read before are still right only where nobody else has moved on since
            if behind != reached or fold.size > _ROWS_HELD:
                fold = Fold(self._projections[each.name] for each in behind)
            # those that come to stand at one position go on together
            ahead = (each.position for each in checkpoints if each not in behind)
            reached = self._take_batch(fold, behind, min(until, *ahead, until))

    @seldom_collected()
    def rebuild(self, names: Sequence[str] = ()) -> None:
        """Fold the named projections, or all, anew from the first fact, then swap the tables.

        Nothing is sent, and readers see the old rows until the new ones are complete. Raises
        KeyError for a name that no projection has.
        """
        self._prepare()
        chosen = [self._projections[name] for name in names or self._projections]
        shadows = {each.name: ProjectedTable(each, shadow=True) for each in chosen}
        with self._log.transaction() as connection:
            lock_tables(connection)
            for shadow in shadows.values():
                shadow.sweep_shadows(connection)
                shadow.create(connection)
        fold, position = Fold(chosen), 0
        while True:
            head = self._log.head().position
            for page in self._log.read(position, head, self._batch):
                fold.take([recorded.fact for recorded in page])
            self._load(shadows, fold.take_changed(), anew=position == 0)
            position = head
            if self._swap(shadows, position):
                break
        self._clear_retired(shadows)

    def _prepare(self) -> None:
        """Make the tables that are not there, and anew those of another version."""
        if self._ready:
            return
        if _outdated(self._projections, self._checkpoints()):
            with self._log.transaction() as connection:
                lock_tables(connection)
                # another process may have made them while we waited
                for projection in _outdated(self._projections, read_checkpoints(connection)):
                    self._tables[projection.name].create(connection)
                    set_checkpoint(connection, Checkpoint(projection.name, projection.version, 0))
        self._ready = True

    def _checkpoints(self) -> tuple[Checkpoint, ...]:
        with self._log.reading() as connection:
            found = read_checkpoints(connection)
        # another release may have made a table anew: what it has there is not ours to add to
        ours = {(each.name, each.version) for each in self._projections.values()}
        return tuple(each for each in found if (each.name, each.version) in ours)

    def _take_batch(
        self, fold: Fold, behind: tuple[Checkpoint, ...], until: int
    ) -> tuple[Checkpoint, ...]:
        """Fold one batch and write it; the checkpoints after it, none where somebody was faster."""
        page = next(self._log.read(behind[0].position, until, self._batch))
        facts = [recorded.fact for recorded in page]
        touched = fold.touched(facts)
        self._know(fold, fold.missing(touched))
        fold.change(touched)
        try:
            self._write(fold.take_changed(), behind, page[-1].position)
        except Overtaken:
            return ()
        return tuple(Checkpoint(each.name, each.version, page[-1].position) for each in behind)

    def _know(self, fold: Fold, missing: Mapping[str, Sequence[str]]) -> None:
        if not missing:
            return
        with self._log.reading() as connection:
            for name, keys in missing.items():
                fold.know(name, keys, self._tables[name].read(connection, keys))

    def _write(
        self, changed: Mapping[str, Rows], behind: Sequence[Checkpoint], position: int
    ) -> None:
        written = {name: self._tables[name].written(rows) for name, rows in changed.items()}
        with self._log.transaction() as connection:
            advance_together(connection, behind, position=position)
            for name, rows in written.items():
                self._tables[name].write(connection, rows)

    def _load(
        self,
        shadows: Mapping[str, ProjectedTable[Any]],
        changed: Mapping[str, Rows],
        *,
        anew: bool,
    ) -> None:
        for name, rows in changed.items():
            put = shadows[name].load if anew else shadows[name].write
            for some in chunks(sorted(rows), _ROWS_PER_LOAD):
                written = shadows[name].written({key: rows[key] for key in some})
                with giving_way(self._log.transaction()) as connection:
                    put(connection, written)

    def _clear_retired(self, shadows: Mapping[str, ProjectedTable[Any]]) -> None:
        for shadow in shadows.values():
            left = True
            while left:
                with giving_way(self._log.transaction()) as connection:
                    left = shadow.clear_retired(connection)

    def _swap(self, shadows: Mapping[str, ProjectedTable[Any]], position: int) -> bool:
        """Put the shadows in place, unless the live tables have come further meanwhile."""
        try:
            with self._log.transaction() as connection:
                live = [each for each in read_checkpoints(connection) if each.name in shadows]
                advance_together(connection, live, position=position)
                for shadow in shadows.values():
                    shadow.take_place(connection)
        except Overtaken:
            return False
        return True


def _outdated(
    projections: Mapping[str, Projection[Any]], checkpoints: Iterable[Checkpoint]
) -> list[Projection[Any]]:
    found = {each.name: each.version for each in checkpoints}
    return [each for each in projections.values() if found.get(each.name) != each.version]


def _furthest_behind(checkpoints: Sequence[Checkpoint], until: int) -> tuple[Checkpoint, ...]:
    """Those that are furthest behind `until`, together; none where all have reached it."""
    lowest = min((each.position for each in checkpoints), default=until)
    if lowest >= until:
        return ()
    return tuple(each for each in checkpoints if each.position == lowest)
