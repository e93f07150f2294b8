"""The books at the screen: months, entries, journals, and the facts behind a balance."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from msgspec.structs import replace

from domain.books.books import MonthClosed
from domain.identifiers import StreamId
from domain.period import Month
from hub import wiring
from hub.cli.frame import DONE, FAILED, NEEDS_A_PERSON, USAGE
from hub.clock import standing_clock
from hub.rehearsal.box import PlanInABox
from hub.rehearsal.scenario import Payer, Payment, Scenario
from hub.services.books.bookings import BOOKS_ID, read_books
from hub.store.log import Change
from tests.support.billing import Billing, ready_hub
from tests.support.builders import PAID_ON
from tests.support.commands import Ran, hub_command
from tests.support.hubs import NOON
from tests.support.planted import planted_in

MAY = standing_clock(datetime(2026, 5, 15, 19, tzinfo=UTC))
TODAY = "2026-05-15"
NUMBER = "LPV00000001"
PAYER = Payer("ACME HEALTH PLAN", "ACME0", "1990000099", "I26")


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """One claim was paid by acme, and its 53.32 are in the bank; it is May."""
    made = ready_hub(tmp_path, MAY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    made.visit()
    made.built()
    made.sent()
    (sent,) = Path("outbox/acme").iterdir()
    box = PlanInABox(Scenario(PAYER, (), (Payment("T1", PAID_ON),)))
    box.take("1.837", sent.read_bytes(), NOON)
    (paid, *_) = [file for file, _ in box.pay_until(PAID_ON, NOON) if file.name == "T1.835"]
    Path("T1.835").write_bytes(paid.content)
    hub("receive T1.835")
    hub(f"deposit record --on {PAID_ON} --amount 53.32 --trace T1")
    yield made
    made.hub.close()


def hub(line: str) -> Ran:
    ran = hub_command(*line.split())
    assert [text for text in ran.stdout.splitlines() if len(text) > 80] == []
    return ran


def document(line: str, code: int = DONE) -> dict[str, Any]:
    ran = hub_command(*line.split(), "--json")
    assert ran.exit_code == code, ran
    return ran.document


@pytest.mark.usefixtures("billing")
def test_money_that_is_passed_on_stands_apart_from_the_hubs_own() -> None:
    found = document("ledger trial-balance")
    assert found == {
        "accounts": {"bank": "53.32", "hub-fee:acme": "-8.00", "partner:LPV": "-45.32"},
        "classes": {"bank": "cash", "hub-fee:acme": "own", "partner:LPV": "pass-through"},
        "subtotals": {"cash": "53.32", "pass-through": "-45.32", "own": "-8.00"},
        "sum": "0.00",
        "bank_lines_not_matched": {"in": "0.00", "out": "0.00", "net": "0.00"},
    }
    said = hub("ledger trial-balance").stdout
    assert "passed through to others" in said
    assert "matched to no notice" not in said


@pytest.mark.usefixtures("billing")
def test_the_trial_balance_says_what_of_the_banks_lines_is_in_no_account() -> None:
    hub("deposit record --on 2026-04-20 --amount 44.10")
    hub("deposit record --on 2026-04-21 --amount=-5.00")
    found = document("ledger trial-balance")
    assert found["accounts"]["bank"] == "53.32"
    assert found["bank_lines_not_matched"] == {"in": "44.10", "out": "5.00", "net": "39.10"}
    said = " ".join(hub("ledger trial-balance").stdout.split())
    assert "in no account: 39.10 of the bank's lines (44.10 in, 5.00 out)" in said
    before = document("ledger trial-balance --on 2026-04-20")
    assert before["bank_lines_not_matched"]["net"] == "44.10"
    then = document("ledger trial-balance --known-at 2026-05-14")
    assert then["bank_lines_not_matched"]["net"] == "0.00"


def closing(month: str) -> list[tuple[str, str]]:
    """What a dry run says that a person should know before the month is closed."""
    found = document(f"ledger close {month} --dry-run")
    return [(each["code"], each["where"]) for each in found["to_know"]]


@pytest.mark.usefixtures("billing")
def test_closing_says_first_which_of_the_banks_money_is_in_no_account_and_closes() -> None:
    assert closing("2026-04") == []
    recorded = document("deposit record --on 2026-04-20 --amount 44.10", NEEDS_A_PERSON)
    hub("deposit record --on 2026-05-02 --amount 9.00")
    where = f"deposit {recorded['deposit_id'][:8]} of 2026-04-20"
    assert closing("2026-04") == [("books.deposit-unmatched", where)]
    said = hub("ledger close 2026-04").stdout
    assert said.startswith("to know: 44.10 reached the bank and stands in no account")
    assert said.index("to know") < said.index("opening")
    assert closing("2026-04") == []  # closed already
    assert document("ledger months")["months"][-1]["month"] == "2026-04"


@pytest.mark.usefixtures("billing")
def test_closing_says_which_cents_of_a_plan_the_bank_has_not_got() -> None:
    (deposit,) = document("deposit list")["deposits"]
    hub(f"deposit unmatch {deposit['deposit_id'][:8]}")
    found = document("ledger close 2026-04 --dry-run")
    told = {each["code"]: each["what"] for each in found["to_know"]}
    assert told["books.deposit-off"] == (
        "the bank has 53.32 less than was announced up to the end of 2026-04"
    )


@pytest.mark.usefixtures("billing")
def test_a_day_a_month_and_a_fiscal_year_each_have_their_balances() -> None:
    assert document("ledger trial-balance --on 2026-04-05")["accounts"] == {}
    assert document("ledger trial-balance --on 2026-04-06")["accounts"]["bank"] == "53.32"
    month = document("ledger trial-balance --month 2026-04")
    assert (month["title"], month["closed"]) == ("2026-04 of FY2025-26, open", False)
    assert month["accounts"]["deposit:acme"] == {
        "opening": "0.00",
        "debit": "53.32",
        "credit": "53.32",
        "closing": "0.00",
        "class": "pass-through",
    }
    assert document("ledger trial-balance --year FY2026-27")["accounts"]["bank"]["debit"] == "0.00"
    for wrong in (
        "--month April",
        "--year 2026",
        "--on someday",
        "--on 2026-04-06 --month 2026-04",
    ):
        assert hub(f"ledger trial-balance {wrong}").exit_code == USAGE


def test_a_fiscal_year_begins_with_the_month_of_the_settings(billing: Billing) -> None:
    settings = billing.hub.settings.folder / "hub.toml"
    settings.write_text(f"{settings.read_text()}[books]\nfiscal_year_begins = 1\n")
    assert document("ledger trial-balance --year FY2026")["title"] == "FY2026"
    settings.write_text(settings.read_text().replace("begins = 1", "begins = 13"))
    assert "it is no month" in hub("ledger months").stderr


def test_a_month_is_closed_once_and_keeps_its_report(billing: Billing) -> None:
    assert document("ledger close 2026-04 --dry-run")["outcome"] == "would-close"
    assert read_books(billing.hub).closed == ()
    assert document("ledger close 2026-05", FAILED)["problems"][0]["code"].startswith("books.")
    first = document("ledger close 2026-04")
    head = billing.hub.log.head().position
    assert (first["outcome"], first["fiscal_year"]) == ("closed", "FY2025-26")
    assert document("ledger close 2026-04") == {**first, "outcome": "closed-already"}
    assert billing.hub.log.head().position == head
    month = document("ledger trial-balance --month 2026-04")
    assert (month["accounts"], month["closed"]) == (first["accounts"], True)
    assert [row["month"] for row in document("ledger months")["months"]] == ["2026-04"]
    assert document("ledger close 2026-02")["outcome"] == "closed-already"
    assert document("ledger trial-balance --month 2026-02")["closed"] is True
    assert document("ledger trial-balance --year FY2025-26")["closed"] is False
    assert billing.hub.log.head().position == head
    words = "ledger reopen 2026-04 --reason mistyped --by Keeper"
    assert document(words)["outcome"] == "reopened"
    assert document("ledger months")["months"] == []


def test_a_closed_month_that_counts_otherwise_is_told_on_every_reading(billing: Billing) -> None:
    hub("ledger close 2026-04")
    report = read_books(billing.hub).closed[0]
    rows = tuple(replace(row, opening=0, debit=0, credit=0) for row in report.accounts)
    false = MonthClosed(
        report=replace(report, month=Month(2026, 5), accounts=rows), closed_on=PAID_ON
    )
    log = billing.hub.log
    log.append([Change(StreamId(BOOKS_ID), 1, (false,))], actor="test", command_id="false")
    for line in ("ledger trial-balance --month 2026-05", "ledger months"):
        ran = hub(line)
        assert (ran.exit_code, ran.problem_codes) == (FAILED, ("books.closed-month-differs",))
        assert "closed-month-differs" in ran.stderr


@pytest.mark.usefixtures("billing")
def test_an_account_lists_every_entry_with_what_it_held_after() -> None:
    (entry,) = document("ledger account partner:LPV")["entries"]
    assert {name: entry[name] for name in ("claim", "line", "notice", "amount", "balance")} == {
        "claim": NUMBER,
        "line": 1,
        "notice": "T1",
        "amount": "-45.32",
        "balance": "-45.32",
    }
    assert (entry["booked_on"], entry["service_month"]) == (f"{PAID_ON}", "2026-03")
    deposit = document("ledger account deposit:*")["entries"]
    assert [row["balance"] for row in deposit] == ["53.32", "0.00"]
    later = document("ledger account deposit:acme --from 2026-04-07")
    assert (later["opening"], later["entries"]) == ("0.00", [])
    assert document("ledger account partner:ZZZ", FAILED)["problems"][0]["code"] == (
        "ledger.account-unknown"
    )
    assert "LPV00000001" in hub("ledger account partner:*").stdout
    backwards = hub("ledger account bank --from 2026-04-07 --to 2026-04-06")
    assert backwards.exit_code == USAGE


@pytest.mark.usefixtures("billing")
def test_a_journal_is_written_and_beancount_opens_it() -> None:
    hub("ledger close 2026-04")
    assert hub("ledger export --format beancount --out books.bean").exit_code == DONE
    _, errors, _ = loader.load_file("books.bean")
    assert errors == []
    assert planted_in(Path("books.bean").read_bytes()) == []
    told = document("ledger export --format hledger --out books.journal")
    assert (told["postings"], told["entries"], told["unmapped"]) == (2, 5, [])
    assert hub_command("ledger", "export", "--format", "csv").stdout.count("\n") == 6
    assert hub("ledger export --format csv --json").exit_code == USAGE
    assert document("ledger export --format csv --out no/such.csv", FAILED)["problems"]


def test_accounts_without_a_county_code_are_listed_and_need_a_person(billing: Billing) -> None:
    Path("codes.csv").write_text("account,fund\npartner:*,T60\n")
    told = document("ledger export --format csv --codes codes.csv --out a.csv", NEEDS_A_PERSON)
    assert told["unmapped"] == ["bank", "deposit:acme", "hub-fee:acme"]
    ran = hub_command("ledger", "export", "--format", "csv", "--codes", "codes.csv")
    assert "do not name: bank, deposit:acme, hub-fee:acme" in " ".join(ran.stderr.split())
    settings = billing.hub.settings.folder / "hub.toml"
    settings.write_text(f'{settings.read_text()}[books]\ncounty_codes = "codes.csv"\n')
    assert document("ledger export --format csv --out a.csv", NEEDS_A_PERSON) == told
    Path("codes.csv").write_text("fund\n")
    assert document("ledger export --format csv --out a.csv", FAILED)["problems"][0]["code"] == (
        "county-codes.headers"
    )
    Path("codes.csv").unlink()
    assert document("ledger export --format csv --out a.csv", FAILED)["problems"][0]["code"] == (
        "county-codes.unreadable"
    )


@pytest.mark.usefixtures("billing")
def test_the_split_of_a_plans_money_is_shown_by_year() -> None:
    (row,) = document("ledger mlr --year 2026")["plans"]
    assert row == {
        "plan": "acme",
        "care": "45.32",
        "administration": "8.00",
        "care_percent": "84.99",
        "care_interest": "0.00",
        "administration_interest": "0.00",
        "waiting": "0.00",
    }
    assert "84.99%" in hub("ledger mlr --year 2026 --by paid").stdout
    assert hub("ledger mlr --year 2025").stdout == "no plan's money belongs to 2025\n"


@pytest.mark.parametrize("command", ["explain-money", "ledger explain"])
@pytest.mark.usefixtures("billing")
def test_a_balance_leads_to_facts_and_bytes(command: str) -> None:
    (fact,) = document(f"{command} partner:LPV")["facts"]
    place = fact["source"]
    content = Path("T1.835").read_bytes()
    assert content[place["offset"] :][: place["length"]].startswith(b"CLP*LPV00000001")
    assert fact["entries"] == [{"account": "partner:LPV", "line": 1, "amount": "-45.32"}]
    (claim,) = document(f"{command} {NUMBER}")["facts"]
    assert [entry["amount"] for entry in claim["entries"]] == ["53.32", "-45.32", "-8.00"]
    (line,) = document(f"{command} LPV-2026-04#1")["facts"]
    assert line["position"] == claim["position"] == fact["position"]
    assert [entry["amount"] for entry in line["entries"]] == ["-45.32", "-8.00"]


@pytest.mark.usefixtures("billing")
def test_a_file_is_told_by_what_it_is_and_when_it_came_and_never_by_its_name() -> None:
    (fact,) = document("explain-money partner:LPV")["facts"]
    place = fact["source"]
    assert {key: place[key] for key in ("kind", "control", "received_on")} == {
        "kind": "835",
        "control": "0001",
        "received_on": TODAY,
    }
    said = " ".join(hub("explain-money partner:LPV").stdout.split())
    assert f"read in 835 0001, received {TODAY} (file {place['archive_id'][:8]})" in said
    assert place["archive_id"] not in said
    assert len(place["archive_id"]) == 64
    assert "T1.835" not in said


@pytest.mark.usefixtures("billing")
def test_bytes_are_shown_when_asked_for_and_name_nobody() -> None:
    assert "segments" not in document("explain-money partner:LPV")["facts"][0]
    (fact,) = document("explain-money partner:LPV --show-bytes")["facts"]
    assert "SVC*HC:98960:U2*53.32*53.32**2" in fact["segments"]
    assert fact["segments_not_shown"] > 0
    shown = hub("explain-money bank --show-bytes").stdout
    assert "BPR*I*53.32*C" in shown
    assert "deposit matched to its notice" in shown


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("LPV-2026-04#9", "statement.line-unknown"),
        ("LPV-2026-13#1", "statement.line-unknown"),
        ("partner:ZZZ", "ledger.account-unknown"),
        ("LPV00000077", "claim.unknown"),
    ],
)
@pytest.mark.usefixtures("billing")
def test_what_nobody_knows_is_told(subject: str, code: str) -> None:
    found = document(f"explain-money {subject}", FAILED)
    assert [problem["code"] for problem in found["problems"]] == [code]


@pytest.mark.usefixtures("billing")
def test_the_dump_of_all_facts_goes_to_a_file_that_is_named() -> None:
    said = hub_command("audit", "dump").stdout
    assert hub("audit dump --out facts.jsonl").exit_code == DONE
    assert Path("facts.jsonl").read_text() == said
    assert planted_in(said) == []
    assert "books.month-closed" not in {json.loads(line)["type"] for line in said.splitlines()}
