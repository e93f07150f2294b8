"""Settings that cannot be used: every one is told in the hub's words, and none is repeated."""

from pathlib import Path

import pytest

from domain.period import Month
from domain.problem import Refused
from hub.settings import Settings, read_settings


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'[hub]\nnpi = "MARIGOLD"\n', "the NPI is not ten digits starting with 1 or 2"),
        (b'[hub]\nstate = "Calif."\n', "the state is not the two letters of a state"),
        (b'[hub]\nstate = "XX"\n', "the state is not the two letters of a state"),
        (b"[hub]\nnope = 1\n", "there is no setting of this name"),
        (b"[hub]\nname = 3\n", "it is not written as a text"),
        (b'[envelope]\nusage = "Q"\n', "it is neither T nor P"),
        (b'[checks]\npyx12 = "yes"\n', "it is neither true nor false"),
        (b"hub = 3\n", "it is not a table of settings"),
        (b"[statements]\nquestions = 3\n", "it is not a list of tables"),
        (b"[[statements.questions]]\ndays = 30\n", "it is not stated"),
        (
            b"[[statements.questions]]\nfirst_day = 2026-01-01\ndays = 0\n",
            "it is not above zero",
        ),
        (
            b"[[statements.questions]]\nfirst_day = 20260101\ndays = 9\n",
            "it is no day; write it like 2026-03-31",
        ),
        (b"[hub\n", "the settings are not written as TOML"),
        (b"\xff\xfe", "the settings are not text in UTF-8"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_the_hubs_words(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "hub.toml").write_bytes(content)
    found = read_settings(tmp_path)
    assert isinstance(found, Refused)
    assert [problem.what for problem in found.problems] == [told]
    assert found.problems[0].where.startswith("hub.toml")


def test_settings_that_are_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").mkdir()
    found = read_settings(tmp_path)
    assert isinstance(found, Refused)
    assert found.codes == ["settings.unreadable"]


@pytest.mark.parametrize(("written", "read"), [("ca", "CA"), (" PR ", "PR"), ("", "")])
def test_a_state_is_read_in_its_one_written_form(tmp_path: Path, written: str, read: str) -> None:
    (tmp_path / "hub.toml").write_text(f'[hub]\nstate = "{written}"\n', "utf-8")
    found = read_settings(tmp_path)
    assert isinstance(found, Settings)
    assert found.file.hub.state == read


def test_how_to_question_a_statement_holds_from_its_day_on(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(
        '[hub]\nname = "Exampleton Care Hub"\nphone = "5555550100"\n'
        "[[statements.questions]]\nfirst_day = 2026-05-01\ndays = 45\n"
        '[[statements.questions]]\nfirst_day = 2026-03-31\ndays = 20\nhow = "write to us"\n',
        "utf-8",
    )
    found = read_settings(tmp_path)
    assert isinstance(found, Settings)
    asked = [
        found.file.statements.question_for(Month(2026, month), found.file.hub)
        for month in (2, 3, 5)
    ]
    by_hub = "Exampleton Care Hub, 5555550100"
    assert [(each.days, each.how, each.confirmed) for each in asked] == [
        (30, by_hub, False),
        (20, "write to us", True),
        (45, by_hub, True),
    ]
