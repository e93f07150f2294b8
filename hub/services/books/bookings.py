"""Postings as the books hold them, read from the log in the order in which they were recorded.

One page of the log is in memory at a time, and what is known of each remittance.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from domain.books.booking import (
    NOTICE_FACTS,
    POSTING_FACTS,
    Booking,
    Care,
    booking_of,
    remittance_of,
)
from domain.books.books import BOOKS, Books, MonthClosed, MonthReopened
from domain.identifiers import StreamId
from domain.notices.notice import Notice
from domain.notices.parked_money import MoneyParked, MoneyReleased, MoneyReturned, ParkedItem
from hub.clock import day_of
from hub.ids import outside_id
from hub.store.log import Recorded
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS

BOOKS_ID = outside_id("books", "hub")
_KINDS = frozenset((*POSTING_FACTS, *NOTICE_FACTS))


@dataclass(frozen=True)
class Stretch:
    """The part of the log with ``after < position <= until``."""

    after: int = 0
    until: int | None = None


def read_books(hub: Hub, until: int | None = None) -> Books:
    """The closed months, as they stood when the log ended at `until`."""
    stream = hub.log.read_stream(StreamId(BOOKS_ID))
    return BOOKS.fold(
        each.fact
        for each in stream
        if until is None or each.position <= until
        if isinstance(each.fact, MonthClosed | MonthReopened)
    )


def bookings(hub: Hub, books: Books, stretch: Stretch) -> Iterator[list[Booking]]:
    """Pages of postings, each on the day that the closed months leave it."""
    notices: dict[str, Notice | None] = {}
    for page in hub.log.read(stretch.after, stretch.until, kinds=_KINDS):
        yield _page(hub, books, page, notices)


def stream_bookings(
    hub: Hub, books: Books, stream_id: str, *, unmoved: bool = False
) -> list[Booking]:
    """The postings of one stream: of a claim, a remittance, a deposit.

    With `unmoved` also what was answered and moved no money: such as a denial.
    """
    return _page(hub, books, hub.log.read_stream(StreamId(stream_id)), {}, unmoved=unmoved)


def with_care(hub: Hub, page: list[Booking]) -> list[Booking]:
    """The same postings, with the days of care that each is about."""
    ids = {booking.claim_id for booking in page if booking.claim_id}
    claims = hub.projector.live.get_many(CLAIM_STATUS, ids)
    care = {
        claim_id: Care(
            claim.partner_code,
            claim.plan_key,
            {line.line: line.service_on for line in claim.lines},
        )
        for claim_id, claim in claims.items()
    }
    return [
        replace(booking, care=care[booking.claim_id]) if booking.claim_id in care else booking
        for booking in page
    ]


def _page(
    hub: Hub,
    books: Books,
    page: Sequence[Recorded],
    notices: dict[str, Notice | None],
    *,
    unmoved: bool = False,
) -> list[Booking]:
    items = _items(hub, page)
    found = (_booking(hub, each, notices, unmoved=unmoved) for each in page)
    told = (_of_item(booking, items) for booking in found if booking is not None)
    return [_placed(booking, books) for booking in told]


def _items(hub: Hub, page: Iterable[Recorded]) -> dict[int, ParkedItem]:
    """What left suspense or came back to it, by the position of the fact that says so."""
    moved = {
        each.position: StreamId(each.fact.item_id)
        for each in page
        if isinstance(each.fact, MoneyReleased | MoneyReturned)
    }
    streams = hub.log.read_streams(moved.values())
    parked = {
        stream: fact.item
        for stream, facts in streams.items()
        for fact in facts
        if isinstance(fact, MoneyParked)
    }
    return {position: parked[stream] for position, stream in moved.items()}


def _of_item(booking: Booking, items: Mapping[int, ParkedItem]) -> Booking:
    """With its own place in the notice, which the fact that moves it does not repeat."""
    item = items.get(booking.position)
    if item is None:
        return booking
    return replace(booking, posting_id=item.posting_id, source=item.source)


def _booking(
    hub: Hub, each: Recorded, notices: dict[str, Notice | None], *, unmoved: bool
) -> Booking | None:
    fact = each.fact
    remittance = remittance_of(fact)
    if isinstance(stated := getattr(fact, "notice", None), Notice):
        notices[remittance] = stated
    if not getattr(fact, "entries", ()) and not (unmoved and hasattr(fact, "posting_id")):
        return None
    if remittance and remittance not in notices:
        notices[remittance] = _notice_before(hub, remittance, each.position)
    notice = notices.get(remittance)
    return booking_of(
        fact,
        notice,
        position=each.position,
        recorded_on=day_of(each.recorded_at),
        read=notice.source if notice else None,
    )


def _notice_before(hub: Hub, remittance_id: str, position: int) -> Notice | None:
    """What a remittance had stated of itself when the log came to `position`."""
    stated = (
        notice
        for each in reversed(hub.log.read_stream(StreamId(remittance_id)))
        if each.position < position
        if isinstance(notice := getattr(each.fact, "notice", None), Notice)
    )
    return next(stated, None)


def _placed(booking: Booking, books: Books) -> Booking:
    day = books.booked_on(booking.dated, booking.position)
    return booking if day == booking.booked_on else replace(booking, booked_on=day)
