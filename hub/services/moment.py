"""Rows of several projections, all of one moment."""

from collections.abc import Callable
from typing import Any, TypeVar

from hub.views import View
from hub.wiring import Hub
from projections.projection import Projection

_TRIES = 3
T = TypeVar("T")


def of_one_moment(hub: Hub, read: Callable[[View, int], T], *needed: Projection[Any]) -> T:
    """What `read` finds in the rows as they now are; it is told the position that they stand at.

    Where others write without a pause the rows do not stand still for it: then the `needed` ones
    are folded from the log up to its head, which is slower.
    """
    for _ in range(_TRIES):
        hub.projector.catch_up()
        before = _positions(hub)
        found = read(hub.projector.live, max(before))
        if len(before) == 1 and _positions(hub) == before:
            return found
    head = hub.log.head().position
    return read(hub.projector.known_at(head, *needed), head)


def _positions(hub: Hub) -> set[int]:
    return {status.position for status in hub.projector.status()}
