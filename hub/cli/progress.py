"""How far a command is, told on stderr once it has taken longer than a second."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

T = TypeVar("T")

PATIENCE_SECONDS = 1.0
_SAID_EVERY_SECONDS = 10.0


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int], None]]:
    """Tells on stderr how far it is, once it has taken longer than a second.

    On a terminal the line is drawn anew; elsewhere a line is written now and then.
    """
    started = said = monotonic()
    console = Console(stderr=True, no_color=True)
    bar = Progress(console=console, transient=True, auto_refresh=False)
    task = bar.add_task(what, total=None)

    def advance(done: int) -> None:
        nonlocal said
        now = monotonic()
        if now - started < PATIENCE_SECONDS:
            return
        if console.is_terminal:
            bar.start()
            bar.update(task, completed=done, description=f"{what}: {done:,}", refresh=True)
        elif said == started or now - said > _SAID_EVERY_SECONDS:
            print(f"{what}: {done:,}", file=sys.stderr)
            said = now

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()


def following(items: Sequence[T], what: str) -> Iterator[T]:
    """The items one after the other, telling how many are done."""
    with progress_of(what) as advance:
        for done, item in enumerate(items, start=1):
            yield item
            advance(done)
