"""Where a claim is, as the plan answers a question about it. Source: 005010X212."""

from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.inquiries.stated import Message, Procedure, Unit
from adapters.edi.values import Reference, StatedDays
from domain.money import Money

# A1 to A8: domain.md 7.3. The others are X12's list of status categories as it is generally
# known: P pending, F finalized, R information is asked for, E the question failed, D not found.
_BY_CATEGORY = {
    "A0": "received",
    "A1": "received",
    "A2": "accepted",
    "A3": "rejected",
    "A4": "not-found",
    "A5": "accepted",
    "A6": "rejected",
    "A7": "rejected",
    "A8": "rejected",
    "D0": "not-found",
    "F1": "paid",
    "F2": "denied",
}
_BY_LETTER = {"P": "pending", "F": "finalized", "R": "information-requested", "E": "failed"}
_STRONGEST_FIRST = (
    "paid",
    "denied",
    "finalized",
    "rejected",
    "information-requested",
    "pending",
    "accepted",
    "received",
    "not-found",
    "failed",
)


class StatusCode(msgspec.Struct, frozen=True, gc=False):
    """One composite of an STC: category, status, whom it is about, and RX for pharmacy codes."""

    category: str
    status: str = ""
    entity: str = ""
    code_list: str = ""

    @property
    def code(self) -> str:
        """As people write it: ``F2:88:QC``."""
        return ":".join(part for part in (self.category, self.status, self.entity) if part)

    @property
    def result(self) -> str:
        """What the category says became of the claim; empty for one that is not known."""
        if self.category in _BY_CATEGORY:
            return _BY_CATEGORY[self.category]
        digits = self.category[1:2].isdigit()
        return _BY_LETTER.get(self.category[:1], "") if digits else ""


class StatedStatus(msgspec.Struct, frozen=True, gc=False):
    """One STC: STC01, STC10 and STC11 are `codes`.

    `effective_on` is STC02, `action` STC03, `decided_on` STC06 (the day it was adjudicated),
    `method` STC07 (CHK, ACH), `remitted_on` STC08, `payment_trace` STC09: cheque or EFT number.
    """

    codes: tuple[StatusCode, ...]
    effective_on: date | None = None
    action: str = ""
    charge: Money | None = None
    paid: Money | None = None
    decided_on: date | None = None
    method: str = ""
    remitted_on: date | None = None
    payment_trace: str = ""
    message: Message | None = None


class LineStatus(msgspec.Struct, frozen=True, gc=False):
    """What is said about one line; `line_control` is our REF*FJ."""

    procedure: Procedure | None
    charge: Money | None = None
    paid: Money | None = None
    revenue_code: str = ""
    units: Decimal | None = None
    line_control: str = ""
    statuses: tuple[StatedStatus, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[StatedDays, ...] = ()

    @property
    def result(self) -> str:
        """As for a claim."""
        return result_of(self.statuses)


class StatusAnswer(Unit, frozen=True, gc=False, kw_only=True):
    """What is said about one claim, or about a question as a whole at a level above claims.

    `payer_control` is REF*1K, `claim_number` REF*EJ: our CLM01.
    """

    statuses: tuple[StatedStatus, ...] = ()
    payer_control: str = ""
    claim_number: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[StatedDays, ...] = ()
    lines: tuple[LineStatus, ...] = ()

    @property
    def result(self) -> str:
        """The strongest of what is stated; a claim without a status has that of its lines.

        paid, denied, finalized, rejected, information-requested, pending, accepted, received,
        not-found, failed (the question itself was at fault) or unknown. Money decides over F0:
        finalized with something paid is paid.
        """
        of_lines = tuple(status for line in self.lines for status in line.statuses)
        return result_of(self.statuses or of_lines)

    @property
    def paid(self) -> Money | None:
        """STC05 of the first status that states it."""
        return next((s.paid for s in self.statuses if s.paid is not None), None)

    @property
    def charge(self) -> Money | None:
        """STC04 of the first status that states it."""
        return next((s.charge for s in self.statuses if s.charge is not None), None)


def result_of(statuses: tuple[StatedStatus, ...]) -> str:
    """The strongest result of the statuses; unknown where no category is known."""
    found = {_result(status, code) for status in statuses for code in status.codes}
    return next((result for result in _STRONGEST_FIRST if result in found), "unknown")


def _result(status: StatedStatus, code: StatusCode) -> str:
    if code.result == "finalized" and status.paid:
        return "paid"
    return code.result
