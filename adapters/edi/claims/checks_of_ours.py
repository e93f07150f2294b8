"""What plans of our field ask for beyond the guide: Medi-Cal managed care, billed by a hub.

Claims of others are not held to it. Source: domain.md 5.5 and 6.4.
"""

import re
from collections.abc import Iterator

from adapters.edi.claims.checks_of_claims import LONGEST_CLAIM_NUMBER, claim_number_problem
from adapters.edi.claims.checks_of_forms import code_problems, fix_of, taxonomy_problems
from adapters.edi.claims.professional_claim import ProfessionalClaim
from domain.identifiers import cin
from domain.problem import Problem

_CLAIM_NUMBER = re.compile(rf"[A-Z0-9]{{1,{LONGEST_CLAIM_NUMBER}}}")


def our_numbers(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """The claim's number as we mint it, the member's as Medi-Cal does."""
    if not _CLAIM_NUMBER.fullmatch(claim.sent_as):
        yield claim_number_problem(at)
    if fix_of(cin, claim.subscriber.cin):
        where = f"{at}, loop 2010BA, NM109"
        yield from code_problems("837p.cin", cin, claim.subscriber.cin, where)


def our_units(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Care of our field is counted in whole units."""
    for number, line in enumerate(claim.lines, start=1):
        if line.basis != "UN" or not (type(line.units) is int or line.units % 1 == 0):
            yield Problem(
                "837p.whole-units",
                "the line is not counted in whole units",
                f"{at}, loop 2400, line {number}, SV104",
                "correct the units",
            )


def our_rendering(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Plans match who gave the care by NPI and taxonomy code together."""
    if rendering := claim.providers.rendering:
        yield from taxonomy_problems(f"{at}, loop 2310B, PRV03", rendering.taxonomy)
