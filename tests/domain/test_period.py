"""Days and months, both ends included."""

from datetime import date

import pytest

from domain.period import Month, Period


def test_a_month_runs_from_its_first_day_to_its_last() -> None:
    assert Month.read("2028-02").period == Period(date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "+026-01", "26-01", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no month"):
        Month.read(text)


def test_periods_that_share_a_day_overlap() -> None:
    march = Month(2026, 3).period
    assert march.overlaps(Period(march.last_day))
    assert not march.overlaps(Month(2026, 4).period)
