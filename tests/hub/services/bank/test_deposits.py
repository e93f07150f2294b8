"""What the bank has meets what plans announced: once, to the cent, in whatever order they come."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from domain.identifiers import ArchiveId, StreamId
from domain.problem import Refused
from hub.services.bank.deposits import match_deposit, unmatch_deposit
from hub.services.bank.waiting_deposits import awaited_remittances, proposals, waiting_deposits
from hub.wiring import Hub
from projections.remittance_balance import REMITTANCE_BALANCE
from tests.support import planted
from tests.support.deposits import (
    FIRST,
    accounts,
    announced,
    bank_file,
    bank_line,
    deposits,
    imported,
    matched,
    remittance,
)
from tests.support.hubs import new_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = new_hub(tmp_path)
    yield made
    made.close()


def day(number: int) -> date:
    return FIRST.replace(day=FIRST.day + number)


def position(hub: Hub) -> int:
    return hub.log.head().position


def waits(hub: Hub) -> list[tuple[int, str]]:
    """What waits for a remittance, and what is to be done about it."""
    found = waiting_deposits(hub.projector.live, hub.today)
    return [(each.deposit.left, each.to_do) for each in found]


def lacks(hub: Hub) -> list[tuple[str, int, str]]:
    """Which remittances the bank has not all of, how much is lacking, and who acts."""
    found = awaited_remittances(hub.projector.live, hub.today)
    return [(each.remittance.remittance_id, each.lacking, each.who) for each in found]


# by trace


def test_a_deposit_before_its_remittance_meets_it_when_it_comes(hub: Hub) -> None:
    imported(hub, bank_line(812_40, "EFT 447100 ACME HEALTH"))
    assert accounts(hub) == {}
    announced(hub, "r1", 812_40, "447100")
    assert accounts(hub) == {"bank": 812_40}
    assert remittance(hub, "r1").bank_on == FIRST
    assert (waits(hub), lacks(hub)) == ([], [])


def test_a_trace_is_found_in_the_addendum_of_a_transfer(hub: Hub) -> None:
    announced(hub, "r1", 812_40, "00447100")
    imported(hub, bank_line(812_40, "HCCLAIMPMT TRN*1*447100*1999999999\\ ACME"))
    assert accounts(hub) == {"bank": 812_40}


def test_the_same_trace_with_two_deposits_is_one_remittance_in_two_parts(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(60_00, "EFT 447100"), bank_line(40_00, "EFT 447100", day=4))
    assert accounts(hub) == {"bank": 100_00}
    assert [part.cents for part in remittance(hub, "r1").parts] == [60_00, 40_00]
    assert remittance(hub, "r1").bank_on == day(4)


def test_the_first_of_two_parts_leaves_the_rest_awaited(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(60_00, "EFT 447100"))
    assert accounts(hub) == {"bank": 60_00, "deposit:acme": 40_00}
    assert remittance(hub, "r1").bank_on is None
    assert lacks(hub) == [("r1", 40_00, "hub")]


def test_a_second_deposit_of_the_whole_amount_waits_for_a_person(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(100_00, "EFT 447100"), bank_line(100_00, "EFT 447100", day=1))
    assert accounts(hub) == {"bank": 100_00}
    ((left, to_do),) = waits(hub)
    assert left == 100_00
    assert "its trace does not tell" in to_do


def test_one_deposit_is_for_three_remittances_of_which_one_comes_a_week_later(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    announced(hub, "r2", 120_00, "447100")
    imported(hub, bank_line(300_00, "EFT 447100"))
    assert accounts(hub) == {"deposit:acme": 220_00}
    assert len(waits(hub)) == 1
    announced(hub, "r3", 80_00, "447100", paid_on=day(7))
    assert accounts(hub) == {"bank": 300_00}
    assert [remittance(hub, name).bank_on for name in ("r1", "r2", "r3")] == [FIRST] * 3
    assert waits(hub) == []


def test_a_cent_off_is_matched_and_the_cent_stays_where_everybody_sees_it(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(99_99, "EFT 447100"))
    assert accounts(hub) == {"bank": 99_99, "deposit:acme": 1}
    assert lacks(hub) == [("r1", 1, "hub")]
    imported(hub, bank_line(1, "EFT 447100", day=2))
    assert accounts(hub) == {"bank": 100_00}
    assert remittance(hub, "r1").bank_on == day(2)
    assert lacks(hub) == []


def test_a_cent_more_than_announced_is_seen_too(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(100_01, "EFT 447100"))
    assert accounts(hub) == {"bank": 100_01, "deposit:acme": -1}
    assert lacks(hub) == [("r1", -1, "hub")]


def test_a_returned_transfer_undoes_its_deposit(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(100_00, "EFT 447100"))
    assert remittance(hub, "r1").bank_on == FIRST
    imported(hub, bank_line(-100_00, "RETURN EFT 447100", day=3))
    assert accounts(hub) == {"deposit:acme": 100_00}
    assert (remittance(hub, "r1").in_bank, remittance(hub, "r1").bank_on) == (0, None)
    assert lacks(hub) == [("r1", 100_00, "hub")]
    imported(hub, bank_line(100_00, "EFT 447100", day=9))
    assert accounts(hub) == {"bank": 100_00}
    assert remittance(hub, "r1").bank_on == day(9)


def test_money_out_that_is_none_of_the_plans_waits_for_nobody(hub: Hub) -> None:
    found = imported(hub, bank_line(-9_00, "PAYROLL 88112"), bank_line(-5_00, "RENT"))
    assert (found.recorded, found.left_alone, found.went_out) == (1, 1, 9_00)
    assert waits(hub) == []


@pytest.mark.parametrize("also", [{"method": "NON"}, {"method": "H"}])
def test_a_remittance_that_only_informs_expects_no_deposit(hub: Hub, also: dict[str, str]) -> None:
    announced(hub, "r1", 100_00, "447100", moves_bank_money=False, **also)
    assert lacks(hub) == []
    imported(hub, bank_line(100_00, "EFT 447100"))
    assert accounts(hub) == {"carried:acme": 100_00}
    (row,) = deposits(hub)
    refused = match_deposit(hub, row.deposit_id, [remittance(hub, "r1").notice.remittance_id])
    assert isinstance(refused, Refused)


def test_a_remittance_that_sets_everything_off_expects_no_deposit(hub: Hub) -> None:
    announced(hub, "r1", 0, "447100")
    assert lacks(hub) == []


def test_a_second_remittance_of_the_trace_and_amount_takes_the_match_apart(hub: Hub) -> None:
    announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(100_00, "EFT 447100"))
    announced(hub, "r2", 100_00, "447100", plan="birchwood")
    assert accounts(hub) == {"deposit:acme": 100_00, "deposit:birchwood": 100_00}
    assert remittance(hub, "r1").bank_on is None


# by a person


def test_a_pooled_county_line_is_matched_by_a_person_to_what_comes_to_it(hub: Hub) -> None:
    for name, cents in (("r1", 100_00), ("r2", 120_00), ("r3", 80_00), ("r4", 55_00)):
        announced(hub, name, cents, f"44710{name}")
    imported(hub, bank_line(300_00, "COUNTY TREASURER POOLED"))
    assert "bank" not in accounts(hub)
    (row,) = deposits(hub)
    told = proposals(hub.projector.live, row)
    assert (told.found, told.complete) == ((("r1", "r2", "r3"),), True)
    done = match_deposit(hub, row.deposit_id, list(told.found[0]))
    assert not isinstance(done, Refused)
    assert done.left == 0
    assert accounts(hub) == {"bank": 300_00, "deposit:acme": 55_00}


def test_several_sets_that_fit_are_told_and_none_is_taken(hub: Hub) -> None:
    for name, cents in (("r1", 60_00), ("r2", 40_00), ("r3", 60_00)):
        announced(hub, name, cents, f"44710{name}")
    imported(hub, bank_line(100_00, "COUNTY TREASURER POOLED"))
    (row,) = deposits(hub)
    assert proposals(hub.projector.live, row).found == (("r1", "r2"), ("r2", "r3"))
    assert "bank" not in accounts(hub)


def test_what_other_money_a_pooled_line_holds_stays_with_it(hub: Hub) -> None:
    first = announced(hub, "r1", 100_00, "447100x")
    imported(hub, bank_line(150_00, "COUNTY TREASURER POOLED"))
    (row,) = deposits(hub)
    done = match_deposit(hub, row.deposit_id, [first])
    assert not isinstance(done, Refused)
    assert done.left == 50_00
    assert accounts(hub) == {"bank": 100_00}
    assert [left for left, _ in waits(hub)] == [50_00]


def test_a_cent_off_a_pooled_line_stays_with_the_last_remittance(hub: Hub) -> None:
    ids = [announced(hub, "r1", 100_00, "447101"), announced(hub, "r2", 50_00, "447102")]
    imported(hub, bank_line(149_99, "POOLED"), bank_line(150_01, "POOLED", day=1))
    low, high = deposits(hub)
    done = match_deposit(hub, low.deposit_id, ids)
    assert not isinstance(done, Refused)
    assert [part.cents for part in done.parts] == [100_00, 49_99]
    unmatch_deposit(hub, low.deposit_id)
    done = match_deposit(hub, high.deposit_id, ids)
    assert not isinstance(done, Refused)
    assert [part.cents for part in done.parts] == [100_00, 50_01]
    assert accounts(hub) == {"bank": 150_01, "deposit:acme": -1}


def test_a_person_takes_apart_what_a_trace_matched_and_it_stays_apart(hub: Hub) -> None:
    first = announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(100_00, "EFT 447100"))
    (row,) = deposits(hub)
    done = unmatch_deposit(hub, row.deposit_id, [first])
    assert not isinstance(done, Refused)
    assert accounts(hub) == {"deposit:acme": 100_00}
    imported(hub, bank_line(100_00, "EFT 447100"), bank_line(5_00, "EFT 447100", day=1))
    assert accounts(hub) == {"bank": 5_00, "deposit:acme": 95_00}
    kinds = [type(each.fact).__name__ for each in hub.log.read_stream(StreamId(row.deposit_id))]
    assert kinds == ["DepositRecorded", "DepositMatched", "DepositUnmatched"]


def test_what_a_person_matched_no_trace_takes_apart(hub: Hub) -> None:
    first = announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(100_00, "EFT 447100"))
    (row,) = deposits(hub)
    match_deposit(hub, row.deposit_id, [first])
    before = position(hub)
    match_deposit(hub, row.deposit_id, [first])
    assert position(hub) == before
    announced(hub, "r2", 100_00, "447100")
    assert matched(hub) == {(str(FIRST), 100_00): [("r1", 100_00)]}


def test_a_return_that_a_person_matches_gives_back_what_the_bank_had(hub: Hub) -> None:
    first = announced(hub, "r1", 100_00, "447100")
    imported(hub, bank_line(100_00, "EFT 447100"), bank_line(-100_00, "REVERSAL 99881", day=5))
    *_, back = deposits(hub)
    done = match_deposit(hub, back.deposit_id, [first])
    assert not isinstance(done, Refused)
    assert accounts(hub) == {"deposit:acme": 100_00}


def test_what_cannot_be_matched_is_refused_and_moves_nothing(hub: Hub) -> None:
    first, second = announced(hub, "r1", 100_00, "447100"), announced(hub, "r2", 9_00, "447101")
    imported(hub, bank_line(100_00, "EFT 447100"), bank_line(7_00, "OTHER", day=1))
    whole, other = deposits(hub)
    before = position(hub)
    for answer in (
        match_deposit(hub, other.deposit_id, [first]),
        match_deposit(hub, whole.deposit_id, [second]),
        match_deposit(hub, other.deposit_id, [second, first]),
        unmatch_deposit(hub, other.deposit_id),
        unmatch_deposit(hub, whole.deposit_id, [second]),
    ):
        assert isinstance(answer, Refused)
    assert position(hub) == before


# files


def test_the_same_bank_file_twice_adds_nothing(hub: Hub) -> None:
    announced(hub, "r1", 812_40, "447100")
    lines = (bank_line(812_40, "EFT 447100"), bank_line(5_00, "OTHER"), bank_line(-3_00, "FEE 1"))
    first = imported(hub, *lines)
    before = position(hub)
    again = imported(hub, *lines)
    assert (first.recorded, first.known, first.left_alone) == (2, 0, 1)
    assert (again.recorded, again.known) == (0, 2)
    assert position(hub) == before


def test_days_that_stand_in_two_files_count_once(hub: Hub) -> None:
    monday = [bank_line(5_00, "A"), bank_line(5_00, "A")]
    tuesday = [bank_line(5_00, "A", day=1), bank_line(6_00, "B", day=1)]
    imported(hub, monday[0])
    imported(hub, *monday, tuesday[0])
    imported(hub, *tuesday)
    assert [(row.bank_on, row.amount) for row in deposits(hub)] == [
        (FIRST, 5_00),
        (FIRST, 5_00),
        (day(1), 5_00),
        (day(1), 6_00),
    ]


def test_two_true_equal_lines_of_one_day_both_count(hub: Hub) -> None:
    found = imported(hub, bank_line(5_00, "A"), bank_line(5_00, "A"))
    assert (found.recorded, found.came_in) == (2, 10_00)


def test_the_banks_own_number_tells_lines_apart_and_finds_them_again(hub: Hub) -> None:
    imported(hub, bank_line(5_00, "A", line_id="X1"), bank_line(5_00, "A", line_id="X2"))
    again = imported(hub, bank_line(5_00, "written anew", line_id="X2"))
    assert (again.recorded, again.known) == (0, 1)
    other = imported(hub, bank_line(6_00, "A", line_id="X2"))
    assert [[p.code for p in each.problems] for each in other.refused] == [["deposit.line-differs"]]


def test_good_lines_go_in_and_every_problem_of_the_others_is_told(hub: Hub) -> None:
    late = bank_line(1_00, "A", day=29).replace("2026-03-31", "2027-03-31")
    found = imported(hub, bank_line(5_00, "A"), "someday,A,lots,", late)
    assert found.recorded == 1
    assert [(each.row, [p.code for p in each.problems]) for each in found.refused] == [
        (3, ["bank.day-unreadable", "bank.amount-unreadable"]),
        (4, ["deposit.not-yet"]),
    ]


def test_a_dry_run_writes_nothing(hub: Hub) -> None:
    announced(hub, "r1", 5_00, "447100")
    before = position(hub)
    found = imported(hub, bank_line(5_00, "EFT 447100"), dry_run=True)
    assert (found.recorded, position(hub)) == (1, before)
    assert deposits(hub) == []


def test_a_line_leads_back_to_its_bytes_in_the_archive(hub: Hub) -> None:
    lines = (bank_line(5_00, "A"), bank_line(6_00, "B 447100"))
    imported(hub, *lines)
    source = deposits(hub)[1].source
    assert source is not None
    file = ArchiveId(source.archive_id)
    kept = hub.log.archive.read(file, source.offset, source.length)
    assert (source.segment, kept) == (3, f"{lines[1]}\n".encode())
    assert hub.log.archive.get(file) == bank_file(lines)


def test_what_the_bank_says_of_people_stays_in_the_archive(hub: Hub) -> None:
    said = f"ZELLE {planted.FIRST_NAME} {planted.LAST_NAME} {planted.CIN} {planted.BORN_ON} 447100"
    imported(hub, bank_line(5_00, said))
    facts = str([each.fact for page in hub.log.read() for each in page])
    assert planted.planted_in(facts + str(deposits(hub)) + str(waits(hub))) == []
    assert deposits(hub)[0].traces == ("447100",)


# order


def test_any_order_of_lines_and_remittances_ends_the_same(tmp_path: Path) -> None:
    """Two remittances of one trace, a transfer that was returned and came again, another's cent."""

    def money(name: str, cents: int) -> tuple[str, str, int]:
        return "announced", name, cents

    steps = [
        money("r1", 100_00),
        money("r2", 60_00),
        ("line", bank_line(160_00, "EFT 447100"), 0),
        ("line", bank_line(-160_00, "RETURN EFT 447100", day=1), 0),
        ("line", bank_line(160_01, "EFT 447100", day=2), 0),
    ]
    ends = []
    for count, order in enumerate(permutations(steps)):
        if count % 5:
            continue
        folder = tmp_path / str(count)
        folder.mkdir()
        hub = new_hub(folder)
        for kind, what, cents in order:
            if kind == "line":
                imported(hub, what)
            else:
                announced(hub, what, cents, "447100")
        rows = hub.projector.live.rows(REMITTANCE_BALANCE)
        ends.append((accounts(hub), matched(hub), [(r.in_bank, r.bank_on) for r in rows]))
        hub.close()
    assert len(ends) == 24
    assert [end for end in ends if end != ends[0]] == []
