"""The same care or the same claim number twice in one batch or file.

The plan would pay one and deny the other, and an answer by number could mean either.
"""

from collections.abc import Iterator

from adapters.edi.claims.claim_parties import BillingProvider
from adapters.edi.claims.professional_claim import ProfessionalClaim
from domain.identifiers import Npi
from domain.problem import Problem

DISTINCT = frozenset({"59", "76", "77", "XE", "XP", "XS", "XU"})
"""Modifiers that say: this care is another, however much it looks the same."""

_NUMBERS = 1 << 16  # as many again are kept from before them: together some 15 MB


class BilledCare:
    """The care billed so far, known by hashes alone: no claim and nothing personal is kept."""

    def __init__(self) -> None:
        self._first: dict[int, str] = {}

    def repeated(
        self, claim: ProfessionalClaim, billing: Npi, at: str, name: str
    ) -> Iterator[Problem]:
        """A problem for each line that bills what an earlier line billed, of this claim or another.

        A correction or void stands beside what it replaces, the care of one provider beside that
        of another whom the file names. `name` is what problems of later claims call this one.
        """
        patient = claim.patient
        of = (
            billing,
            claim.subscriber.cin,
            (patient.first_name, patient.born_on) if patient else None,
            claim.payer_control,
        )
        for number, line in enumerate(claim.lines, start=1):
            if not DISTINCT.isdisjoint(line.modifiers):
                continue
            last = line.service_to or line.service_on
            rendering = line.providers.rendering or claim.providers.rendering
            gave = (rendering.npi or rendering) if rendering else None
            care = hash((of, gave, line.code, line.modifiers, line.service_on, last, line.charge))
            before = self._first.get(care)
            if before is None:
                self._first[care] = name
                continue
            yield Problem(
                "837p.duplicate",
                f"the line bills the same member, service, day and charge as {before}",
                f"{at}, loop 2400, line {number}",
                "leave it out, or add the modifier that says how it differs (59, 76, 77, XE ...)",
            )


class StatedNumbers:
    """The latest 65,536 claim numbers of a file, and up to as many before them, by hashes alone.

    A number may be a personal detail in a file of others, so none is kept and none is told.
    """

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._before: dict[int, int] = {}

    def repeated(
        self, claim: ProfessionalClaim, billing: BillingProvider, segment: int, at: str
    ) -> Iterator[Problem]:
        """A problem where the provider stated the number before, with the same frequency.

        A correction or void may have the number of what it replaces. `segment` is where the claim
        begins. Source: 005010X222A1 2300 CLM01, which the plan gives back with its answer.
        """
        number = hash((billing.npi or billing, claim.sent_as, claim.frequency))
        first = self._first.get(number) or self._before.get(number)
        if first is None:
            if len(self._first) == _NUMBERS:
                self._before, self._first = self._first, {}
            self._first[number] = segment
        elif claim.sent_as:  # that there is none is another problem
            yield Problem(
                "837p.number-repeated",
                "the claim has the number of an earlier one",
                f"{at}, loop 2300, CLM01, first stated by the claim from segment {first}",
                "give each claim a number of its own",
            )
