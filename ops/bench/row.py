"""One row of the speed table: a ratio measured in one run, and what we hold ourselves to."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Row:
    """What was compared, the ratio found, and the figures it was made of, each with its unit.

    `floor` must be reached, `goal` is where we want to be; for some rows less is better.
    """

    what: str
    ratio: float
    floor: float
    goal: float
    less_is_better: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """``goal``, ``floor`` or ``below``."""
        reached = self._reached
        return "goal" if reached(self.goal) else "floor" if reached(self.floor) else "below"

    def _reached(self, bar: float) -> bool:
        return self.ratio <= bar if self.less_is_better else self.ratio >= bar


@contextmanager
def settled() -> Iterator[None]:
    """Earlier garbage is out of the way; the collector stays on, as in any process that starts.

    What a side leaves to be collected is its own cost, and part of what is measured.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def in_turn(rounds: int, *timed: Callable[[], float]) -> list[float]:
    """Run each of `timed` in turn, `rounds` times, and give the median seconds of each.

    In turn, because a machine that slows down must slow down all of them.
    """
    taken: list[list[float]] = [[] for _ in timed]
    for _ in range(rounds):
        for seconds, run in zip(taken, timed, strict=True):
            with settled():
                seconds.append(run())
    return [median(seconds) for seconds in taken]


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Gives the seconds since the block began."""
    begun = time.perf_counter()
    yield lambda: time.perf_counter() - begun
