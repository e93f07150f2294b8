"""How often garbage is looked for while thousands of things are made and let go again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MADE_BETWEEN = 50_000


@contextmanager
def seldom_collected() -> Iterator[None]:
    """While many units go through at once, the collector walks what is alive a seventieth as often.

    Units hold no cycles: they go when they are let go of. Only what libraries leave behind waits
    longer, and no more of it than `_MADE_BETWEEN` things at a time.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _MADE_BETWEEN) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
