"""A rate sheet says what a unit of a service costs, once for each day."""

from adapters.sheets.rates import check_rate, clashes, read_rate_sheet, unchecked_rates
from domain.agreements.fee_schedule import Rate
from domain.problem import Problem, Refused
from tests.support.sheets import sheet

HEADER = "Code,Modifiers,Rate,First day,Last day,Source"


def read(*rows: str) -> list[tuple[int, Rate | Refused]]:
    found = read_rate_sheet(sheet(HEADER, *rows))
    assert not isinstance(found, Refused)
    return [(row.row, check_rate(row)) for row in unchecked_rates(found)]


def clashing(*rows: str) -> list[Problem]:
    return list(clashes([(at, rate) for at, rate in read(*rows) if isinstance(rate, Rate)]))


def test_a_rate_with_a_decimal_comma_is_refused_with_how_to_write_it() -> None:
    ((_, refused),) = read('98960,U2,"27,5",2026-01-01,,invented')
    assert isinstance(refused, Refused)
    (problem,) = refused.problems
    assert (problem.code, problem.where) == ("row.rate-unreadable", "row 2, column Rate")
    assert problem.fix == "write 212.00 with a point; a comma only separates thousands"


def test_thousands_may_have_their_comma() -> None:
    ((_, rate),) = read('H0043,U6,"1,385.00",2026-01-01,,invented')
    assert isinstance(rate, Rate)
    assert rate.per_unit == 138_500


def test_two_rates_of_a_service_on_one_day_name_both_rows() -> None:
    (problem,) = clashing(
        "98960,U2,26.66,2026-01-01,,invented",
        "98961,U2,12.66,2026-01-01,,invented",
        "98960,U2,30.00,2026-06-01,,invented",
    )
    assert problem.what == (
        "rows 2 and 4 both say what 98960 U2 costs: "
        "26.66 for 2026-01-01 to open, 30.00 for 2026-06-01 to open"
    )
    assert problem.where == "row 2 and row 4"


def test_the_same_row_twice_is_no_clash() -> None:
    twice = ("98960,U2,26.66,2026-01-01,,invented", "98960,U2,26.66,2026-01-01,,invented")
    assert clashing(*twice) == []


def test_other_modifiers_and_other_days_are_no_clash() -> None:
    assert clashing(
        "98960,U2,26.66,2026-01-01,2026-06-30,invented",
        "98960,U2,30.00,2026-07-01,,invented",
        "98960,U3,40.00,2026-01-01,,invented",
    ) == []  # fmt: skip
