"""Which facts make a balance: of an account, a claim, or one line of a statement.

Each is named by its position in the log, and by the place in the file that it was read from.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from adapters.edi.shown_segments import delimiters_of, shown_segments
from domain.booking import Booking
from domain.identifiers import ArchiveId, PartnerCode
from domain.period import FOREVER, Month, Period
from domain.posting import BANK, Entries
from domain.problem import Refused, refuse
from hub.services.account_entries import account_entries
from hub.services.bookings import read_books, stream_bookings
from hub.services.claims import find_claim
from hub.services.statements import show_statement
from hub.wiring import Hub
from projections.member_months import MEMBER_MONTHS

_LINE = re.compile(r"([A-Z]{3})-([0-9]{4}-[0-9]{2})#([0-9]{1,6})\Z")
_HEAD = 1024  # bytes: more than the header of any interchange
_ALL_DAYS = Period(date.min, FOREVER)


@dataclass(frozen=True)
class Explained:
    """One fact, and those of its entries that are asked about."""

    booking: Booking
    entries: Entries


def explain_money(hub: Hub, subject: str) -> Iterable[Explained] | Refused:
    """The facts about an account (``partner:LPV``), a claim number, or ``LPV-2026-03#4``.

    The last is the fourth line of the partner's statement for the month, as its JSON lists them.
    """
    if found := _LINE.match(subject):
        return _statement_line(hub, found[1], found[2], int(found[3]))
    if ":" in subject or subject == BANK:
        answer = account_entries(hub, subject, _ALL_DAYS)
        if isinstance(answer, Refused):
            return answer
        return (Explained(each.booking, (each.entry,)) for each in answer.entries)
    claim = _of_claim(hub, subject)
    return claim if isinstance(claim, Refused) else [Explained(b, b.entries) for b in claim]


def shown_bytes(hub: Hub, explained: Explained) -> tuple[list[str], int]:
    """The segments that a fact was read from, as far as they may be shown; how many may not."""
    source = explained.booking.source
    if source is None:
        return [], 0
    archive_id = ArchiveId(source.archive_id)
    head = hub.log.archive.read(archive_id, 0, _HEAD)
    content = hub.log.archive.read(archive_id, source.offset, source.length)
    whole = not explained.booking.posting_id
    return shown_segments(content, delimiters_of(head), whole=whole)


def _of_claim(hub: Hub, number: str) -> list[Booking] | Refused:
    """The postings of a claim, or of a month that a roster paid, by its number."""
    for month in hub.projector.live.rows(MEMBER_MONTHS, number=number):
        return stream_bookings(hub, read_books(hub), month.month_id)
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    return stream_bookings(hub, read_books(hub), claim_id)


def _statement_line(
    hub: Hub, partner: str, month: str, ordinal: int
) -> Iterable[Explained] | Refused:
    try:
        asked = Month.read(month)
    except ValueError:
        return _no_line(partner, month, ordinal)
    answer = show_statement(hub, PartnerCode(partner), asked)
    if isinstance(answer, Refused):
        return answer
    lines = answer.body.lines
    if not 0 < ordinal <= len(lines):
        return _no_line(partner, month, ordinal)
    line = lines[ordinal - 1]
    claim = _of_claim(hub, line.claim)
    if isinstance(claim, Refused):
        return claim
    return list(_of_line(claim, line.posting_id, line.line))


def _of_line(claim: Iterable[Booking], posting_id: str, line: int) -> Iterator[Explained]:
    for booking in claim:
        entries = tuple(entry for entry in booking.entries if entry.line == line)
        if booking.posting_id == posting_id and entries:
            yield Explained(booking, entries)


def _no_line(partner: str, month: str, ordinal: int) -> Refused:
    return refuse(
        "statement.line-unknown",
        what=f"the statement has no line {ordinal}",
        where=f"statement {partner}-{month}",
        fix=f"look at its lines: hub statement show {partner} --month {month} --json",
    )
