"""Paying partners from the command line: what is printed, how it ends, and what is never shown."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from hub import wiring
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, NOT_PERMITTED, USAGE, WIDTH
from tests.support import planted
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command
from tests.support.paying import ADA, BEN, answer_file, owed

BANK = f'routing = "{planted.ROUTING}"\naccount = "{planted.BANK_ACCOUNT}"\nkind = "checking"\n'


@pytest.fixture(autouse=True)
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """LPV is owed 42.50 and ORC 34.00, all in the bank and stated; payees are confirmed."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HUB_ACTOR", raising=False)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    owed(made)
    yield made
    made.hub.close()


def run(*words: str, code: int = DONE) -> Ran:
    """Run a command that must end in this way; what a person reads fits the screen."""
    ran = hub_command(*words)
    assert ran.exit_code == code, ran.stdout + ran.stderr
    if "--json" not in words and words[:1] != ("audit",):
        assert [line for line in ran.stdout.splitlines() if len(line) > WIDTH] == []
    return ran


def test_a_payout_goes_from_proposal_to_answer() -> None:
    assert "LPV-P0001: 42.50 for LPV-2026-04" in run("payout", "propose", "--by", ADA).stdout
    run("payout", "approve", "LPV-P0001", "--by", BEN)
    sent = run("payout", "send", "--form", "county-voucher").stdout
    assert "1 payout, control total 42.50" in sent
    Path("answers.csv").write_bytes(answer_file("LPV-P0001,paid,W1,,2026-04-15,42.50"))
    taken = run("payout", "answers", "answers.csv").stdout
    assert taken.startswith("1 row: 1 paid; 1 told something new")
    shown = run("payout", "show", "lpv-p0001").stdout
    assert "warrant     W1, paid 2026-04-15" in shown
    assert "proposed    2026-04-15 by Ada Keeper" in shown


def test_the_list_tells_what_may_be_paid_and_json_has_amounts_with_two_decimals() -> None:
    run("payout", "propose", "LPV", "--by", ADA)
    found = run("payout", "list", "--json").document
    assert [each["amount"] for each in found["payouts"]] == ["42.50"]
    assert found["rooms"][1] == {
        "partner": "ORC",
        "owed": "34.00",
        "under_way": "0.00",
        "short": "0.00",
        "room": "34.00",
    }
    assert (found["hub_room"], found["missing"]) == ("13.50", [])
    assert "May be paid" in run("payout", "list").stdout


def test_a_list_of_one_partner_tells_nothing_of_what_others_may_be_paid() -> None:
    listed = run("payout", "list", "--partner", "ORC").stdout
    assert ("34.00" in listed, "42.50" in listed) == (True, False)
    rooms = run("payout", "list", "--partner", "orc", "--json").document["rooms"]
    assert [each["partner"] for each in rooms] == ["ORC"]


def test_a_warrant_that_was_void_and_later_replaced_is_told_with_the_day_that_counts() -> None:
    """The day is that since which it is worth nothing, not that of the one in its place."""
    run("payout", "propose", "LPV", "--by", ADA)
    run("payout", "approve", "LPV-P0001", "--by", BEN)
    run("payout", "send")
    path = Path("answers.csv")
    path.write_bytes(answer_file("LPV-P0001,paid,W1,,2026-04-15,42.50"))
    told = run("payout", "answers", "answers.csv").stdout
    assert "LPV-P0001: W1, paid 2026-04-15\n" in told
    void, again = (f"LPV-P0001,{row},2026-04-15,42.50" for row in ("void,W1,", "reissued,W2,W1"))
    path.write_bytes(answer_file(void, again))
    told = run("payout", "answers", "answers.csv").stdout
    words = "W1, paid 2026-04-15, worth nothing since 2026-04-15, replaced by W2"
    assert f"LPV-P0001: {words}\nLPV-P0001: W2, paid 2026-04-15\n" in told
    assert f"warrant {words} " in " ".join(run("payout", "show", "LPV-P0001").stdout.split())


def test_payouts_are_shown_as_they_were_known_then() -> None:
    run("payout", "propose", "LPV", "--by", ADA)
    before, after = ("--known-at", "2026-04-14"), ("--known-at", "2026-04-15")
    then = run("payout", "list", *before, "--json").document
    assert (then["payouts"], then["rooms"]) == ([], [])
    found = run("payout", "list", *after, "--json").document
    assert found["rooms"][0]["under_way"] == "42.50"
    run("payout", "show", "LPV-P0001", *before, code=FAILED)
    run("payout", "show", "LPV-P0001", *after)
    year = ("payout", "totals", "--year", "2026", *before, "--json")
    assert run(*year, code=NEEDS_A_PERSON).document["payees"] == []


