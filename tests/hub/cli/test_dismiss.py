"""``hub remittance dismiss`` and ``reopen``: what they say, and where nothing can be done."""

from hub.cli.frame import FAILED
from tests.support.billing import Billing
from tests.support.commands import hub_command
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, receive, send

BACK = "to take that back: hub remittance reopen"
SAYS = ("--why", "the plan called")


def test_a_notice_is_dismissed_listed_so_and_reopened(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    receive(billing, era(Clp(sent, 4000, billed=CHARGE), states=4000))
    words = "remittance T1 of 2026-04-10, 40.00"
    dry = hub_command("remittance", "dismiss", "T1", *SAYS, "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, f"would be: dismissed: {words}\n")
    done = hub_command("remittance", "dismiss", "T1", *SAYS)
    assert (done.exit_code, done.stdout) == (0, f"dismissed: {words}\n{BACK}\n")
    (row,) = hub_command("remittance", "list", "--state", "dismissed", "--json").document[
        "remittances"
    ]
    assert (row["deposit"], row["suspense"], row["adds_up"]) == ("40.00", "0.00", True)
    assert "every cent placed: yes" in hub_command("remittance", "show", "T1").stdout
    again = hub_command("remittance", "reopen", row["remittance_id"][:8], *SAYS)
    assert again.stdout.startswith(f"waits again: {words}\nit waits: a notice of the same payer")
    assert "hub remittance accept, or dismiss" in hub_command("due", "--json").stdout


def test_what_is_not_parked_is_told_with_what_was_perhaps_meant(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), trace="T4471"))
    done = hub_command("remittance", "dismiss", "T4472", *SAYS, "--json")
    assert done.exit_code == FAILED
    (problem,) = done.document["problems"]
    assert problem["code"] == "remittance.not-parked"
    assert problem["fix"].startswith("perhaps you mean T4471")
