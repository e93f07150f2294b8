"""Lists narrowed to what nobody knows say so; an empty answer would look like good news."""

from pathlib import Path

import pytest

from tests.support.billing import Billing, ready_hub
from tests.support.commands import hub_command
from tests.support.hubs import reopened


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ready_hub(tmp_path).hub.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "words", [("claim", "build"), ("claim", "list"), ("encounter", "list"), ("due",)]
)
def test_a_partner_that_nobody_knows_is_told(words: tuple[str, ...]) -> None:
    ran = hub_command(*words, "--partner", "QQQ")
    assert ran.exit_code == 1
    assert "[partner.unknown]" in ran.stderr


@pytest.mark.parametrize(
    "words", [("claim", "build"), ("claim", "list"), ("batch", "list"), ("batch", "write")]
)
def test_a_plan_that_nobody_knows_is_told(words: tuple[str, ...]) -> None:
    ran = hub_command(*words, "--plan", "nope")
    assert ran.exit_code == 1
    assert "[plan.not-adopted]" in ran.stderr


@pytest.mark.parametrize("noun", ["claim", "batch", "encounter", "remittance"])
def test_a_state_that_there_is_not_is_a_usage_error(noun: str) -> None:
    assert hub_command(noun, "list", "--state", "bogus").exit_code == 2


def test_a_file_that_cannot_be_opened_is_told_in_json_too() -> None:
    ran = hub_command("receive", "nowhere.835", "--json")
    assert ran.exit_code == 1
    (file,) = ran.document["files"]
    assert (file["file"], file["outcome"]) == ("nowhere.835", "unreadable")
    assert [problem["code"] for problem in file["problems"]] == ["file.not-read"]


def test_an_answer_of_one_long_sentence_fits_the_screen() -> None:
    ran = hub_command("deposit", "record", "--on", "2026-03-01", "--amount", "10")
    assert max(map(len, ran.stdout.splitlines())) <= 80


def test_what_is_due_is_narrowed_to_a_partner(folder: Path) -> None:
    billing = Billing(reopened(folder))
    billing.visit("M1")
    (number,) = billing.built()
    billing.hub.close()
    for words, due in (("LPV", [number]), ("lpv", [number]), ("ORC", [])):
        found = hub_command("due", "--partner", words, "--json").document["due"]
        assert [each["about"] for each in found] == due
