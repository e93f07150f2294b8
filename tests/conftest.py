"""What every test may ask for: the sample files. What no test may do: show a personal detail."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.planted import planted_in

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of third-party X12 files: `HUB_SAMPLES`, else beside the repository."""
    folder = Path(os.environ.get("HUB_SAMPLES") or ROOT.parent / "shared" / "samples")
    if not folder.is_dir():
        pytest.skip("no sample files: set HUB_SAMPLES to their folder")
    return folder


@pytest.fixture(scope="session", autouse=True)
def operator_log_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The log for operators of every process of the run, in full; it holds no planted detail."""
    file = tmp_path_factory.mktemp("operators") / "hub.log"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HUB_LOG", "debug")
        environment.setenv("HUB_LOG_FILE", str(file))
        yield file
    leaked = planted_in(file.read_bytes()) if file.exists() else []
    assert leaked == [], "a planted personal detail stands in the log for operators"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test whose output, log, name or traceback shows a planted detail has failed."""
    shown = [report.nodeid, report.longreprtext, *(text for _, text in report.sections)]
    leaked = planted_in("\n".join(shown))
    if not leaked:
        return
    words = f"planted personal details were shown: {', '.join(leaked)}"
    if report.failed:  # what failed by itself keeps its traceback
        report.sections.append(("Leak", words))
        return
    report.outcome = "failed"
    report.longrepr = words
    report.sections.clear()
