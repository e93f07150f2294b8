"""``hub remittance match --hub-own`` on a real ledger: what every command then tells of it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hub import wiring
from hub.cli.frame import DONE, FAILED, NEEDS_A_PERSON, USAGE
from tests.support.billing import Billing, ready_hub
from tests.support.commands import Ran, hub_command
from tests.support.eras import Clp, Plb, era
from tests.support.paid import CHARGE, send

NUMBER = "LPV00000001"
LETTER = "the plan's letter of 2 May"
NO_CLAIM = "waits: no claim is known for this adjustment"


@pytest.fixture(autouse=True)
def _billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """In March acme paid a claim, 53.32; it added a rebate of 7.00 and kept 3.00: 57.32."""
    made = ready_hub(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wiring, "open_hub", partial(wiring.open_hub, clock=made.hub.clock))
    (sent,) = send(made, "M1")
    plb = [Plb("B2", "REBATE-2025", -700), Plb("WU", "", 300)]
    notice = era(Clp(sent, CHARGE), plb=plb, trace="4471", day="20260330")
    Path("4471.835").write_bytes(notice)
    assert hub("receive 4471.835").exit_code == NEEDS_A_PERSON
    yield made
    made.hub.close()


def hub(line: str, why: str = "") -> Ran:
    ran = hub_command(*line.split(), *(["--why", why] if why else []))
    is_read = "--json" not in line
    assert [text for text in ran.stdout.splitlines() if is_read and len(text) > 80] == []
    return ran


def document(line: str, why: str = "") -> dict[str, Any]:
    ran = hub(f"{line} --json", why)
    assert ran.exit_code == DONE, ran
    return ran.document


def refused(line: str, why: str = LETTER, code: int = FAILED) -> list[str]:
    ran = hub(f"{line} --json", why)
    assert ran.exit_code == code, ran
    return [each["code"] for each in ran.document["problems"]]


def own(plb: int = 1) -> Ran:
    return hub(f"remittance match 4471 --plb {plb} --hub-own", LETTER)


def balances() -> dict[str, str]:
    found = document("ledger trial-balance")["accounts"]
    return {account: amount for account, amount in found.items() if amount != "0.00"}


def classes() -> dict[str, str]:
    """What the notice brought to each class of account, and whether it adds up."""
    (row,) = document("remittance show 4471")["remittances"]
    return {name: row[name] for name in ("partners", "hub_fees", "hub_own", "suspense")} | {
        "adds_up": row["adds_up"]
    }


def where() -> list[str]:
    """Each adjustment of the notice with its amount, and where it is."""
    lines = hub("remittance show 4471 --matches").stdout.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("PLB"))
    return [" ".join(line.split()) for line in lines[first:]]


def waiting() -> list[str]:
    """The adjustments that wait for a person."""
    return [each["about"] for each in document("due --kind unplaced-adjustment")["due"]]


def test_a_rebate_is_the_hubs_own_until_that_is_taken_back() -> None:
    paid = {"partner:LPV": "-45.32", "hub-fee:acme": "-8.00", "deposit:acme": "57.32"}
    waits = {"suspense:plb-b2": "-7.00", "suspense:plb-wu": "3.00"}
    first, second = (f"provider adjustment {at} of remittance 4471" for at in (1, 2))
    assert balances() == {**paid, **waits}
    assert waiting() == [first, second]

    assert own().stdout == "7.00 of remittance 4471, PLB 1 is now the hub's own\n"
    assert balances() == {**paid, "hub-own:acme": "-7.00", "suspense:plb-wu": "3.00"}
    assert classes() == {
        "partners": "45.32",
        "hub_fees": "8.00",
        "hub_own": "7.00",
        "suspense": "-3.00",
        "adds_up": True,
    }
    assert waiting() == [second]
    assert where()[0] == "PLB 1 7.00 - the hub's own, as a person said (hub-own:acme)"
    assert "hub own 7.00" in " ".join(hub("remittance show 4471").stdout.split())

    away = hub("remittance unmatch 4471 --plb 1", "it was about a claim")
    assert away.stdout == "7.00 of remittance 4471, PLB 1 waits again, no longer the hub's own\n"
    assert balances() == {**paid, **waits}
    assert waiting() == [first, second]
    assert where()[0] == f"PLB 1 7.00 - {NO_CLAIM}, B2"
    assert hub("audit verify").exit_code == DONE


def test_what_a_plan_kept_is_then_the_hubs_cost() -> None:
    assert own(2).stdout == "-3.00 of remittance 4471, PLB 2 is now the hub's own\n"
    assert balances()["hub-own:acme"] == "3.00"
    assert classes()["hub_own"] == "-3.00"


def test_said_three_times_is_said_once_and_a_dry_run_says_nothing() -> None:
    line = "remittance match 4471 --plb 1 --hub-own"
    assert hub(f"{line} --dry-run", LETTER).stdout == (
        "would be: 7.00 of remittance 4471, PLB 1 is now the hub's own\n"
    )
    assert "hub-own:acme" not in balances()
    said = [document(line, LETTER) for _ in range(3)]
    assert said[1:] == said[:-1]
    assert {key: said[0][key] for key in ("amount", "claims", "hub_own", "kind")} == {
        "amount": "7.00",
        "claims": [],
        "hub_own": True,
        "kind": "adjustment",
    }
    assert len(document("explain-money hub-own:acme")["facts"]) == 1


def test_it_is_about_claims_or_the_hubs_own_and_a_claim_payment_is_about_a_claim() -> None:
    line = "remittance match 4471 --plb 1"
    for neither_or_both in (line, f"{line} --claim {NUMBER} --hub-own"):
        assert refused(neither_or_both, code=USAGE) == ["match.claim-or-hub-own"]
    claim_payment = "remittance match 4471 --clp 1 --hub-own"
    assert refused(claim_payment, code=USAGE) == ["match.pays-a-claim"]
    assert refused("remittance match 4471 --plb 9 --hub-own") == ["match.no-such-place"]
    assert refused("remittance match 4471 --hub-own", code=USAGE) == ["match.place"]
    assert refused("remittance match 4472 --plb 1 --hub-own") == ["match.no-such-payment"]
    assert hub("remittance match 4471 --plb 1 --hub-own").exit_code == USAGE
    own()
    assert refused(f"{line} --claim {NUMBER}") == ["match.does-not-wait"]
    ran = hub(f"{line} --claim {NUMBER}", LETTER)
    assert "  fix    take it back first: hub remittance unmatch" in ran.stderr.splitlines()


def test_a_reason_that_no_claim_takes_is_refused_with_the_way_that_is_open() -> None:
    Path("ip.835").write_bytes(era(plb=[Plb("IP", "", -1250)], trace="4480"))
    hub("receive ip.835")
    ran = hub(f"remittance match 4480 --plb 1 --claim {NUMBER}", LETTER)
    assert ran.exit_code == FAILED
    assert "hub remittance match --plb N --hub-own" in " ".join(ran.stderr.split())
    every = document("due --kind unplaced-adjustment")["due"]
    (item,) = (each for each in every if "4480" in each["about"])
    assert item["what"].endswith("--claim or, where it is the hub's own, --hub-own")
    assert hub("remittance match 4480 --plb 1 --hub-own", LETTER).exit_code == DONE
    assert balances()["hub-own:acme"] == "-12.50"


def test_the_money_is_explained_by_what_was_said_and_by_its_own_segment() -> None:
    own()
    (fact,) = document("explain-money hub-own:acme --show-bytes")["facts"]
    assert (fact["kind"], fact["what"]) == ("money.released", "the hub's own, as a person said")
    assert (fact["booked_on"], fact["notice"]) == ("2026-03-30", "4471")
    assert (fact["place"], fact["why"]) == ("PLB 1", LETTER)
    lines = hub("explain-money hub-own:acme").stdout.splitlines()
    assert lines[0].endswith("the hub's own, as a person said, 4471 PLB 1")
    assert f"  said    {LETTER}" in lines
    (segment,) = fact["segments"]
    assert segment.endswith("B2*-7.00")
    hub("remittance unmatch 4471 --plb 1", "it was about a claim")
    told = [each["what"] for each in document("explain-money suspense:plb-b2")["facts"]]
    assert told == [
        "money that waits for a person",
        "the hub's own, as a person said",
        "the hub's own no longer: it waits again",
    ]


def test_where_its_month_is_closed_it_counts_for_the_first_open_one() -> None:
    assert hub("ledger close 2026-03").exit_code == DONE
    own()
    (entry,) = document("ledger account hub-own:acme")["entries"]
    assert (entry["dated"], entry["booked_on"]) == ("2026-03-30", "2026-04-01")
    assert (entry["amount"], entry["what"]) == ("-7.00", "the hub's own, as a person said")


def test_help_names_both_ways() -> None:
    said = " ".join(hub("remittance match --help").stdout.split())
    assert "or that it is the hub's own" in said
    assert "--hub-own With --plb: it is about no claim, and the hub's own." in said
