"""What of payouts, payees and the hub's own money waits for somebody at the hub."""

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from domain.payments.hub_advance import HubAdvanceAsked, HubAdvanceGiven
from domain.payments.payee import PayeeChangeAsked, PayeeChangeDropped, PayeeConfirmed
from domain.payments.payout_facts import (
    PayoutApproved,
    PayoutCancelled,
    PayoutHeld,
    PayoutPaid,
    PayoutProposed,
    PayoutReleased,
    PayoutSent,
    PayoutVoided,
)
from projections.due_item import DueItem

PayoutDue = (
    PayoutProposed
    | PayoutHeld
    | PayoutReleased
    | PayoutApproved
    | PayoutCancelled
    | PayoutSent
    | PayoutPaid
    | PayoutVoided
    | PayeeChangeAsked
    | PayeeConfirmed
    | PayeeChangeDropped
    | HubAdvanceAsked
    | HubAdvanceGiven
)


def payout_keys(fact: PayoutDue) -> Iterable[str]:
    """What the fact is about: a payout, a payee, or money of the hub's own."""
    match fact:
        case PayoutProposed(payout=payout):
            return (f"payout/{payout.payout_id}",)
        case PayeeChangeAsked() | PayeeConfirmed() | PayeeChangeDropped():
            return (f"payee/{fact.partner_code}",)
        case HubAdvanceAsked() | HubAdvanceGiven():
            return (f"hub-advance/{fact.partner_code}/{fact.reference}",)
        case _:
            return (f"payout/{fact.payout_id}",)


def payout_item(item: DueItem | None, fact: PayoutDue) -> DueItem | None:
    """What waits after the fact; None where nothing does."""
    match fact:
        case PayoutProposed(payout=payout):
            return _open_payout(payout.number, payout.amount)
        case PayeeChangeAsked(partner_code=code):
            what = f"a second person confirms whom to pay: hub payee confirm {code}"
            return DueItem(kind="payee-change", what=what, who="hub", subject=f"payee of {code}")
        case HubAdvanceAsked(partner_code=code, reference=reference, amount=amount):
            what = f"a second person agrees: hub hub-advance approve {code}"
            subject = f"hub advance for {code}, {reference}"
            return DueItem(
                kind="hub-advance-asked", what=what, who="hub", amount=amount, subject=subject
            )
        case (
            PayeeConfirmed()
            | PayeeChangeDropped()
            | HubAdvanceGiven()
            | PayoutCancelled()
            | PayoutPaid()
            | PayoutVoided()
        ):
            return None
        case PayoutHeld() | PayoutReleased() | PayoutApproved() | PayoutSent():
            return None if item is None else replace(item, what=_what(item.subject, fact))
        case _:
            assert_never(fact)


def _open_payout(number: str, amount: int) -> DueItem:
    return DueItem(
        kind="open-payout", what=_to_approve(number), who="hub", amount=amount, subject=number
    )


def _what(number: str, fact: PayoutHeld | PayoutReleased | PayoutApproved | PayoutSent) -> str:
    match fact:
        case PayoutHeld(reason=reason):
            return f"held: {reason}"
        case PayoutReleased():
            return _to_approve(number)
        case PayoutApproved():
            return "goes into a file: hub payout send"
        case PayoutSent(file_number=file, sent_on=day):
            return f"sent {day} in {file}; take in what came of it: hub payout answers"


def _to_approve(number: str) -> str:
    return f"a second person looks at it: hub payout approve {number}"
