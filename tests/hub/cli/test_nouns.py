"""Plans, partners and contracts from the command line."""

from pathlib import Path

import pytest

from tests.support.commands import hub_command

CONTRACT = (
    *("contract", "add", "--partner", "LPV", "--plan", "acme"),
    *("--service", "98960 U2", "--first-day", "2026-01-01"),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    hub_command("init")
    hub_command("plan", "adopt", "acme")
    hub_command("partner", "add", "--code", "LPV", "--name", "La Puerta Verde")
    return tmp_path


def test_the_same_partner_and_contract_once_more_are_unchanged() -> None:
    partner = hub_command("partner", "add", "--code", "LPV", "--name", "La Puerta Verde")
    assert "is a partner: unchanged" in partner.stdout
    contract = (*CONTRACT, "--percent", "15")
    assert hub_command(*contract, "--json").document["outcome"] == "agreed"
    assert "unchanged: LPV with acme" in hub_command(*contract).stdout
    assert hub_command(*contract, "--json").document["outcome"] == "unchanged"


def test_a_plan_that_nobody_confirmed_says_so_when_adopted() -> None:
    ran = hub_command("plan", "adopt", "birchwood")
    assert ran.exit_code == 0
    assert ran.stdout == (
        "Birchwood Community Plan: adopted\n"
        "3 of its 3 periods of rules are not confirmed by anybody. Ask the plan before\n"
        "  you bill: hub plan show birchwood\n"
        "Once the plan confirms them, say on which day: hub plan confirm birchwood --on\n"
        "  YYYY-MM-DD\n"
    )


def test_what_a_plan_confirmed_is_kept_and_stays_when_it_is_adopted_again() -> None:
    one = ("plan", "confirm", "acme", "--on", "2026-03-01", "--first-day", "2024-01-01")
    assert hub_command(*one, "--dry-run").stdout.startswith(
        "Acme Health Plan: would be confirmed\nnot confirmed yet: 2026-01-01 to open\n"
    )
    assert hub_command(*one, "--json").document["unverified_periods"] == ["2026-01-01 to open"]
    said = hub_command("plan", "show", "acme").stdout
    assert "to 2025-12-31  confirmed 2026-03-01" in said
    assert "hub plan confirm acme --on YYYY-MM-DD" in " ".join(said.split())
    rest = hub_command("plan", "confirm", "acme", "--on", "2026-03-05", "--json").document
    assert (rest["outcome"], rest["late_payment_confirmed"]) == ("confirmed", True)
    said = hub_command("plan", "show", "acme").stdout
    assert "to 2025-12-31  confirmed 2026-03-01" in said  # as it was said first
    assert "NOT CONFIRMED" not in said
    assert hub_command("plan", "adopt", "acme").stdout == "Acme Health Plan: unchanged\n"
    assert "its file has changed" not in hub_command("plan", "list").stdout
    again = hub_command("plan", "confirm", "acme", "--on", "2026-03-06")
    assert again.stdout == "Acme Health Plan: unchanged\n"


def test_only_rules_that_there_are_are_confirmed_and_on_no_day_to_come() -> None:
    ran = hub_command("plan", "confirm", "acme", "--on", "2999-01-01", "--first-day", "2020-01-01")
    assert ran.exit_code == 1
    assert "[plan.confirmed-in-future]" in " ".join(ran.stderr.split())
    assert "[plan.no-such-rules]" in " ".join(ran.stderr.split())


def test_the_list_of_plans_as_json() -> None:
    states = {
        row["key"]: row["state"] for row in hub_command("plan", "list", "--json").document["plans"]
    }
    assert states == {"acme": "adopted", "birchwood": "not adopted", "cedar": "not adopted"}


def test_a_plan_shows_its_rules_with_their_sources() -> None:
    said = hub_command("plan", "show", "acme").stdout
    assert "2026-01-01 to open  NOT CONFIRMED" in said
    assert "AB 3275" in said


def test_rates_from_a_sheet(folder: Path) -> None:
    header = "Code,Modifiers,Rate,First day,Last day,Source"
    (folder / "rates.csv").write_text(f"{header}\n98960,U2,26.66,2026-01-01,,invented\n")
    dry = hub_command("plan", "rates", "acme", "--file", "rates.csv", "--dry-run")
    assert dry.stdout == (
        "rates of acme: 1 new, 0 known before (dry run)\n"
        "Service   A unit  Days                Source\n"
        "98960 U2  26.66   2026-01-01 to open  invented\n"
    )
    done = hub_command("plan", "rates", "acme", "--file", "rates.csv", "--json")
    assert done.document["added"] == [
        {
            "service": "98960 U2",
            "per_unit": "26.66",
            "period": "2026-01-01 to open",
            "source": "invented",
        }
    ]


def test_a_rate_is_ended_another_withdrawn_and_the_plan_shows_both(folder: Path) -> None:
    header = "Code,Modifiers,Rate,First day,Last day,Source"
    rows = "98960,U2,26.66,2026-01-01,,invented\n98961,U2,40.00,2026-07-01,,as announced\n"
    (folder / "rates.csv").write_text(f"{header}\n{rows}")
    hub_command("plan", "rates", "acme", "--file", "rates.csv")
    end = (
        *("plan", "end-rate", "acme", "--service", "98960 U2"),
        *("--last-day", "2026-06-30", "--reason", "plan notice"),
    )
    words = "acme, 98960 U2: 26.66 for 2026-01-01 to open ends 2026-06-30"
    assert hub_command(*end, "--dry-run").stdout == f"{words} (dry run)\n"
    assert hub_command(*end, "--json").document["outcome"] == "changed"
    assert hub_command(*end, "--json").document["outcome"] == "unchanged"
    withdraw = ("plan", "withdraw-rate", "acme", "--service", "98961 U2", "--reason", "overtaken")
    assert hub_command(*withdraw, "--dry-run", "--json").document["outcome"] == "would change"
    gone = hub_command(*withdraw)
    assert gone.stdout == "acme, 98961 U2: 40.00 for 2026-07-01 to open is withdrawn\n"
    shown = hub_command("plan", "show", "acme")
    assert "98960 U2  26.66   2026-01-01 to 2026-06-30  invented" in shown.stdout
    assert "98960 U2  26.66   2026-01-01 to open  ended 2026-06-30: plan notice" in shown.stdout
    assert "98961 U2  40.00   2026-07-01 to open  withdrawn: overtaken" in shown.stdout
    assert [line for line in shown.stdout.splitlines() if len(line) > 80] == []


def test_a_rate_that_clashes_says_which_commands_make_room(folder: Path) -> None:
    header = "Code,Modifiers,Rate,First day,Last day,Source"
    (folder / "rates.csv").write_text(f"{header}\n98960,U2,26.66,2026-01-01,,invented\n")
    (folder / "more.csv").write_text(f"{header}\n98960,U2,30.00,2026-07-01,,invented\n")
    hub_command("plan", "rates", "acme", "--file", "rates.csv")
    ran = hub_command("plan", "rates", "acme", "--file", "more.csv")
    assert ran.exit_code == 5
    assert "row 2, rates of acme" in ran.stderr
    said = " ".join(ran.stderr.split())
    assert "hub plan end-rate" in said
    assert "hub plan withdraw-rate" in said


def test_a_file_that_is_not_there_is_told() -> None:
    ran = hub_command("plan", "rates", "acme", "--file", "rates.csv")
    assert ran.exit_code == 1
    assert "[file.unreadable]" in ran.stderr


def test_a_partner_is_listed_as_it_stands() -> None:
    hub_command("partner", "suspend", "LPV", "--reason", "under review", "--on", "2026-03-01")
    ran = hub_command("partner", "list")
    assert ran.stdout.splitlines() == [
        "Code  Name             State",
        "LPV   La Puerta Verde  suspended 2026-03-01: under review",
    ]
    back = hub_command("partner", "reinstate", "LPV", "--on", "2026-03-02")
    assert (back.exit_code, back.stdout) == (0, "LPV reinstated\n")
    again = hub_command("partner", "reinstate", "LPV", "--on", "2026-03-02")
    assert again.stdout == "LPV had reinstated before; nothing changed\n"
    assert hub_command("partner", "leave", "LPV", "--on", "2026-03-03").exit_code == 0
    late = hub_command("partner", "suspend", "LPV", "--reason", "too late")
    assert late.exit_code == 5


def test_a_contract_is_agreed_listed_and_ended() -> None:
    agreed = hub_command(*CONTRACT, "--percent", "12.5", "--json").document
    assert agreed["terms"] == "The hub keeps 12.50% of what the plan paid."
    ended = hub_command("contract", "end", agreed["contract_id"], "--last-day", "2026-06-30")
    assert ended.exit_code == 0
    (row,) = hub_command("contract", "list", "--json").document["contracts"]
    assert row["period"] == "2026-01-01 to 2026-06-30"
    assert "LPV with acme, 2026-01-01 to 2026-06-30" in hub_command("contract", "list").stdout


def test_a_contract_with_two_share_rules_is_refused() -> None:
    ran = hub_command(*CONTRACT, "--percent", "12.5", "--per-unit", "20")
    assert ran.exit_code == 1
    assert "2 share rules are given; a contract has one" in ran.stderr


def test_an_overlapping_contract_is_a_conflict() -> None:
    hub_command(*CONTRACT, "--percent", "12.5")
    ran = hub_command(*CONTRACT, "--by-the-month", "10")
    assert ran.exit_code == 5
    assert "[contract.overlaps]" in ran.stderr


def test_a_service_the_plan_does_not_list_is_a_warning_that_needs_a_person() -> None:
    bare = ("98960" if word == "98960 U2" else word for word in CONTRACT)
    ran = hub_command(*bare, "--percent", "12.5%", "--json")
    assert ran.exit_code == 3
    (warning,) = ran.document["warnings"]
    assert warning["what"] == "the rules of acme do not list 98960; did you mean 98960 U2?"
    assert "warning: the rules of acme" in ran.stderr
    listed = hub_command(*CONTRACT, "--per-unit", "$20", "--json")
    assert (listed.exit_code, listed.document["warnings"]) == (0, [])


def test_a_contract_is_cancelled_by_the_beginning_of_its_id() -> None:
    agreed = hub_command(*CONTRACT, "--percent", "12.5", "--json").document
    begun = agreed["contract_id"][:6]
    ran = hub_command("contract", "cancel", begun, "--reason", "the wrong plan", "--json")
    assert ran.document == {"outcome": "cancelled", "contract_id": agreed["contract_id"]}
    assert hub_command("contract", "list").stdout == "no contracts yet: hub contract add\n"
    again = hub_command("contract", "cancel", agreed["contract_id"], "--json")
    assert (again.exit_code, again.document["outcome"]) == (0, "unchanged")


def test_a_service_that_the_plan_does_not_list_is_warned_of_on_screen_and_in_the_log() -> None:
    words = ("contract", "add", "--partner", "LPV", "--plan", "acme", "--service", "T9999")
    ran = hub_command(*words, "--first-day", "2026-01-01", "--percent", "10")
    assert (ran.exit_code, ran.problem_codes) == (3, ("contract.service-unlisted",))
    assert "warning: the rules of acme do not list T9999" in ran.stderr


def test_the_share_rules_are_named_as_the_options_are() -> None:
    ran = hub_command(*CONTRACT)
    assert ran.exit_code == 1
    assert "--by-the-month, --per-claim or\n         --per-line" in ran.stderr
