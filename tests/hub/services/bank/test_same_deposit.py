"""What was typed and what the bank's files bring is one deposit for each line of the bank."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from domain.identifiers import RemittanceId
from domain.problem import Refused
from hub.services.bank.deposits import match_deposit, record_deposit
from hub.wiring import Hub
from tests.support.deposits import FIRST, accounts, announced, bank_line, deposits, imported
from tests.support.hubs import new_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = new_hub(tmp_path)
    yield made
    made.close()


def test_a_line_that_somebody_typed_is_the_same_when_the_file_brings_it(hub: Hub) -> None:
    record_deposit(hub, bank_on=FIRST, amount=5_00, trace="447100")
    record_deposit(hub, bank_on=FIRST, amount=7_00, trace="")
    found = imported(
        hub,
        bank_line(5_00, "EFT 447100"),
        bank_line(5_00, "EFT 447100"),
        bank_line(7_00, "POOLED"),
    )
    assert (found.recorded, found.known) == (1, 2)
    record_deposit(hub, bank_on=FIRST, amount=5_00, trace="447100")
    assert len(deposits(hub)) == 3


def test_what_was_typed_is_one_line_of_the_banks_however_its_files_are_cut(hub: Hub) -> None:
    """The bank has two lines of one day and amount; one of them was typed too."""

    def line(cents: int, name: str) -> str:
        return bank_line(cents, "COUNTY POOL", line_id=f"{name}{cents}")

    steps: list[Callable[[int], object]] = [
        lambda cents: record_deposit(hub, bank_on=FIRST, amount=cents, trace=""),
        lambda cents: imported(hub, line(cents, "A")),
        lambda cents: imported(hub, line(cents, "B")),
        lambda cents: imported(hub, line(cents, "B"), line(cents, "A")),
    ]
    for cents, order in enumerate(permutations(steps), start=50_00):
        for step in order:
            step(cents)
        assert len([row for row in deposits(hub) if row.amount == cents]) == 2
        before = hub.log.head().position
        for step in order:
            step(cents)
        assert hub.log.head().position == before


def test_a_dry_run_takes_what_was_typed_once_too(hub: Hub) -> None:
    record_deposit(hub, bank_on=FIRST, amount=5_00, trace="")
    one, other = (bank_line(5_00, "POOL", line_id=name) for name in ("A1", "B2"))
    between = [bank_line(9_00, "OTHER", line_id=str(at)) for at in range(1_000)]
    found = imported(hub, one, *between, other, one, dry_run=True)
    assert (found.recorded, found.known) == (1_001, 2)
    again = imported(hub, one, one)
    assert (again.recorded, again.known) == (0, 2)


def test_a_line_that_was_typed_learns_its_trace_from_the_file_and_meets_its_remittance(
    hub: Hub,
) -> None:
    announced(hub, "r1", 100_00, "447100")
    record_deposit(hub, bank_on=FIRST, amount=100_00, trace="")
    assert accounts(hub) == {"deposit:acme": 100_00}
    imported(hub, bank_line(100_00, "EFT 447100"))
    assert accounts(hub) == {"bank": 100_00}
    (row,) = deposits(hub)
    assert row.source is not None


def test_the_bank_may_not_say_another_amount_of_a_line_that_was_typed(hub: Hub) -> None:
    record_deposit(hub, bank_on=FIRST, amount=5_00, trace="")
    imported(hub, bank_line(5_00, "A", line_id="X1"))
    other = imported(hub, bank_line(6_00, "A", line_id="X1"))
    assert [[p.code for p in each.problems] for each in other.refused] == [["deposit.line-differs"]]
    assert len(deposits(hub)) == 1


@pytest.mark.parametrize("traces", [*permutations(["447101", "447102", ""])])
def test_what_a_person_matched_is_the_line_with_the_number_of_that_notice(
    hub: Hub, traces: tuple[str, ...]
) -> None:
    announced(hub, "r1", 100_00, "447101")
    announced(hub, "r2", 100_00, "447102")
    typed = record_deposit(hub, bank_on=FIRST, amount=100_00, trace="")
    assert not isinstance(typed, Refused)
    matched = match_deposit(hub, typed.line.deposit_id, [RemittanceId("r2")])
    assert not isinstance(matched, Refused)
    imported(hub, *(bank_line(100_00, f"EFT {each}", line_id=f"L{each}") for each in traces))
    met = {row.traces: [part.remittance_id for part in row.parts] for row in deposits(hub)}
    assert met == {("447101",): ["r1"], ("447102",): ["r2"], (): []}


def test_what_a_person_matched_is_a_line_like_it_where_none_has_the_number(hub: Hub) -> None:
    announced(hub, "r2", 100_00, "447102")
    typed = record_deposit(hub, bank_on=FIRST, amount=100_00, trace="")
    assert not isinstance(typed, Refused)
    match_deposit(hub, typed.line.deposit_id, [RemittanceId("r2")])
    found = imported(hub, bank_line(100_00, "COUNTY POOL", line_id="L1"))
    assert (found.recorded, found.known) == (0, 1)


def test_a_line_is_what_a_person_matched_to_its_number_before_what_is_more_like_it(
    hub: Hub,
) -> None:
    announced(hub, "r2", 100_00, "447102")
    typed = record_deposit(hub, bank_on=FIRST, amount=100_00, trace="")
    assert not isinstance(typed, Refused)
    match_deposit(hub, typed.line.deposit_id, [RemittanceId("r2")])
    record_deposit(hub, bank_on=FIRST, amount=100_00, trace="990011")
    imported(hub, bank_line(100_00, "EFT 990011 447102", line_id="L1"))
    met = {row.parts != (): row.source is not None for row in deposits(hub)}
    assert met == {True: True, False: False}
