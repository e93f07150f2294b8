"""A plan's roster sheet: which months of which members it paid, or took back.

Its arithmetic is that of an 820: total paid = sum of the rows + sum of the adjustments, where an
adjustment below zero lowers the payment.
"""

import re
from datetime import date, datetime

import msgspec

from adapters.edi.rosters.member_payment import MemberPayment, PaidFor, roster_digest
from adapters.sheets.cells import is_nothing, read_cents, read_day, read_number_text
from adapters.sheets.checking import RowCheck
from adapters.sheets.columns import columns_of
from adapters.sheets.headline import Headline, is_adjustment, read_method, unread_columns
from adapters.sheets.sheet import Sheet, UncheckedRow, read_sheet, unchecked_rows
from domain.identifiers import Malformed
from domain.money import Money
from domain.period import Month
from domain.problem import Refused

_MONTH_FORMS = ("%B %Y", "%b %Y", "%B-%Y", "%b-%Y", "%b-%y", "%b %y", "%Y%m", "%m/%Y", "%m-%Y")


class UncheckedRosterRow(UncheckedRow, frozen=True, gc=False, kw_only=True):
    """One row of a roster sheet, every cell as text."""

    trace: str = ""
    paid_on: str = ""
    payer: str = ""
    total_paid: str = ""
    method: str = ""
    kind: str = ""
    cin: str = ""
    member_number: str = ""
    month: str = ""
    amount: str = ""
    reasons: str = ""
    reference: str = ""


class RosterChange(msgspec.Struct, frozen=True):
    """Money that is about no member; below zero it lowers the payment.

    `reason` is a code such as ``WO``, `row` the number that people see.
    """

    row: int
    reason: str
    reference: str
    amount: Money


class RosterSheet(msgspec.Struct, frozen=True):
    """One payment of a plan by the month; `payer` and `method` are empty where it does not say."""

    trace: str
    paid_on: date
    payer: str
    total_paid: Money
    method: str
    rows: tuple[MemberPayment, ...]
    changes: tuple[RosterChange, ...]

    @property
    def residual(self) -> Money:
        """Total paid less rows and adjustments; zero where the sheet balances."""
        rows = sum(row.amount or 0 for row in self.rows)
        return self.total_paid - rows - sum(each.amount for each in self.changes)

    @property
    def digest(self) -> str:
        """The same for the same rows in any order; keep it under a key of the hub."""
        changes = ((each.reason, each.amount) for each in self.changes)
        return roster_digest(self.total_paid, self.rows, changes)


def read_roster_sheet(content: bytes) -> Sheet | Refused:
    """The roster sheet in a CSV file or workbook."""
    return read_sheet(content, columns_of("roster"))


def is_roster(sheet: Sheet) -> bool:
    """Whether a sheet names members by number, as a roster does."""
    return bool({"cin", "member_number"} & set(sheet.places.positions))


def check_roster(sheet: Sheet) -> RosterSheet | Refused:
    """The payment that a sheet states, or all problems of all its rows.

    A row whose amount or month cannot be read refuses the sheet; one that names nobody, or no
    month, is money that waits for a person.
    """
    columns = columns_of("roster")
    unchecked = list(unchecked_rows(sheet, UncheckedRosterRow))
    headline = Headline(sheet, columns, unchecked)
    trace = headline.need("trace", read_number_text)
    paid_on = headline.need("paid_on", read_day)
    total_paid = headline.need("total_paid", read_cents)
    method = headline.find("method", read_method)
    payer = headline.find("payer", str)
    rows: list[MemberPayment] = []
    changes: list[RosterChange] = []
    problems = headline.problems
    for each in unchecked:
        check = RowCheck(each, columns)
        if is_adjustment(each.kind):
            changes.append(_change(check, each))
        else:
            rows.append(_row(check, each))
        problems.extend(check.problems)
    if trace is None or paid_on is None or total_paid is None or problems:
        return Refused((*problems, *unread_columns(sheet)))
    return RosterSheet(
        trace, paid_on, payer or "", total_paid, method or "", tuple(rows), tuple(changes)
    )


def read_month(text: str) -> Month:
    """A month as typed: ``2026-03``, ``03/2026``, ``March 2026``, or any of its days."""
    plain = " ".join(text.replace(",", " ").split())
    if re.fullmatch(r"\d{4}-\d{2}", plain):
        return _month(plain)
    for form in _MONTH_FORMS:
        try:
            return Month.of(datetime.strptime(plain, form).date())  # noqa: DTZ007 - no zone
        except ValueError:
            continue
    try:
        return Month.of(read_day(text))
    except Malformed:
        raise _no_month() from None


def _month(text: str) -> Month:
    try:
        return Month.read(text)
    except ValueError:
        raise _no_month() from None


def _no_month() -> Malformed:
    return Malformed("what is written is not a month", "write the month like 2026-03")


def _row(check: RowCheck, row: UncheckedRosterRow) -> MemberPayment:
    stated = [each.strip().upper() for each in (row.cin, row.member_number) if not is_nothing(each)]
    return MemberPayment(
        ordinal=row.row,
        paid_for=PaidFor(tuple(dict.fromkeys(stated))),
        month=check.read("month", row.month, read_month),
        amount=check.need("amount", row.amount, read_cents),
        segment=row.row,
    )


def _change(check: RowCheck, row: UncheckedRosterRow) -> RosterChange:
    return RosterChange(
        row=row.row,
        reason=(check.need("reasons", row.reasons, str) or "").strip().upper(),
        reference=row.reference,
        amount=check.need("amount", row.amount, read_cents) or 0,
    )
