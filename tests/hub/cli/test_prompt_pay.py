"""Late payment, expected payment and forecast: what the commands print and how they end."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from domain.agreements.fee_schedule import FEE_SCHEDULE, PublishRate, WithdrawRate
from hub import wiring
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, USAGE
from hub.handler import Ask
from tests.support import builders as b
from tests.support.billing import ACME, CHW
from tests.support.commands import Ran, hub_command
from tests.support.eras import Clp
from tests.support.time_passing import Office, office


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A claim paid thirty days late, one whose receipt is not proven; it is 2026-06-11."""
    made = office(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.clock))
    late, unproven = made.sent("M1", "M2")
    made.heard(late)
    made.paid("05-08", Clp(late, 5332), Clp(unproven, 5000, billed=5332))
    made.on("06-11")
    yield made
    made.billing.hub.close()


def run(line: str) -> Ran:
    ran = hub_command(*line.split())
    assert [each for each in ran.stdout.splitlines() if len(each) > 80] == []
    return ran


def document(line: str, code: int = DONE) -> dict[str, Any]:
    ran = hub_command(*line.split(), "--json")
    assert ran.exit_code == code, ran
    return ran.document


def raise_rate(hub: Office) -> None:
    known = replace(b.RATE, service=CHW)
    raised = replace(known, per_unit=3000, source="notice of 2026-05-01")
    plan = hub.billing.plan(ACME)
    hub.billing.done(
        Ask(FEE_SCHEDULE, "rates-acme", WithdrawRate(ACME, known, "raised")),
        Ask(FEE_SCHEDULE, "rates-acme", PublishRate(plan.plan_id, ACME, raised)),
    )


@pytest.mark.usefixtures("hub")
def test_interest_is_listed_with_every_figure_and_what_lacks_proof() -> None:
    found = document("interest list --plan acme", NEEDS_A_PERSON)
    (claim,) = found["claims"]
    assert claim["late"] == [
        {
            "line": 1,
            "sent_as": "LPV0000000101A",
            "received_on": "2026-03-09",
            "proof": "277CA from ACMEINVENTED",
            "due_on": "2026-04-08",
            "paid_on": "2026-05-08",
            "days_late": 30,
            "amount": "53.32",
            "rate_percent": "15.00",
            "rule": "Health and Safety Code 1371 as changed by AB 3275 (Chapter 763 of 2024)",
        }
    ]
    figures = ("state", "interest", "penalty", "paid", "owed", "interest_by_line")
    assert [claim[name] for name in figures] == [
        "owed",
        "0.65",
        "15.00",
        "0.00",
        "15.65",
        {"1": "0.65"},
    ]
    assert [each["number"] for each in found["cannot_be_claimed_yet"]] == ["LPV00000002"]
    assert found["plans"] == [
        {
            "plan_key": "acme",
            "interest": "0.65",
            "penalty": "15.00",
            "owed": "15.65",
            "growing": "0.00",
        }
    ]


@pytest.mark.usefixtures("hub")
def test_a_person_reads_the_same_within_the_screen() -> None:
    ran = run("interest list")
    told = " ".join(ran.stdout.split())
    assert ran.exit_code == NEEDS_A_PERSON
    assert "LPV00000001 (acme): to be claimed, 15.65" in told
    assert "received 2026-03-09 (277CA from ACMEINVENTED), due 2026-04-08" in told
    assert "acme: 15.65 to be claimed (interest 0.65, penalties 15.00)" in told
    assert "and record it: hub interest contested." in told


@pytest.mark.usefixtures("hub")
def test_a_letter_is_shown_by_a_dry_run_and_written_once() -> None:
    shown = document("interest letter acme --dry-run")
    assert (shown["path"], shown["claims"], shown["owed"]) == (None, 1, "15.65")
    ran = run("interest letter acme")
    assert ran.stdout == "letters/interest-acme-2026-06-11.txt: 1 claims\n"
    assert "Nobody has confirmed with the plan" in ran.stderr
    assert Path("letters/interest-acme-2026-06-11.txt").read_text("utf-8") == shown["text"]
    assert run("interest letter acme").exit_code == CONFLICT
    assert run("interest letter birchwood").exit_code == FAILED
    assert run("interest list --partner XYZ").exit_code == FAILED


