"""Statements and how partners are paid: what the commands print, write and end with."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub import wiring
from hub.cli.frame import DONE, FAILED, NEEDS_A_PERSON, USAGE
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command
from tests.support.eras import Clp, era
from tests.support.paid import receive, send


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """53.32 are paid to LPV on 10 March: fee 8.00, the partner's part 45.32."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    (first,) = send(made, "M1")
    receive(made, era(Clp(first, 5332, payer_control="ICN1"), day="20260310"))
    yield made
    made.hub.close()


def hub(*line: str) -> Ran:
    return hub_command(*[word for each in line for word in each.split(" ")])


def document(line: str, code: int = DONE) -> dict[str, Any]:
    ran = hub(f"{line} --json")
    assert ran.exit_code == code, ran
    found: dict[str, Any] = ran.document
    return found


@pytest.mark.usefixtures("billing")
def test_a_run_issues_every_statement_once_and_lists_what_needs_a_person() -> None:
    dry = document("statement run 2026-03 --dry-run", NEEDS_A_PERSON)
    assert [each["issued_now"] for each in dry["statements"]] == [False, False]
    first = document("statement run 2026-03", NEEDS_A_PERSON)
    lpv, orc = first["statements"]
    assert (lpv["number"], lpv["issued_now"], lpv["closing"]) == ("LPV-2026-03", True, "45.32")
    assert (orc["number"], orc["closing"]) == ("ORC-2026-03", "0.00")
    again = document("statement run 2026-03", NEEDS_A_PERSON)
    assert [each["issued_now"] for each in again["statements"]] == [False, False]
    # the visit of the test stands in no sheet
    assert [(each["number"], each["why"]) for each in again["for_a_person"]] == [
        ("LPV-2026-03", "visits-do-not-add-up")
    ]
    said = hub("statement run 2026-03").stdout
    assert "0 issued, 2 issued before" in said
    assert "LPV-2026-03: its visits do not come to what was handed in" in said


@pytest.mark.usefixtures("billing")
def test_a_run_writes_every_statement_where_a_form_is_asked_for(tmp_path: Path) -> None:
    assert document("statement run 2026-03 --format pdf --dry-run", NEEDS_A_PERSON)["files"] == []
    for _ in range(2):  # the second run writes the same bytes
        told = document("statement run 2026-03 --format pdf --language vi", NEEDS_A_PERSON)
        assert told["files"] == [
            str(tmp_path / "statements" / f"{code}-2026-03.vi.pdf") for code in ("LPV", "ORC")
        ]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "LPV-2026-03.csv").write_text("mine", "utf-8")
    told = document("statement run 2026-03 --format csv --out out", NEEDS_A_PERSON)
    assert told["files"] == ["out/ORC-2026-03.csv"]
    assert [problem["code"] for problem in told["problems"]] == ["statement.file-exists"]


@pytest.mark.usefixtures("billing")
def test_a_run_for_a_month_that_has_not_begun_is_refused() -> None:
    ran = hub("statement run 2026-05")
    assert (ran.exit_code, ran.stdout) == (FAILED, "")
    assert "[statement.month-not-begun]" in ran.stderr
    assert hub("statement run May").exit_code == USAGE


@pytest.mark.usefixtures("billing")
def test_to_issue_one_statement_warns_of_earlier_months_as_the_run_does() -> None:
    """45.32 moved in March; a statement for April leaves March without one."""
    line = "statement issue LPV --month 2026-04 --early"
    for dry in (" --dry-run", ""):
        found = document(line + dry, NEEDS_A_PERSON)["for_a_person"]
        assert found == [
            {
                "partner": "LPV",
                "number": "LPV-2026-04",
                "why": "earlier-months",
                "amount": "45.32",
            }
        ]
    ran = hub("statement issue ORC --month 2026-04 --early")
    assert (ran.exit_code, ran.stderr) == (DONE, "")
    assert hub(line).exit_code == DONE  # it was issued: too late to warn


@pytest.mark.usefixtures("billing")
def test_the_warning_is_told_to_the_hub_beside_the_statement() -> None:
    ran = hub("statement issue LPV --month 2026-04 --early --dry-run")
    assert ran.exit_code == NEEDS_A_PERSON
    assert ran.stderr.splitlines() == [
        "LPV-2026-04: 45.32 of it moved in earlier months that have no statement and can",
        "  get none once this one is issued",
    ]
    assert "earlier months" not in ran.stdout


