"""``hub roster`` and ``hub remittance enter``: months, rows that wait, and typed payments."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub import wiring
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, USAGE
from hub.services.receiving.receiving import receive_file
from hub.store.archive import Archive
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command
from tests.support.paid import CHARGE, accounts, send
from tests.support.rosters import WYE, Row, agree_monthly, billed, cin, roster
from tests.support.typed import Typed, typed


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """Two partners whose months acme pays, and the hub's folder as the one that is worked in."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    agree_monthly(made)
    agree_monthly(made, WYE, "1234567893")
    yield made
    made.hub.close()


def hub(line: str) -> Ran:
    ran = hub_command(*line.split())
    assert [each for each in ran.stdout.splitlines() if len(each) > 80] == []
    return ran


def document(line: str, code: int = DONE) -> dict[str, Any]:
    ran = hub_command(*f"{line} --json".split())
    assert ran.exit_code == code, ran
    return ran.document


def paid(billing: Billing, *rows: Row, trace: str = "R-1") -> None:
    receive_file(billing.hub, roster(billing, *rows, trace=trace), "roster.820")


def test_a_row_that_waits_is_listed_with_its_reason(billing: Billing) -> None:
    paid(billing, Row("M2", 10_000))
    (row,) = document("roster list --waiting", NEEDS_A_PERSON)["waiting"]
    assert (row["trace"], row["row"], row["amount"]) == ("R-1", 1, "100.00")
    assert [each["code"] for each in row["problems"]] == ["month.several-partners"]
    assert "WYE, ZED may have earned the month" in hub("roster list").stdout


def test_a_row_is_placed_by_a_person_and_its_month_shown(billing: Billing) -> None:
    paid(billing, Row("M2", 10_000))
    assert document("roster place R-1 --row 1 --partner zed --dry-run")["state"] == "waiting"
    placed = document("roster place R-1 --row 1 --partner ZED")
    assert placed["state"] == "placed"
    month = document(f"roster show {placed['number']}")
    assert (month["partner"], month["fee"], month["found_by"]) == ("90.00", "10.00", "person")
    assert month["rows"] == [{"trace": "R-1", "amount": "100.00"}]
    told = hub("roster list --partner ZED --month 2026-03").stdout
    assert placed["number"] in told


def test_a_row_of_a_sheet_is_placed_by_its_number_in_the_sheet(billing: Billing) -> None:
    head = "Payer,ACME HEALTH PLAN\nCheck number,R-1\nCheck date,2026-04-15\nTotal paid,100.00\n"
    rows = f"CIN,Service month,Capitation\n{cin(billing, 'M2')},2026-03,100.00\n"
    Path("roster.csv").write_text(head + rows, "utf-8")
    assert hub("receive roster.csv").exit_code == NEEDS_A_PERSON
    (row,) = document("roster list --waiting", NEEDS_A_PERSON)["waiting"]
    assert row["row"] == 6
    assert document("roster place R-1 --row 6 --partner ZED")["state"] == "placed"


def test_a_claim_of_another_partner_in_the_month_is_a_difference(billing: Billing) -> None:
    (sent,) = billed(billing, 2)
    paid(billing, Row("M2", 10_000))
    (other,) = billed(billing, 9, partner="WYE")
    (month,) = document("roster list")["months"]
    shown = document(f"roster show {month['number']}")
    assert [each["number"] for each in shown["claims"]] == sorted([sent[:11], other[:11]])
    assert shown["others"] == [other[:11]]
    assert other[:11] in hub(f"roster show {month['number']}").stdout


def test_all_rows_that_wait_are_tried_again(billing: Billing) -> None:
    paid(billing, Row("M2", 10_000))
    assert document("roster place", NEEDS_A_PERSON) == {
        "placed": 0,
        "waiting": 1,
        "dry_run": False,
    }


@pytest.mark.usefixtures("billing")
@pytest.mark.parametrize(
    "words", ["place R-1", "place R-1 --row 1", "place R-1 --row 1 --claim A --partner B"]
)
def test_placing_by_hand_says_which_row_and_whose_it_is(words: str) -> None:
    assert hub(f"roster {words}").exit_code == USAGE


@pytest.mark.usefixtures("billing")
def test_a_month_that_is_none_is_refused() -> None:
    assert hub("roster show LPV-2026-03-000000").exit_code == FAILED
    assert hub("roster list --month March").exit_code == USAGE


@pytest.mark.usefixtures("billing")
@pytest.mark.parametrize("noun", ["roster", "remittance"])
def test_a_template_is_written_once(noun: str) -> None:
    for name in ("empty.xlsx", "empty.csv"):
        assert hub(f"{noun} template {name}").exit_code == DONE
        assert Path(name).stat().st_size
        assert hub(f"{noun} template {name}").exit_code == FAILED
    assert hub(f"{noun} template empty.pdf").exit_code == USAGE