@pytest.mark.usefixtures("hub")
def test_what_a_person_learned_is_recorded_once() -> None:
    line = ["interest", "proof", "LPV00000002", "--received-on", "2026-03-10", "--by", "a letter"]
    ran = hub_command(*line)
    assert ran.stdout == (
        "LPV00000002, sent as LPV0000000201E: the plan had it on 2026-03-10; recorded\n"
    )
    assert hub_command(*line, "--json").document["outcome"] == "unchanged"
    assert len(document("interest list")["claims"]) == 2
    line[4] = "2026-03-01"
    assert hub_command(*line).problem_codes == ("pay-clock.before-sending",)


def test_a_contested_claim_is_listed_until_the_plan_has_what_it_asked_for(hub: Office) -> None:
    (sent,) = hub.sent("M3")
    hub.on("07-11")
    asked = ("interest", "contested", sent, "--on", "2026-07-01", "--asks", "papers")
    assert "contested on 2026-07-01, the clock stands" in hub_command(*asked).stdout
    (claim,) = document("interest list", NEEDS_A_PERSON)["contested"]
    assert (claim["number"], claim["asked_on"]) == (sent[:11], "2026-07-01")
    assert "1 are contested" in run("forecast").stdout
    again = hub_command(*asked[:4], "2026-07-02", *asked[5:])
    assert (again.exit_code, again.problem_codes) == (CONFLICT, ("pay-clock.contested-already",))
    told = run(f"interest information {sent} --on 2026-07-09 --dry-run").stdout
    assert "would be recorded" in told
    run(f"interest information {sent} --on 2026-07-09")
    assert document("interest list", NEEDS_A_PERSON)["contested"] == []


@pytest.mark.usefixtures("hub")
def test_payments_are_compared_and_narrowed() -> None:
    found = document("payment check")
    assert [(each["says"], each["difference"]) for each in found["lines"]] == [
        ("as-expected", "0.00"),
        ("underpaid", "-3.32"),
    ]
    (line,) = document("payment check --only underpaid")["lines"]
    assert (line["number"], line["expected"], line["paid"]) == ("LPV00000002", "53.32", "50.00")
    assert "2 lines, -3.32 together" in run("payment check").stdout
    assert run("payment check --only wrong").exit_code == USAGE


def test_a_raised_rate_is_listed_with_its_sum_for_plan_and_partner(hub: Office) -> None:
    assert "moves anything" in run("payment rises").stdout
    raise_rate(hub)
    found = document("payment rises")
    assert found["sums"] == [
        {"plan_key": "acme", "partner_code": "LPV", "lines": 2, "difference": "13.36"}
    ]
    assert [each["difference"] for each in found["lines"]] == ["6.68", "6.68"]
    assert "acme, LPV: 13.36 for 2 lines" in run("payment rises").stdout


def test_a_charge_below_the_rate_is_warned_of_when_claims_are_built_and_sent(hub: Office) -> None:
    hub.billing.visit("M3")
    (number,) = hub.billing.built()
    raise_rate(hub)
    built, batched = document("claim build"), document("batch build --dry-run")
    for found in (built, batched):
        assert [each["where"] for each in found["warnings"]] == [f"claim {number}, line 1"]
    ran = run("batch build")
    assert ran.exit_code == DONE
    assert "a warning, for which nothing is held:" in ran.stdout
    assert "1 batch built, 0 claims held back" in ran.stdout


def test_a_forecast_tells_weeks_partners_and_habits(hub: Office) -> None:
    hub.sent("M3")
    found = document("forecast")
    # sent on 2026-06-11: by the clock on 2026-07-11; the plan took 60 and 64 days
    assert found["weeks"] == [
        {"plan_key": "acme", "begins_on": "2026-07-06", "by_clock": "53.32", "by_habit": "0.00"},
        {"plan_key": "acme", "begins_on": "2026-08-10", "by_clock": "0.00", "by_habit": "53.32"},
    ]
    assert found["partners"] == {"LPV": "53.32"}
    assert found["habits"] == [{"plan_key": "acme", "days": 60, "claims": 2, "from_receipt": 1}]
    assert [each["deposit"] for each in found["announced"]] == ["103.32"]
    told = run("forecast").stdout
    assert "acme pays after 60 days" in told
    assert "Amounts are what plans should pay, before the hub's fee." in told


@pytest.mark.usefixtures("hub")
def test_a_plan_is_shown_with_what_is_known_of_late_payment() -> None:
    told = " ".join(run("plan show acme").stdout.split())
    assert "claims received before 2026 within 45 working days" in told
    assert "receipts from ACMEINVENTED, ACME0" in told
