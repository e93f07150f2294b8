"""Starting several writers at once."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def start_writer(url: str, keys: Path, name: str, rounds: int) -> "subprocess.Popen[str]":
    """A process of `tests.hub.store.writer`, its promises to be read from its output."""
    command = (sys.executable, "-m", "tests.hub.store.writer", url, str(keys), name, str(rounds))
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