def test_one_person_alone_pays_nobody() -> None:
    run("payout", "propose", "LPV", "--by", ADA)
    refused = run("payout", "approve", "LPV-P0001", "--by", "ADA KEEPER", code=NOT_PERMITTED)
    assert refused.problem_codes == ("staff.same-person",)


def test_nobody_pays_nobody_and_the_actor_of_the_environment_has_a_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused = run("payout", "propose", "LPV", code=FAILED)
    assert refused.problem_codes == ("staff.no-name",)
    monkeypatch.setenv("HUB_ACTOR", ADA)
    run("payout", "propose", "LPV")


def test_a_dry_run_changes_nothing() -> None:
    would = run("payout", "propose", "--by", ADA, "--dry-run", "--json").document
    assert (would["outcome"], len(would["proposals"])) == ("would propose", 2)
    assert run("payout", "list", "--json").document["payouts"] == []
    run("payout", "propose", "LPV", "--by", ADA)
    for words in (
        ("approve", "LPV-P0001", "--by", BEN),
        ("hold", "LPV-P0001", "--reason", "wait"),
        ("cancel", "LPV-P0001", "--reason", "early"),
        ("release", "LPV-P0001"),
    ):
        run("payout", *words, "--dry-run")
    assert run("payout", "show", "LPV-P0001", "--json").document["state"] == "proposed"
    run("payout", "approve", "LPV-P0001", "--by", BEN)
    assert "control total 42.50" in run("payout", "send", "--dry-run").stdout
    assert run("payout", "show", "LPV-P0001", "--json").document["state"] == "approved"


def sent_file() -> Path:
    """LPV's 42.50 are proposed, approved and sent."""
    run("payout", "propose", "LPV", "--by", ADA)
    run("payout", "approve", "LPV-P0001", "--by", BEN)
    run("payout", "send")
    return Path("outbox/disbursements/plain-000001.csv")


def test_a_file_that_was_taken_away_is_had_again_byte_for_byte() -> None:
    path = sent_file()
    content = path.read_bytes()
    path.unlink()
    again = run("payout", "file", "plain-000001", "--json").document
    assert (again["outcome"], again["total"]) == ("laid out again", "42.50")
    assert path.read_bytes() == content
    assert run("payout", "list", "--state", "sent", "--json").document["payouts"][0]["file"] == (
        "plain-000001"
    )
    refused = run("payout", "file", "plain-000002", code=FAILED)
    assert refused.problem_codes == ("disbursement.unknown",)


@pytest.mark.parametrize("number", ["", "W9"])
def test_a_void_that_does_not_name_the_warrant_that_paid_needs_a_person(number: str) -> None:
    sent_file()
    paid, void = "LPV-P0001,paid,W1,,2026-04-15,42.50", f"LPV-P0001,void,{number},,2026-04-15,42.50"
    Path("answers.csv").write_bytes(answer_file(paid))
    run("payout", "answers", "answers.csv")
    Path("answers.csv").write_bytes(answer_file(void))
    last = run("payout", "answers", "answers.csv", code=NEEDS_A_PERSON)
    assert "unclear: LPV-P0001 stays paid by W1" in last.stdout
    assert "if W1 is meant, say so by its number in another file" in last.stdout


def test_every_number_that_nobody_knows_is_told() -> None:
    refused = run("payout", "approve", "LPV-P0008", "LPV-P0009", "--by", BEN, code=FAILED)
    assert refused.problem_codes == ("payout.unknown",)
    assert refused.stderr.count("no payout has the number") == 2


def test_a_payout_that_was_sent_is_not_cancelled() -> None:
    run("payout", "propose", "LPV", "--by", ADA)
    run("payout", "approve", "LPV-P0001", "--by", BEN)
    run("payout", "send")
    run("payout", "cancel", "LPV-P0001", "--reason", "oops", code=CONFLICT)


def test_bank_numbers_come_from_a_file_and_are_never_shown() -> None:
    Path("bank.toml").write_text(BANK, "utf-8")
    words = ("--name", "Invented LPV", "--method", "eft", "--bank", "bank.toml")
    changed = run("payee", "change", "LPV", *words, "--by", ADA, "--json", code=NEEDS_A_PERSON)
    assert changed.document["asked"]["account_ends"] == planted.BANK_ACCOUNT[-4:]
    shown = run("payee", "show", "LPV").stdout
    assert f"account ending {planted.BANK_ACCOUNT[-4:]}" in shown
    run("payee", "confirm", "LPV", "--by", BEN)
    dumped = run("audit", "dump").stdout  # the guard of all commands looks for planted details
    assert "payee.confirmed" in dumped
    assert "payee.change-asked" not in dumped


