"""Load, decide, append: how every command reaches the log."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.decider import Decider
from domain.event import Fact
from domain.identifiers import StreamId
from domain.problem import Problem, Refused
from hub.ids import Ids
from hub.store.errors import LookupTaken, VersionConflict
from hub.store.jobs import NewJob
from hub.store.log import Change, FactLog

_TRIES = 5
_T = TypeVar("_T")


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


class Work:
    """Streams as they were read, and what is being added to them; nothing is stored until `commit`.

    Every stream has one kind of decider. A command decided here sees what earlier ones added.
    """

    def __init__(self, log: FactLog, ids: Ids, actor: str) -> None:
        self._log = log
        self._ids = ids
        self._actor = actor
        self._read: dict[str, int] = {}
        self._states: dict[str, Any] = {}
        self._added: dict[str, list[Fact]] = {}

    def load(self, decider: Decider[Any, Any, Any], stream_ids: Iterable[str]) -> None:
        """Read many streams of one kind in one go."""
        new = [StreamId(each) for each in dict.fromkeys(stream_ids) if each not in self._read]
        if not new:
            return
        for stream_id, facts in self._log.read_streams(new).items():
            self._read[stream_id] = len(facts)
            self._states[stream_id] = decider.fold(facts)

    def state(self, decider: Decider[Any, Any, Any], stream_id: str) -> Any:
        """What one stream now is, what was added here included."""
        if stream_id not in self._read:
            self.load(decider, [stream_id])
        return self._states[stream_id]

    def decide(self, ask: Ask) -> tuple[Fact, ...] | Refused:
        """Decide one command; its facts are added, a refusal adds nothing."""
        state = self.state(ask.decider, ask.stream_id)
        decision = ask.decider.decide(state, ask.command)
        if isinstance(decision, Refused):
            return decision
        for fact in decision:
            state = ask.decider.evolve(state, fact)
        self._states[ask.stream_id] = state
        if decision:
            self._added.setdefault(ask.stream_id, []).extend(decision)
        return decision

    def added_to(self, stream_id: str) -> tuple[Fact, ...]:
        """What was added here to one stream, and is not written yet."""
        return tuple(self._added.get(stream_id, ()))

    def commit(self, jobs: Sequence[NewJob] = ()) -> Done:
        """Append everything that was added, at the versions that were read, or nothing.

        Raises `VersionConflict` where a stream has moved on, `LookupTaken` where a number is taken.
        """
        if not self._added:
            return Done((), self._log.head().position)
        changes = [Change(StreamId(at), self._read[at], facts) for at, facts in self._added.items()]
        appended = self._log.append(
            changes, actor=self._actor, command_id=self._ids.new(), jobs=jobs
        )
        facts = tuple(fact for added in self._added.values() for fact in added)
        return Done(facts, appended.last_position)


class Handler:
    """Carries out commands: all of them, or none with every reason."""

    def __init__(self, log: FactLog, ids: Ids, actor: str) -> None:
        self._log = log
        self._ids = ids
        self._actor = actor

    def state(self, decider: Decider[Any, Any, Any], stream_id: str) -> Any:
        """What one stream now is."""
        return self.states(decider, [stream_id])[stream_id]

    def states(self, decider: Decider[Any, Any, Any], stream_ids: Iterable[str]) -> dict[str, Any]:
        """What each stream now is."""
        streams = self._log.read_streams([StreamId(each) for each in stream_ids])
        return {str(each): decider.fold(facts) for each, facts in streams.items()}

    def attempt(self, work: Callable[[Work], _T]) -> _T:
        """Do `work`, which ends in its commit; where somebody else was faster, do it all again.

        Tried a fixed number of times, then `VersionConflict` goes up.
        """
        for _ in range(_TRIES - 1):
            try:
                return work(Work(self._log, self._ids, self._actor))
            except VersionConflict:
                continue
        return work(Work(self._log, self._ids, self._actor))

    def run(self, asks: Sequence[Ask], jobs: Sequence[NewJob] = ()) -> Done | Refused:
        """Carry out all commands in one append, or refuse them all with every reason.

        Several commands for one stream are decided one after the other.
        """

        def once(work: Work) -> Done | Refused:
            by_kind: dict[str, list[Ask]] = {}
            for ask in asks:
                by_kind.setdefault(ask.decider.name, []).append(ask)
            for same in by_kind.values():
                work.load(same[0].decider, [ask.stream_id for ask in same])
            decisions = [work.decide(ask) for ask in asks]
            problems = [p for each in decisions if isinstance(each, Refused) for p in each.problems]
            return Refused(tuple(problems)) if problems else work.commit(jobs)

        try:
            return self.attempt(once)
        except LookupTaken as taken:
            return Refused((_taken(taken.kind),))


def certain(decision: _T | Refused) -> _T:
    """What was decided, where the caller made sure of it; a refusal is then a defect."""
    match decision:
        case Refused():
            raise AssertionError(f"refused where it could not be: {decision.codes}")
        case _:
            return decision


def _taken(kind: str) -> Problem:
    words = kind.replace("-", " ")
    return Problem(
        code=f"{kind}.taken",
        what=f"another one already has this {words}",
        where=words,
        fix="look for the one that has it, and use that",
    )
