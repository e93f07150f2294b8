"""Projections brought up by a second process while this one goes on posting.

It does sooner what `Projector.catch_up` does in any case: where it cannot start, or is stopped,
nothing is missing but the time.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired

from domain.problem import Refused
from hub.projector import Projector
from hub.settings import read_settings
from hub.wiring import open_log_of
from projections import PROJECTIONS

_SECONDS_TO_END = 60
_START = (
    "import sys; sys.path[:] = sys.argv[2:]; from hub.beside import follow; follow(sys.argv[1])"
)
"""Looks for modules where this process does: never, as `-m` would, in the current folder first."""


def has_a_second_processor() -> bool:
    """Whether a second process would not only take time from this one."""
    return (os.cpu_count() or 1) > 1


@contextmanager
def catching_up_beside(folder: Path) -> Iterator[Callable[[], None]]:
    """A process for the hub in `folder`; call what this gives whenever there are new facts.

    In the end it is waited for, until it has taken in what it was told of.
    """
    command = [sys.executable, "-P", "-c", _START, str(folder), *sys.path]
    beside = Popen(command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL)  # noqa: S603 - our own
    told = beside.stdin
    assert told is not None

    def tell() -> None:
        with suppress(BrokenPipeError):  # it has ended: this process does its work in the end
            told.write(b"\n")
            told.flush()

    try:
        yield tell
    finally:
        with suppress(BrokenPipeError):
            told.close()
        try:
            beside.wait(_SECONDS_TO_END)
        except TimeoutExpired:
            beside.kill()
            beside.wait()


def follow(folder: str) -> None:
    """Take in what there is whenever a line comes, until no more can come."""
    settings = read_settings(Path(folder))
    log = settings if isinstance(settings, Refused) else open_log_of(settings)
    if isinstance(log, Refused):
        return
    projector = Projector(log, PROJECTIONS)
    for _ in sys.stdin:
        projector.catch_up()
    log.close()
