"""Every command: data to stdout, talk to stderr, exit codes that can be relied on."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
import typer

from domain.problem import Problem, Refused, refuse
from hub.cli import command_line
from hub.cli.frame import (
    CONFLICT,
    FAILED,
    NEEDS_A_PERSON,
    NOT_PERMITTED,
    UNAVAILABLE,
    USAGE,
    failure,
    problem_lines,
    read_day,
    refused,
    table,
    talk,
    wrapped,
)
from tests.support.commands import Ran, hub_command, hub_process

TOO_OLD = Problem(
    code="claim.past-filing-limit",
    what="LPV00000042 is 212 days old; the plan accepts 180",
    where="claim LPV00000042, last service date 2025-08-01",
    fix="file it with a delay reason, or write it off",
)

_CUT_OFF = (
    b"ISA*00*          *00*          *ZZ*SENDERID       *ZZ*RECEIVERID     "
    b"*260301*1200*^*00501*000000001*0*T*:~"
    b"GS*XX*A*B*20260301*1200*1*X*005010X999~ST*999*0001*005010X999~"
)


def test_a_refusal_reads_what_where_fix() -> None:
    assert list(problem_lines(TOO_OLD)) == [
        "refused: LPV00000042 is 212 days old; the plan accepts 180",
        "  [claim.past-filing-limit]",
        "  where  claim LPV00000042, last service date 2025-08-01",
        "  fix    file it with a delay reason, or write it off",
    ]


@pytest.mark.parametrize(
    ("codes", "exit_code"),
    [
        (["partner.code-taken"], CONFLICT),
        (["contract.overlaps", "partner.wrong-moment"], CONFLICT),
        (["contract.overlaps", "partner.unknown"], FAILED),
        (["partner.unknown"], FAILED),
        (["staff.same-person"], NOT_PERMITTED),
        (["staff.same-person", "payout.wrong-moment"], NOT_PERMITTED),
        (["staff.same-person", "payout.not-covered"], FAILED),
        (["staff.no-name"], FAILED),
    ],
)
def test_a_refusal_ends_with_4_for_who_asks_5_for_a_conflict_and_1_for_the_rest(
    codes: list[str], exit_code: int
) -> None:
    why = Refused(tuple(Problem(code, "what", "where", "fix") for code in codes))
    with pytest.raises(typer.Exit) as end:
        refused(why, as_json=False)
    assert end.value.exit_code == exit_code


def test_a_refusal_asked_for_as_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        refused(refuse("a.code", what="w", where="x", fix="f"), as_json=True)
    out, err = capsys.readouterr()
    assert out == (
        '{\n  "outcome": "refused",\n  "problems": [\n    {\n      "code": "a.code",\n'
        '      "what": "w",\n      "where": "x",\n      "fix": "f"\n    }\n  ]\n}\n'
    )
    assert err.startswith("refused: w  [a.code]")


def test_lines_fit_the_screen_and_a_long_code_is_not_cut(
    capsys: pytest.CaptureFixture[str],
) -> None:
    talk("word " * 40)
    lines = [*table(("Key", "Words"), [("a", "word " * 40)]), *capsys.readouterr().err.splitlines()]
    assert max(map(len, lines)) <= 80
    assert any("x" * 100 in line for line in table(("Key", "Words"), [("a", "x" * 100)]))


def test_a_day_is_written_one_way() -> None:
    assert read_day("2026-03-01") == date(2026, 3, 1)
    with pytest.raises(typer.BadParameter, match="'3/1/2026' is not a day; write it like"):
        read_day("3/1/2026")


def test_what_broke_is_told_without_the_words_of_the_error() -> None:
    with pytest.raises(ValueError, match="Aspenwood") as broke:
        int("Aspenwood 90000001A")
    (problem,) = failure(broke.value).problems
    assert problem.code == "hub.broke"
    assert problem.what == "the program broke: ValueError"
    assert problem.where.startswith("test_frame.py line ")
    assert "Aspenwood" not in str(problem)


def test_a_folder_without_a_hub_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = hub_command("partner", "list")
    assert (ran.exit_code, ran.stdout) == (FAILED, "")
    assert "refused: there is no hub in this folder  [settings.no-hub]" in ran.stderr
    assert "hub init" in ran.stderr


def test_a_database_that_does_not_answer_ends_with_6_and_keeps_its_password(
    tmp_path: Path,
) -> None:
    assert hub_process(tmp_path, "init").exit_code == 0
    address = "postgresql://hub:secret-word@127.0.0.1:1/hub"
    ran = hub_process(tmp_path, "partner", "list", "--json", HUB_DATABASE_URL=address)
    assert ran.exit_code == UNAVAILABLE
    assert '"code": "hub.unavailable"' in ran.stdout
    assert "failed: the ledger's database does not answer: the connection was" in ran.stderr
    assert "secret-word" not in ran.stdout + ran.stderr


def test_lost_keys_are_told_with_the_place_they_should_be(tmp_path: Path) -> None:
    hub_process(tmp_path, "init")
    ran = hub_process(tmp_path, "partner", "list", HUB_KEYS=str(tmp_path / "gone"))
    assert ran.exit_code == FAILED
    assert "a key of the hub is not where it should be  [hub.keys-missing]" in ran.stderr


def test_usage_ends_with_2_and_the_log_for_operators_says_so(tmp_path: Path) -> None:
    ran = hub_process(tmp_path, "no-such-noun", HUB_LOG="info", HUB_LOG_FILE="")
    assert ran.exit_code == USAGE
    assert '"event": "command ended"' in ran.stderr
    assert f'"exit_code": {USAGE}' in ran.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("payout", "send", "--form", "nonsense"),
        ("payout", "list", "--state", "nonsense"),
        ("claim", "show", *("word",) * 40),
        ("word " * 40,),
        ("--" + "word " * 40,),
    ],
)
def test_what_is_wrong_with_a_command_line_fits_the_screen(words: tuple[str, ...]) -> None:
    ran = hub_command(*words)
    assert (ran.exit_code, ran.stdout) == (USAGE, "")
    assert "Error: " in ran.stderr
    assert [line for line in ran.stderr.splitlines() if len(line) > 80] == []
    assert "\x1b" not in ran.stderr


def test_the_log_for_operators_names_command_and_problems_and_no_argument(tmp_path: Path) -> None:
    words = ("encounter", "import", "march-oak.xlsx", "--partner", "OAK", "--json")
    ran = hub_process(tmp_path, *words, HUB_LOG="info", HUB_LOG_FILE="")
    (line,) = (line for line in ran.stderr.splitlines() if line.startswith("{"))
    entry = json.loads(line)
    assert (entry["command"], entry["exit_code"]) == ("encounter import", FAILED)
    assert entry["problem_codes"] == ["file.unreadable"]
    assert "oak" not in line.lower()


def logged(ran: Ran) -> dict[str, Any]:
    (line,) = (line for line in ran.stderr.splitlines() if line.startswith("{"))
    assert "oak" not in line.lower()
    entry = json.loads(line)
    assert isinstance(entry, dict)
    return entry


@pytest.mark.parametrize("command", ["inspect", "receive"])
def test_the_log_for_operators_has_the_code_of_each_problem_found_in_files_once(
    tmp_path: Path, command: str
) -> None:
    hub_process(tmp_path, "init")
    for at in (1, 2):
        (tmp_path / f"oak-{at}.835").write_bytes(_CUT_OFF)
    words = (command, "oak-1.835", "oak-2.835", "oak-3.835")
    entry = logged(hub_process(tmp_path, *words, HUB_LOG="info", HUB_LOG_FILE=""))
    assert entry["exit_code"] == FAILED
    assert entry["problem_codes"] == [
        "envelope.group-unclosed",
        "envelope.interchange-unclosed",
        "file.kind-unsupported",
        "file.not-read",
    ]


def test_the_log_for_operators_has_the_codes_of_what_a_sheet_was_refused_for(
    tmp_path: Path,
) -> None:
    hub_process(tmp_path, "init")
    hub_process(tmp_path, "partner", "add", "--code", "OAK", "--name", "Oak")
    sheet = "Row,Date of visit,CIN,Code\n1,soon,,98960\n"
    (tmp_path / "oak.csv").write_text(sheet, "utf-8")
    words = ("encounter", "import", "oak.csv", "--partner", "OAK")
    entry = logged(hub_process(tmp_path, *words, HUB_LOG="info", HUB_LOG_FILE=""))
    assert entry["exit_code"] == NEEDS_A_PERSON
    assert entry["problem_codes"] == ["row.service-on-unreadable"]


def test_a_word_that_is_no_command_is_not_logged(tmp_path: Path) -> None:
    ran = hub_process(tmp_path, "oak", "encounter", HUB_LOG="info", HUB_LOG_FILE="")
    (line,) = (line for line in ran.stderr.splitlines() if line.startswith("{"))
    assert json.loads(line)["command"] == ""


def test_a_log_that_cannot_be_had_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    asked = {"HUB_LOG": "loud", "HUB_LOG_FILE": str(tmp_path / "none" / "hub.log")}
    ran = hub_process(tmp_path, "explain", "CO-45", "--json", **asked)
    assert (ran.exit_code, ran.document["without_words"]) == (0, [])
    assert ran.stderr.count("settings.log-level-unknown") == 1
    assert ran.stderr.count("settings.log-file-unwritable") == 1
    assert "Traceback" not in ran.stderr


def test_every_command_shows_an_example_with_long_flags() -> None:
    group = typer.main.get_command(command_line())
    assert isinstance(group, click.Group | typer.core.TyperGroup)
    without = [
        words for words, command in _leaves(group, "hub") if not _shows_itself(words, command)
    ]
    assert without == []


def _leaves(group: object, words: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, command in vars(group)["commands"].items():
        inner = f"{words} {name}"
        found += _leaves(command, inner) if "commands" in vars(command) else [(inner, command)]
    return found


def _shows_itself(words: str, command: object) -> bool:
    return words in (getattr(command, "epilog", None) or "")


def test_control_characters_never_reach_the_terminal() -> None:
    assert wrapped("a\x1b[31mfile\x07.835\x9b") == ["a [31mfile .835"]
