"""Payouts to a disbursement file in the columns of its form."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from adapters.disbursements.file_layout import FileLayout, Value
from adapters.sheets.write_sheet import guarded
from domain.money import Money, show_money
from domain.payments.payee import PayTo
from domain.payments.payout_facts import Payout


@dataclass(frozen=True)
class PayoutRow:
    """One payout to write, and whom it is paid to; printing it shows no bank account."""

    payout: Payout
    pay_to: PayTo = field(repr=False)


def write_file(rows: Sequence[PayoutRow], layout: FileLayout, *, number: str, day: date) -> bytes:
    """The file under its number, as the bytes that leave the building."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\r\n")
    if layout.header:
        writer.writerow([column.header for column in layout.columns])
    for row in rows:
        values = _values(row, layout, number, day)
        writer.writerow([values.get(column.value, column.text) for column in layout.columns])
    if layout.trailer:
        total = sum(row.payout.amount for row in rows)
        filled = {"{count}": str(len(rows)), "{total}": _amount(total, layout), "{file}": number}
        writer.writerow([_filled(cell, filled) for cell in layout.trailer])
    return text.getvalue().encode("utf-8")


def _values(row: PayoutRow, layout: FileLayout, number: str, day: date) -> dict[Value, str]:
    """What every kind of column holds of one payout; bank numbers only where it is an EFT."""
    payout, pay_to, bank = row.payout, row.pay_to, row.pay_to.bank
    return {
        "number": payout.number,
        "partner": payout.partner_code,
        "payee": guarded(pay_to.name),
        "vendor": guarded(pay_to.vendor),
        "method": pay_to.method,
        "routing": bank.routing if bank else "",
        "account": bank.account if bank else "",
        "account-kind": bank.kind if bank else "",
        "amount": _amount(payout.amount, layout),
        "day": day.strftime(layout.day_format),
        "about": guarded(payout.about),
        "file": number,
    }


def _amount(cents: Money, layout: FileLayout) -> str:
    return str(cents) if layout.amounts == "cents" else show_money(cents)


def _filled(cell: str, filled: dict[str, str]) -> str:
    for name, value in filled.items():
        cell = cell.replace(name, value)
    return cell
