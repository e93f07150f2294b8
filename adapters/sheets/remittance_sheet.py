"""A plan's remittance sheet: how a plan that is billed by invoice says what it paid.

Its arithmetic is that of an 835: total paid = sum of paid - sum of provider adjustments, where a
positive provider adjustment lowers the payment.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import TypeVar

import msgspec

from adapters.sheets.cells import (
    Reading,
    is_nothing,
    read_cents,
    read_day,
    read_number_text,
)
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import Columns, columns_of
from adapters.sheets.grid import Row
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from domain.identifiers import Malformed, PayerControlNumber
from domain.money import Money
from domain.problem import Problem, Refused

T = TypeVar("T")

_GROUPED = re.compile(r"([A-Z]{2})[-\s]?([A-Z]?\d{1,3})")
_WITH_AMOUNT = re.compile(r"([A-Z]{2}[-\s]?[A-Z]?\d{1,3})[:=\s]+(.+)")


class UncheckedRemittanceRow(UncheckedRow, frozen=True, gc=False, kw_only=True):
    """One row of a remittance sheet, every cell as text."""

    trace: str = ""
    paid_on: str = ""
    payer: str = ""
    total_paid: str = ""
    kind: str = ""
    control: str = ""
    plan_claim: str = ""
    billed: str = ""
    paid: str = ""
    units_paid: str = ""
    reasons: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()


class SheetAdjustment(msgspec.Struct, frozen=True):
    """Why paid differs from billed: claim adjustment group (``CO``), reason (``45``), cents."""

    group: str
    reason: str
    amount: Money


class RemittanceRow(msgspec.Struct, frozen=True):
    """What the plan paid for one row of our invoice.

    `control` is the row control number that we wrote, `plan_claim` the plan's own number; money
    is in cents; `billed` less all adjustments is `paid` where the row balances.
    """

    row: int
    control: str
    plan_claim: PayerControlNumber | None
    billed: Money
    paid: Money
    units_paid: int | None
    adjustments: tuple[SheetAdjustment, ...]

    @property
    def residual(self) -> Money:
        """Billed less adjustments less paid; zero where the row balances."""
        return self.billed - sum(each.amount for each in self.adjustments) - self.paid


class ProviderAdjustmentRow(msgspec.Struct, frozen=True):
    """Money that belongs to no row of the invoice; a positive amount lowers the payment.

    `reason` is a PLB code such as ``WO``, `reference` whatever the plan says it is about.
    """

    row: int
    reason: str
    reference: str
    amount: Money


class RemittanceSheet(msgspec.Struct, frozen=True):
    """One payment of a plan, and what it is for; `payer` is empty where the sheet does not say."""

    trace: str
    paid_on: date
    payer: str
    total_paid: Money
    rows: tuple[RemittanceRow, ...]
    provider_adjustments: tuple[ProviderAdjustmentRow, ...]

    @property
    def residual(self) -> Money:
        """Total paid less rows plus provider adjustments; zero where the sheet balances."""
        rows = sum(row.paid for row in self.rows)
        return self.total_paid - rows + sum(each.amount for each in self.provider_adjustments)


def read_remittance_sheet(content: bytes) -> Sheet | Refused:
    """The remittance sheet in a CSV file or workbook."""
    return read_sheet(content, columns_of("remittance"))


def check_remittance(sheet: Sheet) -> RemittanceSheet | Refused:
    """The payment that a sheet states, or all problems of all its rows.

    One row that cannot be read refuses the sheet: money is posted whole or not at all.
    """
    columns = columns_of("remittance")
    unchecked = list(unchecked_rows(sheet, UncheckedRemittanceRow))
    headline = _Headline(sheet, columns, unchecked)
    trace = headline.need("trace", read_number_text)
    paid_on = headline.need("paid_on", read_day)
    total_paid = headline.need("total_paid", read_cents)
    payer = headline.find("payer", str)
    problems = headline.problems
    rows: list[RemittanceRow] = []
    provider_adjustments: list[ProviderAdjustmentRow] = []
    for each in unchecked:
        check = RowCheck(each, columns)
        if _is_provider_adjustment(each):
            provider_adjustments.append(_provider_adjustment(check, each))
        else:
            rows.append(_row(check, each))
        problems.extend(check.problems)
    if trace is None or paid_on is None or total_paid is None or problems:
        return Refused(tuple(problems))
    return RemittanceSheet(
        trace, paid_on, payer or "", total_paid, tuple(rows), tuple(provider_adjustments)
    )


class _Headline:
    """What is true of the whole payment, over the table or repeated in every row."""

    def __init__(
        self, sheet: Sheet, columns: Columns, rows: Sequence[UncheckedRemittanceRow]
    ) -> None:
        self.problems: list[Problem] = []
        self._sheet = sheet
        self._columns = columns
        self._rows = rows
        self._above = [pair for row in sheet.above for pair in _pairs(row, columns)]

    def find(self, column: str, reading: Reading[T]) -> T | None:
        """The one value of `column`; a problem where there are several."""
        texts = {text: row for row, name, text in reversed(self._above) if name == column}
        for row in reversed(self._rows):
            texts[getattr(row, column)] = row.row
        values: dict[T, int] = {}
        for text, at in sorted(texts.items(), key=lambda found: found[1]):
            check = self._check(at)
            value = check.read(column, text, reading)
            self.problems.extend(check.problems)
            if value is not None:
                values.setdefault(value, at)
        if len(values) > 1:
            check = self._check(list(values.values())[1])
            check.refuse(
                column,
                "differs",
                "the sheet holds more than one payment",
                "hand in one sheet for each payment",
            )
            self.problems.extend(check.problems)
        return next(iter(values), None)

    def need(self, column: str, reading: Reading[T]) -> T | None:
        """The same, and a problem where there is none."""
        before = len(self.problems)
        value = self.find(column, reading)
        if value is None and len(self.problems) == before:
            check = self._check(self._sheet.header_row)
            check.need(column, "", reading)
            self.problems.extend(check.problems)
        return value

    def _check(self, row: int) -> RowCheck:
        return RowCheck(UncheckedRow(row, self._sheet.places.headers), self._columns)


def _pairs(row: Row, columns: Columns) -> Iterator[tuple[int, str, str]]:
    """Titles over the table with the value at their right, or behind a colon in the same cell."""
    filled = [cell for cell in row.cells if cell]
    for cell, right in zip_longest(filled, filled[1:], fillvalue=""):
        title, _, behind = cell.partition(":")
        name = columns.name_of(title)
        if name in columns.above:
            yield row.number, name, behind.strip() or right


def _is_provider_adjustment(row: UncheckedRemittanceRow) -> bool:
    return row.kind.casefold().startswith(("provider", "plb"))


def _row(check: RowCheck, row: UncheckedRemittanceRow) -> RemittanceRow:
    plan_claim = check.read("plan_claim", row.plan_claim, read_number_text)
    return RemittanceRow(
        row=row.row,
        control=check.need("control", row.control, read_number_text) or "",
        plan_claim=None if plan_claim is None else PayerControlNumber(plan_claim),
        billed=check.need("billed", row.billed, read_cents) or 0,
        paid=check.need("paid", row.paid, read_cents) or 0,
        units_paid=check.read("units_paid", row.units_paid, _units_paid),
        adjustments=_adjustments(check, row),
    )


def _provider_adjustment(check: RowCheck, row: UncheckedRemittanceRow) -> ProviderAdjustmentRow:
    """The reason and amount of the first adjustment columns; the amount may stand under Paid.

    Under Paid it is what the payment contains, so its sign is turned.
    """
    reason = next((text for text in row.reasons if not is_nothing(text)), "")
    amount = next((text for text in row.amounts if not is_nothing(text)), "")
    stated = (
        check.read("amounts", amount, read_cents)
        if amount
        else check.need("paid", row.paid, read_cents)
    )
    return ProviderAdjustmentRow(
        row=row.row,
        reason=check.need("reasons", reason, str) or "",
        reference=row.plan_claim or row.control,
        amount=(stated or 0) if amount else -(stated or 0),
    )


def _adjustments(check: RowCheck, row: UncheckedRemittanceRow) -> tuple[SheetAdjustment, ...]:
    """Reasons paired with amounts in order; or cells that hold both: ``CO-45 12.00; CO-96 3``."""
    found: list[SheetAdjustment] = []
    amounts = [*row.amounts, *[""] * len(row.reasons)]
    for reason, amount in zip(row.reasons, amounts, strict=False):
        if is_nothing(reason):
            alone = check.read("amounts", amount, read_cents)
            if alone:
                check.refuse(
                    "reasons",
                    "missing",
                    "an amount stands without a reason",
                    "write the group and reason, like CO-45",
                )
            continue
        texts = (
            [(reason, amount)]
            if amount
            else [
                (each[1], each[2]) if (each := _WITH_AMOUNT.fullmatch(part.strip())) else (part, "")
                for part in re.split(r"[;|]", reason)
            ]
        )
        for text, cents in texts:
            grouped = check.read("reasons", text.strip().upper(), _reason)
            value = check.need("amounts", cents, read_cents)
            if grouped is not None and value is not None:
                found.append(SheetAdjustment(*grouped, value))
    return tuple(found)


def _reason(text: str) -> tuple[str, str]:
    found = _GROUPED.fullmatch(text)
    if found is None:
        raise Malformed("the reason is not a group and a number", "write it like CO-45")
    return found[1], found[2]


def _units_paid(text: str) -> int:
    found = re.fullmatch(r"(\d{1,4})(\.0+)?", text)
    if found is None:
        raise Malformed("the units paid are not a whole number", "write the units paid, like 2")
    return int(found[1])
