"""``hub remittance show --matches``, and a person who says which of two payments is meant."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from hub import wiring
from tests.support.billing import Billing, ready_hub
from tests.support.commands import hub_command
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, receive, send


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    yield made
    made.hub.close()


def test_a_remittance_shows_how_each_of_its_payments_was_told(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE), plb=[Plb("WO", "", 30)]))
    told = hub_command("remittance", "show", "T1", "--matches")
    assert told.exit_code == 0
    assert told.stdout.splitlines()[-3:] == [
        "place  amount      claim        told by, or where it waits",
        f"CLP 1       53.32  {sent[:11]}  send-number (100 of 100)",
        "PLB 1       -0.30  -            suspense:plb-wo",
    ]
    document = hub_command("remittance", "show", "T1", "--matches", "--json").document
    assert document["remittances"][0]["matches"][0] == {
        "segment": "CLP",
        "ordinal": 1,
        "amount": "53.32",
        "claim": sent[:11],
        "told_by": {"by": "send-number", "score": 100, "lines": []},
        "account": None,
    }
    assert "matches" not in hub_command("remittance", "show", "T1", "--json").document


def test_the_facts_of_a_claims_money_say_how_they_were_told(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp(sent, CHARGE)))
    told = hub_command("explain-money", sent[:11])
    assert "  told by send-number (100 of 100)" in told.stdout.splitlines()
    (fact,) = hub_command("explain-money", sent[:11], "--json").document["facts"]
    assert fact["told_by"] == {"by": "send-number", "score": 100, "lines": []}


def test_of_two_payments_with_one_trace_the_day_tells_which(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    receive(billing, era(Clp("THEIRS", CHARGE, payer_control=""), day="20260410"))
    receive(billing, era(Clp("THEIRS", 4000, payer_control=""), day="20260417"))
    ask = ("remittance", "match", "T1", "--clp", "1", "--claim", sent[:11], "--why", "called")
    assert hub_command(*ask).exit_code == 1
    told = hub_command(*ask, "--paid-on", "2026-04-17", "--plan", "acme")
    assert told.exit_code == 0
    assert "40.00 of remittance T1 from acme of 2026-04-17, CLP 1" in " ".join(told.stdout.split())
