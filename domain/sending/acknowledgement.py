"""What TA1, 999 and 277CA said about a batch or a claim."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import msgspec

from domain.decider import Decider
from domain.event import Fact, Source, event
from domain.identifiers import AcknowledgementId, BatchId
from domain.problem import Problem, Refused, refuse

AcknowledgementKind = Literal["TA1", "999", "277CA"]
AcknowledgementResult = Literal["accepted", "partial", "rejected"]


class Receipt(msgspec.Struct, frozen=True):
    """One acknowledgement: about which batch (empty where it is none of ours), and what it counts.

    `accepted` and `rejected` count what the kind counts: files, transaction sets or claims.
    """

    acknowledgement_id: AcknowledgementId
    kind: AcknowledgementKind
    batch_id: BatchId | None
    result: AcknowledgementResult
    accepted: int
    rejected: int
    unmatched: int
    received_on: date
    problems: tuple[Problem, ...]
    source: Source | None


# commands


@dataclass(frozen=True)
class RecordAcknowledgement:
    """A receiver answers."""

    receipt: Receipt


AcknowledgementCommand = RecordAcknowledgement

# events


@event("acknowledgement.recorded", version=1)
class AcknowledgementRecorded(Fact, frozen=True):
    """A receiver answered."""

    receipt: Receipt


AcknowledgementFact = AcknowledgementRecorded

# states


@dataclass(frozen=True)
class NoAcknowledgement:
    """Nothing was heard."""


@dataclass(frozen=True)
class RecordedAcknowledgement:
    """What was heard."""

    receipt: Receipt


Acknowledgement = NoAcknowledgement | RecordedAcknowledgement

# decide


def decide(
    acknowledgement: Acknowledgement, command: AcknowledgementCommand
) -> tuple[AcknowledgementFact, ...] | Refused:
    """What follows from the command, or every reason against it."""
    match acknowledgement:
        case NoAcknowledgement():
            return (AcknowledgementRecorded(receipt=command.receipt),)
        case RecordedAcknowledgement(receipt=known) if _says_the_same(known, command.receipt):
            return ()
        case RecordedAcknowledgement(receipt=known):
            return refuse(
                "acknowledgement.differs",
                what=f"it was recorded as {known.result} and now says {command.receipt.result}",
                where=f"{known.kind} {known.acknowledgement_id}",
                fix="ask the receiver which of the two holds",
            )


# rules


def _says_the_same(known: Receipt, asked: Receipt) -> bool:
    return (known.result, known.accepted, known.rejected) == (
        asked.result,
        asked.accepted,
        asked.rejected,
    )


# evolve


def evolve(acknowledgement: Acknowledgement, fact: AcknowledgementFact) -> Acknowledgement:
    """The acknowledgement after the fact."""
    return RecordedAcknowledgement(fact.receipt)


ACKNOWLEDGEMENT: Decider[Acknowledgement, AcknowledgementCommand, AcknowledgementFact] = Decider(
    name="acknowledgement",
    initial=NoAcknowledgement(),
    decide=decide,
    evolve=evolve,
    facts=(AcknowledgementRecorded,),
    commands=(RecordAcknowledgement,),
    states=get_args(Acknowledgement),
)
