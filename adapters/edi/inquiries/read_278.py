"""A 278 to each request for care in it, asked or answered, with its services.

One pass holds one request. Files that put the member or the decision at other levels than the
guide's are read too. Source: 005010X217; 005010X215 and 005010X216 look alike.
"""

from collections.abc import Iterator

from adapters.edi.envelope import Transaction
from adapters.edi.hierarchy import Level
from adapters.edi.inquiries.level_reading import LevelReading
from adapters.edi.inquiries.review import Review
from adapters.edi.inquiries.review_reading import ReviewInProgress, leads_on, makes_a_request
from adapters.edi.inquiries.stated import LEVELS
from adapters.edi.x12 import Segment

SUPPORTED = frozenset({"005010X215", "005010X216", "005010X217"})

_ASKS = frozenset({"13", "01", "28"})  # BHT02: request, cancellation, query


class Reading278(LevelReading[Review]):
    """One 278 being read; iterate `reviews` once. `asks` says that the file asks (BHT02)."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._leading: list[Level] = []
        self.asks = self.beginning.purpose in _ASKS
        self.reviews: Iterator[Review] = self.units

    def _read(self) -> Iterator[Review]:
        review: ReviewInProgress | None = None
        for level in self._levels:
            below = review if review and review.is_above(level) else None
            if below and level.code == "SS":
                below.add_service(level)
            elif below and level.code not in LEVELS:
                below.add_unknown(level)
            elif makes_a_request(level) or not (below or level.has_children):
                if review:
                    yield review.finish()
                leading = self._led_to(level)
                review = ReviewInProgress(level, leading, self._delimiters, asks=self.asks)
            elif leads_on(level):
                self._leading.append(level)
            else:
                self._names_only(level)
        if review:
            yield review.finish()
        self._led_to(None)

    def _led_to(self, level: Level | None) -> list[Segment]:
        """The segments of the levels that lead on to this one; any other led nowhere."""
        led: list[Segment] = []
        for lead in self._leading:
            if level is not None and any(above is lead for above in level.path()):
                led.extend(lead.body)
            else:
                self._names_only(lead)
        self._leading.clear()
        return led


def read_278(transaction: Transaction) -> Reading278:
    """The requests in `transaction`; the caller looks at `SUPPORTED` first."""
    return Reading278(transaction)
