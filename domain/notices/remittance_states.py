"""What a remittance can be."""

from dataclasses import dataclass
from datetime import date

from domain.identifiers import RemittanceId
from domain.money import Money
from domain.notices.bank_part import BankPart, held_by_bank, in_full_on
from domain.notices.notice import Notice, Outcome, ParkedBecause
from domain.posting import Entries


@dataclass(frozen=True)
class NoRemittance:
    """Nothing arrived."""


@dataclass(frozen=True)
class ParkedRemittance:
    """Waits whole for a person, or for a balanced copy."""

    notice: Notice
    because: ParkedBecause
    entries: Entries


@dataclass(frozen=True)
class DismissedRemittance:
    """A person says that it holds for nothing; `parked` is as it waited."""

    parked: ParkedRemittance

    @property
    def notice(self) -> Notice:
        """As it states itself."""
        return self.parked.notice


@dataclass(frozen=True)
class AcceptedRemittance:
    """A person says that it holds, and `instead_of` does not; beside all others where None."""

    notice: Notice
    entries: Entries
    instead_of: RemittanceId | None


@dataclass(frozen=True)
class SupersededRemittance:
    """It never added up; a corrected notice was posted in its place."""

    notice: Notice
    by: RemittanceId


@dataclass(frozen=True)
class PostingRemittance:
    """Being posted; `posted_to` is the last ordinal that is.

    `superseded` is the digest of the parked copy that this one took the place of, empty if none.
    """

    notice: Notice
    chunk_size: int
    posted_to: int
    outcome: Outcome
    superseded: str = ""


@dataclass(frozen=True)
class PostedRemittance:
    """Posted; `entries` are what belonged to no claim, `parts` what the bank has, by deposit."""

    notice: Notice
    outcome: Outcome
    superseded: str = ""
    parts: tuple[BankPart, ...] = ()
    entries: Entries = ()

    @property
    def in_bank(self) -> Money:
        """What the bank has of it."""
        return held_by_bank(self.parts)

    @property
    def bank_on(self) -> date | None:
        """The bank's day from which on it has all of it."""
        return in_full_on(self.notice.deposit, self.parts)


@dataclass(frozen=True)
class WithdrawingRemittance:
    """Its postings are being undone: `by`, which contradicts it, holds in its place."""

    notice: Notice
    by: RemittanceId
    superseded: str
    parts: tuple[BankPart, ...]
    entries: Entries


@dataclass(frozen=True)
class WithdrawnRemittance:
    """Nothing of it stands; `parts` are deposits that have yet to follow to `by`."""

    notice: Notice
    by: RemittanceId
    superseded: str
    parts: tuple[BankPart, ...]


KnownRemittance = (
    ParkedRemittance
    | DismissedRemittance
    | AcceptedRemittance
    | SupersededRemittance
    | PostingRemittance
    | PostedRemittance
    | WithdrawingRemittance
    | WithdrawnRemittance
)
Remittance = NoRemittance | KnownRemittance


def knows(remittance: Remittance, digest: str) -> bool:
    """Whether contents of this digest arrived before: as it stands, or as the copy it replaced."""
    match remittance:
        case NoRemittance():
            return False
        case (
            ParkedRemittance(notice=notice)
            | DismissedRemittance(notice=notice)
            | AcceptedRemittance(notice=notice)
            | SupersededRemittance(notice=notice)
        ):
            return notice.digest == digest
        case _:
            return digest in {remittance.notice.digest, remittance.superseded}
