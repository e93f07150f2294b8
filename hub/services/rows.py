"""Rows of a sheet: decided one by one on what they will find, appended by the hundred."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from domain.decider import Decider
from domain.event import Fact
from domain.problem import Problem, Refused
from hub.handler import Ask
from hub.wiring import Hub

ROWS_AT_ONCE = 1_000
STREAMS_PER_APPEND = 500

Advance = Callable[[int], None]
"""Told how many rows are done."""

T = TypeVar("T")


@dataclass(frozen=True)
class RefusedSheetRow:
    """A row that was not taken, by the number a spreadsheet shows, and every reason."""

    row: int
    problems: tuple[Problem, ...]


@dataclass
class RowBatch:
    """Decides rows in order on states that the rows before them have already moved.

    Nothing is written before `append`, and nothing at all in a dry run. Refusals of the log itself
    (somebody else handed in the same at the same moment) come out of `append`, for all its rows.
    """

    hub: Hub
    dry_run: bool
    _states: dict[str, Any] = field(default_factory=dict)
    _asks: list[tuple[int, Ask]] = field(default_factory=list)

    def load(self, decider: Decider[Any, Any, Any], stream_ids: Iterable[str]) -> None:
        """Read streams that were not read before, all at once."""
        unread = [each for each in dict.fromkeys(stream_ids) if each not in self._states]
        if unread:
            self._states |= self.hub.handler.states(decider, unread)

    def state(self, decider: Decider[Any, Any, Any], stream_id: str) -> Any:
        """What a stream will be after the rows so far; one that was not loaded is new."""
        return self._states.get(stream_id, decider.initial)

    def decide(self, row: int, asks: Sequence[Ask]) -> tuple[Fact, ...] | Refused:
        """What the row adds: all that it asks for, or nothing with every reason."""
        states = dict[str, Any]()
        facts: list[Fact] = []
        problems: list[Problem] = []
        for ask in asks:
            state = states.get(ask.stream_id, self.state(ask.decider, ask.stream_id))
            decision = ask.decider.decide(state, ask.command)
            if isinstance(decision, Refused):
                problems += decision.problems
                continue
            for fact in decision:
                state = ask.decider.evolve(state, fact)
            states[ask.stream_id] = state
            facts += decision
        if problems:
            return Refused(tuple(problems))
        if facts:
            self._states |= states
            self._asks += ((row, ask) for ask in asks)
        return tuple(facts)

    def append(self) -> list[RefusedSheetRow]:
        """Write what was decided; the rows that the log refused after all."""
        pending, self._asks = self._asks, []
        if self.dry_run:
            return []
        return [refused for some in _by_the_hundred(pending) for refused in self._append(some)]

    def _append(self, some: list[tuple[int, Ask]]) -> Iterator[RefusedSheetRow]:
        done = self.hub.handler.run([ask for _, ask in some])
        if isinstance(done, Refused):
            for row in dict.fromkeys(row for row, _ in some):
                yield RefusedSheetRow(row, done.problems)


def at_once(rows: Iterable[T], size: int = ROWS_AT_ONCE) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some


def row_problem(row: int, column: str, code: str, *, what: str, fix: str) -> RefusedSheetRow:
    """A row refused for one reason that stands in one column."""
    where = f"row {row}, column {column}"
    return RefusedSheetRow(row, (Problem(code=code, what=what, where=where, fix=fix),))


def _by_the_hundred(pending: list[tuple[int, Ask]]) -> Iterator[list[tuple[int, Ask]]]:
    """Cut where a row ends, so that all that one row asks for is written together."""
    some: list[tuple[int, Ask]] = []
    for row, ask in pending:
        if len(some) >= STREAMS_PER_APPEND and some[-1][0] != row:
            yield some
            some = []
        some.append((row, ask))
    if some:
        yield some
