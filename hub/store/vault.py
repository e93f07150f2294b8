"""The vault: personal details of members, resolved when they are shown and never kept elsewhere."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from domain.event import Fact
from domain.identifiers import MemberId, StreamId
from hub.store.codec import SealedForEver
from hub.store.log import FactLog

State = TypeVar("State")


class Vault(Generic[State]):
    """Folds members' streams on demand; `fold` makes a state of a member's facts."""

    def __init__(self, log: FactLog, fold: Callable[[Iterable[Fact]], State]) -> None:
        self._log = log
        self._fold = fold

    def members(
        self, member_ids: Iterable[MemberId], until: int | None = None
    ) -> dict[MemberId, State]:
        """The state of each member, in one batch; with `until` as it was known at that position.

        A member that does not exist, or whose key was destroyed, is not in the answer.
        """
        streams = self._log.read_streams(map(StreamId, member_ids), until)
        return {
            MemberId(stream_id): self._fold(facts)
            for stream_id, facts in streams.items()
            if facts and not any(isinstance(fact, SealedForEver) for fact in facts)
        }
