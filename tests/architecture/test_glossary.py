"""Every domain word has an entry in the glossary, with one meaning."""

import ast
import importlib
import re
from collections import Counter
from dataclasses import dataclass

import pytest

from domain.decider import Decider
from domain.posting import BANK
from tests.architecture.source import ROOT, modules, words

NONE = "-"


@dataclass(frozen=True)
class Word:
    """One row of the glossary; the last three are what partners read, or a dash."""

    word: str
    means: str
    english: str
    spanish: str
    vietnamese: str


def _rows() -> list[Word]:
    lines = (ROOT / "domain" / "GLOSSARY.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return [Word(*row) for row in cells if row[0] != "Word" and set(row[0]) != {"-"}]


GLOSSARY = _rows()
ENTRIES = {row.word.lower() for row in GLOSSARY if not row.word.startswith("`")}
ACCOUNTS = {row.word.strip("`").split(":")[0] for row in GLOSSARY if row.word.startswith("`")}
HUB_WORDS = frozenset(
    {
        "acknowledgement",
        "adjustment",
        "attribution",
        "batch",
        "deny",
        "encounter",
        "parked",
        "posting",
        "refuse",
        "reject",
        "remittance",
        "reserve",
        "reversal",
        "suspense",
        "takeback",
        "void",
    }
)


def _deciders() -> list[str]:
    names = [module.path.removesuffix(".py").replace("/", ".") for module in modules("domain")]
    held = [vars(importlib.import_module(name)).values() for name in names]
    return sorted({one.name for values in held for one in values if isinstance(one, Decider)})


def _accounts() -> list[str]:
    defined = (name for module in modules("domain") for name, _ in module.functions())
    return sorted({" ".join(words(name)[:-1]) for name in defined if name.endswith("_account")})


@pytest.mark.parametrize("name", _deciders())
def test_every_aggregate_has_an_entry(name: str) -> None:
    assert " ".join(words(name)) in ENTRIES


@pytest.mark.parametrize("name", _accounts())
def test_every_account_has_an_entry(name: str) -> None:
    assert name.replace(" ", "-") in ACCOUNTS


def test_the_bank_has_an_entry_like_every_account() -> None:
    assert BANK in ACCOUNTS


def test_a_word_has_one_entry_and_an_entry_one_meaning() -> None:
    assert [
        word for word, times in Counter(row.word for row in GLOSSARY).items() if times > 1
    ] == []
    assert [
        says for says, times in Counter(row.means for row in GLOSSARY).items() if times > 1
    ] == []


@pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row.word)
def test_partners_read_a_word_in_all_three_languages_or_in_none(row: Word) -> None:
    said = (row.english, row.spanish, row.vietnamese)
    assert row.means
    assert all(said)
    assert said.count(NONE) in {0, 3}


@pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row.word)
def test_partner_words_do_not_use_the_hub_s_own_words(row: Word) -> None:
    used = set(re.findall(r"[a-z]+", row.english.lower()))
    assert used & HUB_WORDS == set()


def test_an_abbreviation_in_the_name_of_a_domain_class_has_an_entry() -> None:
    named = (
        node.name
        for module in modules("domain")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    )
    short = {part.lower() for name in named for part in re.findall(r"[A-Z]{2,}(?![a-z])", name)}
    assert short <= ENTRIES
