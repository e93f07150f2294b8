"""Files of plans, deposits, statements, balances: what the commands print and how they end."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub import wiring
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, USAGE
from hub.clock import standing_clock
from hub.rehearsal.box import PlanInABox
from hub.rehearsal.scenario import Payer, Payment, Scenario
from tests.support import answers
from tests.support.billing import Billing, ready_hub
from tests.support.builders import PAID_ON
from tests.support.commands import Ran, hub_command
from tests.support.edi import REMITTANCE, interchange
from tests.support.eras import Clp, era
from tests.support.hubs import NOON

NUMBER = "LPV00000001"
BOX = PlanInABox
PAYER = Payer("ACME HEALTH PLAN", "ACME0", "1990000099", "I26")
PAID_KEYS = {
    *("kind", "control", "payer", "trace", "outcome", "deposit", "claims", "billed", "paid"),
    *("adjustments", "provider_adjustments", "balanced", "unmatched_claims", "parked_claims"),
    "problems",
}


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """One claim was sent and paid by acme: its answers lie in the folder, not yet received."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    made.visit()
    made.built()
    made.sent()
    (sent,) = Path("outbox/acme").iterdir()
    box = PlanInABox(Scenario(PAYER, (), (Payment("T1", PAID_ON),)))
    receipts = box.take("1.837", sent.read_bytes(), NOON)
    payments = [file for file, _ in box.pay_until(PAID_ON, NOON)]
    for file in (*receipts, *payments):
        Path(file.name).write_bytes(file.content)
    yield made
    made.hub.close()


def hub(line: str) -> Ran:
    return hub_command(*line.split())


def document(line: str, code: int = DONE) -> dict[str, Any]:
    ran = hub(f"{line} --json")
    assert ran.exit_code == code, ran
    return ran.document


def transaction(line: str, code: int = DONE) -> dict[str, Any]:
    """The only transaction of the only file."""
    (file,) = document(line, code)["files"]
    (found,) = file["transactions"]
    assert (file["outcome"], len(file["sha256"])) == (found["outcome"], 64)
    assert isinstance(found, dict)
    return found


@pytest.mark.usefixtures("billing")
def test_a_payment_is_received_with_every_key_that_programs_rely_on() -> None:
    found = transaction("receive T1.835")
    assert set(found) >= PAID_KEYS
    assert {key: found[key] for key in ("outcome", "trace", "deposit", "balanced", "claims")} == {
        "outcome": "posted",
        "trace": "T1",
        "deposit": "53.32",
        "balanced": True,
        "claims": 1,
    }
    assert (found["unmatched_claims"], found["parked_claims"], found["problems"]) == (0, 0, [])


@pytest.mark.usefixtures("billing")
def test_the_second_time_it_is_a_duplicate_of_what_it_was() -> None:
    hub("receive T1.835")
    found = transaction("receive T1.835", CONFLICT)
    assert (found["outcome"], found["was"]) == ("duplicate", "posted")
    assert transaction("inspect T1.835", CONFLICT)["was"] == "posted"


def test_to_inspect_says_what_receiving_would_do_and_changes_nothing(billing: Billing) -> None:
    before = billing.hub.log.head().position
    seen = transaction("inspect T1.835")
    assert billing.hub.log.head().position == before
    assert set(seen) >= PAID_KEYS
    done = transaction("receive T1.835")
    assert {k: v for k, v in seen.items() if v != done.get(k)} == {
        "results": {"paid": 1},
        "reasons": [],
    }


@pytest.mark.usefixtures("billing")
def test_acknowledgements_count_and_answer_by_claim_number() -> None:
    receipt = transaction("receive 1.999")
    assert {"kind", "control", "outcome", "accepted", "rejected", "answers"} <= set(receipt)
    about = transaction("receive 1.277")
    assert (about["accepted"], about["rejected"]) == (1, 0)
    assert list(about["answers"]) == [NUMBER]


def test_a_rejected_claim_needs_a_person(billing: Billing) -> None:
    (sent_as,) = (send.sent_as for send in billing.claim(NUMBER).account.sends)
    Path("no.277").write_bytes(answers.about_claims([(sent_as, "A3")], "1"))
    assert transaction("receive no.277", NEEDS_A_PERSON)["outcome"] == "rejected"


