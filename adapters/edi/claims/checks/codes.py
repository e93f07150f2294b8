"""Codes that others keep lists of: diagnoses, procedures, modifiers, places.

A code is refused for its form, or where its list says that it did not hold on the day of care; a
list that cannot judge says nothing. Source: 005010X222A1 2300 HI, 2400 SV1; the place of service
code set of CMS.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from adapters.edi.claims.checks.forms import (
    choice_problems,
    code_problems,
    fix_of,
    number_problems,
)
from adapters.edi.claims.professional_claim import ProfessionalClaim
from adapters.edi.procedure_codes import known_on, modifier_known_on
from domain.identifiers import diagnosis, modifier, procedure_code
from domain.problem import Problem

_PLACES = frozenset(
    f"{each:02d}"
    for first, last in ((1, 27), (31, 34), (41, 42), (49, 58), (60, 62), (65, 66), (71, 72))
    for each in range(first, last + 1)
) | {"81", "99"}
_QUALIFIERS = frozenset({"ER", "HC", "IV", "WK"})
_KEPT = 1 << 14


def codes(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Every code has the form of its kind, and held on the day of care."""
    for code in claim.diagnoses:
        if fix_of(diagnosis, code):
            yield from code_problems("837p.diagnosis", diagnosis, code, f"{at}, loop 2300, HI")
    if claim.place not in _PLACES:
        yield from _place(claim.place, f"{at}, loop 2300, CLM05")
    for number, line in enumerate(claim.lines, start=1):
        if not _holds(line.qualifier, line.code, line.modifiers, line.service_on):
            where = f"{at}, loop 2400, line {number}, SV101"
            yield from _service(line.qualifier, line.code, line.modifiers, line.service_on, where)
        if line.place != claim.place and line.place not in _PLACES:
            yield from _place(line.place, f"{at}, loop 2400, line {number}, SV105")


def _place(place: str, where: str) -> Iterator[Problem]:
    if not re.fullmatch(r"[0-9]{2}", place):
        what = "the place of service is not two digits"
        yield Problem("837p.place", what, where, "correct the place")
    else:
        what = f"no place of service has the code {place}"
        yield Problem("837p.place-unknown", what, where, "correct the place")


@lru_cache(_KEPT)
def _holds(qualifier: str, code: str, modifiers: tuple[str, ...], day: date) -> bool:
    return not any(True for _ in _service(qualifier, code, modifiers, day, ""))


def _service(
    qualifier: str, code: str, modifiers: tuple[str, ...], day: date, where: str
) -> Iterator[Problem]:
    """A code that no list has may be new, and passes; one that began later or had ended does not.

    Only HCPCS and CPT codes (HC) are judged; others must fit.
    """
    yield from choice_problems(where, qualifier, _QUALIFIERS)
    if qualifier != "HC":
        for text in (code, *modifiers):
            yield from number_problems(where, text, 48, "copy the code from its list")
        return
    yield from code_problems("837p.procedure", procedure_code, code, where)
    for each in modifiers:
        yield from code_problems("837p.modifier", modifier, each, where)
    if known_on(code, day) is False:
        yield Problem(
            "837p.procedure-not-known",
            f"{code} was no code on {day}",
            where,
            "correct the code or the service date",
        )
    for each in modifiers:
        if modifier_known_on(each, day) is False:
            yield Problem(
                "837p.modifier-not-known",
                f"{each} was no modifier on {day}",
                where,
                "correct the modifier or the service date",
            )
