"""The books as a beancount journal (beancount language syntax, version 3)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from adapters.books.account_names import outside_name
from adapters.books.journal import Lines, dollars, facts_of, leg_facts, title_of
from domain.books.booking import Booking
from domain.books.books import MonthReport, first_day_after
from domain.money import Money

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Beancount:
    """Transactions in any order: beancount sorts them by day. Balances hold as a day begins."""

    def begin(self) -> Lines:
        """The title and the currency."""
        yield 'option "title" "The hub ledger"'
        yield 'option "operating_currency" "USD"'

    def opening(self, day: date, balances: Mapping[str, Money]) -> Lines:
        """One transaction: all accounts together come to zero."""
        yield ""
        yield f'{day} * "opening balances"'
        for account, cents in balances.items():
            yield f"  {outside_name(account)}  {dollars(cents)}"

    def posting(self, booking: Booking) -> Lines:
        """One transaction with what is known of it."""
        yield ""
        yield f"{booking.booked_on} * {_quoted(title_of(booking))}"
        yield from _known(facts_of(booking), "  ")
        for entry in booking.entries:
            yield f"  {outside_name(entry.account)}  {dollars(entry.cents)}"
            yield from _known(leg_facts(booking, entry.account, entry.line), "    ")

    def closing(self, report: MonthReport) -> Lines:
        """A balance for each account on the day after the month, to the cent."""
        yield ""
        day = first_day_after(report.month)
        for row in report.accounts:
            amount = dollars(row.closing).replace(" ", " ~ 0.00 ")
            yield f"{day} balance {outside_name(row.account)}  {amount}"

    def end(self, first_days: Mapping[str, date]) -> Lines:
        """Every account is opened on its first day."""
        yield ""
        for account, day in sorted(first_days.items()):
            yield f"{day} open {outside_name(account)}  USD"
            yield f"  account: {_quoted(account)}"


def _known(facts: Iterable[tuple[str, str | int]], indent: str) -> Lines:
    for name, value in facts:
        yield f"{indent}{name}: {value if isinstance(value, int) else _quoted(value)}"


def _quoted(text: str) -> str:
    plain = _CONTROLS.sub(" ", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
