"""One word, one meaning; and the project speaks of itself alone."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import PACKAGES, ROOT, Module, files, modules, words

# STYLE: member, not patient; plan, not payer; encounter, not visit; batch, not bundle or upload.
NOT_IN_THE_DOMAIN = frozenset({"allocation", "bundle", "client", "patient", "upload", "visit"})
NOT_IN_COMMANDS = NOT_IN_THE_DOMAIN - {"visit"}  # what partners call encounters, in the demo
NOT_A_CLASS = frozenset({"Adjuster", "Invoice", "Payer", "Provider", "Response", "Item", "User"})
NAMES_NOTHING = frozenset({"helper", "helpers", "manager", "misc", "util", "utils"})
NAMES_NOTHING_ALONE = frozenset({"data", "process", "stuff", "common"})

# Each pattern has one letter in brackets, so that this file does not match it.
UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X)\b")
HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted|npm[j]s\.|registry\.[n]pm|deb\.[d]ebian|[i]ndex-url",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.~}])/(?:[h]ome|[U]sers|[r]oot|[w]ork|[f]arm)/\w")
OTHER_TALK = re.compile(r"\b(?:chat[b]ot|chat[g]pt|co[p]ilot|cl[a]ude|l[l]ms?)\b", re.IGNORECASE)

CODE = modules(*PACKAGES)


def _identifiers(module: Module) -> Iterator[str]:
    """Names that the module gives: of classes, functions, arguments, fields and variables."""
    for node in ast.walk(module.tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in files():
        try:
            text = (ROOT / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a workbook or a font holds no words of ours
        lines = enumerate(text.splitlines(), start=1)
        found += [f"{path}:{at}: {line.strip()[:80]}" for at, line in lines if pattern.search(line)]
    return found


def _texts(module: Module) -> Iterator[str]:
    """Every text in the module, docstrings too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_plan(path: str) -> bool:
    return path.startswith("adapters/plans/") and path.endswith(".toml")


def _names(tree: ast.Module) -> Iterator[str]:
    definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    yield from (node.name for node in ast.walk(tree) if isinstance(node, definitions))


@pytest.mark.parametrize("module", modules("domain"), ids=lambda module: module.path)
def test_the_domain_names_things_by_its_own_words(module: Module) -> None:
    given = set(_identifiers(module))
    assert {name for name in given if NOT_IN_THE_DOMAIN & set(words(name))} == set()
    assert given & NOT_A_CLASS == set()


@pytest.mark.parametrize("module", CODE, ids=lambda module: module.path)
def test_no_module_class_or_function_has_a_name_that_says_nothing(module: Module) -> None:
    stem = module.path.removesuffix(".py").rsplit("/", 1)[-1]
    named = {stem, *_names(module.tree)}
    assert {name for name in named if NAMES_NOTHING & set(words(name))} == set()
    assert {name.strip("_").lower() for name in named} & NAMES_NOTHING_ALONE == set()


@pytest.mark.parametrize("module", CODE, ids=lambda module: module.path)
def test_a_message_says_what_is_so_and_blames_nobody(module: Module) -> None:
    texts = (
        node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert [
        text for text in texts if re.search(r"\b(?:invalid|illegal)\b", text, re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("module", modules("hub/cli"), ids=lambda module: module.path)
def test_commands_speak_in_the_words_of_the_glossary(module: Module) -> None:
    said = {word for text in _texts(module) for word in re.findall(r"[a-z]+", text.lower())}
    assert said & NOT_IN_COMMANDS == set()


def test_no_code_that_decides_names_a_plan() -> None:
    keys = {path.rsplit("/", 1)[-1].removesuffix(".toml") for path in files() if _is_plan(path)}
    deciding = modules("domain", "adapters", "projections", "hub/services")
    named = [
        f"{module.path}: {key}"
        for module in deciding
        for key in keys
        if re.search(rf"\b{re.escape(key)}\b", module.text)
    ]
    assert named == []


def test_nothing_is_left_for_later() -> None:
    assert _lines_with(UNFINISHED) == []


def test_no_package_index_is_named() -> None:
    assert _lines_with(HOSTS) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert _lines_with(MACHINE_PATHS) == []


def test_the_project_speaks_of_itself_alone() -> None:
    assert _lines_with(OTHER_TALK) == []
