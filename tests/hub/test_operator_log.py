"""The log for operators holds what is allowed, one JSON object a line, and nothing else."""

import io
import json
from pathlib import Path

import pytest

from hub.operator_log import open_operator_log, operator_log


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
