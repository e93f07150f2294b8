"""The project's own files, as the architecture tests read them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "adapters", "projections", "hub")
FOLDERS = (*PACKAGES, "tests", "ops", ".ci")
ROOT_FILES = frozenset(
    {
        ".gitignore",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "constraints.txt",
        "pyproject.toml",
    }
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root, with forward slashes, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _parsed(self.path, self.text)

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Every function with its dotted name inside the module."""
        yield from _functions(self.tree, "")


@cache
def _parsed(path: str, text: str) -> ast.Module:
    return ast.parse(text, path)


def _functions(parent: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, node
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield from _functions(node, f"{prefix}{name}.")
            case _:
                yield from _functions(node, prefix)


@cache
def files() -> tuple[str, ...]:
    """Every file of the project, as paths from the root; what is made from them is left out."""
    in_folders = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    at_the_root = (path for path in ROOT.iterdir() if path.name in ROOT_FILES)
    found = (path for path in (*in_folders, *at_the_root) if path.is_file())
    kept = (path.relative_to(ROOT).as_posix() for path in found if path.suffix != ".pyc")
    return tuple(sorted(kept))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The Python files under the folders, in order of path."""
    return tuple(
        Module(path, (ROOT / path).read_text("utf-8"))
        for path in files()
        if path.endswith(".py") and path.startswith(tuple(f"{folder}/" for folder in folders))
    )


def words(name: str) -> list[str]:
    """The lower-case words of an identifier: `ClaimLine` and `claim_line` both give two."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]
