"""Load, decide, append: how every command reaches the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.decider import Decider
from domain.event import Fact
from domain.identifiers import StreamId
from domain.problem import Problem, Refused
from hub.ids import Ids
from hub.store.errors import LookupTaken, VersionConflict
from hub.store.jobs import NewJob
from hub.store.log import Change, FactLog

_TRIES = 5


@dataclass(frozen=True)
class Ask:
    """A command for one stream."""

    decider: Decider[Any, Any, Any]
    stream_id: str
    command: object


@dataclass(frozen=True)
class Done:
    """What was added, stream by stream in the order asked; nothing where all was known already.

    `position` is the last position that the reader has to see to read what was just done.
    """

    facts: tuple[Fact, ...]
    position: int


class Handler:
    """Carries out commands: all of them, or none with every reason."""

    def __init__(self, log: FactLog, ids: Ids, actor: str) -> None:
        self._log = log
        self._ids = ids
        self._actor = actor

    def state(self, decider: Decider[Any, Any, Any], stream_id: str) -> Any:
        """What one stream now is."""
        return self.states(decider, [stream_id])[stream_id]

    def states(
        self, decider: Decider[Any, Any, Any], stream_ids: Iterable[str]
    ) -> dict[str, Any]:
        """What each stream now is."""
        streams = self._log.read_streams([StreamId(each) for each in stream_ids])
        return {str(each): decider.fold(facts) for each, facts in streams.items()}

    def run(self, asks: Sequence[Ask], jobs: Sequence[NewJob] = ()) -> Done | Refused:
        """Carry out all commands in one append at the versions read, or refuse them all.

        Where somebody else was faster the streams are read and decided again, a fixed number of
        times. Several commands for one stream are decided one after the other.
        """
        for left in reversed(range(_TRIES)):
            try:
                return self._once(asks, jobs)
            except VersionConflict:
                if not left:
                    raise
            except LookupTaken as taken:
                return Refused((_taken(taken.kind),))
        raise AssertionError("unreachable")

    def _once(self, asks: Sequence[Ask], jobs: Sequence[NewJob]) -> Done | Refused:
        streams = self._log.read_streams([StreamId(ask.stream_id) for ask in asks])
        states: dict[str, Any] = {}
        added: dict[str, list[Fact]] = {}
        problems: list[Problem] = []
        for ask in asks:
            at = ask.stream_id
            if at not in states:
                states[at] = ask.decider.fold(streams[StreamId(at)])
            decision = ask.decider.decide(states[at], ask.command)
            if isinstance(decision, Refused):
                problems += decision.problems
                continue
            added.setdefault(at, []).extend(decision)
            for fact in decision:
                states[at] = ask.decider.evolve(states[at], fact)
        if problems:
            return Refused(tuple(problems))
        return self._append(streams, added, jobs)

    def _append(
        self,
        streams: dict[StreamId, tuple[Fact, ...]],
        added: dict[str, list[Fact]],
        jobs: Sequence[NewJob],
    ) -> Done:
        changes = [
            Change(StreamId(at), len(streams[StreamId(at)]), facts)
            for at, facts in added.items()
            if facts
        ]
        if not changes:
            return Done((), self._log.head().position)
        appended = self._log.append(
            changes, actor=self._actor, command_id=self._ids.new(), jobs=jobs
        )
        return Done(
            tuple(fact for facts in added.values() for fact in facts), appended.last_position
        )


def _taken(kind: str) -> Problem:
    words = kind.replace("-", " ")
    return Problem(
        code=f"{kind}.taken",
        what=f"another one already has this {words}",
        where=words,
        fix="look for the one that has it, and use that",
    )
