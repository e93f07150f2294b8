"""The code lists as data: complete, sourced, dated, in order and in our own plain words."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from adapters.edi import codes
from adapters.edi.codes import LISTS, ROUTES, sources

FOLDER = Path(codes.__file__).parent / "codes"
COLUMNS = [
    *("code", "words", "fixer", "route", "next"),
    *("source", "as_of", "first_day", "last_day"),
]
FILES = sorted(path for path in FOLDER.glob("*.csv") if path.name != "sources.csv")
# the hub's words, not a plan's, and no blame
NOT_SAID = re.compile(r"\b(?:patient|payer-initiated|invalid|illegal|adjudicat\w+|remit)\b")

# a single word behind a colon: "it names" says nothing of what
BREAKS_OFF = re.compile(r": it \w+$")


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_every_list_is_one_that_a_code_can_be_looked_up_in() -> None:
    assert [path.stem for path in FILES] == sorted(each.name for each in LISTS)


def test_a_prefix_leads_to_two_lists_only_where_no_code_stands_in_both() -> None:
    prefixes = {prefix for each in LISTS for prefix in each.prefixes}
    for prefix in prefixes:
        listed = [row["code"] for each in LISTS if prefix in each.prefixes for row in _list(each)]
        assert len(listed) == len(set(listed)), prefix


def _list(each: codes.CodeList) -> list[dict[str, str]]:
    return _rows(FOLDER / f"{each.name}.csv")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_list_has_its_columns_and_its_codes_once_and_in_order(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    listed = [row["code"] for row in _rows(path)]
    assert lines[0].split(",") == COLUMNS
    assert listed == sorted(set(listed))
    assert listed


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_says_all_that_a_reader_needs(path: Path) -> None:
    for row in _rows(path):
        place = f"{path.name} {row['code']}"
        assert row["code"] == row["code"].strip().upper(), place
        assert row["fixer"] in {"hub", "partner", "plan", "nobody"}, place
        assert row["route"] in {"", *ROUTES}, place
        assert row["source"] in sources(), place
        for text in (row["words"], row["next"]):
            assert text == text.strip(), place
            assert 0 < len(text) <= 120, place
            assert text[-1] not in ".,;:", place
            assert not BREAKS_OFF.search(text), place
            assert not NOT_SAID.search(text.lower()), place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_days_are_days_and_in_order(path: Path) -> None:
    for row in _rows(path):
        place = f"{path.name} {row['code']}"
        assert date.fromisoformat(row["as_of"]) >= date(2026, 11, 21), place
        first, last = (
            date.fromisoformat(row[name] or default)
            for name, default in (("first_day", "0001-01-01"), ("last_day", "9999-12-31"))
        )
        assert first <= last, place


def test_what_nobody_has_verified_is_said_to_be_unverified() -> None:
    assert {key for key, source in sources().items() if not source.verified} == {"GK"}
    assert "unverified" in sources()["GK"].words
    assert all(source.words for source in sources().values())


def test_every_source_is_one_that_a_row_comes_from() -> None:
    assert {row["source"] for path in FILES for row in _rows(path)} == set(sources())


def test_no_words_are_copied_from_the_lists_of_others(samples: Path) -> None:
    theirs = {
        row["description"].strip().rstrip(".").lower()
        for path in (samples / "codelists").glob("*.csv")
        for row in _rows(path)
        if len(row.get("description", "").split()) > 3  # two plain words may be the same
    }
    assert theirs
    ours = {row["words"].lower() for path in FILES for row in _rows(path)}
    assert ours & theirs == set()
