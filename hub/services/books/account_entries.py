"""Every entry of an account, in the order in which they were recorded, with what it held after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adapters.books.county_codes import fits_account
from domain.books.booking import Booking
from domain.money import Money
from domain.period import Period
from domain.posting import Entry
from domain.problem import Refused, refuse
from hub.services.books.bookings import Stretch, bookings, read_books, with_care
from hub.services.books.books import period_sums
from hub.services.books.ledger_export import start_of
from hub.wiring import Hub
from projections.trial_balance import TRIAL_BALANCE


@dataclass(frozen=True)
class AccountEntry:
    """One entry and the posting it is of; `balance` is what the account held after it."""

    booking: Booking
    entry: Entry
    balance: Money


@dataclass(frozen=True)
class AccountEntries:
    """What an account, or a group of them, held before a period, and every entry in it."""

    account: str
    opening: Money
    entries: Iterator[AccountEntry]


def account_entries(
    hub: Hub, account: str, period: Period, until: int | None = None
) -> AccountEntries | Refused:
    """The entries of an account (``partner:LPV``), or of a group of accounts (``partner:*``)."""
    rows = hub.projector.live.rows(TRIAL_BALANCE)
    if not any(fits_account(account, row.account) for row in rows):
        return refuse(
            "ledger.account-unknown",
            what=f"nothing was ever posted to {account}",
            where=f"account {account}",
            fix="look at the accounts there are: hub ledger trial-balance",
        )
    opening = 0
    if period.first_day > date.min:
        sums = period_sums(hub, period, until).accounts
        opening = sum(row.opening for row in sums if fits_account(account, row.account))
    return AccountEntries(account, opening, _entries(hub, account, period, opening, until))


def _entries(
    hub: Hub, account: str, period: Period, opening: Money, until: int | None
) -> Iterator[AccountEntry]:
    books = read_books(hub, until)
    balance = opening
    fits: dict[str, bool] = {}
    for page in bookings(hub, books, Stretch(start_of(books, period.first_day), until)):
        wanted = [each for each in page if each.booked_on in period and _has(each, account, fits)]
        for booking in with_care(hub, wanted):
            for entry in booking.entries:
                if fits[entry.account]:
                    balance += entry.cents
                    yield AccountEntry(booking, entry, balance)


def _has(booking: Booking, account: str, fits: dict[str, bool]) -> bool:
    for entry in booking.entries:
        if entry.account not in fits:
            fits[entry.account] = fits_account(account, entry.account)
    return any(fits[entry.account] for entry in booking.entries)
