"""A member's month: from the roster that paid it to the partner's statement and the books."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub import wiring
from hub.cli.frame import DONE
from hub.services.bank.deposits import record_deposit
from tests.support.billing import Billing, ready_hub
from tests.support.commands import hub_command
from tests.support.eras import Clp, era
from tests.support.rosters import Row, agree_monthly, billed, pay, roster


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    agree_monthly(made)
    yield made
    made.hub.close()


def document(line: str) -> dict[str, Any]:
    ran = hub_command(*f"{line} --json".split())
    assert ran.exit_code == DONE, ran
    return ran.document


def test_a_month_that_a_roster_pays_reaches_the_partners_statement(billing: Billing) -> None:
    (sent,) = billed(billing, 2)
    pay(billing, era(Clp(sent, 0, billed=2_666)), roster(billing, Row("M2", 10_000)))
    record_deposit(billing.hub, bank_on=date(2026, 4, 15), amount=10_000, trace="R-1")
    statement = document("statement show ZED --month 2026-04")
    (month,) = document("roster list")["months"]
    line = next(each for each in statement["lines"] if each["claim"] == month["number"])
    assert (line["plan_paid"], line["fee"], line["net"]) == ("100.00", "10.00", "90.00")
    assert (statement["closing"], statement["payable"]) == ("90.00", "90.00")


def test_every_entry_of_a_month_leads_to_its_row_of_the_roster(billing: Billing) -> None:
    pay(billing, roster(billing, Row("M2", 10_000), Row("M3", 7_000)))
    explained = document("explain-money partner:ZED")
    assert [each["notice"] for each in explained["facts"]] == ["R-1", "R-1"]
    assert [each["source"]["segment"] for each in explained["facts"]] == [10, 14]


def test_a_line_of_the_statement_leads_to_the_rows_of_its_month(billing: Billing) -> None:
    pay(billing, roster(billing, Row("M2", 10_000)))
    (month,) = document("roster list")["months"]
    for subject in (month["number"], "ZED-2026-04#1"):
        (fact,) = document(f"explain-money {subject}")["facts"]
        assert (fact["number"], fact["notice"]) == (month["number"], "R-1")


def test_what_rosters_paid_counts_for_the_year_of_its_month(billing: Billing) -> None:
    pay(billing, roster(billing, Row("M2", 10_000), trace="R-27", day="20270115"))
    accepted = document("remittance accept R-27 --why as-agreed")  # a day far ahead waits
    assert accepted["accepted"]["deposit"] == "100.00"
    (row,) = document("ledger mlr --year 2026")["plans"]
    assert (row["care"], row["administration"]) == ("90.00", "10.00")


def test_the_books_hold_what_rosters_paid(billing: Billing) -> None:
    pay(billing, roster(billing, Row("M2", 10_000), Row("nobody", 500)))
    balance = document("ledger trial-balance")["accounts"]
    assert balance["partner:ZED"] == "-90.00"
    assert balance["suspense:roster-row"] == "-5.00"
