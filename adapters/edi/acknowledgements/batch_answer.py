"""What a 277CA says about a file, a provider and a claim, as values. Source: 005010X214."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.acknowledgements.private_text import NO_TEXT, PrivateText
from adapters.edi.elements import shown_code
from adapters.edi.finding import Finding
from adapters.edi.values import NOTHING_KEPT, Amount, Private, Reference, Verbatim
from domain.money import Money

# domain.md 7.3; A4 (not found) is no answer about acceptance: a person looks
_RESULTS = {
    "A0": "received",
    "A1": "received",
    "A2": "accepted",
    "A3": "rejected",
    "A5": "accepted",
    "A6": "rejected",
    "A7": "rejected",
    "A8": "rejected",
}
_STRONGEST_FIRST = ("rejected", "accepted", "received")


class Status(msgspec.Struct, frozen=True, gc=False):
    """One status: what became of it, why, and whom it is about (``A7``, ``21``, ``85``)."""

    category: str
    status: str
    entity: str = ""

    @property
    def code(self) -> str:
        """As people write it: ``A7:21:85``; what is no code is not repeated."""
        parts = (self.category, self.status, self.entity)
        return ":".join(shown_code(part) for part in parts if part)

    @property
    def result(self) -> str:
        """accepted, rejected, received or unknown."""
        return _RESULTS.get(self.category, "unknown")


class StatusSet(msgspec.Struct, frozen=True, gc=False):
    """One STC: up to three statuses that hold from one day on.

    `effective_on` is STC02, `action` STC03 (WQ accepted, U rejected), `amount` STC04 in cents,
    `text` STC12 in the plan's own words.
    """

    statuses: tuple[Status, ...]
    effective_on: date | None = None
    action: str = ""
    amount: Money | None = None
    text: PrivateText = NO_TEXT


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A QTY: how many were taken (90, QA) or sent back (AA, QC)."""

    qualifier: str
    quantity: Decimal


class Dated(msgspec.Struct, frozen=True, gc=False):
    """A DTP: what kind of day or period; `last_day` is None for a single day."""

    qualifier: str
    first_day: date
    last_day: date | None = None


class LineStatus(msgspec.Struct, frozen=True, gc=False):
    """What is said about one line: its procedure (the parts of SVC01), charge in cents, and why."""

    procedure: tuple[str, ...]
    status_sets: tuple[StatusSet, ...] = ()
    charge: Money | None = None
    revenue_code: str = ""
    units: Decimal | None = None
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()

    @property
    def line_control(self) -> str:
        """Our REF*6R as the plan gives it back (REF*FJ)."""
        return number_in(self.references, "FJ")

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Every status of the line, in order."""
        return tuple(_statuses(self.status_sets))


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is said at one level: source, receiver (the whole file), provider, or claim.

    `trace` is TRN02: at claim level our CLM01, at receiver level our BHT03. A rejection of a file
    or a provider comes without any claim. `quantities` and `amounts` count and sum the claims
    under a level. `segments` are all its segments, `others` those that no field holds.
    """

    level: str
    trace: str = ""
    status_sets: tuple[StatusSet, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Dated, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    amounts: tuple[Amount, ...] = ()
    lines: tuple[LineStatus, ...] = ()
    private: Private = Private()
    segments: Verbatim = NOTHING_KEPT
    others: Verbatim = NOTHING_KEPT
    segment: int = 0
    offset: int = 0
    length: int = 0

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Every status of its own, in order."""
        return tuple(_statuses(self.status_sets))

    @property
    def amount(self) -> Money | None:
        """What the first STC says was charged, in cents."""
        return self.status_sets[0].amount if self.status_sets else None

    @property
    def status_on(self) -> date | None:
        """The day from which its result holds: that of the STC which decides it."""
        result = self.result
        deciding = (s for s in self.status_sets if any(e.result == result for e in s.statuses))
        first = next(deciding, self.status_sets[0] if self.status_sets else None)
        return first.effective_on if first else None

    @property
    def payer_control(self) -> str:
        """The plan's own number of the claim (REF*1K)."""
        return number_in(self.references, "1K")

    @property
    def clearinghouse_number(self) -> str:
        """The clearinghouse's number of the claim (REF*D9)."""
        return number_in(self.references, "D9")

    @property
    def says_something(self) -> bool:
        """Whether it holds any status, of its own or of a line."""
        return bool(self.statuses or any(line.statuses for line in self.lines))

    @property
    def codes(self) -> tuple[str, ...]:
        """Why, as codes: every status of its own, then those of its lines."""
        of_lines = (status for line in self.lines for status in line.statuses)
        return tuple(status.code for status in (*self.statuses, *of_lines))

    @property
    def result(self) -> str:
        """accepted, rejected, received or unknown; the category decides, whatever the action says.

        A claim without a status of its own has that of its lines. A category that is no
        acknowledgement counts as a rejection only where an action is U.
        """
        of_lines = (status for line in self.lines for status in line.statuses)
        known = {status.result for status in (self.statuses or of_lines)}
        for result in _STRONGEST_FIRST:
            if result in known:
                return result
        return "rejected" if any(each.action == "U" for each in self.status_sets) else "unknown"


class BatchAnswer(msgspec.Struct, frozen=True, gc=False):
    """One 277CA: `reference` is its own number (BHT03); `levels` stand in the order of the file.

    `time` is BHT05 as written. `segments` are those before the first level, `others` those of them
    that no field holds.
    """

    reference: str
    created_on: date | None
    levels: tuple[Answer, ...]
    findings: tuple[Finding, ...] = ()
    time: str = ""
    segments: Verbatim = NOTHING_KEPT
    others: Verbatim = NOTHING_KEPT

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The levels that say something."""
        return tuple(level for level in self.levels if level.says_something)


def number_in(references: Iterable[Reference], qualifier: str) -> str:
    """The first number of a kind; empty where there is none."""
    return next((each.value for each in references if each.qualifier == qualifier), "")


def _statuses(sets: Iterable[StatusSet]) -> Iterator[Status]:
    for each in sets:
        yield from each.statuses
