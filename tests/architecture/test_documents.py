"""What stands in the documents is so: versions, targets, links, and numbered decisions."""

import re
import tomllib
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, files

DOCUMENTS = tuple(path for path in files() if path.endswith(".md"))
DECISIONS = tuple(path for path in DOCUMENTS if path.startswith("ops/decisions/"))


def _text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def test_the_newest_entry_of_the_changelog_is_the_version_of_the_project() -> None:
    version = tomllib.loads(_text("pyproject.toml"))["project"]["version"]
    entries = re.findall(r"^## (\S+) - (.+)$", _text("CHANGELOG.md"), re.MULTILINE)
    assert entries[0][0] == version
    assert all(re.fullmatch(r"not released|\d{4}-\d\d-\d\d", when) for _, when in entries)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_link_to_a_file_of_the_project_leads_somewhere(path: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", _text(path))
    folder = PurePosixPath(path).parent
    assert [link for link in links if not (ROOT / folder / link).exists()] == []


@pytest.mark.parametrize("path", ["README.md", *DECISIONS])
def test_every_make_target_that_is_named_exists(path: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", _text(path))) <= targets


def test_decisions_are_numbered_without_a_gap_and_fit_one_page() -> None:
    numbers = [int(path.rsplit("/", 1)[-1][:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [path for path in DECISIONS if len(_text(path).splitlines()) > 60] == []


@pytest.mark.parametrize("path", DECISIONS)
def test_a_decision_opens_with_its_own_number(path: str) -> None:
    number = int(path.rsplit("/", 1)[-1][:4])
    assert _text(path).startswith(f"# {number}. ")


def test_the_readme_names_the_two_commands() -> None:
    readme = _text("README.md")
    assert "make demo" in readme
    assert "make test" in readme


@pytest.mark.parametrize("path", ["README.md"])
def test_a_picture_in_the_readme_fits_80_columns(path: str) -> None:
    pictures = re.findall(r"^```text\n(.*?)^```", _text(path), re.MULTILINE | re.DOTALL)
    assert [line for one in pictures for line in one.splitlines() if len(line) > 80] == []
