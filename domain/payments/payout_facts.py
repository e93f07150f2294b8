"""What happens to money that is paid out to a partner, as it is stored."""

from datetime import date
from typing import Literal

import msgspec

from domain.event import Fact, Source, event
from domain.identifiers import PartnerCode, PartnerId, PayoutId
from domain.money import Money
from domain.posting import BANK, Entries, Entry, advance_account, balanced, partner_account

PayoutKind = Literal["statement", "advance"]
"""What is owed by a statement, or money given before care was paid."""
HeldBecause = Literal["payee", "person"]
VoidedBecause = Literal["void", "stale", "reissued"]
PayMethod = Literal["voucher", "eft"]


class Payout(msgspec.Struct, frozen=True):
    """Money that is to go to a partner, in cents.

    `number` is what people call it. `about` is the number of the statement, or why money is given
    in advance.
    """

    payout_id: PayoutId
    number: str
    partner_id: PartnerId
    partner_code: PartnerCode
    kind: PayoutKind
    about: str
    amount: Money
    proposed_on: date

    @property
    def where(self) -> str:
        """The payout, for a reader."""
        return f"payout {self.number}"

    @property
    def entries(self) -> Entries:
        """What its payment moves."""
        account = advance_account if self.kind == "advance" else partner_account
        paid = Entry(account(self.partner_code), self.amount)
        return balanced((paid, Entry(BANK, -self.amount)))


class Recipient(msgspec.Struct, frozen=True):
    """Whom a payout was made out to: the name, the way, the last digits of the bank account."""

    name: str
    method: PayMethod
    account_ends: str = ""


@event("payout.proposed", version=1)
class PayoutProposed(Fact, frozen=True):
    """Somebody asked that money be paid out."""

    payout: Payout
    by: str


@event("payout.held", version=1)
class PayoutHeld(Fact, frozen=True):
    """It is not paid out until what holds it is over; an approval is void."""

    payout_id: PayoutId
    because: HeldBecause
    reason: str


@event("payout.released", version=1)
class PayoutReleased(Fact, frozen=True):
    """What held it is over."""

    payout_id: PayoutId
    because: HeldBecause


@event("payout.approved", version=1)
class PayoutApproved(Fact, frozen=True):
    """A second person agreed; `room` is what could be paid out then, in cents."""

    payout_id: PayoutId
    by: str
    approved_on: date
    room: Money


@event("payout.cancelled", version=1)
class PayoutCancelled(Fact, frozen=True):
    """It is not paid out; nothing was sent."""

    payout_id: PayoutId
    reason: str


@event("payout.sent", version=1)
class PayoutSent(Fact, frozen=True):
    """It stands in a disbursement file; paid it is when the answer says so."""

    payout_id: PayoutId
    file_number: str
    recipient: Recipient
    sent_on: date


@event("payout.paid", version=1)
class PayoutPaid(Fact, frozen=True):
    """The answer says that it was paid: by which warrant, cheque or EFT, on which day.

    `number` is the payout's, `paid_as` that of the warrant.
    """

    payout_id: PayoutId
    partner_code: PartnerCode
    number: str
    payout_kind: PayoutKind
    paid_as: str
    paid_on: date
    amount: Money
    recipient: Recipient
    entries: Entries
    source: Source | None


@event("payout.cleared", version=1)
class PayoutCleared(Fact, frozen=True):
    """The warrant was cashed."""

    payout_id: PayoutId
    paid_as: str
    cleared_on: date
    source: Source | None


@event("payout.voided", version=1)
class PayoutVoided(Fact, frozen=True):
    """A warrant is worth nothing any more; `paid_on` is the day on which the money is back.

    That is the earliest day that any answer told; `said_on` is the day in this one. `replaced_by`
    is the warrant in its place. No entries where its payment was never told, and where the money
    is back already.
    """

    payout_id: PayoutId
    partner_code: PartnerCode
    number: str
    payout_kind: PayoutKind
    paid_as: str
    paid_on: date
    because: VoidedBecause
    said_on: date
    replaced_by: str
    amount: Money
    entries: Entries
    source: Source | None


@event("payout.void-redated", version=1)
class PayoutVoidRedated(Fact, frozen=True):
    """An answer told an earlier day: the money did not come back on `paid_on`, but before.

    It takes that posting away; a `PayoutVoided` of the earlier day follows.
    """

    payout_id: PayoutId
    partner_code: PartnerCode
    number: str
    paid_as: str
    paid_on: date
    entries: Entries
    source: Source | None


PayoutFact = (
    PayoutProposed
    | PayoutHeld
    | PayoutReleased
    | PayoutApproved
    | PayoutCancelled
    | PayoutSent
    | PayoutPaid
    | PayoutCleared
    | PayoutVoided
    | PayoutVoidRedated
)
