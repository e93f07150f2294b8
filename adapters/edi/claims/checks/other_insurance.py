"""What must hold of other payers in a claim: each loop whole, each decision of a payer it names.

Source: 005010X222A1 2320, 2330, 2430.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from adapters.edi.claims.checks.forms import (
    FIX_OTHER,
    address_problems,
    choice_problems,
    kept_problems,
    kind_problems,
    kinds,
    name_problems,
    number_problems,
    reference_problems,
)
from adapters.edi.claims.checks.parties import insured_problems, payer_problems
from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance, OtherSubscriber
from adapters.edi.claims.professional_claim import ProfessionalClaim
from adapters.edi.values import CasAdjustment
from domain.problem import Problem

MOST_OTHERS = 10
MOST_DECISIONS = 15
_MOST_CAS, _TRIPLETS = 5, 6
_GROUPS = frozenset({"CO", "CR", "OA", "PI", "PR"})
_RELATIONS = frozenset({"01", "18", "19", "20", "21", "39", "40", "53", "G8"})
_AMOUNTS = kinds(("D", 1), ("A8", 1), ("EAF", 1))
_PAYER_REFERENCES = kinds(("2U EI FY NF", 2), ("G1", 1), ("9F", 1), ("T4", 1), ("F8", 1))
_SUBSCRIBER_REFERENCES = kinds(("SY", 1))


def other_insurance(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Each other payer has all that its loops must say, in codes of the guide."""
    if len(claim.other_insurance) > MOST_OTHERS:
        yield _too_many("other payers", len(claim.other_insurance), MOST_OTHERS, f"{at}, loop 2320")
    for number, other in enumerate(claim.other_insurance, start=1):
        where = f"{at}, loop 2320, other insurance {number}"
        yield from _incomplete(other, where)
        yield from insured_problems(where, other.insured)
        yield from choice_problems(f"{where}, SBR02", other.insured.relation, _RELATIONS)
        yield from _adjustments(other.adjustments, where)
        stated = (each.qualifier for each in other.amounts)
        yield from kind_problems(f"{where}, AMT01", stated, _AMOUNTS)
        if other.subscriber is not None:
            yield from _subscriber(other.subscriber, f"{where}, loop 2330A")
        if other.payer is not None:
            payer_at = f"{where}, loop 2330B"
            yield from payer_problems(other.payer, payer_at, FIX_OTHER)
            references = other.payer.references
            yield from reference_problems(payer_at, references, _PAYER_REFERENCES, FIX_OTHER)
        yield from kept_problems(where, other.others)


def responsibilities(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Of all payers of a claim one is the first, one the second, one the third."""
    if not claim.other_insurance:
        return
    taken = {claim.subscriber.insured.responsibility}
    for number, other in enumerate(claim.other_insurance, start=1):
        turn = other.insured.responsibility
        if turn in taken and turn != "U":
            yield Problem(
                "837p.responsibility-repeated",
                f"two payers of the claim pay in turn {turn}"
                if len(turn) == 1
                else "two payers of the claim pay in the same turn",
                f"{at}, loop 2320, other insurance {number}, SBR01",
                "state who pays first, second and third",
            )
        taken.add(turn)


def line_decisions(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """A decision about a line is of a payer of the claim, and has a day."""
    if not any(line.decisions for line in claim.lines):
        return
    payers = {each.payer.identifier for each in claim.other_insurance if each.payer}
    for number, line in enumerate(claim.lines, start=1):
        where = f"{at}, loop 2430, line {number}"
        if len(line.decisions) > MOST_DECISIONS:
            yield _too_many("decisions", len(line.decisions), MOST_DECISIONS, where)
        for decision in line.decisions:
            yield from _line_decision(decision, payers, where)


def _line_decision(decision: LineDecision, payers: set[str], where: str) -> Iterator[Problem]:
    if decision.payer not in payers:
        yield Problem(
            "837p.decision-payer",
            "the line was decided by a payer that the claim does not name",
            f"{where}, SVD01",
            "name the payer among the other insurance of the claim",
        )
    if decision.decided_on is None:
        yield Problem(
            "837p.decision-date-missing",
            "the day of the other payer's decision is not stated",
            f"{where}, DTP*573",
            FIX_OTHER,
        )
    if decision.units is None:
        yield Problem(
            "837p.decision-units-missing",
            "how many units the other payer decided about is not stated",
            f"{where}, SVD05",
            FIX_OTHER,
        )
    for text, element in (
        (decision.payer, "SVD01"),
        (decision.qualifier, "SVD03"),
        (decision.code, "SVD03"),
        *((each, "SVD03") for each in decision.modifiers),
    ):
        yield from number_problems(f"{where}, {element}", text, 80, FIX_OTHER)
    if decision.bundled_into:
        yield from number_problems(f"{where}, SVD06", decision.bundled_into, 6, FIX_OTHER)
    yield from name_problems(f"{where}, SVD03", decision.description, 80, FIX_OTHER, least=0)
    yield from _adjustments(decision.adjustments, where)
    yield from kept_problems(where, decision.others)


def _incomplete(other: OtherInsurance, where: str) -> Iterator[Problem]:
    missing = {
        "who is insured (loop 2330A)": other.subscriber is None,
        "who pays (loop 2330B)": other.payer is None,
        "whether benefits are assigned (OI03)": other.benefits_assigned not in ("N", "W", "Y"),
        "whether information may be released (OI06)": other.release not in ("I", "Y"),
    }
    for words, is_missing in missing.items():
        if is_missing:
            yield Problem(
                "837p.other-insurance-incomplete",
                f"other insurance does not state {words}",
                where,
                "ask the partner for the member's other insurance",
            )
    if other.patient_signature not in ("", "P"):
        yield from choice_problems(f"{where}, OI04", other.patient_signature, frozenset({"", "P"}))


def _subscriber(person: OtherSubscriber, where: str) -> Iterator[Problem]:
    yield from name_problems(f"{where}, NM103", person.last_name, 60, FIX_OTHER)
    for text, longest in (
        (person.first_name, 35),
        (person.middle_name, 25),
        (person.suffix, 10),
    ):
        yield from name_problems(where, text, longest, FIX_OTHER, least=0)
    yield from number_problems(f"{where}, NM109", person.identifier, 80, FIX_OTHER)
    yield from choice_problems(f"{where}, NM108", person.qualifier, frozenset({"II", "MI"}))
    if person.address is not None:
        yield from address_problems(where, person.address, FIX_OTHER)
    yield from reference_problems(where, person.references, _SUBSCRIBER_REFERENCES, FIX_OTHER)


def _adjustments(adjustments: Sequence[CasAdjustment], where: str) -> Iterator[Problem]:
    segments = 0
    for group, same in groupby(adjustments, key=lambda each: each.group):
        segments += -(-sum(1 for _ in same) // _TRIPLETS)
        yield from choice_problems(f"{where}, CAS01", group, _GROUPS)
    if segments > _MOST_CAS:
        yield _too_many("CAS segments", segments, _MOST_CAS, where)
    for each in adjustments:
        yield from number_problems(f"{where}, CAS02", each.reason, 5, FIX_OTHER)


def _too_many(what: str, count: int, most: int, where: str) -> Problem:
    return Problem(
        "837p.repeated",
        f"{count} {what}; the guide takes {most}",
        where,
        "keep those that belong to the claim",
    )
