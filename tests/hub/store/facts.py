"""Facts that only these tests know, and logs that hold them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from domain.event import Fact, event
from domain.identifiers import StreamId
from hub.clock import Clock, standing_clock
from hub.store.codec import Registry
from hub.store.log import Change, FactLog, create_log
from hub.store.lookups import Lookup

NOON = datetime(2026, 3, 1, 20, tzinfo=UTC)
NAME = "Zebulon Quillfeather"


@event("test.opened", version=1)
class Opened(Fact, frozen=True):
    """Something was opened; its number is the only one of its kind."""

    number: str
    opened_on: date


@event("test.noted", version=1)
class Noted(Fact, frozen=True):
    """Something was said about it; many may share a topic."""

    text: str
    topic: str = ""


REGISTRY = Registry([Opened, Noted])
# every fact of this module is then sealed under the key of its own stream
PERSONAL = Registry([Opened, Noted], personal_modules=(__name__,))


def lookups_of(fact: Fact) -> Iterable[Lookup]:
    """An opened thing is found by its number, a noted one by its topic."""
    match fact:
        case Opened(number=number):
            yield Lookup("number", number, only_one=True)
        case Noted(topic=topic) if topic:
            yield Lookup("topic", topic)


def make_log(
    url: str, folder: Path, *, registry: Registry = REGISTRY, clock: Clock | None = None
) -> FactLog:
    """A new log with keys of its own below `folder`."""
    return create_log(
        url,
        folder / "keys",
        registry,
        lookups_of=lookups_of,
        clock=clock or standing_clock(NOON),
    )


def opened(number: str) -> Opened:
    """The first fact of a stream."""
    return Opened(number=number, opened_on=date(2026, 3, 1))


def noted(*texts: str) -> tuple[Noted, ...]:
    """One fact for each text."""
    return tuple(Noted(text=text) for text in texts)


def change(stream_id: str, *facts: Fact, after: int = 0) -> Change:
    """Facts for a stream of which `after` facts were read."""
    return Change(StreamId(stream_id), after, facts)


def add(log: FactLog, *changes: Change) -> int:
    """Append `changes` and give the last position."""
    return log.append(changes, actor="tester", command_id="command-1").last_position