def test_a_typed_payment_is_posted_with_the_page_beside_it(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    Path("stub.csv").write_bytes(typed(Typed(sent[:11], CHARGE, CHARGE), trace="4471"))
    Path("stub.pdf").write_bytes(b"%PDF-1.7 an invented stub")
    foreseen = document("remittance enter stub.csv --evidence stub.pdf --dry-run")
    assert (foreseen["files"][0]["outcome"], foreseen["pages"]) == ("posted", 0)
    assert not accounts(billing)
    done = document("remittance enter stub.csv --evidence stub.pdf")
    assert (done["files"][0]["outcome"], done["pages"]) == ("posted", 1)
    again = document("remittance enter stub.csv --evidence stub.pdf", CONFLICT)
    assert (again["files"][0]["outcome"], again["pages"]) == ("duplicate", 1)
    (page,) = document("remittance show 4471")["remittances"][0]["evidence"]
    assert page["media"] == "application/pdf"
    archive: Archive = billing.hub.log.archive
    assert archive.get(page["archive_id"]) == b"%PDF-1.7 an invented stub"


def test_the_page_of_a_typed_payment_may_come_after_it(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    Path("stub.csv").write_bytes(typed(Typed(sent[:11], CHARGE, CHARGE), trace="4471"))
    Path("stub.pdf").write_bytes(b"%PDF-1.7 an invented stub")
    first = hub("remittance enter stub.csv")
    assert first.exit_code == DONE
    assert "--evidence" in first.stderr
    later = hub("remittance enter stub.csv --evidence stub.pdf")
    assert (later.exit_code, later.stderr) == (DONE, "")
    assert "kept beside it: 1 page" in later.stdout
    assert hub("remittance enter stub.csv --evidence stub.pdf").exit_code == CONFLICT


def test_a_typed_payment_that_its_claim_does_not_take_says_why(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    Path("stub.csv").write_bytes(typed(Typed(sent, 99, 99, code="T1016")))
    (file,) = document("remittance enter stub.csv", NEEDS_A_PERSON)["files"]
    (found,) = file["transactions"]
    assert found["parked_claims"] == 1
    assert [each["where"] for each in found["problems"]] == ["remittance T1, CLP 1"]


def test_a_plans_own_columns_are_read_and_what_was_typed_is_kept(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    named = typed(Typed(sent[:11], 0, CHARGE, reason="See note 7")).replace(b"Paid,", b"Settled,")
    Path("page.csv").write_bytes(named)
    Path("acme.toml").write_text(
        '[columns]\npaid = ["Settled"]\n[words]\n"see note 7" = "CO-197"\n', "utf-8"
    )
    refused = hub("remittance enter page.csv")
    assert refused.exit_code == NEEDS_A_PERSON
    done = document("remittance enter page.csv --columns acme.toml")
    assert (done["files"][0]["outcome"], done["pages"]) == ("posted", 1)
    (result,) = billing.claim(sent[:11]).account.results
    assert (result.outcome, [a.reason for a in result.adjustments]) == ("denied", ["197"])


@pytest.mark.usefixtures("billing")
def test_every_problem_of_a_typed_payment_is_told_at_once() -> None:
    bad = typed(Typed("LPV00000012", 100, 100, day="someday"), Typed("", 100, 100))
    Path("bad.csv").write_bytes(bad)
    assert "--evidence" not in hub("remittance enter bad.csv").stderr
    (file,) = document("remittance enter bad.csv", NEEDS_A_PERSON)["files"]
    assert [(each["code"], each["where"]) for each in file["problems"]] == [
        ("row.service-on-unreadable", "row 7, column Service date"),
        ("row.control-missing", "row 8, column Control number"),
    ]


def test_a_total_or_a_row_typed_wrongly_is_told_by_its_column(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    Path("total.csv").write_bytes(typed(Typed(sent[:11], CHARGE, CHARGE), total=CHARGE + 100))
    (file,) = document("remittance enter total.csv --dry-run", NEEDS_A_PERSON)["files"]
    (problem,) = file["transactions"][0]["problems"]
    assert problem["where"] == "remittance T1, Total paid"
    assert problem["fix"].startswith("check the amounts of the sheet")
    uneven = typed(Typed(sent[:11], 0, CHARGE)).replace(b"CO-45,", b"CO-45,1")
    Path("row.csv").write_bytes(uneven)
    (file,) = document("remittance enter row.csv --dry-run", NEEDS_A_PERSON)["files"]
    problems = file["transactions"][0]["problems"]
    assert [each["where"] for each in problems] == ["row.csv, row 7, column Paid"]


def test_a_row_is_taken_away_and_placed_with_another(billing: Billing) -> None:
    paid(billing, Row("M2", 10_000))
    first = document("roster place R-1 --row 1 --partner ZED")["number"]
    taken = document("roster unplace R-1 --row 1 --why wrong")
    assert (taken["number"], taken["amount"]) == (first, "100.00")
    assert "a person took it away" in hub("roster list --waiting").stdout
    second = document("roster place R-1 --row 1 --partner WYE")["number"]
    assert second[:3] == "WYE"
    assert document(f"roster show {first}", FAILED)["problems"][0]["code"] == "month.unknown"
    assert "100.00, taken from WYE" in hub("roster unplace R-1 --row 1 --why wrong").stdout
