"""Money told or paid a second time: which notice holds, what goes back, what may stay."""

from typing import Any

import pytest

from hub.cli.frame import DONE, FAILED, NOT_PERMITTED, USAGE
from hub.services.notices import withdrawals
from hub.services.notices.conflicts import accept_remittance
from tests.cases.test_replacements_and_voids import FILE_BY, moved_to_birchwood
from tests.support.billing import Billing
from tests.support.commands import Ran, hub_command
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, accounts, receive, send

BOTH = {"partner:LPV": -4532, "hub-fee:acme": -800}


@pytest.fixture
def twice(billing: Billing) -> str:
    """The number of a claim that was paid by T1 and again by T2."""
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(Clp(sent, CHARGE, payer_control="ICN2"), trace="T2", day="20260412"))
    return sent[:11]


def hub(*words: str, code: int = DONE) -> Ran:
    ran = hub_command(*words)
    assert ran.exit_code == code, ran
    wide = [line for line in ran.stdout.splitlines() if len(line) > 80]
    assert "--json" in words or wide == []
    return ran


def document(*words: str, code: int = DONE) -> dict[str, Any]:
    return hub(*words, "--json", code=code).document


def codes(found: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in found["problems"]]


def balances(billing: Billing) -> dict[str, int]:
    billing.hub.projector.catch_up()
    return accounts(billing)


# refunds


def test_what_was_paid_twice_goes_back_step_by_step(billing: Billing, twice: str) -> None:
    words = ("refund", "propose", twice, "--why", "paid twice", "--by", "A. Finder")
    tried = document(*words, "--dry-run")
    assert (tried["dry_run"], tried["amount"], tried["due_on"]) == (True, "53.32", "2026-06-11")
    number = document(*words)["number"]
    assert number == f"{twice}-R1"
    told = hub("due", "--who", "hub").stdout
    assert f"refund {number}, 53.32" in told
    assert "hub refund approve" in " ".join(told.split())
    same = document("refund", "approve", number, "--by", "a. finder", code=NOT_PERMITTED)
    assert codes(same) == ["staff.same-person"]
    hub("refund", "approve", number, "--by", "B. Keeper")
    assert balances(billing)["payable:acme"] == -CHARGE
    hub("refund", "sent", number, "--cheque", "10077", "--on", "2026-04-15")
    assert balances(billing) == {"deposit:acme": 2 * CHARGE, "bank": -CHARGE, **BOTH}
    (row,) = document("refund", "list", "--state", "sent")["refunds"]
    assert (row["cheque"], row["sent_on"], row["amount"]) == ("10077", "2026-04-15", "53.32")
    assert "by cheque 10077" in hub("refund", "list").stdout
    hub("refund", "void", number, "--why", "the post returned it")
    assert balances(billing)["suspense:paid-twice"] == -CHARGE


def test_whose_money_goes_back_is_told_before_it_does(twice: str) -> None:
    """100.00 is 53.32 that waits and 46.68 that was shared: 39.68 and 7.00."""
    words = ("refund", "propose", twice, "--why", "too much", "--amount", "100")
    parts = ("53.32 that waits as paid twice", "39.68 of LPV's money", "7.00 of the hub's fee")
    tried, told = (" ".join(hub(*words, *also).stdout.split()) for also in (("--dry-run",), ()))
    assert all(part in text for part in parts for text in (tried, told))
    approve = ("refund", "approve", f"{twice}-R1", "--by", "B. Keeper")
    assert document(*approve, "--dry-run")["from"]["partner:LPV"] == "39.68"


def test_a_refund_is_about_one_thing_and_an_amount(twice: str) -> None:
    why = ("--why", "?")
    for words in ((), (twice, "--remittance", "T1", "--clp", "1"), ("--remittance", "T1")):
        found = document("refund", "propose", *words, *why, code=FAILED)
        assert codes(found) == ["refund.about-what"]
    found = document("refund", "propose", twice, *why, "--amount", "much", code=FAILED)
    assert codes(found) == ["refund.not-an-amount"]
    hub("refund", "propose", twice, *why, "--found-on", "soon", code=USAGE)
    unknown = document("refund", "approve", "LPV00000009-R1", code=FAILED)
    assert codes(unknown) == ["refund.unknown"]
    assert "nothing goes back to a plan" in hub("refund", "list").stdout


def test_what_waits_at_a_place_of_a_notice_goes_back(billing: Billing) -> None:
    receive(billing, era(Clp("STRANGER", 3000)))
    words = ("--remittance", "T1", "--clp", "1", "--why", "not our member")
    row = document("refund", "propose", *words)
    assert (row["number"], row["amount"], row["about"]) == (
        "ACME-R1",
        "30.00",
        "remittance T1, CLP 1",
    )


# a second payment that is right


def test_a_second_payment_is_accepted_with_its_reason(billing: Billing, twice: str) -> None:
    words = ("payment", "accept-second", twice, "--why", "two visits under one number")
    assert "would be: 53.32 of remittance T2" in hub(*words, "--dry-run").stdout
    assert balances(billing)["suspense:paid-twice"] == -CHARGE
    assert document(*words) == {
        "number": twice,
        "trace": "T2",
        "amount": "53.32",
        "dry_run": False,
    }
    assert balances(billing) == {
        "deposit:acme": 2 * CHARGE,
        "partner:LPV": -2 * 4532,
        "hub-fee:acme": -2 * 800,
    }
    assert codes(document(*words, code=FAILED)) == ["paid-twice.none"]


