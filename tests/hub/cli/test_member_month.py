"""Months that partners share, from the command line: split, listed, accepted, declined."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.clock import standing_clock
from hub.services.months.month_splits import split_months
from tests.support.billing import Billing, ready_hub
from tests.support.commands import hub_command
from tests.support.eras import era
from tests.support.paid import receive
from tests.support.shared_care import YEW, ZED, join, paid, seen


@pytest.fixture
def april(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Billing]:
    """A hub in the current folder, in April 2026."""
    monkeypatch.chdir(tmp_path)
    billing = ready_hub(tmp_path, standing_clock(datetime(2026, 4, 28, 20, tzinfo=UTC)))
    join(billing)
    yield billing
    billing.hub.close()


@pytest.fixture
def claims(april: Billing) -> list[str]:
    """March of a member whom YEW and ZED saw once each, paid to YEW; the claim numbers."""
    numbers = seen(april, (YEW, 2), (ZED, 9))
    receive(april, era(paid(numbers[0])))
    return [number[:11] for number in numbers]


def test_a_split_is_told_before_it_is_made_and_made_once(claims: list[str]) -> None:
    would = hub_command("member-month", "split", "--dry-run")
    assert would.exit_code == 0
    assert would.stdout == (
        "1 months would be decided, 1 payments would be shared anew\n"
        "Claim        Month    Shared by  Partner  Moved\n"
        f"{claims[0]}  2026-03  contacts   YEW      -11.99\n"
        f"{claims[0]}  2026-03  contacts   ZED      11.99\n"
    )
    made = hub_command("member-month", "split", "--json").document
    assert made["moved"][0]["parts"] == {"YEW": -1199, "ZED": 1199}
    again = hub_command("member-month", "split", "--json").document
    assert (again["decided"], again["moved"]) == ([], [])
    assert hub_command("member-month", "list").stdout == "nothing waits\n"
    early = hub_command("member-month", "split", "--until", "march")
    assert early.exit_code == 2


def test_later_contacts_are_listed_until_a_person_accepts_or_declines_them(
    april: Billing, claims: list[str]
) -> None:
    split_months(april.hub)
    late, _ = seen(april, (ZED, 16), (ZED, 23))
    listed = hub_command("member-month", "list")
    assert listed.exit_code == 3
    assert f"{claims[0]}  2026-03  contacts   ZED      6.00" in listed.stdout
    told = hub_command("member-month", "accept", late[:11], "--reason", "billed late", "--json")
    assert told.exit_code == 0
    assert told.document["moves"] == {"YEW": -600, "ZED": 600}
    assert told.document["contacts"] == {"YEW": 1, "ZED": 3}
    again = hub_command("member-month", "accept", late[:11], "--reason", "again")
    assert (again.exit_code, again.stdout) == (0, "no later contact stands open\n")


def test_a_lead_is_recorded_once(claims: list[str]) -> None:
    words = ("member-month", "lead", claims[1], "--from", "2026-03-01")
    assert hub_command(*words).stdout == (
        f"ZED leads the care of the member of {claims[1]} from 2026-03-01 on (named)\n"
    )
    assert hub_command(*words, "--json").document["outcome"] == "unchanged"
    unknown = hub_command(*words, "--partner", "QQQ")
    assert (unknown.exit_code, unknown.problem_codes) == (1, ("partner.unknown",))


def test_a_claim_that_nobody_knows_is_refused(claims: list[str]) -> None:
    assert claims
    ran = hub_command("member-month", "decline", "ZED99999999", "--reason", "none")
    assert ran.exit_code == 1
    assert ran.problem_codes == ("claim.unknown",)
