"""Rates as a plan's fee schedule states them: what a unit of a service is charged."""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from adapters.sheets.cells import named, read_cents, read_day
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import columns_of
from adapters.sheets.encounters import MOST_MODIFIERS, split_code, split_modifiers
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from domain.agreements.fee_schedule import Rate
from domain.identifiers import ProcedureCode, modifier, procedure_code
from domain.money import show_money
from domain.period import FOREVER, Period
from domain.problem import Problem, Refused
from domain.service_line import Service


class UncheckedRate(UncheckedRow, frozen=True, gc=False, kw_only=True):
    """One row of a rate sheet, every cell as text."""

    code: str = ""
    modifiers: tuple[str, ...] = ()
    rate: str = ""
    first_day: str = ""
    last_day: str = ""
    source: str = ""


def read_rate_sheet(content: bytes) -> Sheet | Refused:
    """The rate sheet in a CSV file or workbook."""
    return read_sheet(content, columns_of("rates"))


def unchecked_rates(sheet: Sheet) -> Iterator[UncheckedRate]:
    """The rows of a rate sheet, as texts."""
    return unchecked_rows(sheet, UncheckedRate)


def check_rate(row: UncheckedRate) -> Rate | Refused:
    """The rate a row states, or all its problems."""
    check = RowCheck(row, columns_of("rates"))
    first_code, behind = split_code(row.code)
    code = check.need("code", first_code, procedure_code)
    parts = [part for text in row.modifiers for part in split_modifiers(text)]
    reading = named(modifier, "a modifier is not two letters or digits")
    found = Rate(
        service=Service(
            code or ProcedureCode(""),
            check.read_all("modifiers", [*behind, *parts], reading, MOST_MODIFIERS),
        ),
        per_unit=check.need("rate", row.rate, read_cents) or 0,
        period=_period(check, row),
        source=check.need("source", row.source, str) or "",
    )
    if found.per_unit < 0:
        check.refuse("rate", "below-zero", "the rate is below zero", "write the rate like 26.66")
    return check.refused if check.problems else found


def clashes(rates: Sequence[tuple[int, Rate]]) -> Iterator[Problem]:
    """Rows of one sheet, each with its number, that give a service two rates on one day."""
    ordered = sorted(rates, key=lambda each: each[1].service)
    for _, same in groupby(ordered, key=lambda each: each[1].service):
        for (row, rate), (other_row, other) in combinations(same, 2):
            if rate == other or not rate.period.overlaps(other.period):
                continue
            yield Problem(
                code="rate-sheet.rows-overlap",
                what=f"rows {row} and {other_row} both say what {rate.service} costs: "
                f"{show_money(rate.per_unit)} for {rate.period}, "
                f"{show_money(other.per_unit)} for {other.period}",
                where=f"row {row} and row {other_row}",
                fix="give the earlier one a last day before the other begins, or drop one",
            )


def _period(check: RowCheck, row: UncheckedRate) -> Period:
    first = check.need("first_day", row.first_day, read_day)
    last = check.read("last_day", row.last_day, read_day)
    if first is not None and last is not None and last < first:
        check.refuse(
            "last_day", "before-first-day", "the last day is before the first",
            "correct the first or the last day",
        )  # fmt: skip
    return Period(first or FOREVER, last or FOREVER)
