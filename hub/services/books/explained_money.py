"""Which facts make a balance: of an account, a claim, or one line of a statement.

Each is named by its position in the log, and by the place in the file that it was read from.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from adapters.edi.shown_segments import delimiters_of, shown_segments
from adapters.sheets.shown_row import shown_row
from domain.books.booking import Booking
from domain.identifiers import ArchiveId, PartnerCode
from domain.period import FOREVER, Month, Period
from domain.posting import BANK, Entries
from domain.problem import Refused, refuse
from domain.statements.statement_parts import StatementLine
from hub.services.billing.claims import find_claim
from hub.services.books.account_entries import account_entries
from hub.services.books.bookings import read_books, stream_bookings
from hub.services.statements.statements import show_statement
from hub.wiring import Hub
from projections.member_months import MEMBER_MONTHS

_LINE = re.compile(r"([A-Z]{3})-([0-9]{4}-[0-9]{2})#([0-9]{1,6})\Z")
_HEAD = 1024  # bytes: more than the header of any interchange
_ROWS = ("deposit.", "payout.")  # read in a bank's CSV, or in that of whoever pays
_INTERCHANGE = b"ISA"
_ALL_DAYS = Period(date.min, FOREVER)


@dataclass(frozen=True)
class Explained:
    """One fact, and those of its entries that are asked about.

    `line` is the line of a statement that is asked about; without entries it moved no money.
    """

    booking: Booking
    entries: Entries
    line: StatementLine | None = None


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
    """The segments or row that a fact was read from, as far as they may be shown.

    With how many segments, or whole sheets, are not.
    """
    source = explained.booking.source
    if source is None:
        return [], 0
    archive_id = ArchiveId(source.archive_id)
    head = hub.log.archive.read(archive_id, 0, _HEAD)
    content = hub.log.archive.read(archive_id, source.offset, source.length)
    if _INTERCHANGE not in head:
        if explained.booking.kind.startswith(_ROWS):
            return [shown_row(content, explained.booking.dated)], 0
        return [], 1  # a sheet: its rows name people beside their amounts
    whole = not explained.booking.posting_id
    return shown_segments(content, delimiters_of(head), whole=whole)


def _of_claim(hub: Hub, number: str) -> list[Booking] | Refused:
    """What was answered about a claim, or a month that a roster paid, by its number."""
    for month in hub.projector.live.rows(MEMBER_MONTHS, number=number):
        return stream_bookings(hub, read_books(hub), month.month_id, unmoved=True)
    claim_id = find_claim(hub, number)
    if isinstance(claim_id, Refused):
        return claim_id
    return stream_bookings(hub, read_books(hub), claim_id, unmoved=True)


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
    return list(_of_line(claim, line))


def _of_line(claim: Iterable[Booking], line: StatementLine) -> Iterator[Explained]:
    """The facts of the posting with entries for the line; where none has any, all of them."""
    posting = [each for each in claim if each.posting_id == line.posting_id]
    found = [
        Explained(each, tuple(entry for entry in each.entries if entry.line == line.line), line)
        for each in posting
    ]
    yield from [each for each in found if each.entries] or found


def _no_line(partner: str, month: str, ordinal: int) -> Refused:
    return refuse(
        "statement.line-unknown",
        what=f"the statement has no line {ordinal}",
        where=f"statement {partner}-{month}",
        fix=f"look at its lines: hub statement show {partner} --month {month} --json",
    )
