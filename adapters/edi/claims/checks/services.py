"""What kinds of service ask for, each its own: anesthesia and ambulances, in files of others.

Source: 005010X222A1 2310E and 2420G, 2400 SV103.
"""

import re
from collections.abc import Iterator

from adapters.edi.claims.professional_claim import ClaimLine, ProfessionalClaim
from adapters.edi.values import Verbatim
from domain.problem import Problem

_ANESTHESIA = re.compile(r"0[01][0-9]{3}")
_TRANSPORT = re.compile(r"A0[0-9]{3}")
_BASES = ("UN", "MJ")


def kinds_of_service(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Minutes are for anesthesia; a ride says where it began."""
    for number, line in enumerate(claim.lines, start=1):
        if line.basis != "UN" or line.code[:2] == "A0":
            yield from _line(claim, line, f"{at}, loop 2400, line {number}")


def _line(claim: ProfessionalClaim, line: ClaimLine, where: str) -> Iterator[Problem]:
    if line.basis not in _BASES or (line.basis == "MJ" and not _ANESTHESIA.fullmatch(line.code)):
        yield Problem(
            "837p.basis",
            "the quantity is counted in neither units nor, for anesthesia, minutes",
            f"{where}, SV103",
            "count it in units (UN)",
        )
    if _TRANSPORT.fullmatch(line.code) and not (_begins(claim.others) or _begins(line.others)):
        yield Problem(
            "837p.pick-up-missing",
            "the line bills a ride, and where it began is not stated",
            f"{where}, NM1*PW",
            "ask the partner where the ride began",
        )


def _begins(kept: Verbatim) -> bool:
    return any(segment.id == "NM1" and segment.get(1) == "PW" for segment in kept.segments)
