"""The option ``--known-at``: an answer from what the hub knew at a moment."""

from datetime import datetime
from typing import Annotated

import typer

from hub.cli.frame import read_day
from hub.clock import end_of_day
from hub.wiring import Hub

KnownAt = Annotated[
    str,
    typer.Option(
        "--known-at",
        help="Answer from what the hub knew at the end of that day in California, or at an "
        "instant such as 2026-03-01T12:00:00Z.",
    ),
]


def position_known_at(hub: Hub, text: str) -> int | None:
    """The last position of the log known then; None where the option was not given."""
    if not text:
        return None
    return hub.log.position_at(_instant(text))


def _instant(text: str) -> datetime:
    if "T" not in text:
        return end_of_day(read_day(text))
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no instant; write it like 2026-03-01") from None
    if instant.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no time zone; end it with Z for UTC")
    return instant
