"""``hub deposit``: bank files, matching by hand, and what waits; words, keys and exit codes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub import wiring
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON
from hub.wiring import Hub
from tests.support import planted
from tests.support.commands import Ran, hub_command
from tests.support.deposits import announced, bank_file, bank_line
from tests.support.hubs import new_hub

COLUMNS = """\
account    = "grants"
delimiter  = ";"
header     = false
day_format = "%d.%m.%Y"
[columns]
day    = ["1"]
amount = ["2"]
text   = ["3"]
"""


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Three remittances are posted: 447100 for 100.00, 447101 for 120.00, 447102 for 80.00."""
    made = new_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.clock))
    for name, cents, trace in (
        ("r1", 100_00, "447100"),
        ("r2", 120_00, "447101"),
        ("r3", 80_00, "447102"),
    ):
        announced(made, name, cents, trace)
    yield made
    made.close()


def hub(line: str) -> Ran:
    ran = hub_command(*line.split())
    assert [each for each in ran.stdout.splitlines() if len(each) > 80] == []
    return ran


def document(line: str, code: int = DONE) -> dict[str, Any]:
    ran = hub_command(*f"{line} --json".split())
    assert ran.exit_code == code, ran
    return ran.document


def given(*lines: str, name: str = "march.csv") -> None:
    Path(name).write_bytes(bank_file(lines))


@pytest.mark.usefixtures("ledger")
def test_a_bank_file_is_taken_in_once_and_says_what_became_of_it() -> None:
    given(bank_line(100_00, "EFT 447100"), bank_line(5_00, "POOLED"), bank_line(-1_00, "FEE"))
    found = document("deposit import march.csv", NEEDS_A_PERSON)
    assert {key: found[key] for key in ("outcome", "account", "lines", "recorded", "known")} == {
        "outcome": "done",
        "account": "main",
        "lines": 3,
        "recorded": 2,
        "known": 0,
    }
    assert (found["left_alone"], found["waiting"], found["came_in"]) == (1, 1, "105.00")
    assert document("deposit import march.csv", CONFLICT)["outcome"] == "duplicate"
    assert "0 recorded" in hub("deposit import march.csv").stdout


def test_a_dry_run_changes_nothing(ledger: Hub) -> None:
    given(bank_line(100_00, "EFT 447100"))
    before = ledger.log.head().position
    assert document("deposit import march.csv --dry-run")["recorded"] == 1
    assert ledger.log.head().position == before


@pytest.mark.usefixtures("ledger")
def test_the_columns_of_a_bank_are_a_file_beside_the_settings_or_a_named_one() -> None:
    Path("march.csv").write_text("05.03.2026;100.00;EFT 447100\n", "utf-8")
    assert document("deposit import march.csv", FAILED)["problems"][0]["code"] == "bank.no-header"
    Path("bank.toml").write_text(COLUMNS, "utf-8")
    assert document("deposit import march.csv --dry-run")["account"] == "grants"
    Path("other.toml").write_text(COLUMNS.replace("grants", "second"), "utf-8")
    assert document("deposit import march.csv --columns other.toml")["account"] == "second"
    Path("other.toml").write_text("account = ", "utf-8")
    refused = document("deposit import march.csv --columns other.toml", FAILED)
    assert refused["problems"][0]["where"] == "other.toml"


@pytest.mark.usefixtures("ledger")
def test_rows_that_cannot_be_taken_are_told_all_at_once_without_what_stands_in_them() -> None:
    given("someday,A,lots,", f"{planted.LAST_NAME},{planted.STREET},,", bank_line(1_00, "447100"))
    found = document("deposit import march.csv", NEEDS_A_PERSON)
    assert [each["row"] for each in found["refused"]] == [2, 3]
    assert "row 2, column day" in hub("deposit import march.csv").stdout


@pytest.mark.usefixtures("ledger")
def test_a_pooled_line_is_shown_with_what_comes_to_it_and_matched_by_hand() -> None:
    given(bank_line(300_00, f"COUNTY {planted.LAST_NAME} POOLED"))
    hub("deposit import march.csv")
    (row,) = document("deposit list --waiting")["deposits"]
    assert (row["state"], row["who"], row["traces"], row["waits_days"]) == (
        "unmatched",
        "hub",
        [],
        44,
    )
    short = row["deposit_id"][:8]
    shown = document(f"deposit show {short}")
    assert shown["proposals"] == {"sets": [["r1", "r2", "r3"]], "complete": True}
    said = hub(f"deposit show {short}").stdout
    assert "447100 100.00 + 447101 120.00 + 447102 80.00" in said
    assert f"hub deposit match {row['deposit_id']}" in said
    matched = document(f"deposit match {short} 447100 r2 447102")
    assert [(each["trace"], each["amount"], each["by"]) for each in matched["matched"]] == [
        ("447100", "100.00", "person"),
        ("447101", "120.00", "person"),
        ("447102", "80.00", "person"),
    ]
    assert document("deposit list --waiting") == {"deposits": [], "awaited": []}
    assert "row 2 of the bank's file" in hub(f"deposit show {short}").stdout


@pytest.mark.usefixtures("ledger")
def test_what_was_matched_is_taken_apart_and_both_are_listed_again() -> None:
    given(bank_line(100_00, "EFT 447100"))
    assert hub("deposit import march.csv").exit_code == DONE
    (row,) = document("deposit list")["deposits"]
    done = document(f"deposit unmatch {row['deposit_id']} 447100")
    assert (done["outcome"], done["left"]) == ("unmatched", "100.00")
    waiting = document("deposit list --waiting")
    assert [each["trace"] for each in waiting["awaited"]] == ["447100", "447101", "447102"]
    assert [each["deposit_id"] for each in waiting["deposits"]] == [row["deposit_id"]]
    again = document(f"deposit unmatch {row['deposit_id']} 447100", FAILED)
    assert again["problems"][0]["code"] == "deposit.not-matched"