def test_a_bank_file_that_cannot_be_used_is_told_without_what_stands_in_it() -> None:
    Path("bank.toml").write_text(f"account = {planted.BANK_ACCOUNT}\n", "utf-8")
    words = ("--name", "Invented LPV", "--method", "eft", "--bank", "bank.toml", "--by", ADA)
    refused = run("payee", "change", "LPV", *words, code=FAILED)
    assert refused.problem_codes == ("payee.bank-file-unusable",)
    Path("bank.toml").write_text(BANK.replace(planted.ROUTING, "123456781"), "utf-8")
    refused = run("payee", "change", "LPV", *words, code=FAILED)
    assert refused.problem_codes == ("payee.account-unusable",)


def test_a_change_of_the_payee_says_which_payouts_it_holds() -> None:
    run("payout", "propose", "LPV", "--by", ADA)
    words = ("--name", "Another name", "--method", "voucher", "--by", ADA)
    held = run("payee", "change", "LPV", *words, code=NEEDS_A_PERSON).stdout
    assert "payout LPV-P0001: held" in held
    dropped = run("payee", "drop", "LPV", "--by", ADA).stdout
    assert "payout LPV-P0001: no longer held" in dropped


def test_the_form_for_the_tax_authorities_is_recorded_without_its_number() -> None:
    signed = ("--form", "on-file", "--tin", "ein", "--signed", "2026-01-05")
    assert "on file, signed 2026-01-05, EIN" in run("payee", "w9", "LPV", *signed).stdout
    refused = run("payee", "w9", "ORC", "--form", "exempt", code=FAILED)
    assert refused.problem_codes == ("payee.w9-no-reason",)
    assert "exempt" not in run("payee", "show").stdout


def test_a_year_says_what_is_due_and_what_nobody_confirmed() -> None:
    run("payout", "propose", "LPV", "--by", ADA)
    run("payout", "approve", "LPV-P0001", "--by", BEN)
    run("payout", "send")
    Path("answers.csv").write_bytes(answer_file("LPV-P0001,paid,W1,,2026-04-15,42.50"))
    run("payout", "answers", "answers.csv")
    found = run("payout", "totals", "--year", "2026", "--json", code=NEEDS_A_PERSON).document
    assert found["threshold"] == "2000.00"
    assert (found["threshold_confirmed"], found["without_w9"]) == (False, ["LPV"])
    assert [(each["total"], each["return_due"]) for each in found["payees"]] == [("42.50", False)]
    Path("return-thresholds.toml").write_text(
        '[[thresholds]]\nfirst_year = 2026\namount = "40.00"\nsource = "our accountant"\n'
        "verified_on = 2026-04-01\n",
        "utf-8",
    )
    run("payee", "w9", "LPV", "--form", "on-file", "--tin", "ein", "--signed", "2026-01-05")
    assert "due" in run("payout", "totals", "--year", "2026").stdout


def test_the_hubs_own_money_is_asked_for_agreed_to_and_returned() -> None:
    given = ("--amount", "50", "--reference", "transfer 881")
    run("hub-advance", "give", "ORC", *given, "--by", ADA)
    agreed = ("--reference", "transfer 881", "--by", BEN)
    assert "50.00 of the hub's own stands in" in " ".join(
        run("hub-advance", "approve", "ORC", *agreed).stdout.split()
    )
    back = ("--amount", "50.00", "--reference", "transfer 990", "--by", ADA)
    answer = run("hub-advance", "return", "ORC", *back, "--json").document
    assert answer == {
        "outcome": "changed",
        "partner": "ORC",
        "standing": "0.00",
        "free": "0.00",
    }
    listed = run("hub-advance", "list", "--json").document["hub_advances"]
    assert [(each["state"], each["approved_by"]) for each in listed] == [
        ("given", BEN),
        ("returned", ""),
    ]


def test_seed_money_is_proposed_like_every_payout() -> None:
    words = ("--amount", "13.50", "--reason", "seed money", "--by", ADA)
    assert "LPV-P0001: 13.50 for seed money" in run("advance", "give", "LPV", *words).stdout
    listed = run("payout", "list").stdout
    assert "seed money: seed money" in listed
    assert "of the hub's own money 0.00 may be paid out" in listed
    more = ("--amount", "0.01", "--reason", "more", "--by", ADA)
    refused = run("advance", "give", "LPV", *more, code=FAILED)
    assert refused.problem_codes == ("payout.above-what-is-payable",)
    run("advance", "give", "LPV", "--amount", "much", "--reason", "x", code=USAGE)


@pytest.mark.parametrize(
    "words",
    [
        ("payout", "send", "--form", "none-such"),
        ("payout", "list", "--state", "lost"),
        ("payee", "change", "LPV", "--name", "x", "--method", "cash"),
    ],
)
def test_words_that_nothing_is_called_end_with_usage(words: tuple[str, ...]) -> None:
    run(*words, code=USAGE)
