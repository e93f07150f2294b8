"""Which deposits are which remittances' money follows from what is known, never from its order."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identifiers import DepositId, RemittanceId
from domain.notices.bank_part import NEAR, BankPart, held_by_bank, in_full_on
from domain.notices.deposit import trace_key
from domain.notices.matching_by_trace import Announced, Matches, TracedLine, matches_by_trace
from domain.sums import sums_to

FIRST = date(2026, 3, 2)


def line(name: str, cents: int, *keys: str, day: int = 0, apart: str = "") -> TracedLine:
    kept = frozenset({RemittanceId(apart)} if apart else ())
    return TracedLine(
        DepositId(name), FIRST + timedelta(days=day), cents, frozenset(keys or ("T",)), kept
    )


def said(name: str, cents: int, key: str = "T", held: int = 0) -> Announced:
    return Announced(RemittanceId(name), key, cents, held)


def found(lines: list[TracedLine], announced: list[Announced]) -> Matches:
    return matches_by_trace(lines, announced)


def test_one_line_and_one_remittance_of_a_trace_are_the_same_money() -> None:
    assert found([line("d", 100_00)], [said("r", 100_00)]) == {("d", "r"): 100_00}


def test_a_line_of_another_trace_is_other_money() -> None:
    assert found([line("d", 100_00, "U")], [said("r", 100_00)]) == {}


def test_one_remittance_comes_in_two_deposits_of_its_trace() -> None:
    lines = [line("d2", 40_00, day=2), line("d1", 60_00)]
    assert found(lines, [said("r", 100_00)]) == {("d1", "r"): 60_00, ("d2", "r"): 40_00}


def test_a_second_deposit_that_would_be_too_much_waits() -> None:
    lines = [line("d1", 100_00), line("d2", 100_00, day=1)]
    assert found(lines, [said("r", 100_00)]) == {("d1", "r"): 100_00}


def test_one_deposit_is_for_all_remittances_of_its_trace_once_they_come_to_it() -> None:
    three = [said("r1", 100_00), said("r2", 120_00), said("r3", 80_00)]
    assert found([line("d", 300_00)], three[:2]) == {}
    assert found([line("d", 300_00)], three) == {
        ("d", "r1"): 100_00,
        ("d", "r2"): 120_00,
        ("d", "r3"): 80_00,
    }


def test_of_several_remittances_of_a_trace_the_one_of_the_amount_is_meant() -> None:
    assert found([line("d", 70_00)], [said("r1", 30_00), said("r2", 70_00)]) == {("d", "r2"): 70_00}


def test_two_remittances_of_one_trace_and_amount_are_left_to_a_person() -> None:
    assert found([line("d", 70_00)], [said("r1", 70_00), said("r2", 70_00)]) == {}


def test_one_of_the_amount_or_all_of_them_together_may_be_meant() -> None:
    three = [said("r1", 50_00), said("r2", 50_00), said("r3", 100_00)]
    assert found([line("d", 100_00)], three) == {("d", "r3"): 100_00}
    assert found([line("d", 100_00)], three[:2]) == {("d", "r1"): 50_00, ("d", "r2"): 50_00}


def test_a_cent_off_is_matched_as_the_bank_has_it() -> None:
    assert found([line("d", 99_99)], [said("r", 100_00)]) == {("d", "r"): 99_99}
    assert found([line("d", 100_01)], [said("r", 100_00)]) == {("d", "r"): 100_01}
    assert found([line("d", 101_01)], [said("r", 100_00)]) == {}


def test_money_out_of_the_trace_gives_back_what_came_in() -> None:
    lines = [line("out", -100_00, day=3), line("in", 100_00)]
    assert found(lines, [said("r", 100_00)]) == {("in", "r"): 100_00, ("out", "r"): -100_00}


def test_a_reissue_of_the_same_trace_comes_in_again() -> None:
    lines = [line("again", 100_00, day=9), line("out", -100_00, day=3), line("in", 100_00)]
    matches = found(lines, [said("r", 100_00)])
    assert sum(matches.values()) == 100_00
    assert len(matches) == 3


def test_money_out_that_never_came_in_waits() -> None:
    assert found([line("out", -100_00)], [said("r", 100_00)]) == {}


def test_what_a_person_took_apart_no_trace_brings_together() -> None:
    assert found([line("d", 100_00, apart="r")], [said("r", 100_00)]) == {}


def test_what_a_person_matched_leaves_room_for_the_rest_only() -> None:
    assert found([line("d", 100_00)], [said("r", 100_00, held=60_00)]) == {}
    assert found([line("d", 40_00)], [said("r", 100_00, held=60_00)]) == {("d", "r"): 40_00}


amounts = st.sampled_from([-100_00, -40_00, 30_00, 40_00, 60_00, 99_99, 100_00, 100_01, 160_00])
keys = st.frozensets(st.sampled_from(["T", "U", "V"]), max_size=2)
some_lines = st.lists(st.tuples(amounts, keys, st.integers(0, 4)), max_size=6)
some_announced = st.lists(
    st.tuples(st.sampled_from([40_00, 60_00, 100_00]), st.sampled_from(["T", "U", "V"])),
    max_size=4,
)


@settings(max_examples=300)
@given(some_lines, some_announced, st.randoms(use_true_random=False))
def test_order_never_matters_and_the_bank_never_has_too_much_of_any(
    drawn: list[tuple[int, frozenset[str], int]], said_: list[tuple[int, str]], chance: object
) -> None:
    lines = [
        TracedLine(DepositId(f"d{at}"), FIRST + timedelta(days=day), cents, keys)
        for at, (cents, keys, day) in enumerate(drawn)
    ]
    announced = [said(f"r{at}", cents, key) for at, (cents, key) in enumerate(said_)]
    matches = found(lines, announced)
    chance.shuffle(lines)  # type: ignore[attr-defined]
    chance.shuffle(announced)  # type: ignore[attr-defined]
    assert found(lines, announced) == matches
    by_line, by_remittance = Counter[str](), Counter[str]()
    for (deposit, remittance), cents in matches.items():
        by_line[deposit] += cents
        by_remittance[remittance] += cents
    assert all(by_line[each.deposit_id] in {0, each.cents} for each in lines)
    assert all(0 <= by_remittance[each.remittance_id] <= each.cents + NEAR for each in announced)


# from which day on


def part(name: str, day: int, cents: int) -> BankPart:
    return BankPart(DepositId(name), FIRST + timedelta(days=day), cents)


def test_it_is_in_the_bank_from_the_day_the_last_part_came() -> None:
    parts = [part("b", 5, 40_00), part("a", 1, 60_00)]
    assert in_full_on(100_00, parts) == FIRST + timedelta(days=5)
    assert in_full_on(100_00, parts[1:]) is None
    assert held_by_bank(parts) == 100_00


def test_what_was_given_back_is_in_the_bank_from_the_day_it_came_again() -> None:
    out = [part("a", 1, 100_00), part("b", 3, -100_00)]
    assert in_full_on(100_00, out) is None
    assert in_full_on(100_00, [part("c", 9, 100_00), *out]) == FIRST + timedelta(days=9)


def test_a_cent_less_is_not_all_of_it() -> None:
    assert in_full_on(100_00, [part("a", 1, 99_99)]) is None
    assert in_full_on(100_00, [part("a", 1, 100_01)]) == FIRST + timedelta(days=1)


# traces


def test_traces_are_compared_without_zeros_in_front_dashes_and_small_letters() -> None:
    assert trace_key("00044-71a") == trace_key("4471A") == "4471A"
    assert trace_key("-") == trace_key("") == ""


# sums


def test_every_set_that_comes_to_the_total_is_told() -> None:
    told = sums_to(300_00, {"a": 100_00, "b": 200_00, "c": 180_00, "d": 20_00})
    assert told.found == (("a", "b"), ("a", "c", "d"))
    assert told.complete


def test_a_set_of_one_is_a_set_and_nothing_is_not() -> None:
    assert sums_to(5, {"a": 5}).found == (("a",),)
    assert sums_to(5, {"a": 4}) == sums_to(5, {})
    assert sums_to(0, {"a": 4}).found == ()


def test_where_there_may_be_more_it_says_so() -> None:
    many = {f"{at:02d}": 1 + at for at in range(30)}
    assert (len(sums_to(200, many).found), sums_to(200, many).complete) == (5, False)
    too_many = {f"{at:02d}": 2 for at in range(37)}
    assert sums_to(3, too_many) == sums_to(3, too_many | {"last": 3})
    assert not sums_to(3, too_many).complete


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 60), max_size=9),
    st.integers(1, 90),
)
def test_a_set_that_is_told_comes_to_the_total_exactly(amounts: dict[str, int], total: int) -> None:
    told = sums_to(total, amounts)
    assert all(sum(amounts[key] for key in keys) == total for keys in told.found)
    there = any(
        sum(cents for at, cents in enumerate(amounts.values()) if mask >> at & 1) == total
        for mask in range(1, 1 << len(amounts))
    )
    assert bool(told.found) == there
