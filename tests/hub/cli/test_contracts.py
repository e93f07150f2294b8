"""Contracts from the command line: every rule in options or a file, previewed and changed."""

from pathlib import Path

import pytest

from tests.support.billing import ready_hub
from tests.support.commands import Ran, hub_command
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, receive, send

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


def _paid(folder: Path) -> str:
    """A claim of LPV that acme paid 53.32 under 15 percent."""
    billing = ready_hub(folder)
    (sent_as,) = send(billing, "M1")
    receive(billing, era(Clp(sent_as, CHARGE)))
    billing.hub.close()
    return sent_as[:11]


def test_terms_for_days_already_past_are_listed_and_accepted_once(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("paid")
    monkeypatch.chdir(folder)
    number = _paid(folder)
    changed = hub_command(
        "contract", "change", "LPV-acme", "--from", "2026-03-01", "--percent", "10", "--json"
    )
    assert changed.exit_code == 3
    contract = changed.document["begun"]["contract_id"]
    listed = hub_command("contract", "differences", contract)
    assert listed.exit_code == 3
    assert listed.stdout.splitlines() == [
        "LPV with acme, 2026-03-01 to 2026-12-31:",
        "1 claims keep the terms they were opened under; under these:",
        "Claim        Paid   LPV   Every account",
        f"{number}  53.32  2.67  hub-fee:acme -2.67, partner:LPV +2.67",
        f"a person judges: hub contract accept {contract}",
    ]
    assert hub_command("contract", "differences").stdout == listed.stdout
    words = ("contract", "accept", contract, "--reason", "amended in May")
    dry = hub_command(*words, "--dry-run")
    assert dry.stdout.startswith("1 claims would be shared anew, together 2.67 for LPV\n")
    done = hub_command(*words, "--json").document
    assert (done["partner_difference"], [each["number"] for each in done["moved"]]) == (
        267,
        [number],
    )
    assert hub_command(*words, "--json").document["moved"] == []
    assert hub_command("contract", "differences", contract).stdout == "nothing stands open\n"
    assert hub_command("contract", "differences", "--json").document == {"contracts": []}


def test_terms_for_days_already_past_may_be_declined(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("paid")
    monkeypatch.chdir(folder)
    number = _paid(folder)
    asked = ("contract", "change", "LPV-acme", "--from", "2026-03-01", "--percent", "10")
    told = hub_command(*asked)
    contract = hub_command(*asked, "--json").document["begun"]["contract_id"]
    assert f"a person judges: hub contract accept {contract}" in " ".join(told.stdout.split())
    words = ("contract", "decline", contract, "--reason", "settled")
    done = hub_command(*words, "--claim", number)
    assert done.stdout.splitlines()[0] == "1 claims keep their terms"
    assert hub_command("contract", "differences", contract).exit_code == 0
    unlisted = hub_command(*words, "--claim", number)
    assert unlisted.problem_codes == ("contract.claim-not-listed",)


def test_a_month_is_previewed_by_its_rules(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("paid")
    monkeypatch.chdir(folder)
    _paid(folder)
    words = ("contract", "preview", "LPV", "acme", "--month", "2026-03")
    assert hub_command(*words).stdout == (
        "LPV with acme, care of 2026-03, as known now:\n"
        "  nothing is agreed by the month, or no care was given\n"
        "0.00 together for LPV; 0.00 settled so far\n"
    )
    hub_command(
        *("contract", "change", "LPV-acme", "--from", "2026-03-01"),
        *("--percent", "15", "--member-month", "4"),
    )
    told = hub_command(*words, "--json").document
    assert [(rule["cents"], rule["text"]) for rule in told["rules"]] == [
        (-400, "The hub's fee is $4.00 for each member served in the month. 1 member served.")
    ]
    assert (told["together"], told["settled"]) == (-400, 0)
    assert hub_command(*words).stdout.endswith("-4.00 together for LPV; 0.00 settled so far\n")
    assert hub_command(*words, "--on", "2026-03-02").exit_code == 2
    assert hub_command(*words[:4]).exit_code == 2
