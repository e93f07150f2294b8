"""The page on sheets names every column there is, and what it shows is read without a problem."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from adapters.sheets.authorizations import (
    check_authorization,
    read_authorization_sheet,
    unchecked_authorizations,
)
from adapters.sheets.columns import columns_of
from adapters.sheets.encounters import (
    check_encounter,
    read_encounter_sheet,
    unchecked_encounters,
)
from adapters.sheets.members import check_member, read_member_sheet, unchecked_members
from adapters.sheets.sheet import Sheet
from domain.identifiers import PlanKey
from domain.problem import Refused

PAGE = (Path(__file__).parents[3] / "ops/runbooks/sheets.md").read_text("utf-8")
KINDS = {"members": "Members", "encounters": "Visits", "authorizations": "Authorizations"}
TODAY = date(2026, 4, 15)
PLANS = {"acme": PlanKey("acme")}


def part(kind: str) -> str:
    """The part of the page about one kind of sheet."""
    return PAGE.partition(f"## {KINDS[kind]}\n")[2].partition("\n## ")[0]


def rows(kind: str) -> list[list[str]]:
    lines = [line for line in part(kind).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_names_every_column_and_no_other(kind: str) -> None:
    titles = [column.title for column in columns_of(kind).columns.values()]
    assert [row[0] for row in rows(kind)] == titles


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_what_a_sheet_needs(kind: str) -> None:
    columns = columns_of(kind)
    one_of = {name for each in columns.one_of for name in each.columns}
    for (name, column), row in zip(columns.columns.items(), rows(kind), strict=True):
        needed = "yes" if column.required else "column" if name in one_of else "no"
        assert row[1] == needed, column.title


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_headings_that_the_page_shows_are_known(kind: str) -> None:
    columns = columns_of(kind)
    for name, row in zip(columns.columns, rows(kind), strict=True):
        for header in filter(None, row[3].split(", ")):
            assert columns.name_of(header) == name, header


@pytest.mark.parametrize(
    ("kind", "checked"),
    [
        (
            "members",
            lambda content: [
                check_member(row, today=TODAY, plans=PLANS)
                for row in unchecked_members(whole(read_member_sheet(content)))
            ],
        ),
        (
            "encounters",
            lambda content: [
                check_encounter(row, today=TODAY, plans=PLANS)
                for row in unchecked_encounters(whole(read_encounter_sheet(content)))
            ],
        ),
        (
            "authorizations",
            lambda content: [
                check_authorization(row, plans=PLANS)
                for row in unchecked_authorizations(whole(read_authorization_sheet(content)))
            ],
        ),
    ],
)
def test_the_sheet_that_the_page_shows_is_taken(
    kind: str, checked: Callable[[bytes], list[object]]
) -> None:
    (shown,) = re.findall(r"```csv\n(.*?)```", part(kind), re.DOTALL)
    found = checked(shown.encode())
    assert found
    assert [each for each in found if isinstance(each, Refused)] == []


def whole(sheet: Sheet | Refused) -> Sheet:
    assert isinstance(sheet, Sheet)
    return sheet
