"""What plans of our field ask for beyond the guide: Medi-Cal managed care, billed by a hub.

Claims of others are not held to it. Source: domain.md 5.5 and 6.4.
"""

import re
from collections.abc import Iterator

from adapters.edi.claims.checks.forms import (
    FIX_SETTINGS,
    code_problems,
    fix_of,
    name_problems,
    number_problems,
    taxonomy_problems,
)
from adapters.edi.claims.professional_claim import ProfessionalBatch, ProfessionalClaim
from domain.identifiers import cin
from domain.problem import Problem

LONGEST_CLAIM_NUMBER = 20
_CLAIM_NUMBER = re.compile(rf"[A-Z0-9]{{1,{LONGEST_CLAIM_NUMBER}}}")


def our_parties(batch: ProfessionalBatch) -> Iterator[Problem]:
    """A plan knows whom to call, and matches who bills by NPI and taxonomy code together."""
    if not batch.submitter.contact:
        where = "submitter, loop 1000A, PER02"
        yield from name_problems(where, batch.submitter.contact, 60, FIX_SETTINGS)
    if not batch.billing.taxonomy:
        yield from taxonomy_problems("billing provider, loop 2000A, PRV03", "")


def our_numbers(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """The claim's number as we mint it, the member's as Medi-Cal does."""
    if not _CLAIM_NUMBER.fullmatch(claim.sent_as):
        yield Problem(
            "837p.claim-number",
            f"the claim number is not 1 to {LONGEST_CLAIM_NUMBER} letters and digits",
            f"{at}, loop 2300, CLM01",
            "take the next send number",
        )
    if fix_of(cin, claim.subscriber.cin):
        where = f"{at}, loop 2010BA, NM109"
        yield from code_problems("837p.cin", cin, claim.subscriber.cin, where)


def our_lines(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Care of our field is counted in whole units; answers to a line come back by its number."""
    for number, line in enumerate(claim.lines, start=1):
        if not line.control:
            where, fix = f"{at}, loop 2400, line {number}, REF*6R", "number the lines again"
            yield from number_problems(where, line.control, 30, fix)
        if line.basis != "UN" or not (type(line.units) is int or line.units % 1 == 0):
            yield Problem(
                "837p.whole-units",
                "the line is not counted in whole units",
                f"{at}, loop 2400, line {number}, SV104",
                "correct the units",
            )


def our_rendering(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Plans match who gave the care by NPI and taxonomy code together."""
    rendering = claim.providers.rendering
    if rendering is not None and not rendering.taxonomy:
        yield from taxonomy_problems(f"{at}, loop 2310B, PRV03", rendering.taxonomy)
