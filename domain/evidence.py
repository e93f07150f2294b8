"""What a payment notice was typed from: a portal page, a cheque stub, a letter, kept beside it."""

from dataclasses import dataclass
from datetime import date

import msgspec

from domain.decider import Decider
from domain.event import Fact, event
from domain.identifiers import ArchiveId, RemittanceId

# commands


@dataclass(frozen=True)
class KeepEvidence:
    """A page is kept in the archive beside the notice; `media` is its media type."""

    remittance_id: RemittanceId
    archive_id: ArchiveId
    media: str
    on: date


# events


@event("evidence.kept", version=1)
class EvidenceKept(Fact, frozen=True):
    """A page that a payment notice was typed from is in the archive."""

    remittance_id: RemittanceId
    archive_id: ArchiveId
    media: str
    kept_on: date


# states


class Page(msgspec.Struct, frozen=True):
    """One page as it is kept."""

    archive_id: ArchiveId
    media: str
    kept_on: date


@dataclass(frozen=True)
class Evidence:
    """All pages of one payment notice, in the order kept."""

    pages: tuple[Page, ...] = ()


# decide


def decide(evidence: Evidence, command: KeepEvidence) -> tuple[EvidenceKept, ...]:
    """A page is kept once, however often it is handed in."""
    if any(page.archive_id == command.archive_id for page in evidence.pages):
        return ()
    return (
        EvidenceKept(
            remittance_id=command.remittance_id,
            archive_id=command.archive_id,
            media=command.media,
            kept_on=command.on,
        ),
    )


# evolve


def evolve(evidence: Evidence, fact: EvidenceKept) -> Evidence:
    """The pages after the fact."""
    return Evidence((*evidence.pages, Page(fact.archive_id, fact.media, fact.kept_on)))


EVIDENCE: Decider[Evidence, KeepEvidence, EvidenceKept] = Decider(
    name="evidence",
    initial=Evidence(),
    decide=decide,
    evolve=evolve,
    facts=(EvidenceKept,),
    commands=(KeepEvidence,),
    states=(Evidence,),
)
