"""The `hub` command as a person or program runs it, in the current folder."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from hub.cli import command_line
from hub.cli.frame import problem_codes_of
from tests.support.planted import planted_in

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command left behind: exit code, data on stdout, talk on stderr.

    `problem_codes` are those for the log of operators; only `hub_command` can tell.
    """

    exit_code: int
    stdout: str
    stderr: str
    problem_codes: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        found = json.loads(self.stdout)
        assert isinstance(found, dict)
        return found


def hub_command(*words: str) -> Ran:
    """Run ``hub`` with these words; an exception of the program goes through."""
    result = CliRunner().invoke(command_line(words[0]), list(words), catch_exceptions=False)
    end = result.exception  # none where all went well
    codes = problem_codes_of(end) if isinstance(end, SystemExit) else ()
    return _seen(Ran(result.exit_code, result.stdout, result.stderr, codes))


def hub_process(folder: Path, *words: str, **environment: str) -> Ran:
    """Run ``hub`` as a process of its own in `folder`."""
    script = "from hub.cli import main; main()"
    ran = subprocess.run(  # noqa: S603 - our own program, with words from a test
        [sys.executable, "-P", "-c", script, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return _seen(Ran(ran.returncode, ran.stdout, ran.stderr))


def _seen(ran: Ran) -> Ran:
    """No command of any test shows a planted detail."""
    leaked = planted_in(ran.stdout + ran.stderr)
    assert leaked == [], "a command showed a planted personal detail"
    return ran
