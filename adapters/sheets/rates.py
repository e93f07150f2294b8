"""Rates as a plan's fee schedule states them: what a unit of a service is charged."""

from collections.abc import Iterator

from adapters.sheets.cells import named, read_cents, read_day
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import columns_of
from adapters.sheets.encounters import MOST_MODIFIERS, split_code, split_modifiers
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from domain.fee_schedule import Rate
from domain.identifiers import ProcedureCode, modifier, procedure_code
from domain.period import FOREVER, Period
from domain.problem import Refused
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


def _period(check: RowCheck, row: UncheckedRate) -> Period:
    first = check.need("first_day", row.first_day, read_day)
    last = check.read("last_day", row.last_day, read_day)
    if first is not None and last is not None and last < first:
        check.refuse(
            "last_day", "before-first-day", "the last day is before the first",
            "correct the first or the last day",
        )  # fmt: skip
    return Period(first or FOREVER, last or FOREVER)