@pytest.mark.usefixtures("ledger")
def test_a_cent_off_is_listed_with_who_acts() -> None:
    given(bank_line(99_99, "EFT 447100"))
    assert hub("deposit import march.csv").exit_code == DONE
    first, *_ = document("deposit list")["awaited"]
    assert {key: first[key] for key in ("announced", "in_bank", "lacking", "who")} == {
        "announced": "100.00",
        "in_bank": "99.99",
        "lacking": "0.01",
        "who": "hub",
    }
    said = " ".join(hub("deposit list").stdout.split())
    assert "announced 100.00, in the bank 99.99" in said
    (remittance,) = document("remittance show 447100")["remittances"]
    assert (remittance["in_bank"], remittance["bank_on"]) == ("99.99", None)
    assert [each["amount"] for each in remittance["bank_parts"]] == ["99.99"]
    assert "99.99 of it" in hub("remittance show 447100").stdout
    assert "in part" in hub("remittance list").stdout


@pytest.mark.usefixtures("ledger")
def test_money_that_the_bank_gave_back_is_recorded_by_hand_too() -> None:
    assert hub("deposit record --on 2026-03-02 --amount 100.00 --trace 447100").exit_code == DONE
    assert hub("deposit record --on 2026-03-05 --amount -100.00 --trace 447100").exit_code == DONE
    (remittance,) = document("remittance show 447100")["remittances"]
    assert remittance["in_bank"] == "0.00"


@pytest.mark.usefixtures("ledger")
def test_what_nobody_knows_is_refused_with_what_to_do() -> None:
    given(bank_line(100_00, "A"))
    hub("deposit import march.csv")
    (row,) = document("deposit list")["deposits"]
    for line, code in (
        ("deposit show 00000000", "deposit.unknown"),
        (f"deposit match {row['deposit_id']} 9 8", "deposit.remittance-unclear"),
        (f"deposit match {row['deposit_id']} 447100 447101", "deposit.nothing-to-match"),
    ):
        problems = document(line, FAILED)["problems"]
        assert {problem["code"] for problem in problems} == {code}
    assert len(document(f"deposit match {row['deposit_id']} 9 8", FAILED)["problems"]) == 2


def refusal(line: str) -> dict[str, str]:
    problem: dict[str, str]
    (problem,) = document(line, FAILED)["problems"]
    return problem


@pytest.mark.usefixtures("ledger")
def test_a_deposit_goes_by_four_characters_of_its_id_and_no_fewer() -> None:
    hub("deposit record --on 2026-03-05 --amount 812.40")
    (row,) = document("deposit list")["deposits"]
    whole = row["deposit_id"]
    assert document(f"deposit show {whole[:4]}")["deposit_id"] == whole
    assert document(f"deposit show {whole[:6].upper()}")["deposit_id"] == whole
    assert refusal(f"deposit show {whole[:3]}")["what"] == (
        "an id is written with 4 characters of it at least"
    )


@pytest.mark.usefixtures("ledger")
def test_the_beginning_of_two_deposits_is_told_with_both() -> None:
    given(*(bank_line(cents, "CASH") for cents in range(10_000, 11_500)))
    hub("deposit import march.csv")
    ids = [row["deposit_id"] for row in document("deposit list")["deposits"]]
    begun = {each[:4]: [other for other in ids if other[:4] == each[:4]] for each in ids}
    twins = next((each for each in begun.items() if len(each[1]) > 1), None)
    assert twins, "of 1,500 ids two begin alike"
    problem = refusal(f"deposit show {twins[0]}")
    assert problem["code"] == "deposit.id-too-short"
    assert [each for each in twins[1] if each not in problem["fix"]] == []


@pytest.mark.usefixtures("ledger")
def test_a_mistyped_deposit_is_told_with_those_that_look_like_it() -> None:
    hub("deposit record --on 2026-03-05 --amount 812.40 --trace 990017")
    (row,) = document("deposit list")["deposits"]
    short = row["deposit_id"][:8]
    typed = short[:6] + ("z" if short[6] != "z" else "y") + short[7]
    meant = f"perhaps you mean {short} (2026-03-05, 812.40, trace 990017); else"
    assert refusal(f"deposit show {typed}")["fix"].startswith(meant)
    assert refusal("deposit show 990017")["fix"].startswith(meant)  # its trace is no id
    assert refusal("deposit show zzzzzzzz")["fix"] == "look for its id: hub deposit list"


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("447107", "447100 (acme, 2026-03-02, 100.00)"),  # looks like it
        ("9-7102", "447102 (acme, 2026-03-02, 80.00)"),  # ends like it
        ("X1", "447101 (acme, 2026-03-02, 120.00)"),  # comes to the deposit
    ],
)
def test_a_mistyped_trace_is_told_with_those_that_may_be_meant(typed: str, meant: str) -> None:
    hub("deposit record --on 2026-03-05 --amount 120.00")
    (row,) = document("deposit list")["deposits"]
    problem = refusal(f"deposit match {row['deposit_id'][:8]} {typed}")
    assert problem["code"] == "deposit.remittance-unclear"
    assert meant in problem["fix"]
    assert f"hub deposit show {row['deposit_id'][:8]}" in problem["fix"]


@pytest.mark.usefixtures("ledger")
def test_a_mistyped_trace_of_a_remittance_is_told_with_those_like_it() -> None:
    assert "447100 (acme, 2026-03-02, 100.00)" in refusal("remittance show 44710")["fix"]
    assert refusal("remittance show 83")["fix"] == "list them: hub remittance list"
