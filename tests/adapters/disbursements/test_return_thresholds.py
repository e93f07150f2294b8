"""From which sum an information return is due: dated data with its source."""

import pytest

from adapters.disbursements.return_thresholds import (
    common_thresholds,
    read_thresholds,
    threshold_in,
)
from domain.problem import Refused


@pytest.mark.parametrize(
    ("year", "cents"), [(2024, 60_000), (2025, 60_000), (2026, 200_000), (2027, None)]
)
def test_each_year_has_its_own_threshold_or_none_yet(year: int, cents: int | None) -> None:
    found = threshold_in(common_thresholds(), year)
    assert (found.cents if found else None) == cents


def test_what_comes_with_the_hub_was_confirmed_by_nobody() -> None:
    assert {each.verified_on for each in common_thresholds()} == {None}
    assert all(each.source for each in common_thresholds())


def test_everything_that_is_wrong_is_said_at_once() -> None:
    entry = '[[thresholds]]\nfirst_year = 2026\namount = "lots"\nsource = ""\n'
    answer = read_thresholds((entry * 2).encode(), "return-thresholds.toml")
    assert isinstance(answer, Refused)
    assert [problem.what for problem in answer.problems] == [
        "two thresholds begin with one year",
        "the amount of 2026 is not dollars and cents",
        "the threshold of 2026 names no source",
        "the amount of 2026 is not dollars and cents",
        "the threshold of 2026 names no source",
    ]
