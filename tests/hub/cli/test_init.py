"""`hub init` asks nothing, works in the current folder, and refuses a second time."""

import tomllib
from pathlib import Path

import pytest

from hub.settings import FileSettings
from tests.support.commands import hub_command


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_hub_has_settings_a_ledger_and_keys_for_its_owner_alone(folder: Path) -> None:
    ran = hub_command("init")
    assert ran.exit_code == 0
    assert {path.name for path in folder.iterdir()} >= {"hub.toml", "hub.db", "keys", ".gitignore"}
    assert [oct(path.stat().st_mode)[-3:] for path in (folder / "keys").iterdir()] == ["600"] * 3
    assert (folder / ".gitignore").read_text().splitlines() == [
        "keys/", "hub.db*", "outbox/", "inbox/", "statements/", "sheets/"
    ]  # fmt: skip


def test_what_was_ignored_before_stays_ignored(folder: Path) -> None:
    (folder / ".gitignore").write_text("*.tmp\nkeys/")
    hub_command("init")
    assert (folder / ".gitignore").read_text().splitlines() == [
        "*.tmp", "keys/", "hub.db*", "outbox/", "inbox/", "statements/", "sheets/"
    ]  # fmt: skip


def test_it_says_to_back_the_keys_up_apart_and_what_to_do_next() -> None:
    said = hub_command("init").stdout
    assert "apart from the ledger, now" in said
    for step in ("plan adopt", "plan rates", "partner add", "contract add", "member import",
                 "authorization import", "encounter import", "claim build", "batch build",
                 "batch write", "receive"):  # fmt: skip
        assert f" hub {step} " in f"{said} ".replace("\n", " ")
    assert max(len(line) for line in said.splitlines() if "keys" not in line) <= 80


def test_a_second_time_is_refused_and_nothing_is_touched(folder: Path) -> None:
    hub_command("init")
    (folder / "hub.toml").write_text('[hub]\nname = "Our Hub"\n')
    keys = {path.name: path.read_bytes() for path in (folder / "keys").iterdir()}
    again = hub_command("init", "--json")
    assert again.exit_code == 5
    assert again.document["problems"][0]["code"] == "setup.made-already"
    assert keys == {path.name: path.read_bytes() for path in (folder / "keys").iterdir()}
    assert "Our Hub" in (folder / "hub.toml").read_text()


def test_keys_without_a_hub_are_never_written_over(folder: Path) -> None:
    hub_command("init")
    (folder / "hub.toml").unlink()
    ran = hub_command("init")
    assert ran.exit_code == 5
    assert not (folder / "hub.toml").exists()


def test_every_setting_that_is_offered_can_be_filled_in(folder: Path) -> None:
    hub_command("init")
    text = (folder / "hub.toml").read_text()
    offered = "\n".join(
        line.removeprefix("# ") if line.startswith("# [") or "=" in line else line
        for line in text.splitlines()
    )
    assert FileSettings.model_validate(tomllib.loads(offered)).hub.state == "CA"
