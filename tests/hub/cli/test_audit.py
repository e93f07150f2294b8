"""`hub audit verify`: what was done to the ledger behind its back is found and named."""

from pathlib import Path

import pytest

from hub.cli.frame import FAILED
from tests.hub.store.tampering import tamper
from tests.support.billing import ready_hub
from tests.support.commands import hub_command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verified_after(folder: Path, *statements: str) -> dict[str, object]:
    billing = ready_hub(folder)
    assert billing.hub.log.head().position > 12
    tamper(billing.hub.log, *statements)
    billing.hub.close()
    ran = hub_command("audit", "verify", "--json")
    assert ran.exit_code == (0 if ran.document["verified"] else FAILED)
    return ran.document


def test_a_ledger_left_alone_is_verified(folder: Path) -> None:
    found = verified_after(folder)
    assert (found["verified"], found["first_bad"]) == (True, None)


@pytest.mark.parametrize(
    ("statements", "first_bad"),
    [
        (["UPDATE event SET state = zeroblob(length(state)) WHERE position = 7"], 7),
        (["DELETE FROM event WHERE position = 5"], 5),
        (
            [
                "UPDATE event SET position = 1000 WHERE position = 3",
                "UPDATE event SET position = 3 WHERE position = 9",
                "UPDATE event SET position = 9 WHERE position = 1000",
            ],
            3,
        ),
    ],
    ids=["changed", "deleted", "swapped"],
)
def test_the_first_place_that_is_not_as_recorded_is_named(
    folder: Path, statements: list[str], first_bad: int
) -> None:
    found = verified_after(folder, *statements)
    assert (found["verified"], found["first_bad"]) == (False, first_bad)
    ran = hub_command("audit", "verify")
    assert ran.exit_code == FAILED
    assert ran.stdout.startswith(f"not as recorded, first at position {first_bad}: ")


def test_a_ledger_whose_facts_cannot_be_folded_is_verified_all_the_same(folder: Path) -> None:
    billing = ready_hub(folder)
    last = billing.hub.log.head().position
    billing.visit()
    tamper(
        billing.hub.log,
        f"UPDATE event SET state = zeroblob(4) WHERE position = {last + 1}",
        "UPDATE checkpoint SET position = 0",
    )
    billing.hub.close()
    ran = hub_command("audit", "verify", "--json")
    assert (ran.exit_code, ran.document["first_bad"]) == (FAILED, last + 1)


def test_a_chain_that_no_single_event_broke_is_told_without_a_position(folder: Path) -> None:
    verified_after(folder, "UPDATE head SET chain = zeroblob(32)")
    ran = hub_command("audit", "verify")
    assert ran.exit_code == FAILED
    assert ran.stdout.startswith("not as recorded, and no single event is to blame: ")


def test_one_flipped_bit_is_named(folder: Path) -> None:
    billing = ready_hub(folder)
    with billing.hub.log.transaction() as connection:
        stored = connection.exec_driver_sql("SELECT state FROM event WHERE position = 6")
        state = bytearray(stored.scalar_one())
    state[len(state) // 2] ^= 1
    tamper(billing.hub.log, f"UPDATE event SET state = x'{state.hex()}' WHERE position = 6")
    billing.hub.close()
    ran = hub_command("audit", "verify", "--json")
    assert (ran.exit_code, ran.document["first_bad"]) == (FAILED, 6)
