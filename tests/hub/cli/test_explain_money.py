"""`hub explain-money`: what makes a balance or a line, that which moved no money too."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from domain.period import Month
from hub import wiring
from hub.cli.frame import DONE, FAILED
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command, hub_process
from tests.support.deposits import bank_file, bank_line
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, receive, send
from tests.support.paying import ADA, BEN, answer_file, confirmed, issue

PAID, DENIED, UNANSWERED = "LPV00000001", "LPV00000002", "LPV00000003"


@pytest.fixture(autouse=True)
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """Of three claims one is paid on 10 March, one denied with CO-197; the bank has the money."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    paid, denied, _ = send(made, "M1", "M2", "M3")
    refusal = Clp(denied, 0, billed=CHARGE, status="4", payer_control="ICN2", because="CO*197")
    notice = era(Clp(paid, CHARGE, payer_control="ICN1"), refusal, trace="447100", day="20260310")
    receive(made, notice)
    Path("march.csv").write_bytes(bank_file([bank_line(CHARGE, "EFT 447100 ZELDA Q")]))
    hub("deposit import march.csv")
    yield made
    made.hub.close()


def hub(line: str) -> Ran:
    ran = hub_command(*line.split())
    if "--json" in line:
        return ran
    assert [text for text in ran.stdout.splitlines() if len(text) > 80] == []
    return ran


def explained(line: str) -> list[dict[str, Any]]:
    ran = hub(f"explain-money {line} --json")
    assert ran.exit_code == DONE, ran
    facts = ran.document["facts"]
    assert isinstance(facts, list)
    return facts


def denied_line() -> str:
    lines = hub("statement show LPV --month 2026-03 --json").document["lines"]
    (at,) = (at for at, line in enumerate(lines, 1) if line["claim"] == DENIED)
    return f"LPV-2026-03#{at}"


def test_a_denied_line_says_that_it_moved_nothing_and_what_it_came_from() -> None:
    (fact,) = explained(f"{denied_line()} --show-bytes")
    assert (fact["entries"], fact["outcome"]) == ([], "denied")
    assert fact["reasons"] == ["CO-197 53.32"]
    assert (fact["notice"], fact["source"]["kind"]) == ("447100", "835")
    assert "CAS*CO*197*53.32" in fact["segments"]
    said = " ".join(hub(f"explain-money {denied_line()}").stdout.split())
    assert "no entry: the line moved no money; the plan's answer: denied CO-197 53.32" in said
    assert "read in 835 0001, received" in said


def test_a_paid_line_shows_its_entries() -> None:
    (fact,) = explained("LPV-2026-03#1")
    assert fact["outcome"] == "paid"
    assert len(fact["entries"]) == 2
    assert "no entry" not in hub("explain-money LPV-2026-03#1").stdout


def test_a_denied_claim_shows_its_answer() -> None:
    (fact,) = explained(DENIED)
    assert fact["entries"] == []
    said = " ".join(hub(f"explain-money {DENIED}").stdout.split())
    assert f"no entry: it moved no money; hub claim show {DENIED}" in said


def test_a_claim_that_nobody_answered_says_so() -> None:
    assert explained(UNANSWERED) == []
    said = " ".join(hub(f"explain-money {UNANSWERED}").stdout.split())
    assert said.startswith(f"nothing that was answered about {UNANSWERED} moved money yet")


def test_a_bank_line_shows_its_amount_and_day_and_nobodys_name() -> None:
    facts = explained("bank --show-bytes")
    (deposit,) = (each for each in facts if each["kind"] == "deposit.matched")
    (row,) = deposit["segments"]
    assert "53.32" in row
    assert "ZELDA" not in row
    assert "447100" not in row
    assert deposit["segments_not_shown"] == 0
    assert "2026" in row


def test_an_answer_about_a_payout_shows_its_amount_and_day(billing: Billing) -> None:
    sent_to_the_partner(billing)
    Path("answers.csv").write_bytes(answer_file("LPV-P0001,paid,W1,,2026-04-15,45.32"))
    assert hub("payout answers answers.csv").exit_code == DONE
    (paid,) = (f for f in explained("partner:LPV --show-bytes") if f["kind"] == "payout.paid")
    assert paid["segments"] == ["- | - | - |  | 2026-04-15 | 45.32"]


def test_what_a_fact_was_read_in_is_found_by_hub_file() -> None:
    for fact in explained("bank"):
        begun = fact["source"]["archive_id"][:8]
        assert f"(file {begun})" in " ".join(hub("explain-money bank").stdout.split())
        assert hub(f"file show {begun}").exit_code == DONE


def test_a_damaged_file_makes_one_document_and_no_half_one(
    billing: Billing, tmp_path: Path
) -> None:
    archive_id = explained("partner:LPV")[0]["source"]["archive_id"]
    billing.hub.close()
    with closing(sqlite3.connect(tmp_path / "hub.db")) as connection, connection:
        connection.execute(
            "UPDATE archive_part SET content = zeroblob(40) WHERE archive_id = ?", [archive_id]
        )
    for words in ("partner:LPV", PAID):
        ran = hub_process(tmp_path, "explain-money", words, "--show-bytes", "--json")
        assert (ran.exit_code, ran.document["outcome"]) == (FAILED, "failed")
        assert [each["code"] for each in ran.document["problems"]] == ["archive.file-damaged"]


def sent_to_the_partner(billing: Billing) -> None:
    """The statement is issued and its payout sent, by two people."""
    confirmed(billing.hub)
    issue(billing.hub, month=Month(2026, 3))
    for line in (
        ["propose", "LPV", "--by", ADA],
        ["approve", "LPV-P0001", "--by", BEN],
        ["send"],
    ):
        assert hub_command("payout", *line).exit_code == DONE
