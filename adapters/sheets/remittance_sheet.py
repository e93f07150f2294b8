"""A plan's remittance sheet: how a plan that is billed by invoice says what it paid.

Its arithmetic is that of an 835: total paid = sum of paid - sum of provider adjustments, where a
positive provider adjustment lowers the payment.
"""

import re
from datetime import date

import msgspec

from adapters.sheets.cells import is_nothing, named, read_cents, read_day, read_number_text
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import Columns, columns_of
from adapters.sheets.headline import Headline, is_adjustment, read_method, unread_columns
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from adapters.sheets.stated_reasons import SheetAdjustment, stated_reasons
from domain.identifiers import Malformed, PayerControlNumber, modifier, procedure_code
from domain.money import Money
from domain.problem import Refused

_modifier = named(modifier, "what is written is not a modifier")
_LINE_CONTROL = re.compile(r"[A-Z]{3}[0-9]{10}[0-9A-Z][0-9]{2}")  # CLM01 and a two-digit line


class UncheckedRemittanceRow(UncheckedRow, frozen=True, gc=False, kw_only=True):
    """One row of a remittance sheet, every cell as text."""

    trace: str = ""
    paid_on: str = ""
    payer: str = ""
    total_paid: str = ""
    method: str = ""
    kind: str = ""
    control: str = ""
    plan_claim: str = ""
    service_on: str = ""
    code: str = ""
    modifiers: tuple[str, ...] = ()
    billed: str = ""
    paid: str = ""
    units_paid: str = ""
    reasons: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()


class RemittanceRow(msgspec.Struct, frozen=True):
    """What the plan paid for one row of our invoice, or one line of a claim.

    `control` is the row control number that we wrote, or the claim's number, `plan_claim` the
    plan's own; one of them is there. Day, code and modifiers tell the line where `control` does
    not. Money is in cents; `billed` less all adjustments is `paid` where the row balances.
    """

    row: int
    control: str
    plan_claim: PayerControlNumber | None
    billed: Money
    paid: Money
    units_paid: int | None
    adjustments: tuple[SheetAdjustment, ...]
    service_on: date | None = None
    code: str = ""
    modifiers: tuple[str, ...] = ()

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
    """One payment of a plan, and what it is for.

    `payer` is empty where the sheet does not say it, and so is `method` (CHK, ACH, NON).
    """

    trace: str
    paid_on: date
    payer: str
    total_paid: Money
    rows: tuple[RemittanceRow, ...]
    provider_adjustments: tuple[ProviderAdjustmentRow, ...]
    method: str = ""

    @property
    def residual(self) -> Money:
        """Total paid less rows plus provider adjustments; zero where the sheet balances."""
        rows = sum(row.paid for row in self.rows)
        return self.total_paid - rows + sum(each.amount for each in self.provider_adjustments)


def read_remittance_sheet(content: bytes, columns: Columns | None = None) -> Sheet | Refused:
    """The remittance sheet in a CSV file or workbook; `columns` are a plan's own."""
    return read_sheet(content, columns or columns_of("remittance"))


def check_remittance(sheet: Sheet, columns: Columns | None = None) -> RemittanceSheet | Refused:
    """The payment that a sheet states, or all problems of all its rows.

    One row that cannot be read refuses the sheet: money is posted whole or not at all.
    """
    columns = columns or columns_of("remittance")
    unchecked = list(unchecked_rows(sheet, UncheckedRemittanceRow))
    headline = Headline(sheet, columns, unchecked)
    trace = headline.need("trace", read_number_text)
    paid_on = headline.need("paid_on", read_day)
    total_paid = headline.need("total_paid", read_cents)
    method = headline.find("method", read_method)
    payer = headline.find("payer", str)
    problems = headline.problems
    rows: list[RemittanceRow] = []
    provider_adjustments: list[ProviderAdjustmentRow] = []
    for each in unchecked:
        check = RowCheck(each, columns)
        if is_adjustment(each.kind):
            provider_adjustments.append(_provider_adjustment(check, each))
        else:
            rows.append(_row(check, each, columns))
        problems.extend(check.problems)
    if trace is None or paid_on is None or total_paid is None or problems:
        return Refused((*problems, *unread_columns(sheet)))
    return RemittanceSheet(
        trace=trace,
        paid_on=paid_on,
        payer=payer or "",
        total_paid=total_paid,
        rows=tuple(rows),
        provider_adjustments=tuple(provider_adjustments),
        method=method or "",
    )


def _row(check: RowCheck, row: UncheckedRemittanceRow, columns: Columns) -> RemittanceRow:
    plan_claim = check.read("plan_claim", row.plan_claim, read_number_text)
    control = check.read("control", row.control, read_number_text) or ""
    if not control and plan_claim is None:
        check.need("control", row.control, read_number_text)
    # a row of our own invoice says by its number which line it is: nothing else is read of it
    told = _LINE_CONTROL.fullmatch(control) is not None
    return RemittanceRow(
        row=row.row,
        control=control,
        plan_claim=None if plan_claim is None else PayerControlNumber(plan_claim),
        billed=check.need("billed", row.billed, read_cents) or 0,
        paid=check.need("paid", row.paid, read_cents) or 0,
        units_paid=check.read("units_paid", row.units_paid, _units_paid),
        adjustments=stated_reasons(check, row.reasons, row.amounts, columns.words),
        service_on=None if told else check.read("service_on", row.service_on, read_day),
        code="" if told else check.read("code", row.code, procedure_code) or "",
        modifiers=() if told else check.read_all("modifiers", row.modifiers, _modifier, 4),
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


def _units_paid(text: str) -> int:
    found = re.fullmatch(r"(\d{1,4})(\.0+)?", text)
    if found is None:
        raise Malformed("the units paid are not a whole number", "write the units paid, like 2")
    return int(found[1])