@pytest.mark.usefixtures("billing")
def test_what_does_not_add_up_is_parked_with_the_difference() -> None:
    Path("off.835").write_bytes(interchange([REMITTANCE[0].replace("80.5", "90"), *REMITTANCE[1:]]))
    found = transaction("receive off.835", NEEDS_A_PERSON)
    assert (found["outcome"], found["balanced"], found["residual"]) == ("parked", False, "9.50")
    (row,) = document("remittance list --state parked")["remittances"]
    assert (row["trace"], row["residual"]) == ("T-100", "9.50")


@pytest.mark.usefixtures("billing")
def test_several_files_end_with_the_first_code_that_matters() -> None:
    Path("text.835").write_text("Dear hub, we paid you.\n")
    files = document("receive T1.835 text.835", NEEDS_A_PERSON)["files"]
    assert [file["outcome"] for file in files] == ["posted", "unreadable"]
    ran = hub("receive T1.835 gone.835")
    assert ran.exit_code == FAILED
    assert "gone.835: unreadable" in ran.stdout
    assert "could not be opened" in ran.stdout
    assert "T1.835: duplicate" in ran.stdout


@pytest.mark.usefixtures("billing")
def test_a_remittance_is_listed_and_every_cent_of_it_is_placed() -> None:
    hub("receive T1.835")
    (row,) = document("remittance list --state posted")["remittances"]
    assert (row["trace"], row["deposit"], row["bank_on"]) == ("T1", "53.32", None)
    (shown,) = document("remittance show T1")["remittances"]
    assert shown["adds_up"] is True
    assert (shown["partners"], shown["hub_fees"]) == ("45.32", "8.00")
    assert "every cent placed: yes" in hub("remittance show T1").stdout
    assert document("remittance show T9", FAILED)["problems"][0]["code"] == "remittance.unknown"


def test_a_deposit_meets_its_remittance_and_twice_is_once(billing: Billing) -> None:
    hub("receive T1.835")
    record = f"deposit record --on {PAID_ON} --amount 53.32 --trace T1"
    (matched,) = document(record)["matched"]
    assert (matched["trace"], matched["amount"], matched["by"]) == ("T1", "53.32", "trace")
    before = billing.hub.log.head().position
    assert document(record)["matched"] == [matched]
    assert billing.hub.log.head().position == before
    (row,) = document("remittance list")["remittances"]
    assert row["bank_on"] == f"{PAID_ON}"


@pytest.mark.usefixtures("billing")
def test_a_deposit_without_its_remittance_waits_for_a_person() -> None:
    record = f"deposit record --on {PAID_ON} --amount 53.32 --trace T1"
    assert document(record, NEEDS_A_PERSON)["matched"] == []
    assert hub(f"deposit record --on {PAID_ON} --amount lots").exit_code == USAGE
    assert hub("deposit record --on someday --amount 1.00").exit_code == USAGE
    assert [row["kind"] for row in document("due --who hub")["due"]] == ["unmatched-deposit"]
    hub("receive T1.835")
    (row,) = document("remittance list")["remittances"]
    assert row["bank_on"] == f"{PAID_ON}"


@pytest.mark.usefixtures("billing")
def test_a_deposit_that_meets_nothing_says_what_to_do() -> None:
    record = f"deposit record --on {PAID_ON} --amount 53.32"
    ran = hub(f"{record} --trace T1")
    assert ran.exit_code == NEEDS_A_PERSON
    assert "hub receive FILE" in " ".join(ran.stdout.split())
    assert "match it by hand" in " ".join(ran.stdout.split())
    assert [line for line in ran.stdout.splitlines() if len(line) > 80] == []
    assert "the bank gave no trace" in document(record, NEEDS_A_PERSON)["to_do"]


@pytest.mark.usefixtures("billing")
def test_money_of_a_day_to_come_is_not_in_the_bank() -> None:
    found = document("deposit record --on 2026-04-16 --amount 53.32", FAILED)
    assert [problem["code"] for problem in found["problems"]] == ["deposit.not-yet"]


@pytest.mark.usefixtures("billing")
def test_a_deposit_with_a_decimal_comma_is_a_usage_error() -> None:
    ran = hub(f"deposit record --on {PAID_ON} --amount 53,32")
    assert ran.exit_code == USAGE
    assert "with a point" in " ".join(ran.stderr.split())
    assert [line for line in ran.stderr.splitlines() if len(line) > 80] == []
    big = document(f"deposit record --on {PAID_ON} --amount 1,385.00", NEEDS_A_PERSON)
    assert big["amount"] == "1385.00"


