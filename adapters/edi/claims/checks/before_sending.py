"""What must hold before a claim is written: each rule is one function that yields its problems.

The rules stand in seven groups, which the trade calls SNIP types:

1. the file can be cut into its parts: characters and sizes of what stands as it is;
2. the guide: what must be stated, what may, how often, in which of its own codes;
3. sums: of lines, of what other payers paid and adjusted;
4. what one statement asks of another: a correction of the plan's number, an accident of its day;
5. codes that others keep lists of: diagnoses, procedures, modifiers, places, NPIs, states;
6. what single kinds of service ask for;
7. what the plans of our field ask for beyond the guide.

Words never hold a name, CIN, birth date or address; the place is the claim's own number.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from types import MappingProxyType

from adapters.edi.claims.checks.claims import (
    accidents,
    choices,
    claim_numbers,
    counts,
    frequency,
    lines,
    papers,
    room,
)
from adapters.edi.claims.checks.codes import codes
from adapters.edi.claims.checks.duplicates import BilledCare
from adapters.edi.claims.checks.forms import FIX_SETTINGS, number_problems
from adapters.edi.claims.checks.other_insurance import (
    line_decisions,
    other_insurance,
    responsibilities,
)
from adapters.edi.claims.checks.ours import our_lines, our_numbers, our_parties, our_rendering
from adapters.edi.claims.checks.parties import (
    billing_problems,
    member_problems,
    own_billing_problems,
    patient_problems,
    plan_problems,
    provider_problems,
    receiver_problems,
    submitter_problems,
)
from adapters.edi.claims.checks.services import kinds_of_service
from adapters.edi.claims.checks.sums import line_total, other_payer_totals
from adapters.edi.claims.professional_claim import AS_USUAL, ProfessionalBatch, ProfessionalClaim
from domain.problem import Problem

MOST_CLAIMS = 5000  # 005010X222A1 2300 CLM: as many as one transaction should hold

Rule = Callable[[ProfessionalClaim, str], Iterator[Problem]]
"""A claim and what to call it, to its problems."""

OURS = 7

# NPIs, taxonomy codes, states and ZIP codes are type 5 and judged with whoever has them; care that
# is billed twice is type 4 and judged over all claims of a batch or file
RULES = MappingProxyType[int, tuple[Rule, ...]](
    {
        1: (claim_numbers,),
        2: (
            counts,
            choices,
            room,
            own_billing_problems,
            member_problems,
            plan_problems,
            provider_problems,
        ),
        3: (line_total, other_payer_totals),
        4: (
            frequency,
            patient_problems,
            papers,
            accidents,
            lines,
            other_insurance,
            responsibilities,
            line_decisions,
        ),
        5: (codes,),
        6: (kinds_of_service,),
        OURS: (our_numbers, our_lines, our_rendering),
    }
)
_OF_ALL = tuple(rule for group in RULES.values() for rule in group)

# rules about what most claims of our field leave out: they are asked only where it is stated
_OF_RARE = (
    room,
    own_billing_problems,
    other_payer_totals,
    papers,
    accidents,
    other_insurance,
    responsibilities,
    line_decisions,
)
_OF_PLAIN = tuple(rule for rule in _OF_ALL if rule not in _OF_RARE)


def problems_of(claim: ProfessionalClaim) -> tuple[Problem, ...]:
    """Everything that keeps the claim from being written; empty for a good one."""
    at = f"claim {claim.sent_as}"
    rules = _OF_PLAIN if _is_plain(claim) else _OF_ALL
    return tuple([problem for rule in rules for problem in rule(claim, at)])


def _is_plain(claim: ProfessionalClaim) -> bool:
    """Whether the claim states nothing that the rules about rare statements judge."""
    if (
        claim.indicators is not AS_USUAL
        or claim.billing is not None
        or claim.other_insurance
        or claim.dates
        or claim.references
        or claim.amounts
        or claim.notes
        or claim.attachments
    ):
        return False
    for line in claim.lines:
        if (
            line.dates
            or line.references
            or line.amounts
            or line.notes
            or line.attachments
            or line.decisions
        ):
            return False
    return True


def problems_of_claims(batch: ProfessionalBatch) -> list[tuple[Problem, ...]]:
    """For each claim of the batch all that keeps it from being written beside the others."""
    care = BilledCare()
    found: list[tuple[Problem, ...]] = []
    for claim in batch.claims:
        at, billing = f"claim {claim.sent_as}", claim.billing or batch.billing
        found.append((*problems_of(claim), *care.repeated(claim, billing.npi, at, at)))
    return found


def problems_of_batch(batch: ProfessionalBatch) -> tuple[Problem, ...]:
    """Everything that keeps the whole file from being written, its claims left aside."""
    return (
        *_batch_size(batch),
        *number_problems("batch, BHT03", batch.reference, 50, FIX_SETTINGS),
        *submitter_problems(batch.submitter, "submitter"),
        *receiver_problems(batch.receiver, "receiver"),
        *billing_problems(batch.billing, "billing provider", FIX_SETTINGS),
        *our_parties(batch),
    )


def _batch_size(batch: ProfessionalBatch) -> Iterator[Problem]:
    if not batch.claims:
        yield Problem(
            "837p.batch-size",
            "the batch has no claims",
            f"batch {batch.reference}",
            "put claims into it",
        )
    numbers = Counter(claim.sent_as for claim in batch.claims)
    for number in (number for number, times in numbers.items() if times > 1):
        yield Problem(
            "837p.number-repeated",
            f"{number} stands in the batch more than once",
            f"claim {number}, loop 2300, CLM01",
            "take the next send number",
        )
