"""A claim payment that no claim of ours takes: its money waits in suspense.

Patient fields and foreign claim numbers stay in the archived file and are read there by place.
"""

from dataclasses import dataclass
from datetime import date
from typing import get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import RemittanceId, RemittedClaimId
from domain.money import Money
from domain.posting import Entries, Entry, balanced, suspense_account
from domain.problem import Problem, Refused, wrong_moment

UNMATCHED = "unmatched-claim"
OUT_OF_BALANCE = "claim-out-of-balance"
NOT_TAKEN = "claim-not-taken"


class Payment(msgspec.Struct, frozen=True):
    """A claim payment as the remittance states it, in cents, by its ordinal there."""

    remitted_claim_id: RemittedClaimId
    posting_id: str
    remittance_id: RemittanceId
    ordinal: int
    status: str
    billed: Money
    paid: Money
    paid_on: date
    cash: str
    source: Source


# commands


@dataclass(frozen=True)
class ParkPayment:
    """The payment waits in suspense under a reason; `problems` say more."""

    payment: Payment
    reason: str
    problems: tuple[Problem, ...]


RemittedClaimCommand = ParkPayment

# events


@event("remitted-claim.parked", version=1)
class PaymentParked(Fact, frozen=True):
    """A claim payment waits in suspense."""

    payment: Payment
    reason: str
    problems: tuple[Problem, ...]
    entries: Entries


RemittedClaimFact = PaymentParked

# states


@dataclass(frozen=True)
class NoPayment:
    """Nothing waits."""


@dataclass(frozen=True)
class ParkedPayment:
    """A payment that waits for a person."""

    payment: Payment
    reason: str


RemittedClaim = NoPayment | ParkedPayment

# decide


def decide(
    remitted: RemittedClaim, command: RemittedClaimCommand
) -> tuple[RemittedClaimFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match remitted:
        case NoPayment():
            return (_park(command),)
        case ParkedPayment(payment=known) if known == command.payment:
            return ()
        case ParkedPayment(payment=known):
            return wrong_moment("remitted-claim", known.posting_id, remitted, command)


# rules


def _park(ask: ParkPayment) -> PaymentParked:
    paid = ask.payment.paid
    return PaymentParked(
        payment=ask.payment,
        reason=ask.reason,
        problems=ask.problems,
        entries=balanced(
            (Entry(ask.payment.cash, paid), Entry(suspense_account(ask.reason), -paid))
        ),
    )


# evolve


def evolve(remitted: RemittedClaim, fact: RemittedClaimFact) -> RemittedClaim:
    """The remitted claim after the fact."""
    return ParkedPayment(fact.payment, fact.reason)


REMITTED_CLAIM: Decider[RemittedClaim, RemittedClaimCommand, RemittedClaimFact] = Decider(
    name="remitted-claim",
    initial=NoPayment(),
    decide=decide,
    evolve=evolve,
    facts=(PaymentParked,),
    commands=(ParkPayment,),
    states=get_args(RemittedClaim),
)