@pytest.mark.usefixtures("billing")
def test_deposits_are_listed_with_the_remittance_that_announced_them() -> None:
    assert hub("deposit list").stdout == (
        "no deposits yet: hub deposit import, or hub deposit record\n"
    )
    hub(f"deposit record --on {PAID_ON} --amount 53.32 --trace T1")
    hub("deposit record --on 2026-04-07 --amount 9.00")
    hub("receive T1.835")
    rows = document("deposit list")["deposits"]
    assert [(row["bank_on"], row["amount"], row["traces"], row["state"]) for row in rows] == [
        (f"{PAID_ON}", "53.32", ["T1"], "matched"),
        ("2026-04-07", "9.00", [], "unmatched"),
    ]
    assert [each["trace"] for row in rows for each in row["matched"]] == ["T1"]
    said = hub("deposit list").stdout
    assert "2026-04-07  9.00    none   no remittance yet (8 days, hub:" in " ".join(
        said.split("\n")
    )


@pytest.mark.usefixtures("billing")
def test_a_person_matches_a_payment_and_takes_it_away_again() -> None:
    Path("foreign.835").write_bytes(era(Clp("THEIRS-7", 5332, payer_control="")))
    hub("receive foreign.835")
    line = f"remittance match T1 --clp 1 --claim {NUMBER} --why asked"
    assert hub(f"{line} --dry-run").stdout == (
        f"would be: 53.32 of remittance T1, CLP 1 is now with {NUMBER}\n"
    )
    assert document(line)["claims"] == [NUMBER]
    assert document(f"claim show {NUMBER}")["paid"] == "53.32"
    away = document("remittance unmatch T1 --clp 1 --why wrong")
    assert (away["amount"], away["kind"]) == ("53.32", "claim")
    (*_, item) = waiting("due")
    assert item[0] == "claim payment 1 of remittance T1"
    refused = document("remittance match T-100 --claim X --why asked", USAGE)
    assert refused["problems"][0]["code"] == "match.place"
    refused = document("remittance match T-100 --plb 1 --claim X=y --why asked", FAILED)
    assert refused["problems"][0]["code"] == "match.not-an-amount"
    gone = document("remittance unmatch T-77 --clp 1 --why wrong", FAILED)
    assert gone["problems"][0]["code"] == "match.no-such-payment"


def waiting(line: str) -> list[tuple[str, str, bool]]:
    """What is due, as people call it, in order; and whether it is late."""
    return [(row["about"], row["what"], row["late"]) for row in document(line)["due"]]


@pytest.mark.usefixtures("billing")
def test_what_has_no_day_comes_last_parked_money_by_names_people_know() -> None:
    Path("foreign.835").write_bytes(interchange(REMITTANCE))
    hub("receive foreign.835")
    hub("deposit record --on 2026-04-07 --amount 9.00")
    told = {about: what for about, what, _ in waiting("due")}
    payment = "claim payment 1 of remittance T-100"
    order = [list(told).index(about) for about in (NUMBER, payment, "deposit of 2026-04-07")]
    assert order == sorted(order)
    assert "hub remittance look T-100 --clp 1" in told[payment]


@pytest.mark.usefixtures("billing")
def test_places_of_a_remittance_are_in_the_order_of_their_numbers() -> None:
    foreign = [Clp(f"THEIRS-{at}", 100, payer_control="") for at in range(1, 12)]
    Path("foreign.835").write_bytes(era(*foreign))
    hub("receive foreign.835")
    named = [about for about, _, _ in waiting("due") if about.startswith("claim payment")]
    assert named == [f"claim payment {at} of remittance T1" for at in range(1, 12)]


@pytest.mark.usefixtures("billing")
@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 claim payment is with no claim of ours; its money waits in suspense"),
        (2, "2 claim payments are with no claim of ours; their money waits in suspense"),
    ],
)
def test_one_payment_that_is_with_no_claim_of_ours_is_told_as_one(count: int, told: str) -> None:
    foreign = [Clp(f"THEIRS-{at}", 100, payer_control="") for at in range(count)]
    Path("foreign.835").write_bytes(era(*foreign))
    (file,) = document("receive foreign.835", NEEDS_A_PERSON)["files"]
    assert [each["what"] for each in file["transactions"][0]["problems"]] == [told]


