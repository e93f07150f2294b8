"""What the books hold of a posting: its day, what it was in words, where it was read.

Every fact with `entries` posts. Its own day is, first of these that it has: the day the bank had
the money, the day the plan paid by its notice, the day on which it was recorded. On which day it is
booked depends on the months that are closed (`domain/books.py`).
"""

from datetime import date

import msgspec

from domain.catalogue import FACTS
from domain.event import Fact, Source
from domain.notice import Notice
from domain.period import Month
from domain.posting import Entries

POSTING_FACTS: tuple[type[Fact], ...] = tuple(
    fact for fact in FACTS if "entries" in fact.__struct_fields__
)
NOTICE_FACTS: tuple[type[Fact], ...] = tuple(
    fact for fact in FACTS if "notice" in fact.__struct_fields__
)

# what a posting was, by the kind of money where it names one, else by its fact
_WORDS = {
    "payment": "the plan's payment",
    "reversal": "payment undone by the plan",
    "takeback": "taken back by the plan",
    "takeback-announced": "takeback announced",
    "interest": "interest",
    "month": "counted again with the month",
    "money.parked": "money that waits for a person",
    "remittance.parked": "payment notice that waits",
    "remittance.superseded": "payment notice replaced",
    "remittance.posted": "provider adjustments",
    "deposit.matched": "deposit matched",
}


class Care(msgspec.Struct, frozen=True, gc=False):
    """Whose claim a posting is about, and on which days care was given, line by line."""

    partner_code: str
    plan_key: str
    days: dict[int, date]

    def month(self, line: int) -> Month | None:
        """The month of care of a line; of the last one where it is about the whole claim."""
        day = self.days.get(line) or max(self.days.values(), default=None)
        return Month.of(day) if day else None


class Booking(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One posting as the books hold it.

    `dated` is its own day, `booked_on` the day it counts for. What it is not about is empty.
    """

    position: int
    recorded_on: date
    dated: date
    booked_on: date
    what: str
    kind: str
    claim: str
    claim_id: str
    posting_id: str
    remittance_id: str
    trace: str
    plan_key: str
    source: Source | None
    entries: Entries
    care: Care | None = None

    @property
    def number(self) -> str:
        """The number that people know it by: of its claim, else of its payment notice."""
        return self.claim or self.trace

    def service_month(self, line: int) -> Month | None:
        """The month of care that an entry of it is about."""
        return self.care.month(line) if self.care else None


def booking_of(
    fact: Fact, notice: Notice | None, *, position: int, recorded_on: date, read: Source | None
) -> Booking:
    """A posting fact as it would be booked were all months open.

    `notice` is the remittance it belongs to, `read` the place in a file where that stands.
    """
    day = own_day(fact) or (notice.paid_on if notice else recorded_on)
    kind = getattr(fact, "kind", "") or fact.stored_name
    return Booking(
        position=position,
        recorded_on=recorded_on,
        dated=day,
        booked_on=day,
        what=_WORDS.get(kind) or _plain(kind),
        kind=kind,
        claim=getattr(fact, "number", ""),
        claim_id=getattr(fact, "claim_id", ""),
        posting_id=getattr(fact, "posting_id", ""),
        remittance_id=remittance_of(fact),
        trace=notice.trace if notice else "",
        plan_key=notice.plan_key if notice else "",
        source=source_of(fact) or read,
        entries=getattr(fact, "entries", ()),
    )


def own_day(fact: Fact) -> date | None:
    """The bank's day or the plan's day that a fact states; None where it states neither."""
    for name in ("bank_on", "paid_on"):
        for part in (fact, getattr(fact, "payment", None), getattr(fact, "notice", None)):
            if isinstance(day := getattr(part, name, None), date):
                return day
    return None


def remittance_of(fact: Fact) -> str:
    """The remittance that a fact is about; empty where it is about none."""
    for part in (fact, getattr(fact, "payment", None), getattr(fact, "notice", None)):
        if found := getattr(part, "remittance_id", ""):
            return str(found)
    return ""


def source_of(fact: Fact) -> Source | None:
    """Where in a file a fact was read; None where it does not say."""
    for part in (fact, getattr(fact, "payment", None), getattr(fact, "notice", None)):
        found = getattr(part, "source", None)
        if isinstance(found, Source):
            return found
    return None


def _plain(kind: str) -> str:
    return kind.replace(".", " ").replace("-", " ")
