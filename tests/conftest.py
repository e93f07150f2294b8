"""What every test may ask for: the sample files."""

import os
from pathlib import Path

import pytest

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
