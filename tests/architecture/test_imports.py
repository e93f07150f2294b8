"""Arrows point at the domain, and the domain stands on its own."""

import ast
import sys
from collections.abc import Iterator

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source import PACKAGES, Module, modules

# Parts of the standard library that read a clock, a random source, a file, a process or a network.
EFFECTS = frozenset(
    [
        "asyncio",
        "ctypes",
        "glob",
        "http",
        "io",
        "locale",
        "logging",
        "mmap",
        "multiprocessing",
        "os",
        "pathlib",
        "pickle",
        "platform",
        "random",
        "resource",
        "secrets",
        "select",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "syslog",
        "tempfile",
        "threading",
        "time",
        "urllib",
    ]
)
CLOCK_READERS = frozenset({"now", "today", "utcnow", "uuid1", "uuid4"})


def _imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _top_level(module: Module) -> set[str]:
    return {name.split(".")[0] for name in _imported(module)}


def test_the_import_contracts_of_the_project_are_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, root: object
) -> None:
    monkeypatch.chdir(str(root))
    status = lint_imports(no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("module", modules("domain"), ids=lambda module: module.path)
def test_the_domain_imports_only_msgspec_and_the_standard_library(module: Module) -> None:
    allowed = {"domain", "msgspec"} | sys.stdlib_module_names
    assert _top_level(module) <= allowed


@pytest.mark.parametrize("module", modules("domain", "projections"), ids=lambda module: module.path)
def test_deciding_and_folding_touch_no_clock_chance_file_or_network(module: Module) -> None:
    asked = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    assert not _top_level(module) & EFFECTS
    assert not asked & CLOCK_READERS


@pytest.mark.parametrize("module", modules(*PACKAGES), ids=lambda module: module.path)
def test_nothing_is_imported_from_the_tests(module: Module) -> None:
    assert "tests" not in _top_level(module)
