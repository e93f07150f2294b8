"""How much of each plan's money went to care, and how much to running the hub, year by year.

Plans require it of those to whom they delegate (DHCS APL 24-018). What partners were credited is
care, the hub's fees and those of a lead entity are administration; reversals and takebacks count
against them. Interest stands apart, and so does what waits for a person: it is neither yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from domain.books.booking import Booking
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.posting import Entry, receivable_account
from hub.services.books.bookings import Stretch, bookings, read_books, with_care
from hub.wiring import Hub

YearOf = Literal["service", "paid"]
Part = Literal["care", "administration", "care_interest", "administration_interest", "waiting"]

_DIRECT = receivable_account(PartnerCode(""))
_PARTS: dict[str, tuple[Part, Part]] = {
    "partner": ("care", "care_interest"),
    "reserve": ("care", "care_interest"),
    "hub-fee": ("administration", "administration_interest"),
    "hub-own": ("administration", "administration_interest"),
    "upstream-fee": ("administration", "administration_interest"),
    "suspense": ("waiting", "waiting"),
}


@dataclass
class PlanYear:
    """A plan's money of one year, in cents; below zero where more was taken back than paid."""

    plan_key: str
    care: Money = 0
    administration: Money = 0
    care_interest: Money = 0
    administration_interest: Money = 0
    waiting: Money = 0

    @property
    def basis_points(self) -> int | None:
        """The part that went to care, of 10,000, rounded down; None where there is nothing."""
        whole = self.care + self.administration
        return self.care * 10_000 // whole if whole > 0 else None


def medical_loss(
    hub: Hub, year: int, *, year_of: YearOf = "service", until: int | None = None
) -> list[PlanYear]:
    """Each plan's split of a calendar year: of care by the day it was given, or as it was paid."""
    plans: dict[str, PlanYear] = {}
    for page in bookings(hub, read_books(hub, until), Stretch(0, until)):
        about_plans = [each for each in page if each.claim_id or each.remittance_id]
        for booking in with_care(hub, about_plans):
            for plan_key, part, cents in _parts(booking, year, year_of):
                row = plans.setdefault(plan_key, PlanYear(plan_key))
                setattr(row, part, getattr(row, part) + cents)
    return [plans[key] for key in sorted(plans)]


def _parts(booking: Booking, year: int, year_of: YearOf) -> Iterator[tuple[str, Part, Money]]:
    if any(entry.account.startswith(_DIRECT) for entry in booking.entries):
        return  # the plan paid the partner itself: none of it is the hub's to split
    for entry in booking.entries:
        parts = _PARTS.get(entry.account.partition(":")[0])
        if parts and _year(booking, entry, year_of) == year:
            plan = booking.care.plan_key if booking.care else booking.plan_key
            yield plan or "unknown", parts[_is_interest(booking, entry)], -entry.cents


def _year(booking: Booking, entry: Entry, year_of: YearOf) -> int:
    month = booking.service_month(entry.line) if year_of == "service" else None
    return month.year if month else booking.dated.year


def _is_interest(booking: Booking, entry: Entry) -> bool:
    """Interest is about the whole claim; it moves again where its month is counted again."""
    is_of_claim = booking.claim_id and booking.kind == "month" and entry.line == 0
    return booking.kind in {"interest", "penalty"} or bool(is_of_claim)
