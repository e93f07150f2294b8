"""The log for operators: one JSON object a line, and no key that nobody allowed.

``HUB_LOG`` is the least level that is written (debug, info, warning, error; error if empty),
``HUB_LOG_FILE`` the file it goes to, stderr if empty.
"""

import logging
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

import structlog
from structlog.typing import FilteringBoundLogger

ALLOWED = frozenset(
    {
        "archive_id",
        "attempt",
        "command",
        "command_id",
        "event",
        "exit_code",
        "facts",
        "job",
        "level",
        "milliseconds",
        "outcome",
        "position",
        "problem_codes",
        "projection",
        "rows",
        "timestamp",
    }
)
DROPPED = "dropped_keys"
_LEVELS = logging.getLevelNamesMapping()


@contextmanager
def open_operator_log(environment: Mapping[str, str]) -> Iterator[FilteringBoundLogger]:
    """The log that the environment asks for, until the file behind it is closed."""
    name = environment.get("HUB_LOG_FILE")
    level = environment.get("HUB_LOG", "").upper()
    if not name:
        yield operator_log(sys.stderr, level)
        return
    with Path(name).open("a", encoding="utf-8") as stream:
        yield operator_log(stream, level)


def operator_log(stream: TextIO, level: str = "") -> FilteringBoundLogger:
    """A log that writes to `stream` what is at least of `level`; an unknown level is error."""
    least = _LEVELS.get(level, logging.ERROR)
    log = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _keep_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
    )
    return cast("FilteringBoundLogger", log)


def _keep_allowed(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> Mapping[str, Any]:
    """Drop and count what nobody allowed: it may be a member's."""
    kept = {key: value for key, value in entry.items() if key in ALLOWED}
    dropped = len(entry) - len(kept)
    return {**kept, DROPPED: dropped} if dropped else kept