@pytest.mark.usefixtures("billing")
def test_a_statement_is_written_in_the_form_and_language_asked_for(tmp_path: Path) -> None:
    hub("statement run 2026-03")
    told = document("statement export LPV --month 2026-03 --format html --language es")
    assert (told["file"], told["issued"]) == (
        str(tmp_path / "statements" / "LPV-2026-03.es.html"),
        True,
    )
    page = Path(told["file"]).read_text("utf-8")
    assert "Estado de cuenta mensual LPV-2026-03" in page
    assert '<html lang="es">' in page
    ran = hub("statement export LPV --month 2026-03 --format json --out march.json")
    assert ran.exit_code == DONE
    assert json.loads(Path("march.json").read_text("utf-8"))["net"] == "45.32"
    Path("march.csv").write_text("mine", "utf-8")
    ran = hub("statement export LPV --month 2026-03 --format csv --out march.csv")
    assert ran.exit_code == FAILED
    assert "[statement.file-exists]" in ran.stderr


@pytest.mark.usefixtures("billing")
@pytest.mark.parametrize(
    "line",
    [
        "statement export LPV --month 2026-03 --format doc",
        "statement export LPV --month 2026-03 --language fr",
        "statement show LPV --month March",
        "statement show lpvx --month 2026-03",
        "partner reserve agree LPV --from April --percent 5 --source contract",
        "partner reserve agree LPV --from 2026-04 --percent five --source contract",
    ],
)
def test_what_cannot_be_read_is_told_as_such(line: str) -> None:
    assert hub(line).exit_code == USAGE


@pytest.mark.usefixtures("billing")
def test_a_statement_is_shown_in_a_partners_language() -> None:
    said = hub("statement show LPV --month 2026-03 --language vi").stdout
    assert said.startswith("Bản nháp của bản kê hằng tháng LPV-2026-03")
    assert [line for line in said.splitlines() if len(line) > 80] == []


@pytest.mark.usefixtures("billing")
def test_a_reserve_is_agreed_held_and_shown() -> None:
    """10% of 53.32 is 5.33; 45.32 - 5.33 = 39.99."""
    agree = "partner reserve agree LPV --from 2026-03 --percent 10 --months 6 --source contract"
    dry = hub(f"{agree} --dry-run")
    assert dry.stdout == "would be: LPV from 2026-03: reserve of 10.00%, for 6 months\n"
    assert document("partner reserve show LPV")["rules"] == []
    assert document(agree)["unchanged"] is False
    assert "6 months: unchanged" in " ".join(hub(agree).stdout.split())  # the same once more
    hub("statement run 2026-03")
    shown = document("partner reserve show LPV")
    assert (shown["reserve"], shown["held"]) == (
        "5.33",
        [{"held_in": "2026-03", "amount": "5.33", "back_in": "2026-09"}],
    )
    body = document("statement show LPV --month 2026-03")
    assert (body["closing"], body["reserve"]) == ("39.99", "5.33")
    assert [each["amount"] for each in body["settlements"]] == ["-5.33"]
    late = hub(agree.replace("10", "20"))
    assert late.exit_code == FAILED
    assert "[pay-terms.statement-issued]" in late.stderr
    said = hub("partner reserve show LPV").stdout
    assert "2026-09" in said


@pytest.mark.usefixtures("billing")
def test_how_advances_and_debts_are_taken_back_is_agreed_and_shown() -> None:
    assert hub("partner recoup advance LPV --from 2026-04 --amount 25 --source letter").stdout == (
        "LPV from 2026-04: advance recouped by $25.00 a statement\n"
    )
    debt = "partner recoup debt LPV --from 2026-04 --statements 2 --keep-reserve --source contract"
    assert "a debt is met by 2 statements, then an invoice" in hub(debt).stdout
    shown = document("partner recoup show LPV")
    assert [rule["source"] for rule in shown["rules"]] == ["letter", "contract"]
    assert (shown["advance"], shown["owes"], shown["invoice_with"]) == ("0.00", "0.00", None)
    assert "advance left: 0.00" in hub("partner recoup show LPV").stdout


@pytest.mark.usefixtures("billing")
def test_a_settlement_is_explained_by_the_number_of_its_statement() -> None:
    hub("partner reserve agree LPV --from 2026-03 --amount 5 --source contract")
    hub("statement run 2026-03")
    said = hub("explain-money reserve:LPV").stdout
    assert "LPV-2026-03" in said
    entries = document("ledger account reserve:LPV")["entries"]
    assert [entry["number"] for entry in entries] == ["LPV-2026-03"]


@pytest.mark.usefixtures("billing")
def test_nothing_is_invoiced_or_received_that_is_not_owed() -> None:
    hub("statement run 2026-03")
    ran = hub("partner recoup invoice LPV")
    assert ran.exit_code == FAILED
    assert "[partner-debt.nothing-stated]" in ran.stderr
    ran = hub("partner recoup paid LPV LPV-D0001 --amount 5 --on 2026-04-10 --reference cheque-1")
    assert ran.exit_code == FAILED
    assert "[partner-debt.above-what-is-left]" in ran.stderr
    assert (
        hub(
            "partner recoup paid LPV LPV-D0001 --amount five --on 2026-04-10 --reference x"
        ).exit_code
        == USAGE
    )
