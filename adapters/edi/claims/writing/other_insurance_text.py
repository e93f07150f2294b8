"""What an earlier payer decided, as the text of segments (005010X222A1 2320, 2330, 2430)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from adapters.edi.basic_text import basic
from adapters.edi.claims.claim_parties import Payer
from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance, OtherSubscriber
from adapters.edi.claims.writing.kept_text import (
    LINE_DECISION,
    OTHER_INSURANCE,
    kept_text,
    with_kept,
)
from adapters.edi.claims.writing.party_text import (
    address_text,
    insured_text,
    references_text,
    segment,
)
from adapters.edi.claims.writing.service_text import number_text, service_text
from adapters.edi.elements import write_cents, write_day, write_quantity
from adapters.edi.values import CasAdjustment

_TRIPLETS = 6  # in one CAS


def other_insurance_text(other: OtherInsurance) -> list[str]:
    """Loops 2320, 2330A and 2330B of one other payer."""
    written = [insured_text(other.insured), *adjustments_text(other.adjustments)]
    written += [f"AMT*{each.qualifier}*{write_cents(each.amount)}" for each in other.amounts]
    consent = (other.benefits_assigned, other.patient_signature, "", other.release)
    if any(consent):
        written.append(segment("OI", "", "", *consent))
    if other.subscriber is not None:
        written += _subscriber(other.subscriber)
    if other.payer is not None:
        written += _payer(other.payer, write_day(other.decided_on))
    return with_kept(written, other.others, OTHER_INSURANCE)


def line_decision_text(decision: LineDecision) -> list[str]:
    """Loop 2430."""
    service = service_text(
        decision.qualifier, decision.code, decision.modifiers, decision.description
    )
    units = "" if decision.units is None else number_text(decision.units)
    paid = write_cents(decision.paid)
    written = [
        segment("SVD", decision.payer, paid, service, "", units, decision.bundled_into),
        *adjustments_text(decision.adjustments),
    ]
    if decision.decided_on is not None:
        written.append(f"DTP*573*D8*{write_day(decision.decided_on)}")
    if decision.left is not None:
        written.append(f"AMT*EAF*{write_cents(decision.left)}")
    return with_kept(written, decision.others, LINE_DECISION)


def adjustments_text(adjustments: Sequence[CasAdjustment]) -> Iterator[str]:
    """CAS segments: neighbours of one group share one, six at most, in their order."""
    for group, neighbours in groupby(adjustments, key=lambda each: each.group):
        same = list(neighbours)
        for first in range(0, len(same), _TRIPLETS):
            triplets = (
                text
                for each in same[first : first + _TRIPLETS]
                for text in (each.reason, write_cents(each.amount), write_quantity(each.quantity))
            )
            yield segment("CAS", group, *triplets)


def _subscriber(person: OtherSubscriber) -> Iterator[str]:
    names = (basic(person.last_name), basic(person.first_name), basic(person.middle_name))
    kind = "1" if person.is_person else "2"
    identified = (person.qualifier, person.identifier)
    yield segment("NM1", "IL", kind, *names, "", basic(person.suffix), *identified)
    if person.address is not None:
        yield from address_text(person.address)
    yield from references_text(person.references)


def _payer(payer: Payer, decided_on: str) -> Iterator[str]:
    yield f"NM1*PR*2*{basic(payer.name)}*****{payer.qualifier}*{payer.identifier}"
    if payer.address is not None:
        yield from address_text(payer.address)
    if decided_on:
        yield f"DTP*573*D8*{decided_on}"
    yield from references_text(payer.references)
    yield from kept_text(payer.others)
