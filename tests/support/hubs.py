"""Hubs for tests: a new one in a folder of its own, on a clock that stands still."""

from datetime import UTC, datetime
from pathlib import Path

from domain.problem import Refused
from hub.clock import Clock, standing_clock
from hub.services.setup import create_hub
from hub.wiring import Hub, open_hub

NOON = datetime(2026, 4, 15, 19, tzinfo=UTC)


def new_hub(folder: Path, clock: Clock | None = None) -> Hub:
    """An empty hub in `folder`; its day is 2026-04-15 unless a clock says otherwise."""
    made = create_hub(folder, clock=clock or standing_clock(NOON))
    assert not isinstance(made, Refused), made
    return reopened(folder, clock)


def reopened(folder: Path, clock: Clock | None = None) -> Hub:
    """The hub in `folder` as another process would open it."""
    hub = open_hub(folder, clock=clock or standing_clock(NOON))
    assert not isinstance(hub, Refused), hub
    return hub
