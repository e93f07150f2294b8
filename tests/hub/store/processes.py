"""Starting other processes that use the same log."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def start(module: str, *arguments: str) -> "subprocess.Popen[str]":
    """A process that runs `module`, its words to be read from its output."""
    command = (sys.executable, "-m", module, *arguments)
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603


def start_writer(url: str, keys: Path, name: str, rounds: int) -> "subprocess.Popen[str]":
    """A process of `tests.hub.store.writer`."""
    return start("tests.hub.store.writer", url, str(keys), name, str(rounds))
