"""Programmes and funds from the command line: what is printed, written, and how it ends."""

import csv
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub import wiring
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, USAGE, WIDTH
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command
from tests.support.edi import interchange

HOME = "programme add home-visits --name 'Home visits' --service '98960 U2'"
COST = (
    "programme cost home-visits --partner LPV --per-unit 61.20 --first-day 2026-01-01 "
    "--source 'budget of 2025-12-02'"
)
COUNTY = (
    "fund add county --name 'County fund' --kind county --budget 50 --first-day 2026-01-01 "
    "--programme home-visits"
)
PROP_10 = (
    "fund add prop-10 --name 'Proposition 10' --kind prop-10 --budget 1000 "
    "--first-day 2025-07-01 --last-day 2026-06-30 --last-resort "
    "--note 'adds to other money, never takes its place'"
)


@pytest.fixture(autouse=True)
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """Two units of March were paid 53.32, of which 45.32 is the partner's."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    made.visit()
    (number,) = made.built()
    made.sent()
    clm01 = made.claim(number).account.sends[-1].sent_as
    Path("T1.835").write_bytes(
        interchange(
            [
                "BPR*I*53.32*C*ACH*CCP***********20260410",
                "TRN*1*T1*1990000001",
                "N1*PR*ACME HEALTH PLAN*XV*ACME0",
                "N1*PE*EXAMPLETON CARE HUB*XX*1234567893",
                f"CLP*{clm01}*1*53.32*53.32**MC*ICN-1*11*1",
            ]
        )
    )
    yield made
    made.hub.close()


def hub(line: str, code: int = DONE) -> Ran:
    ran = hub_command(*shlex.split(line))
    assert ran.exit_code == code, ran
    said = [*ran.stdout.splitlines(), *ran.stderr.splitlines()]
    assert [each for each in said if len(each) > WIDTH] == []
    return ran


def document(line: str, code: int = DONE) -> dict[str, Any]:
    return hub(f"{line} --json", code).document


def set_up() -> None:
    for line in (HOME, COST, COUNTY, PROP_10, "receive T1.835"):
        hub(line)


def test_a_programme_is_listed_with_its_costs_and_their_source() -> None:
    hub(HOME)
    hub(COST)
    assert hub("programme list").stdout == (
        "home-visits: Home visits\n"
        "  services 98960 U2\n"
        "  LPV: 61.20 a unit, 2026-01-01 to open, by budget of 2025-12-02\n"
    )
    assert hub(f"{COST} --service '98961 U2'", FAILED).stderr.startswith(
        "refused: 98961 U2 is no service of home-visits"
    )
    hub(
        "programme withdraw-cost home-visits --partner LPV --first-day 2026-01-01 --reason mistyped"
    )
    (found,) = document("programme list")["programmes"]
    assert found["costs"] == []


def test_the_gap_shows_every_source_and_the_rest() -> None:
    set_up()
    assert hub("fund gap --month 2026-03").stdout == (
        "LPV in home-visits, 2026-03: 2 units\n"
        "  cost                          122.40\n"
        "  Medi-Cal                       45.32\n"
        "  county                         50.00  50.00 to draw\n"
        "  prop-10                        27.08  27.08 to draw\n"
        "  gap                             0.00\n"
    )


def test_the_gap_of_one_partner_or_programme() -> None:
    set_up()
    line = "fund gap --month 2026-03"
    assert document(f"{line} --partner ORC")["programme_months"] == []
    assert document(f"{line} --programme doula")["programme_months"] == []
    (found,) = document(f"{line} --partner LPV --programme home-visits")["programme_months"]
    assert found["cost"] == "122.40"
    hub(f"{line} --partner ZZZ", FAILED)


def test_funds_are_drawn_listed_and_reported() -> None:
    set_up()
    assert "(dry run)" in hub("fund draw --month 2026-03 --dry-run").stdout
    assert hub("fund draw --month 2026-03").stdout == (
        "LPV-home-visits-2026-03-1: 50.00 from county\n"
        "LPV-home-visits-2026-03-2: 27.08 from prop-10\n"
    )
    assert hub("fund draw --month 2026-03").stdout == "nothing is left to draw\n"
    assert hub("fund list").stdout.splitlines()[1:] == [
        "county   50.00    50.00  0.00    open   2026-01-01 to open",
        "prop-10  1000.00  27.08  972.92  open   2025-07-01 to 2026-06-30",
    ]
    said = hub("fund report prop-10 --csv prop-10.csv").stdout
    assert "cost 122.40, Medi-Cal 45.32, other draws 50.00" in said
    with Path("prop-10.csv").open(encoding="utf-8-sig", newline="") as file:
        first, last = csv.DictReader(file)
    assert (first["Kind"], first["Amount"], last["Stands at"]) == ("below-cost", "27.08", "27.08")


def test_a_draw_is_returned_and_the_second_time_changes_nothing() -> None:
    set_up()
    hub("fund draw --month 2026-03")
    back = "fund return LPV-home-visits-2026-03-2 --keep 20.00 --reason mistake"
    assert document(back)["outcome"] == "returned"
    assert document(back)["outcome"] == "unchanged"
    assert document("fund show prop-10")["left"] == "980.00"


def test_budget_money_received_and_the_end_of_a_fund() -> None:
    hub(PROP_10)
    assert document("fund amend prop-10 --budget 900 --reason vote")["outcome"] == "changed"
    came = "fund receive prop-10 --amount 250 --on 2026-04-01 --reference 'warrant 1'"
    assert [document(came)["outcome"] for _ in range(2)] == ["changed", "unchanged"]
    hub("fund close prop-10 --reason over")
    found = document("fund show prop-10")
    assert (found["state"], found["budget"], found["received"]) == ("closed", "900.00", "250.00")
    assert document("ledger trial-balance")["accounts"] == {
        "bank": "250.00",
        "fund:prop-10": "-250.00",
    }
    hub("fund amend prop-10 --budget 1 --reason late", CONFLICT)


def test_a_fund_shows_what_it_may_pay() -> None:
    hub(HOME)
    hub(COUNTY)
    assert hub("fund show county").stdout == (
        "county: County fund, 2026-01-01 to open, open\n"
        "  budget               50.00\n"
        "  drawn                 0.00\n"
        "  left                 50.00\n"
        "  in the bank           0.00\n"
        "  pays only programmes home-visits\n"
        "  pays for: below-cost, not-billable, denied\n"
    )


def test_what_was_mistyped_is_told_all_at_once() -> None:
    said = hub(
        "fund add Prop_10 --name x --kind other --budget ten --first-day 2026-01-01 "
        "--partner ZZZ --programme none",
        FAILED,
    ).stderr
    for code in ("fund.key-form", "fund.amount-form", "partner.unknown", "programme.unknown"):
        assert f"[{code}]" in said
    hub("fund show nothing", FAILED)
    hub("fund gap --month 2026-3", USAGE)
    hub("fund gap --month 2026-03 --until 2026-01", USAGE)
    hub("fund page --month 2026-03 --to march.docx", USAGE)


def test_care_without_a_cost_needs_a_person() -> None:
    hub(HOME)
    hub(f"{COST} --service '98960 U2' --last-day 2026-02-28")
    found = document("fund gap --month 2026-03", NEEDS_A_PERSON)
    assert found["without_cost"] == [
        {"partner": "LPV", "service": "98960 U2", "month": "2026-03", "encounters": 1}
    ]


def test_the_page_is_written_once_and_hides_the_one_person() -> None:
    set_up()
    hub("fund page --month 2026-03 --to march.pdf")
    assert Path("march.pdf").read_bytes().startswith(b"%PDF")
    hub("fund page --month 2026-03 --to march.html")
    page = Path("march.html").read_text("utf-8")
    assert "&lt;11" in page
    assert "122.40" not in page
    assert "[file.unwritable]" in hub("fund page --month 2026-03 --to march.pdf", FAILED).stderr


def test_the_gap_as_csv_comes_to_the_cost() -> None:
    set_up()
    hub("fund gap --month 2026-01 --until 2026-03 --csv gap.csv")
    with Path("gap.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Source"], row["Amount"]) for row in rows] == [
        ("medi-cal", "45.32"),
        ("county", "50.00"),
        ("prop-10", "27.08"),
    ]
