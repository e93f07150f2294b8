"""The claims of a remittance are posted chunk by chunk, and what belongs to no claim at the end."""

from dataclasses import dataclass

from domain.notices.notice import Outcome
from domain.notices.remittance_facts import RemittanceChunkPosted, RemittancePosted
from domain.notices.remittance_states import PostingRemittance
from domain.posting import Entries, balanced
from domain.problem import Refused, refuse


@dataclass(frozen=True)
class PostChunk:
    """The claims from ordinal `first` to `last` are posted, in the same transaction."""

    first: int
    last: int
    outcome: Outcome


@dataclass(frozen=True)
class FinishPosting:
    """All claims are posted; `entries` post what belongs to no claim."""

    entries: Entries


def post_chunk(
    remittance: PostingRemittance, ask: PostChunk
) -> tuple[RemittanceChunkPosted, ...] | Refused:
    """Chunks follow each other without a gap; one that was posted is not posted again."""
    if ask.last <= remittance.posted_to:
        return ()
    claims = remittance.notice.claims
    if ask.first != remittance.posted_to + 1 or ask.last > claims:
        return refuse(
            "remittance.chunk-out-of-order",
            what=f"claims {ask.first} to {ask.last} do not follow "
            f"{remittance.posted_to} of {claims}",
            where=f"remittance {remittance.notice.trace}",
            fix="receive the file again; posting goes on where it stopped",
        )
    return (
        RemittanceChunkPosted(
            remittance_id=remittance.notice.remittance_id,
            first=ask.first,
            last=ask.last,
            outcome=ask.outcome,
        ),
    )


def finish_posting(
    remittance: PostingRemittance, entries: Entries
) -> tuple[RemittancePosted, ...] | Refused:
    """It counts once all of its claims are posted."""
    if remittance.posted_to != remittance.notice.claims:
        return refuse(
            "remittance.not-all-posted",
            what=f"{remittance.posted_to} of {remittance.notice.claims} claims are posted",
            where=f"remittance {remittance.notice.trace}",
            fix="receive the file again; posting goes on where it stopped",
        )
    return (
        RemittancePosted(
            remittance_id=remittance.notice.remittance_id,
            outcome=remittance.outcome,
            entries=balanced(entries),
        ),
    )
