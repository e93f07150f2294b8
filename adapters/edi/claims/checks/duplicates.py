"""The same care billed twice in one batch or file: the plan would pay one and deny the other."""

from collections.abc import Iterator

from adapters.edi.claims.professional_claim import ProfessionalClaim
from domain.identifiers import Npi
from domain.problem import Problem

DISTINCT = frozenset({"59", "76", "77", "XE", "XP", "XS", "XU"})
"""Modifiers that say: this care is another, however much it looks the same."""


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
