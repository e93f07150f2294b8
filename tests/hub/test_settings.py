"""Settings that cannot be used: every one is told in the hub's words, and none is repeated."""

from pathlib import Path

import pytest

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
