"""`hub claim` and `hub batch`: what they print, how they end, and whom they never name."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from domain.care.member import MEMBER, CorrectMember
from domain.identifiers import Cin
from hub.cli import command_line
from hub.cli.frame import CONFLICT, DONE, FAILED, NEEDS_A_PERSON, USAGE
from hub.handler import Ask
from tests.support import builders as b
from tests.support.billing import Billing
from tests.support.commands import Ran, hub_command
from tests.support.eras import Clp, era
from tests.support.paid import receive, send
from tests.support.planted import planted_in

NUMBER = "LPV00000001"


def hub(line: str) -> Ran:
    return hub_command(*(part.replace("_", " ") for part in line.split()))


def document(line: str, code: int = DONE) -> dict[str, Any]:
    ran = hub(f"{line} --json")
    assert ran.exit_code == code, ran
    return ran.document


def test_claims_are_built_batched_written_and_listed(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("B1")
    built = document("claim build")
    assert [claim["number"] for claim in built["claims"]] == [NUMBER, "LPV00000002"]
    assert built["billed"] == "106.64"
    batches = document("batch build")["batches"]
    assert [batch["name"] for batch in batches] == ["acme-000000001", "birchwood-000000001"]
    files = document("batch write")["files"]
    assert [file["path"] for file in files] == [
        "outbox/acme/acme-000000001.837",
        "outbox/birchwood/birchwood-000000001.xlsx",
    ]
    assert all(Path(file["path"]).is_file() for file in files)
    assert document("batch list --plan acme")["batches"][0]["state"] == "written"
    assert document("batch write acme-1")["files"] == files[:1]
    (row,) = document("claim list --state submitted --plan acme")["claims"]
    assert (row["number"], row["billed"], row["lines"][0]["charge"]) == (NUMBER, "53.32", "53.32")


def test_a_batch_without_its_file_is_due_until_it_is_written(billing: Billing) -> None:
    billing.visit("M1")
    document("claim build")
    document("batch build")
    (due,) = document("due --kind unwritten-batch")["due"]
    assert (due["who"], due["due_on"], due["amount"]) == ("hub", "2026-04-15", "53.32")
    told = " ".join(hub("due --who hub").stdout.split())
    assert "hub batch acme-000000001, 53.32 waits to be written" in told
    assert "hub batch write acme-000000001" in told
    document("batch write acme-000000001")
    assert document("due --kind unwritten-batch")["due"] == []


def test_what_is_held_needs_a_person_who_reads_whose_it_is_and_no_id(billing: Billing) -> None:
    visit = billing.visit(units=None, minutes=9)
    (held,) = document("claim build", NEEDS_A_PERSON)["held"]
    assert (held["encounter_id"], held["problems"][0]["code"]) == (visit, "encounter.too-short")
    told = hub("claim build")
    assert (told.exit_code, told.problem_codes) == (NEEDS_A_PERSON, ("encounter.too-short",))
    assert told.stdout.splitlines()[:2] == [
        "LPV encounter of 2026-03-02, row 12: 9 minutes do not reach half of a 30-minute",
        "  unit  [encounter.too-short]",
    ]
    assert visit not in told.stdout
    assert "0 claims opened" in told.stdout
    (due,) = document("due")["due"]
    assert due["about"] == "LPV encounter of 2026-03-02, row 12"


def test_a_claim_that_cannot_be_written_is_told_and_the_file_goes_without_it(
    billing: Billing,
) -> None:
    billing.visit("M1")
    billing.visit("M2")
    hub("claim build")
    hub("batch build")
    known = replace(b.MEMBER, cin=Cin("90000000A"), state="ZZ")
    billing.done(Ask(MEMBER, "M1", CorrectMember(known)))
    told = hub("batch write")
    assert (told.exit_code, told.problem_codes) == (NEEDS_A_PERSON, ("837p.state-unknown",))
    assert told.stdout.splitlines() == [
        f"claim {NUMBER}01A, loop 2010BA, N402: ZZ is no state of the country",
        "  [837p.state-unknown]",
        "  fix  correct the member's record",
        "outbox/acme/acme-000000001.837: 1 claims, 880 bytes",
        f"held back, to go with a later batch: {NUMBER}01A",
        "1 file written",
    ]
    assert document(f"claim show {NUMBER}")["state"] == "held"
    held = hub("batch build")
    assert (held.exit_code, held.problem_codes) == (NEEDS_A_PERSON, ("837p.state-unknown",))


def test_a_batch_that_every_claim_left_is_told_with_what_holds_them(billing: Billing) -> None:
    billing.visit("M1")
    hub("claim build")
    hub("batch build")
    known = replace(b.MEMBER, cin=Cin("90000000A"), state="ZZ")
    billing.done(Ask(MEMBER, "M1", CorrectMember(known)))
    told = document("batch write", NEEDS_A_PERSON)
    assert (told["files"], told["held"]) == ([], [f"{NUMBER}01A"])
    assert [each["code"] for each in told["problems"]] == ["837p.state-unknown", "batch.emptied"]
    again = hub("batch write acme-1")
    assert (again.exit_code, again.problem_codes) == (NEEDS_A_PERSON, ("batch.emptied",))
    assert again.stdout.splitlines() == [
        "batch acme-000000001: every claim left it before it was a file  [batch.emptied]",
        "  fix  mend what holds its claims, then: hub batch build",
        "0 files written",
    ]
    assert document("batch list --state emptied")["batches"][0]["claims"] == 0


def test_a_dry_run_changes_nothing(billing: Billing) -> None:
    billing.visit()
    assert document("claim build --dry-run")["claims"][0]["number"] is None
    assert document("claim list")["claims"] == []
    hub("claim build")
    assert document("batch build --dry-run")["batches"][0]["control"] is None
    assert document("batch list")["batches"] == []
    assert document(f"claim void {NUMBER} --reason not_ours --dry-run")["dry_run"]
    assert document(f"claim show {NUMBER}")["state"] == "open"


def test_a_claim_is_corrected_voided_and_told(billing: Billing) -> None:
    visit = billing.visit()
    hub("claim build")
    billing.correct(visit, units=1, minutes=30)
    corrected = document(f"claim correct {NUMBER} --reason mistyped")
    assert (corrected["billed"], corrected["state"]) == ("26.66", "open")
    assert document(f"claim void {NUMBER} --reason not_ours")["state"] == "voided"
    history = document(f"claim history {NUMBER}")["history"]
    assert [moment["fact"] for moment in history] == [
        "claim.opened",
        "claim.corrected",
        "claim.voided",
    ]
    assert "void: not ours" in hub(f"claim history {NUMBER}").stdout


def test_denials_are_closed(billing: Billing) -> None:
    billing.visit()
    hub("claim build")
    billing.sent()
    billing.answered(NUMBER, b.answer(1, 0, 0, "CO-197"))
    shown = document(f"claim show {NUMBER}")
    assert (shown["standing"], shown["next_step"]) == ("denied", "answer-denial")
    assert shown["lines"][0]["reasons"] == ["CO-197"]
    assert document(f"claim close {NUMBER} --reason no_appeal")["state"] == "closed"


def test_a_claim_is_shown_as_known_at_a_day(billing: Billing) -> None:
    billing.visit()
    hub("claim build")
    assert document(f"claim show {NUMBER} --known-at 2026-04-15")["state"] == "open"
    refused = document(f"claim show {NUMBER} --known-at 2026-04-14", FAILED)
    assert refused["problems"][0]["code"] == "claim.not-known-then"


@pytest.mark.parametrize(
    ("line", "code", "problem"),
    [
        ("claim show LPV00000077", FAILED, "claim.unknown"),
        ("claim rebatch LPV00000001", FAILED, "claim.not-rejected"),
        ("claim close LPV00000001 --reason no", CONFLICT, "claim.wrong-moment"),
        ("claim correct LPV00000001 --reason no", FAILED, "claim.nothing-corrected"),
        ("batch write acme-9", FAILED, "batch.unknown"),
        ("batch build --plan nobody", FAILED, "plan.not-adopted"),
    ],
)
def test_refusals_say_why(billing: Billing, line: str, code: int, problem: str) -> None:
    billing.visit()
    hub("claim build")
    assert document(line, code)["problems"][0]["code"] == problem
    told = hub(line)
    assert f"[{problem}]" in told.stderr
    assert told.problem_codes == (problem,)
    assert told.stdout == ""


def test_what_cannot_be_a_diagnosis_or_a_day_is_a_usage_error(billing: Billing) -> None:
    billing.visit()
    hub("claim build")
    assert hub(f"claim correct {NUMBER} --reason no --diagnosis sad").exit_code == USAGE
    assert hub("claim build --through yesterday").exit_code == USAGE


def test_nothing_printed_names_a_member_and_every_line_fits_the_screen(billing: Billing) -> None:
    billing.visit("M1")
    billing.visit("M2", units=None, minutes=2)
    said = [hub(f"claim build{extra}").stdout for extra in (" --dry-run", "")]
    said += [hub(line).stdout for line in ("batch build", "batch write", "batch list")]
    said += [hub(f"claim {verb} {NUMBER}").stdout for verb in ("show", "history")]
    said += [hub("claim list").stdout]
    said += [json.dumps(document(f"claim {verb} {NUMBER}")) for verb in ("show", "history")]
    text = "\n".join(said)
    assert planted_in(text) == []
    assert "9000000" not in text
    lines = "\n".join(said[:8]).splitlines()
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize("noun", ["claim", "batch"])
def test_every_verb_has_an_example(noun: str) -> None:
    app = next(
        group.typer_instance
        for group in command_line().registered_groups
        if group.typer_instance and group.typer_instance.info.name == noun
    )
    assert app.registered_commands
    for verb in app.registered_commands:
        assert (verb.epilog or "").startswith(f"Example: hub {noun} {verb.name}")


def test_the_plans_remark_stands_beside_its_reason(billing: Billing) -> None:
    (sent_as,) = send(billing, "M1")
    told = ("SVC*HC:98960:U2*53.32*0**0", "CAS*CO*16*53.32", f"REF*6R*{sent_as}01", "LQ*HE*M76")
    receive(billing, era(Clp(sent_as, 0, 5332, because="", segments=told)))
    assert "denied CO-16 M76" in hub(f"claim show {NUMBER}").stdout
