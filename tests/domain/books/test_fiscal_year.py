"""Years of the books: July to June, unless the hub says otherwise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.books.fiscal_year import FiscalYear
from domain.period import Month, Period


@pytest.mark.parametrize(
    ("month", "first_month", "label"),
    [
        (Month(2026, 6), 7, "FY2025-26"),
        (Month(2026, 7), 7, "FY2026-27"),
        (Month(2027, 6), 7, "FY2026-27"),
        (Month(2026, 12), 1, "FY2026"),
        (Month(2026, 9), 10, "FY2025-26"),
        (Month(2099, 7), 7, "FY2099-00"),
    ],
)
def test_a_month_is_in_one_fiscal_year(month: Month, first_month: int, label: str) -> None:
    assert str(FiscalYear.of(month, first_month)) == label


def test_a_fiscal_year_runs_from_july_to_june() -> None:
    assert FiscalYear(2026).period == Period(date(2026, 7, 1), date(2027, 6, 30))
    assert FiscalYear(2026, 1).period == Period(date(2026, 1, 1), date(2026, 12, 31))


@given(st.integers(1900, 2100), st.integers(1, 12), st.integers(1, 12))
def test_every_month_lies_in_its_year_and_the_label_reads_back(
    year: int, month: int, first_month: int
) -> None:
    found = FiscalYear.of(Month(year, month), first_month)
    assert date(year, month, 1) in found.period
    assert FiscalYear.read(str(found), first_month) == found


@pytest.mark.parametrize("text", ["2026", "FY2026", "FY2026-28", "FY26-27", ""])
def test_anything_else_is_no_fiscal_year(text: str) -> None:
    with pytest.raises(ValueError, match="no year of the books"):
        FiscalYear.read(text)
