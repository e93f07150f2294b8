"""One private distribution owns the four names, and carries every file under them."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT, files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PINNED = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.!+]*$")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins() -> list[str]:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_installs_a_package_under_our_names(name: str) -> None:
    owners = {_normal(owner) for owner in packages_distributions().get(name, [])}
    assert owners == {"calaim-hub"}


def test_the_distribution_is_never_uploaded_by_mistake() -> None:
    assert PROJECT["classifiers"] == ["Private :: Do Not Upload"]


def test_every_constraint_is_one_pinned_version_and_nothing_else() -> None:
    assert [line for line in _pins() if not PINNED.match(line)] == []


def test_every_dependency_is_pinned() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(name for extra in extras.values() for name in extra)]
    names = {_normal(re.split(r"[\[<>=!~ ]", asked)[0]) for asked in wanted} - {"calaim-hub"}
    assert names <= {_normal(line.split("==")[0]) for line in _pins()}


def test_the_wheel_carries_every_file_of_the_four_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    copy = tmp_path / "copy"
    for path in files():
        if path.startswith(tuple(f"{name}/" for name in PACKAGES)) or "/" not in path:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes((ROOT / path).read_bytes())
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(copy)], check=True)  # noqa: S603
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        carried = set(wheel.namelist())
    ours = {path for path in files() if path.split("/")[0] in PACKAGES}
    assert ours - carried == set()
