"""The body of an 837P transaction as the text of segments: its header, then claim upon claim."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from adapters.edi.claims.claim_parties import BillingProvider
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from adapters.edi.claims.writing.claim_text import claim_text
from adapters.edi.claims.writing.party_text import billing_text, receiver_text, submitter_text
from adapters.edi.elements import write_day

Billed = tuple[BillingProvider, ProfessionalClaim]


def by_billing_provider(
    batch: ProfessionalBatch, claims: Iterable[ProfessionalClaim]
) -> list[Billed]:
    """Each claim with who bills it; claims of one billing provider stand together.

    Billing providers follow one another as they first appear.
    """
    together: dict[BillingProvider, list[ProfessionalClaim]] = {}
    usual: list[ProfessionalClaim] = []
    for claim in claims:
        if claim.billing is None:
            if not usual:
                usual = together.setdefault(batch.billing, usual)
            usual.append(claim)
        else:
            together.setdefault(claim.billing, []).append(claim)
    return [(billing, claim) for billing, same in together.items() for claim in same]


def transaction_text(batch: ProfessionalBatch, claims: Sequence[Billed]) -> list[str]:
    """Everything between ST and SE; `claims` are in the order of `by_billing_provider`."""
    made_at = batch.made_at
    written = [
        f"BHT*0019*00*{batch.reference}*{write_day(made_at)}*{made_at:%H%M}*CH",
        *submitter_text(batch.submitter),
        *receiver_text(batch.receiver),
    ]
    level = 0
    for billing, same in groupby(claims, key=itemgetter(0)):
        level += 1
        under = level
        written += billing_text(billing, under)
        for _, claim in same:
            written += claim_text(claim, level + 1, under)
            level += 1 if claim.patient is None else 2
    return written
