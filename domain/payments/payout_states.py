"""What a payout can be: asked for, held, agreed to, cancelled, or sent and answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.payments.payout_facts import (
    HeldBecause,
    Payout,
    PayoutVoided,
    Recipient,
    VoidedBecause,
)


@dataclass(frozen=True)
class Warrant:
    """A warrant, cheque or EFT, and what was told of it so far; which ones took its place.

    `voided` is the last that told it worth nothing, `void_said` the day that each word for it had.
    """

    paid_on: date | None = None
    cleared_on: date | None = None
    voided: PayoutVoided | None = None
    void_said: Mapping[VoidedBecause, date] = field(default_factory=dict)
    replaced_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NoPayout:
    """Nobody asked for money."""


@dataclass(frozen=True)
class ProposedPayout:
    """It waits for a second person."""

    payout: Payout
    by: str


@dataclass(frozen=True)
class HeldPayout:
    """It waits until everything that holds it is over."""

    payout: Payout
    by: str
    holds: Mapping[HeldBecause, str]


@dataclass(frozen=True)
class ApprovedPayout:
    """It waits for a disbursement file."""

    payout: Payout
    by: str
    approved_by: str


@dataclass(frozen=True)
class CancelledPayout:
    """It is not paid out."""

    payout: Payout
    reason: str


@dataclass(frozen=True)
class SentPayout:
    """It stands in a disbursement file; `warrants` holds what the answers told, by number."""

    payout: Payout
    file_number: str
    recipient: Recipient
    sent_on: date
    warrants: Mapping[str, Warrant] = field(default_factory=dict)

    @property
    def standing(self) -> str | None:
        """The warrant that paid it; None where none did, or none is worth anything any more."""
        return next(
            (n for n, each in self.warrants.items() if each.paid_on and not each.voided), None
        )

    def after(self, number: str) -> frozenset[str]:
        """Every warrant that took the place of this one, or of one that did."""
        found: set[str] = set()
        ahead = {number}
        while ahead:
            known = (self.warrants.get(each, Warrant()) for each in ahead)
            ahead = {new for each in known for new in each.replaced_by} - found
            found |= ahead
        return frozenset(found)


KnownPayout = ProposedPayout | HeldPayout | ApprovedPayout | CancelledPayout | SentPayout
PayoutState = NoPayout | KnownPayout
