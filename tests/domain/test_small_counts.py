"""No small count can be read from a published table, nor worked out from it."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.small_counts import Hidden, hide_small


def hidden(**counts: int) -> tuple[set[str], set[str], bool]:
    found = hide_small(counts)
    return set(found.small), set(found.others), found.total


def test_a_table_of_large_counts_is_shown_whole() -> None:
    assert hidden(home=11, doula=40) == (set(), set(), False)


def test_one_small_row_takes_the_next_smallest_with_it() -> None:
    assert hidden(home=4, doula=40, groups=12) == ({"home"}, {"groups"}, False)


def test_two_small_rows_that_shield_each_other_need_no_third() -> None:
    assert hidden(home=4, doula=9, groups=12) == ({"home", "doula"}, set(), False)


def test_two_rows_of_ten_are_told_by_their_sum_and_take_a_third() -> None:
    assert hidden(home=10, doula=10, groups=12) == ({"home", "doula"}, {"groups"}, False)


def test_few_people_in_all_hidden_rows_together_are_few_people_too() -> None:
    assert hidden(home=4, doula=3, groups=12) == ({"home", "doula"}, {"groups"}, False)


def test_a_small_row_alone_takes_the_total() -> None:
    assert hidden(home=4, doula=0) == ({"home"}, set(), True)


def test_a_row_of_nobody_is_shown() -> None:
    assert "doula" not in hide_small({"home": 4, "doula": 0, "groups": 30})


def could_be(counts: dict[str, int], found: Hidden, threshold: int) -> list[tuple[int, ...]]:
    """Every way to fill the hidden rows that fits what is shown."""
    rows = [row for row in counts if row in found]
    most = sum(counts.values())
    ranges = [
        range(1, threshold) if row in found.small else range(threshold, most + 1) for row in rows
    ]
    total = sum(counts[row] for row in rows)
    return [each for each in product(*ranges) if found.total or sum(each) == total]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(3, 5))
def test_what_is_shown_fits_several_values_of_every_small_count(
    listed: list[int], threshold: int
) -> None:
    counts = {f"row {at}": count for at, count in enumerate(listed)}
    found = hide_small(counts, threshold)
    rows = [row for row in counts if row in found]
    ways = could_be(counts, found, threshold)
    for row in found.small:
        assert len({each[rows.index(row)] for each in ways}) > 1
    if rows and not found.total:
        assert sum(counts[row] for row in rows) >= threshold
