"""Where is each payout: who asked, who agreed, what holds it, which warrant paid it?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from domain.identifiers import PartnerCode
from domain.money import Money
from domain.payments.payout_facts import (
    HeldBecause,
    Payout,
    PayoutApproved,
    PayoutCancelled,
    PayoutCleared,
    PayoutFact,
    PayoutHeld,
    PayoutPaid,
    PayoutProposed,
    PayoutReleased,
    PayoutSent,
    PayoutVoided,
    PayoutVoidRedated,
    Recipient,
    VoidedBecause,
)
from projections.projection import Projection

PayoutState = Literal[
    "proposed", "held", "approved", "cancelled", "sent", "paid", "cleared", "voided"
]
_TELLS: tuple[VoidedBecause, ...] = ("stale", "void", "reissued")
"""Of several words for a void the last of these is shown."""
UNDER_WAY: tuple[PayoutState, ...] = ("proposed", "held", "approved", "sent")
"""The states in which it counts against what may be paid out."""


class PayoutWarrant(msgspec.Struct, frozen=True, gc=False):
    """A warrant, cheque or EFT, and what was told of it so far."""

    number: str
    paid_on: date | None = None
    cleared_on: date | None = None
    voided_on: date | None = None
    because: VoidedBecause | None = None
    replaced_by: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it paid the payout and still does."""
        return self.paid_on is not None and self.voided_on is None


class PayoutStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A payout as it stands; `held` says by what, `approved_by` is empty where nobody agreed."""

    payout: Payout
    partner_code: PartnerCode
    state: PayoutState
    proposed_by: str
    approved_by: str = ""
    held: dict[HeldBecause, str] = {}
    file_number: str = ""
    recipient: Recipient | None = None
    sent_on: date | None = None
    warrants: tuple[PayoutWarrant, ...] = ()

    @property
    def is_under_way(self) -> bool:
        """Whether the money is promised and has not left."""
        return self.state in UNDER_WAY

    @property
    def standing(self) -> PayoutWarrant | None:
        """The warrant that paid it; None where none did, or none still does."""
        return next((each for each in self.warrants if each.stands), None)

    @property
    def unclear(self) -> tuple[PayoutWarrant, ...]:
        """Warrants told void or cashed whose payment nobody told, while another one paid it."""
        return tuple(each for each in self.warrants if self.standing and not each.paid_on)

    @property
    def paid(self) -> Money:
        """What went to the partner by it, in cents."""
        return self.payout.amount if self.standing else 0


def _keys(fact: PayoutFact) -> Iterable[str]:
    if isinstance(fact, PayoutProposed):
        return (fact.payout.payout_id,)
    return (fact.payout_id,)


def _evolve(_key: str, known: PayoutStatus | None, fact: PayoutFact) -> PayoutStatus | None:
    if isinstance(fact, PayoutProposed):
        payout = fact.payout
        return PayoutStatus(
            payout=payout,
            partner_code=payout.partner_code,
            state="proposed",
            proposed_by=fact.by,
        )
    if known is None:
        return None
    match fact:
        case PayoutHeld(because=because, reason=reason):
            held = {**known.held, because: reason}
            return replace(known, state="held", held=held, approved_by="")
        case PayoutReleased(because=because):
            held = {why: text for why, text in known.held.items() if why != because}
            return replace(known, state="held" if held else "proposed", held=held)
        case PayoutApproved(by=by):
            return replace(known, state="approved", approved_by=by)
        case PayoutCancelled():
            return replace(known, state="cancelled")
        case PayoutSent(file_number=number, recipient=recipient, sent_on=day):
            return replace(
                known, state="sent", file_number=number, recipient=recipient, sent_on=day
            )
        case PayoutPaid() | PayoutCleared() | PayoutVoided():
            return _answered(known, fact)
        case PayoutVoidRedated():
            return known
        case _:
            assert_never(fact)


def _answered(known: PayoutStatus, fact: PayoutPaid | PayoutCleared | PayoutVoided) -> PayoutStatus:
    before = next(
        (each for each in known.warrants if each.number == fact.paid_as),
        PayoutWarrant(fact.paid_as),
    )
    after = _told(before, fact)
    others = (each for each in known.warrants if each.number != fact.paid_as)
    warrants = tuple(sorted((*others, after), key=lambda each: each.number))
    return replace(known, warrants=warrants, state=_state(warrants))


def _told(warrant: PayoutWarrant, fact: PayoutPaid | PayoutCleared | PayoutVoided) -> PayoutWarrant:
    match fact:
        case PayoutPaid(paid_on=day):
            return replace(warrant, paid_on=day)
        case PayoutCleared(cleared_on=day):
            return replace(warrant, cleared_on=day)
        case PayoutVoided(paid_on=day, because=because, replaced_by=number):
            words = [each for each in (warrant.because, because) if each]
            numbers = {*warrant.replaced_by, number} - {""}
            return replace(
                warrant,
                voided_on=day,
                because=max(words, key=_TELLS.index),
                replaced_by=tuple(sorted(numbers)),
            )


def _state(warrants: tuple[PayoutWarrant, ...]) -> PayoutState:
    """What all answers together come to, in whatever order they came."""
    standing = next((each for each in warrants if each.stands), None)
    if standing:
        return "cleared" if standing.cleared_on else "paid"
    return "voided" if all(each.voided_on for each in warrants) else "sent"


PAYOUT_STATUS: Projection[PayoutStatus] = Projection(
    name="payout_status",
    version=2,
    row=PayoutStatus,
    indexes=("partner_code", "state"),
    facts=get_args(PayoutFact),
    keys=_keys,
    evolve=_evolve,
)
