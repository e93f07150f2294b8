"""A bar on stderr for what takes longer than a second; none where stderr is not a terminal."""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

T = TypeVar("T")

_PATIENCE = 1.0


def following(items: Sequence[T], words: str) -> Iterator[T]:
    """The items one after the other; after a second a bar shows how far it is."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    columns = (TextColumn(words), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=len(items), visible=False)
        for item in items:
            yield item
            bar.update(task, advance=1, visible=time.monotonic() - started > _PATIENCE)
