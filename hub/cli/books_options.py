"""Options about the days of the books: months, fiscal years, a first and a last day."""

from datetime import date
from typing import Annotated

import typer

from domain.books.fiscal_year import FiscalYear
from domain.period import FOREVER, Month, Period
from hub.cli.frame import read_day

FirstDay = Annotated[
    str,
    typer.Option("--from", help="Only what is booked on this day or later."),
]
LastDay = Annotated[
    str,
    typer.Option("--to", help="Only what is booked on this day or before."),
]


def period_asked(first: str, last: str) -> Period:
    """The days from `first` to `last`, either of them empty for no end; else a usage error."""
    period = Period(read_day(first) if first else date.min, read_day(last) if last else FOREVER)
    if period.first_day > period.last_day:
        raise typer.BadParameter(f"{first} comes after {last}")
    return period


def month_asked(text: str) -> Month:
    """The month as an option states it; a usage error for anything else."""
    try:
        return Month.read(text)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None


def fiscal_year_asked(text: str, first_month: int) -> FiscalYear:
    """The fiscal year as an option states it; a usage error for anything else."""
    try:
        return FiscalYear.read(text, first_month)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from None
