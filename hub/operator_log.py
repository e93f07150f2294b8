"""The log for operators: one JSON object a line, and no key that nobody allowed.

``HUB_LOG`` is the least level that is written (debug, info, warning, error; error if empty),
``HUB_LOG_FILE`` the file it goes to, stderr if empty. A log that cannot be had as asked for keeps
no command from its work: `log_problems` says so, and the log is as if nothing were asked.
"""

import logging
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TextIO, cast

import structlog
from structlog.typing import FilteringBoundLogger

from domain.problem import Problem

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
_LEVELS = {name: getattr(logging, name) for name in ("DEBUG", "INFO", "WARNING", "ERROR")}


@contextmanager
def open_operator_log(environment: Mapping[str, str]) -> Iterator[FilteringBoundLogger]:
    """The log that the environment asks for, until the file behind it is closed."""
    level = environment.get("HUB_LOG", "").upper()
    stream = _file(environment.get("HUB_LOG_FILE", ""))
    with stream or nullcontext(sys.stderr) as opened:
        yield operator_log(opened, level)


def log_problems(environment: Mapping[str, str]) -> Iterator[Problem]:
    """What the environment asks of the log that cannot be had; what is written is not repeated."""
    level, name = environment.get("HUB_LOG", ""), environment.get("HUB_LOG_FILE", "")
    if level and level.upper() not in _LEVELS:
        yield Problem(
            code="settings.log-level-unknown",
            what="HUB_LOG names no level, so only errors are logged",
            where="the environment, HUB_LOG",
            fix=f"set it to one of {', '.join(_LEVELS).lower()}",
        )
    stream = _file(name)
    if stream:
        stream.close()
    elif name:
        yield Problem(
            code="settings.log-file-unwritable",
            what="the file of the log cannot be written, so it goes to stderr",
            where="the environment, HUB_LOG_FILE",
            fix="name a file in a folder that is there and may be written",
        )


def _file(name: str) -> TextIO | None:
    """The file of the log, opened to be added to; None where it cannot be."""
    try:
        return Path(name).open("a", encoding="utf-8") if name else None
    except OSError:
        return None


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