def test_what_is_past_its_day_is_marked_late(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = document("due")["due"]
    assert (item["about"], item["late"]) == (NUMBER, False)
    assert "LATE" not in hub("due").stdout
    later = standing_clock(NOON.replace(year=2027))
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=later))
    assert waiting("due")[0][2] is True
    assert f"{item['due_on']} LATE plan" in hub("due").stdout
    assert billing.hub.today.year == 2026


@pytest.mark.usefixtures("billing")
def test_until_a_day_leaves_nothing_out_that_has_no_day() -> None:
    hub("deposit record --on 2026-04-07 --amount 9.00")
    assert [about for about, _, _ in waiting("due --until 2026-04-15")] == ["deposit of 2026-04-07"]


def test_a_statement_is_a_draft_until_issued_and_then_stays_as_it_is(billing: Billing) -> None:
    before = document("statement show LPV --month 2026-04")
    assert (before["issued"], before["closing"]) == (False, "0.00")
    dry = document("statement issue LPV --month 2026-04 --early --dry-run")
    assert dry["issued"] is False
    hub("receive T1.835")
    issued = document("statement issue LPV --month 2026-04 --early")
    assert (issued["issued"], issued["closing"], issued["payable"]) == (True, "45.32", "0.00")
    head = billing.hub.log.head().position
    assert document("statement issue LPV --month 2026-04 --early") == issued
    assert document("statement show LPV --month 2026-04") == issued
    assert billing.hub.log.head().position == head
    assert hub("statement show LPV --month 2026-04").stdout.startswith(
        "Monthly statement LPV-2026-04"
    )


@pytest.mark.usefixtures("billing")
def test_a_statement_as_known_before_the_payment_knows_nothing_of_it() -> None:
    hub("receive T1.835")
    then = document("statement show LPV --month 2026-04 --known-at 2026-04-14")
    now = document("statement show LPV --month 2026-04 --known-at 2026-04-15")
    assert (then["closing"], now["closing"]) == ("0.00", "45.32")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("statement show ZZZ --month 2026-04", FAILED),
        ("statement show L --month 2026-04", USAGE),
        ("statement show LPV --month April", USAGE),
        ("statement show LPV --month 2026-04 --known-at 2026-04-01T10:00:00", USAGE),
        ("due --until soon", USAGE),
        ("due --who somebody", USAGE),
    ],
)
@pytest.mark.usefixtures("billing")
def test_what_cannot_be_answered_says_so(line: str, code: int) -> None:
    ran = hub(line)
    assert (ran.exit_code, ran.stdout) == (code, "")


@pytest.mark.usefixtures("billing")
def test_the_trial_balance_is_zero_now_and_then() -> None:
    hub("receive T1.835")
    now = document("ledger trial-balance")
    assert now["sum"] == "0.00"
    assert sorted(now["accounts"].values()) == ["-45.32", "-8.00", "53.32"]
    then = document("ledger trial-balance --known-at 2026-04-14")
    assert (then["accounts"], then["sum"]) == ({}, "0.00")


def test_projections_say_how_far_they_are_and_are_rebuilt_to_the_same(billing: Billing) -> None:
    hub("receive T1.835")
    claims = document("claim list")
    hub("projection rebuild")
    assert document("claim list") == claims
    position = billing.hub.log.head().position
    assert {row["position"] for row in document("projection status")["projections"]} == {position}


@pytest.mark.usefixtures("billing")
def test_the_audit_dump_holds_every_fact_but_those_about_members() -> None:
    hub("receive T1.835")
    facts = [json.loads(line) for line in hub("audit dump").stdout.splitlines()]
    kinds = {fact["type"] for fact in facts}
    assert {"claim.opened", "remittance.posted"} <= kinds
    assert not any(kind.startswith("member.") for kind in kinds)
    positions = [fact["position"] for fact in facts]
    assert positions == sorted(positions)


@pytest.mark.usefixtures("billing")
def test_every_line_for_a_person_fits_the_screen() -> None:
    Path("off.835").write_bytes(interchange([REMITTANCE[0].replace("80.5", "90"), *REMITTANCE[1:]]))
    said = [
        hub(line).stdout
        for line in (
            "inspect T1.835 off.835",
            "receive 1.999 1.277 T1.835 off.835",
            "remittance list",
            "remittance show T1",
            "statement show LPV --month 2026-04",
            "due",
            "ledger trial-balance",
            "projection status",
            "audit verify",
        )
    ]
    lines = [line for text in said for line in text.splitlines()]
    assert [line for line in lines if len(line) > 80] == []
