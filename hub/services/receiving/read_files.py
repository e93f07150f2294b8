"""Which file a posting was read in, as people know it again: what it is, and when it came.

The name under which a file came in is not kept, for it may name a person.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.books.booking import Booking
from domain.event import Source
from domain.identifiers import StreamId
from hub.clock import day_of
from hub.wiring import Hub
from projections.received_files import RECEIVED_FILES, ReceivedFile

_SHOWN_OF_A_DIGEST = 8
_SHEETS = {"sheet": "remittance sheet", "roster": "roster sheet"}
_OF_THEIR_OWN = {"payout": "answers about payouts", "deposit": "bank lines"}


@dataclass(frozen=True)
class ReadFile:
    """A file, and the place in it: kind, control number of the transaction, day it came first.

    `control` is empty where the file has none; for a sheet it is the payment's trace number.
    """

    source: Source
    kind: str
    control: str
    received_on: date

    @property
    def words(self) -> str:
        """As people read it, with the start of the digest that the archive keeps it by."""
        named = f"{self.kind} {self.control}".strip()
        place = self.source
        return (
            f"{named}, received {self.received_on} "
            f"(file {place.archive_id[:_SHOWN_OF_A_DIGEST]}), segment {place.segment}, "
            f"byte {place.offset}, {place.length} long"
        )


class ReadFiles:
    """Tells files by their place in the archive; each is looked up once."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._days: dict[str, date] = {}

    def of(self, booking: Booking) -> ReadFile | None:
        """The file that a posting was read in; None for what was read in none."""
        source = booking.source
        if source is None:
            return None
        known = self._by_archive.get(source.archive_id)
        if known is None:
            # these come in by commands of their own
            kind = _OF_THEIR_OWN.get(booking.kind.partition(".")[0], "a file")
            return ReadFile(source, kind, "", booking.recorded_on)
        parts = {part.ordinal: part for part in known.transactions}
        part = parts.get(source.transaction)
        kind = _SHEETS.get(part.kind, part.kind) if part else "a file"
        return ReadFile(source, kind, part.control if part else "", self._came(known))

    @cached_property
    def _by_archive(self) -> dict[str, ReceivedFile]:
        rows = self._hub.projector.live.rows(RECEIVED_FILES)
        return {row.archive_id: row for row in rows}

    def _came(self, file: ReceivedFile) -> date:
        """The day on which it came for the first time."""
        if file.file_id not in self._days:
            first, *_ = self._hub.log.read_stream(StreamId(file.file_id))
            self._days[file.file_id] = day_of(first.recorded_at)
        return self._days[file.file_id]
