"""The books as an hledger journal (hledger 1.25 manual, "Journal format")."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from adapters.books.account_names import outside_name
from adapters.books.journal import Lines, dollars, facts_of, leg_facts, title_of
from domain.books.booking import Booking
from domain.books.books import MonthReport
from domain.money import Money

# a tag ends at a comma or with its line; a title ends where a comment begins
_CUTS = re.compile(r"[\x00-\x1f\x7f,;|]")


class Hledger:
    """Transactions in any order; balances are stated last, so they hold as their day ends."""

    def begin(self) -> Lines:
        """How amounts are written."""
        yield "commodity 1000.00 USD"

    def opening(self, day: date, balances: Mapping[str, Money]) -> Lines:
        """One transaction: all accounts together come to zero."""
        yield ""
        yield f"{day} * opening balances"
        for account, cents in balances.items():
            yield f"    {outside_name(account)}  {dollars(cents)}"

    def posting(self, booking: Booking) -> Lines:
        """One transaction, its code the position, with what is known of it as tags."""
        yield ""
        title = ", ".join(_plain(part) for part in title_of(booking).split(", "))
        yield f"{booking.booked_on} * ({booking.position}) {title}"
        for tag in _tags(facts_of(booking)):
            yield f"    ; {tag}"
        for entry in booking.entries:
            tags = ", ".join(_tags(leg_facts(booking, entry.account, entry.line)))
            comment = f"  ; {tags}" if tags else ""
            yield f"    {outside_name(entry.account)}  {dollars(entry.cents)}{comment}"

    def closing(self, report: MonthReport) -> Lines:
        """A transaction of nothing on the last day of the month that states every balance."""
        yield ""
        yield f"{report.month.period.last_day} * {report.month} closed"
        for row in report.accounts:
            yield f"    {outside_name(row.account)}  {dollars(0)} = {dollars(row.closing)}"

    def end(self, first_days: Mapping[str, date]) -> Lines:
        """Every account is declared."""
        yield ""
        for account in sorted(first_days):
            yield f"account {outside_name(account)}  ; account: {_plain(account)}"


def _tags(facts: Iterable[tuple[str, str | int]]) -> Iterable[str]:
    return (f"{name}: {_plain(str(value))}" for name, value in facts)


def _plain(text: str) -> str:
    return _CUTS.sub(" ", text)
