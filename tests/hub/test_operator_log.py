"""The log for operators holds what is allowed, one JSON object a line, and nothing else."""

import io
import json
from pathlib import Path

import pytest

from domain.problem import Problem
from hub.operator_log import log_problems, open_operator_log, operator_log


def test_a_line_is_one_json_object_with_level_and_time() -> None:
    stream = io.StringIO()
    operator_log(stream, "INFO").info("rows taken in", rows=3, milliseconds=12)
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["rows"], entry["level"]) == ("rows taken in", 3, "info")
    assert entry["timestamp"].endswith("Z")


def test_a_key_that_nobody_allowed_is_dropped_and_counted() -> None:
    stream = io.StringIO()
    operator_log(stream, "INFO").info("rows taken in", rows=3, last_name="Aspenwood", cin="9")
    entry = json.loads(stream.getvalue())
    assert "Aspenwood" not in stream.getvalue()
    assert "cin" not in entry
    assert entry["dropped_keys"] == 2


def test_only_errors_are_written_unless_more_is_asked_for() -> None:
    stream = io.StringIO()
    log = operator_log(stream)
    log.warning("quiet")
    log.error("loud")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["loud"]


def test_the_environment_names_level_and_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hub.log"
    for _ in range(2):
        with open_operator_log({"HUB_LOG": "info", "HUB_LOG_FILE": str(file)}) as log:
            log.info("written")
    assert len(file.read_text().splitlines()) == 2
    with open_operator_log({"HUB_LOG": "info"}) as log:
        log.info("talked")
    assert "talked" in capsys.readouterr().err


@pytest.mark.parametrize("level", ["", "debug", "INFO", "Warning", "error"])
def test_a_level_that_is_one_is_no_problem(level: str) -> None:
    assert list(log_problems({"HUB_LOG": level})) == []


@pytest.mark.parametrize("level", ["loud", "10", "notset", " info"])
def test_an_unknown_level_is_told_with_those_there_are(level: str) -> None:
    assert list(log_problems({"HUB_LOG": level})) == [
        Problem(
            code="settings.log-level-unknown",
            what="HUB_LOG names no level, so only errors are logged",
            where="the environment, HUB_LOG",
            fix="set it to one of debug, info, warning, error",
        )
    ]


def test_a_file_that_cannot_be_written_is_told_and_the_log_goes_to_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"HUB_LOG": "info", "HUB_LOG_FILE": str(tmp_path / "none" / "hub.log")}
    (problem,) = log_problems(asked)
    assert problem.code == "settings.log-file-unwritable"
    assert problem.fix == "name a file in a folder that is there and may be written"
    with open_operator_log(asked) as log:
        log.info("talked")
    assert "talked" in capsys.readouterr().err
