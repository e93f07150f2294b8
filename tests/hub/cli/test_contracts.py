"""Contracts from the command line: every rule in options or a file, previewed and changed."""

from pathlib import Path

import pytest

from tests.support.commands import Ran, hub_command

CONTRACT = (
    *("contract", "add", "--partner", "LPV", "--plan", "acme"),
    *("--service", "98960 U2", "--first-day", "2026-01-01"),
)
CHAIN = (
    *("--role", "under-lead-entity", "--lead-entity", "full-river"),
    *("--lead-percent", "10", "--percent", "12.5"),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    hub_command("init")
    hub_command("plan", "adopt", "acme")
    hub_command("partner", "add", "--code", "LPV", "--name", "La Puerta Verde")
    return tmp_path


def preview(*also: str, paid: str = "45.00") -> Ran:
    asked = ("contract", "preview", "LPV", "acme", "98960 U2", "--on", "2026-03-02")
    return hub_command(*asked, "--paid", paid, *also)


def test_a_payment_is_previewed_to_the_cent_with_its_rule() -> None:
    added = hub_command(*CONTRACT, "--percent", "12.5", "--fee-on-interest", "--json").document
    ran = preview("--units", "2", "--interest", "1.20")
    assert ran.exit_code == 0
    assert ran.stdout == (
        "LPV with acme, 98960 U2, 2 units\n"
        "paid 45.00 and 1.20 interest; as hub, percent of paid:\n"
        "  The hub keeps 12.50% of what the plan paid.\n"
        "  The fee is borne by interest too.\n"
        f"  contract {added['contract_id']}, 2026-01-01 to open\n"
        "Amount  Of        Account       What it is\n"
        "39.38   line      partner:LPV   owed to the partner\n"
        "5.62    line      hub-fee:acme  the hub's fee\n"
        "1.05    interest  partner:LPV   owed to the partner\n"
        "0.15    interest  hub-fee:acme  the hub's fee\n"
        "46.20 together\n"
    )


def test_a_preview_for_a_program_is_in_cents() -> None:
    hub_command(*CONTRACT, *CHAIN)
    told = preview("--json", paid="100.00").document
    assert [(part["account"], part["cents"]) for part in told["parts"]] == [
        ("partner:LPV", 7875),
        ("hub-fee:acme", 1125),
        ("upstream-fee:full-river", 1000),
    ]
    assert (told["paid"], told["together"], told["paid_direct"]) == (10_000, 10_000, False)
    assert told["contract"]["rule"] == "percent of paid"


def test_a_day_without_a_contract_has_no_preview() -> None:
    ran = preview()
    assert ran.exit_code == 1
    assert "no contract covers 98960 U2 on 2026-03-02" in ran.stderr


def test_a_percentage_for_billing_in_a_partners_name_is_agreed_with_a_warning() -> None:
    ran = hub_command(*CONTRACT, "--role", "administrative-partner", "--percent", "10", "--json")
    assert ran.exit_code == 3
    assert ran.document["outcome"] == "agreed"
    assert [warning["code"] for warning in ran.document["warnings"]] == [
        "contract.fee-follows-collections"
    ]
    assert ran.problem_codes == ("contract.fee-follows-collections",)
    assert "42 CFR 447.10" in " ".join(ran.stderr.split())


def test_a_fixed_fee_for_billing_in_a_partners_name_needs_nobody() -> None:
    ran = hub_command(*CONTRACT, "--role", "administrative-partner", "--per-claim", "8")
    assert ran.exit_code == 0
    assert preview().stdout.splitlines()[-4:] == [
        "-8.00   line  receivable:partner:LPV  owed by the partner, to be invoiced",
        "8.00    line  hub-fee:acme            the hub's fee",
        "0.00 together",
        "The plan pays the partner itself; the hub invoices its fee.",
    ]


def test_a_contract_shows_what_the_role_means() -> None:
    added = hub_command(*CONTRACT, *CHAIN, "--json").document
    ran = hub_command("contract", "show", added["contract_id"][:8])
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[3:] == [
        "  role      under-lead-entity",
        "  terms     The hub keeps 12.50% of what the plan paid.",
        "            Before that, full-river keeps 10.00% of what the plan paid, the",
        "            hub's part is of the rest; its remittance states gross and fee.",
        "  rule                      percent of paid",
        "  contract with the plan    the lead entity",
        "  who bills                 the lead entity",
        "  NPI and TIN on the claim  the lead entity",
        "  whom the plan pays        the lead entity",
        "  what the hub gets         its fee, kept of what the lead entity passes on",
    ]


def test_terms_change_from_a_day_on_in_one_command() -> None:
    added = hub_command(*CONTRACT, "--percent", "12.5", "--json").document
    asked = ("contract", "change", added["contract_id"], "--from", "2026-07-01", "--percent", "10")
    dry = hub_command(*asked, "--dry-run")
    assert (dry.exit_code, dry.stdout.splitlines()[0]) == (0, "would hold from 2026-07-01 on:")
    assert len(hub_command("contract", "list", "--json").document["contracts"]) == 1
    done = hub_command(*asked, "--json").document
    assert (done["outcome"], done["differences"]) == ("changed", [])
    assert hub_command(*asked, "--json").document["outcome"] == "unchanged"
    periods = [
        row["period"] for row in hub_command("contract", "list", "--json").document["contracts"]
    ]
    assert periods == ["2026-01-01 to 2026-06-30", "2026-07-01 to open"]
    shown = hub_command("contract", "show", added["contract_id"])
    assert shown.stdout.endswith(
        f"other terms came after it: contract {done['begun']['contract_id']}\n"
    )


def test_many_contracts_come_from_one_file(folder: Path) -> None:
    (folder / "contracts.toml").write_text(
        """
        [[contracts]]
        partner = "LPV"
        plan = "acme"
        services = ["98960 U2"]
        first_day = 2026-01-01
        terms = { percent = 12.5, cap = 10 }

        [[contracts]]
        partner = "LPV"
        plan = "acme"
        services = ["98961 U2"]
        first_day = 2026-01-01
        role = "direct"
        """
    )
    dry = hub_command("contract", "add", "--file", "contracts.toml", "--dry-run")
    assert (dry.exit_code, dry.stdout.count("would be agreed: LPV with acme")) == (0, 2)
    assert hub_command("contract", "list").stdout == "no contracts yet: hub contract add\n"
    done = hub_command("contract", "add", "--file", "contracts.toml", "--json").document
    assert [each["rule"] for each in done["contracts"]] == ["percent of paid", "whole payment"]


def test_a_file_is_given_alone_and_a_single_contract_is_given_whole(folder: Path) -> None:
    (folder / "contracts.toml").write_text("contracts = []\n")
    both = hub_command(*CONTRACT, "--file", "contracts.toml")
    assert both.exit_code == 2
    assert hub_command("contract", "add", "--partner", "LPV").exit_code == 2
