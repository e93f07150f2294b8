"""What the books hold of a posting: its day, what it was in words, where it was read.

Every fact with `entries` posts. Its own day is, first of these that it has: the day the bank had
the money, the day the plan paid by its notice, the day a grant was drawn or given back, the day
that a statement settles for, the day on which it was recorded. On which day it is booked depends on
the months that are closed (`domain/books/books.py`).
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import msgspec

from domain.catalogue import FACTS
from domain.claims.claim_facts import Told
from domain.event import Fact, Source
from domain.months.member_month import WHOLE_MONTH, MonthMoneyMoved
from domain.notices.notice import Notice
from domain.notices.parked_money import MoneyReleased, MoneyReturned
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
    "takeback-announced": "takeback announced by the plan",
    "refund": "refund to the plan",
    "refund-receipt": "refund received by the plan",
    "interest": "interest",
    "penalty": "penalty for paying late",
    "month": "counted again with the month",
    "paid-twice-accepted": "second payment accepted by a person",
    "terms-accepted": "shared anew by terms that a person accepted",
    "voided": "nobody's any more on a void claim",
    "undone": "posting undone by a person",
    "money.parked": "money that waits for a person",
    "money.released": "money that waits no longer",
    "money.returned": "money that waits again",
    "money.refused": "money that waits, refused by its claim",
    "roster-row.parked": "roster row that waits",
    "remittance.parked": "payment notice that waits",
    "remittance.dismissed": "payment notice that holds for nothing",
    "remittance.superseded": "payment notice replaced",
    "remittance.posted": "provider adjustments",
    "remittance.withdrawn": "payment notice withdrawn",
    "refund.sent": "cheque to the plan",
    "refund.voided": "refund to the plan voided",
    "fee-invoice.issued": "fees charged to a partner by an invoice",
    "fee-invoice.paid": "fees paid by a partner",
    "fee-invoice.payment-undone": "payment of fees undone",
    "deposit.matched": "deposit matched to its notice",
    "deposit.unmatched": "deposit taken from its notice",
    "payout.paid": "paid to the partner",
    "payout.voided": "payment to the partner void",
    "payout.void-redated": "void counted on an earlier day instead",
    "hub-advance.given": "the hub's own money put in",
    "hub-advance.returned": "the hub's own money taken back",
    "fund.received": "grant in the bank",
    "fund.drawn": "drawn from a grant",
    "fund.draw-returned": "given back to a grant",
    "month-split": "a month's payment shared by its partners",
    "partner-debt.paid": "a partner paid what it owed",
    "statement.issued": "reserves, advances and fees of a statement",
}
# what left suspense by what a person said of it, or came back, by the class of the other account
_RELEASED = {
    ("money.released", "hub-own"): "the hub's own, as a person said",
    ("money.returned", "hub-own"): "the hub's own no longer: it waits again",
    ("money.released", "payable"): "money that goes back to the plan",
}
# the last part of a posting's id, after that of its notice
_PLACE = re.compile(r"(plb-|row-|)([0-9]+)(?![0-9a-f-])")
_SEGMENTS = {"": "CLP", "plb-": "PLB", "row-": "row"}
_DAYS = ("bank_on", "paid_on", "drawn_on", "returned_on", "settled_on")
_PARTS = ("item", "notice", "draw")
_OF_A_NOTICE = "remittance."


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

    `dated` is its own day, `booked_on` the day it counts for, `told_by` how it was told to be about
    its claim. `why` is what a person said of what left suspense or came back. What it is not about
    is empty.
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
    told_by: Told | None = None
    care: Care | None = None
    why: str = ""

    @property
    def number(self) -> str:
        """The number that people know it by: of its claim, else of its payment notice."""
        return self.claim or self.trace

    @property
    def place(self) -> str:
        """Where its notice states it, as people count: CLP 3, PLB 1, row 7; empty if nowhere."""
        found = _PLACE.match(self.posting_id.removeprefix(f"{self.remittance_id}/"))
        return f"{_SEGMENTS[found[1]]} {found[2]}" if found and self.remittance_id else ""

    def service_month(self, line: int) -> Month | None:
        """The month of care that an entry of it is about."""
        return self.care.month(line) if self.care else None


def booking_of(
    fact: Fact, notice: Notice | None, *, position: int, recorded_on: date, read: Source | None
) -> Booking:
    """A posting fact as it would be booked were all months open.

    `notice` is the remittance it belongs to, `read` the place in a file where that stands.
    """
    day = own_day(fact, notice) or recorded_on
    kind = getattr(fact, "kind", "") or fact.stored_name
    return Booking(
        position=position,
        recorded_on=recorded_on,
        dated=day,
        booked_on=day,
        what=_released(fact) or _WORDS.get(kind) or _plain(kind),
        kind=kind,
        claim=getattr(fact, "number", ""),
        claim_id=getattr(fact, "claim_id", ""),
        posting_id=_first(fact, "posting_id"),
        remittance_id=remittance_of(fact),
        trace=notice.trace if notice else "",
        plan_key=notice.plan_key if notice else "",
        source=source_of(fact) or read,
        entries=getattr(fact, "entries", ()),
        care=_care_of_month(fact),
        told_by=getattr(fact, "told_by", None),
        why=fact.why if isinstance(fact, MoneyReleased | MoneyReturned) else "",
    )


def _care_of_month(fact: Fact) -> Care | None:
    """A month that a roster paid is care of that month; of a claim it is read from its lines."""
    if not isinstance(fact, MonthMoneyMoved):
        return None
    return Care(fact.partner_code, fact.plan_key, {WHOLE_MONTH: fact.month.period.first_day})


def own_day(fact: Fact, notice: Notice | None) -> date | None:
    """The day that a fact states; what is about a whole notice takes its day. None for no day."""
    for name in _DAYS:
        for part in _parts(fact):
            if isinstance(day := getattr(part, name, None), date):
                return day
    is_about_notice = fact.stored_name.startswith(_OF_A_NOTICE)
    return notice.paid_on if notice and is_about_notice else None


def remittance_of(fact: Fact) -> str:
    """The remittance that a fact is about; empty where it is about none."""
    return _first(fact, "remittance_id")


def source_of(fact: Fact) -> Source | None:
    """Where in a file a fact was read; None where it does not say."""
    found = (getattr(part, "source", None) for part in _parts(fact))
    return next((source for source in found if isinstance(source, Source)), None)


def _released(fact: Fact) -> str:
    if not isinstance(fact, MoneyReleased | MoneyReturned):
        return ""
    return _RELEASED.get((fact.stored_name, fact.to.partition(":")[0]), "")


def _first(fact: Fact, name: str) -> str:
    found = (getattr(part, name, "") for part in _parts(fact))
    return next((str(text) for text in found if text), "")


def _parts(fact: Fact) -> Iterator[object]:
    """The fact, and what it holds that may say more of it."""
    yield fact
    for name in _part_names(type(fact)):
        yield getattr(fact, name)


@lru_cache(maxsize=256)
def _part_names(kind: type[Fact]) -> tuple[str, ...]:
    return tuple(name for name in _PARTS if name in kind.__struct_fields__)


def _plain(kind: str) -> str:
    return kind.replace(".", " ").replace("-", " ")
