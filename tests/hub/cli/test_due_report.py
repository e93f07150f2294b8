"""What is due, told so that a screen shows what comes first."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import pytest

from domain.identifiers import PartnerCode
from hub import wiring
from hub.cli.due_report import MANY, Named, due_lines
from hub.cli.frame import DONE, USAGE, WIDTH
from projections.due_item import DueItem, DueKind
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command

TODAY = date(2026, 4, 15)


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """Four visits of LPV without a code wait for it, and four of 2024 for the hub's rules."""
    made = ready_hub(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    monkeypatch.chdir(tmp_path)
    made.visit("M1")
    made.built()
    for day in (2, 3, 4, 5):
        made.visit("M1", service=None, service_on=date(2023 if day < 4 else 2026, 1, day))
        made.visit("M1", service_on=date(2024, 1, day))
    made.built()
    yield made
    made.hub.close()


def due(*words: str) -> Ran:
    ran = hub_command("due", *words)
    assert ran.exit_code == DONE, ran
    return ran


@pytest.mark.usefixtures("billing")
def test_many_of_a_kind_without_a_day_are_told_in_one_after_what_has_a_day() -> None:
    first, _, *rest = due().stdout.splitlines()
    assert first.startswith("2026-08-29")
    assert rest == [
        "no date         hub     4 visits held",
        "                LPV 4; one by one: hub due --who hub --kind held-visit",
        "no date         partner 4 visits held",
        "                LPV 4; one by one: hub due --who partner --kind held-visit",
    ]


@pytest.mark.usefixtures("billing")
@pytest.mark.parametrize("words", [("--all",), ("--kind", "held-visit")])
def test_each_is_told_where_that_is_asked_for(words: tuple[str, ...]) -> None:
    told = due(*words).stdout
    assert [told.count(f"LPV encounter of {year}-01-0") for year in (2023, 2024, 2026)] == [2, 4, 2]
    assert "one by one" not in told


@pytest.mark.usefixtures("billing")
def test_a_program_is_always_told_each() -> None:
    every = due("--json").document["due"]
    assert len(every) == 9
    assert [each["who"] for each in every if each["kind"] == "held-visit"] == [
        *["hub"] * 4,
        *["partner"] * 4,
    ]
    assert [each["kind"] for each in due("--kind", "unsent-claim", "--json").document["due"]] == [
        "unsent-claim"
    ]


@pytest.mark.usefixtures("billing")
def test_a_kind_that_nobody_knows_is_told() -> None:
    assert hub_command("due", "--kind", "held-vistis").exit_code == USAGE


def test_three_of_a_kind_are_told_one_by_one() -> None:
    told = due_lines([waits("held-visit", at) for at in range(3)], TODAY, one_by_one=False)
    assert [line[24:] for line in told] == ["visit 0, 10.00", "visit 1, 10.00", "visit 2, 10.00"]


def test_only_the_partners_with_the_most_are_named() -> None:
    partners = ["AAA", "BBB", "BBB", "CCC", "DDD", "EEE", "FFF"]
    items = [waits("held-visit", at, partner) for at, partner in enumerate(partners)]
    told = " ".join(" ".join(due_lines(items, TODAY, one_by_one=False)).split())
    assert "BBB 2, AAA 1, CCC 1, DDD 1, 2 more; one by one: hub due" in told


@pytest.mark.parametrize("kind", get_args(DueKind))
def test_many_of_every_kind_have_words_that_fit_the_screen(kind: DueKind) -> None:
    assert set(MANY) == set(get_args(DueKind))
    told = list(due_lines([waits(kind, at) for at in range(1234)], TODAY, one_by_one=False))
    assert told[0].startswith(f"no date         partner 1234 {MANY[kind]}")
    assert max(map(len, told)) <= WIDTH


def waits(kind: DueKind, at: int, partner: str = "LPV") -> Named:
    """Ten dollars that wait for a partner."""
    code = PartnerCode(partner)
    item = DueItem(kind=kind, what="", who="partner", partner_code=code, amount=1000, subject="")
    return Named(item, f"visit {at}")