# another plan, and a plan that is silent


def test_what_another_plan_pays_is_due_by_the_day_that_it_takes_it(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, 0, billed=CHARGE, because="CO*109")))
    (item,) = [each for each in document("due")["due"] if each["about"] == sent[:11]]
    assert (item["kind"], item["amount"]) == ("bill-other-plan", "53.32")
    moved_to_birchwood(billing)
    (item,) = [each for each in document("due")["due"] if each["about"] == sent[:11]]
    assert item["due_on"] == str(FILE_BY)
    told = " ".join(hub("due", "--who", "hub").stdout.split())
    assert (
        f"the member was with Birchwood Community Plan then, which takes it until {FILE_BY}" in told
    )


def test_a_void_that_no_plan_answers_is_late_after_its_days(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    hub("claim", "void", sent[:11], "--reason", "billed in error")
    hub("batch", "build", "--plan", "acme")
    (item,) = [each for each in document("due")["due"] if each["about"] == sent[:11]]
    assert (item["kind"], item["who"], item["due_on"], item["amount"]) == (
        "expected-takeback",
        "plan",
        "2026-06-14",
        "53.32",
    )


# notices


def test_of_two_notices_that_contradict_each_other_one_is_accepted(billing: Billing) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE)))
    other = era(Clp(second, 4000, billed=CHARGE), plb=[Plb("FB", "", -1332)])
    assert receive(billing, other).outcome == "parked"
    words = ("remittance", "accept", "T1", "--why", "the plan said so")
    tried = hub(*words, "--dry-run").stdout
    assert "would be posted     remittance T1 of 2026-04-10, id " in tried
    assert balances(billing)["partner:LPV"] == -4532
    done = document(*words)
    assert (done["accepted"]["paid"], done["withdrawn"]["paid"]) == ("40.00", "53.32")
    # 40.00 is 34.00 and 6.00
    assert balances(billing) == {
        "deposit:acme": CHARGE,
        "partner:LPV": -3400,
        "hub-fee:acme": -600,
        "carried:acme": -1332,
    }
    (row,) = document("remittance", "list", "--state", "withdrawn")["remittances"]
    assert (row["adds_up"], row["withdrawn_for"]) == (True, done["accepted"]["remittance_id"])
    shown = hub("remittance", "show", done["withdrawn"]["remittance_id"]).stdout
    assert f"instead    {row['withdrawn_for']} holds" in shown
    assert codes(document(*words, code=FAILED)) == ["remittance.no-conflict-waits"]


def test_an_exchange_that_stopped_is_finished_by_the_next_command(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = send(billing, "M1", "M2")
    receive(billing, era(Clp(first, CHARGE)))
    receive(billing, era(Clp(second, CHARGE)))
    with monkeypatch.context() as patched:
        patched.setattr(withdrawals, "_undo_claims", stop)
        with pytest.raises(KeyboardInterrupt):
            accept_remittance(billing.hub, "T1", "the plan said so")
    hub("due")
    assert balances(billing) == {"deposit:acme": CHARGE, **BOTH}
    assert billing.claim(second[:11]).account.money.paid == CHARGE


def stop(*_args: object, **_also: object) -> None:
    raise KeyboardInterrupt


def test_a_payment_that_was_made_anew_is_counted_once(billing: Billing, twice: str) -> None:
    words = ("remittance", "reissued", "T1", "--as", "T2", "--why", "the plan stopped it")
    hub(*words, "--dry-run")
    assert "suspense:paid-twice" in balances(billing)
    done = document(*words)
    assert done["withdrawn"]["remittance_id"] != done["accepted"]["remittance_id"]
    assert balances(billing) == {"deposit:acme": CHARGE, **BOTH}
    assert billing.claim(twice).account.money.paid == CHARGE
    assert codes(document(*words, code=FAILED)) == ["remittance.not-one"]


def test_a_claim_that_was_paid_twice_waits_on_the_hub(twice: str) -> None:
    """Paid again on 2026-04-12; what was paid in error goes back within 60 days."""
    shown = document("claim", "show", twice)
    turn = (shown["waiting_on"], shown["act_by"], shown["next_step"])
    assert turn == ("hub", "2026-06-11", "settle-money")
    assert "settle what of its money waits: hub due" in hub("claim", "show", twice).stdout
    hub("payment", "accept-second", twice, "--why", "two days of care")
    assert document("claim", "show", twice)["waiting_on"] == "nobody"


def test_a_claim_that_was_taken_back_whole_waits_until_somebody_looked(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(Clp(sent, -CHARGE, -CHARGE, "22"), trace="T2"))
    shown = document("claim", "show", sent[:11])
    assert (shown["paid"], shown["taken_back"]) == ("0.00", "53.32")
    assert (shown["waiting_on"], shown["next_step"]) == ("hub", "answer-takeback")
    assert "look whether the plan was right" in hub("claim", "show", sent[:11]).stdout
    hub("claim", "close", sent[:11], "--reason", "the plan is right")
    shown = document("claim", "show", sent[:11])
    assert (shown["waiting_on"], shown["looked_at"]) == ("nobody", "53.32")
