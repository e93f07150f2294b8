"""Which claim payments of a file wait and why: told before and after it is taken in."""

from pathlib import Path

import pytest

from hub.cli.frame import NEEDS_A_PERSON
from tests.support import planted
from tests.support.billing import Billing
from tests.support.commands import hub_command
from tests.support.eras import Clp, era
from tests.support.paid import CHARGE, send

_NOT_OURS = "no claim of ours has its numbers, or bills what it pays"
_DOES_NOT_ADD_UP = "remittance.claim-out-of-balance"


def notice(billing: Billing, strangers: int) -> None:
    """The first of its claims is ours and paid, the second ours and adds up to nothing."""
    paid, off = send(billing, "M1", "M2")
    theirs = [
        Clp(f"{planted.LAST_NAME}-{at}", CHARGE, payer_control=f"T{at}") for at in range(strangers)
    ]
    wrong = Clp(off, CHARGE, CHARGE + 100, payer_control="ICN2", because="")
    Path("t1.835").write_bytes(era(Clp(paid, CHARGE), wrong, *theirs))


@pytest.mark.parametrize(
    "words", [("inspect",), ("receive", "--dry-run"), ("receive",)], ids=" ".join
)
def test_the_first_ten_that_wait_are_told_with_why_and_json_has_all(
    billing: Billing, words: tuple[str, ...]
) -> None:
    notice(billing, strangers=11)
    ran = hub_command(*words[:1], "t1.835", *words[1:])
    assert ran.exit_code == NEEDS_A_PERSON
    said = " ".join(ran.stdout.split())
    assert f"{'waits' if words == ('receive',) else 'would wait'} CLP 2: " in said
    assert f"CLP 3: {_NOT_OURS} [match.none-of-ours]" in said
    assert "CLP 11: " in said
    assert "CLP 12: " not in said
    assert "and 2 more: --json shows all" in said
    assert [line for line in ran.stdout.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("words", [("inspect",), ("receive", "--dry-run"), ("receive",)])
def test_json_tells_each_that_waits(billing: Billing, words: tuple[str, ...]) -> None:
    notice(billing, strangers=11)
    ran = hub_command(*words[:1], "t1.835", *words[1:], "--json")
    (transaction,) = ran.document["files"][0]["transactions"]
    waiting = transaction["waiting"]
    assert [each["clp"] for each in waiting] == list(range(2, 14))
    assert waiting[0]["code"] == _DOES_NOT_ADD_UP
    assert waiting[1] == {"clp": 3, "code": "match.none-of-ours", "why": _NOT_OURS}
    assert ran.document.get("inspected", False) is (words != ("receive",))


def test_a_dry_run_of_receive_changes_nothing(billing: Billing) -> None:
    notice(billing, strangers=0)
    before = billing.hub.log.head().position
    hub_command("receive", "t1.835", "--dry-run")
    assert billing.hub.log.head().position == before


def test_nothing_is_said_to_wait_where_nothing_does(billing: Billing) -> None:
    (sent,) = send(billing, "M1")
    Path("t1.835").write_bytes(era(Clp(sent, CHARGE)))
    (transaction,) = hub_command("receive", "t1.835", "--json").document["files"][0]["transactions"]
    assert "waiting" not in transaction
