"""What earlier payers decided: loops 2320 and 2330 of a claim, 2430 of a line (005010X222A1)."""

from collections.abc import Iterable, Sequence
from datetime import date

from adapters.edi.claims.claim_parties import Payer
from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance, OtherSubscriber
from adapters.edi.claims.reading.findings_837p import A_DAY, A_NUMBER, unknown, unreadable
from adapters.edi.claims.reading.member_in_837p import OF_A_PAYER, payer_of, read_insured
from adapters.edi.claims.reading.parties_in_837p import (
    Role,
    Roles,
    divided_parties,
    kept_segment,
    read_party,
)
from adapters.edi.claims.reading.service_in_837p import procedure, units
from adapters.edi.claims.reading.stated_in_837p import (
    Inside,
    Shape,
    adjustments,
    divided,
    kept,
    period,
    stated_amount,
)
from adapters.edi.finding import Finding
from adapters.edi.values import Amount, CasAdjustment
from adapters.edi.x12 import Segment
from domain.money import Money

INSIDE_A_CLAIM = Inside(
    frozenset({"CAS", "AMT", "OI", "MOA", "MIA", "NM1", "N3", "N4", "PER", "PRV", "REF", "DTP"})
)
INSIDE_A_LINE = Inside(frozenset({"CAS", "DTP", "AMT"}), never=frozenset({"472"}))

_SHAPE = Shape(
    frozenset({"CAS", "AMT", "OI", "MOA", "MIA"}),
    {"NM1": Inside(frozenset({"N3", "N4", "PER", "PRV", "REF", "DTP"}))},
)
_OF_A_SUBSCRIBER = frozenset({"N3", "N4", "REF"})
_PROVIDERS: Roles = {
    "DN": Role("2330C"),
    "P3": Role("2330C"),
    "82": Role("2330D"),
    "77": Role("2330E"),
    "DQ": Role("2330F"),
    "85": Role("2330G"),
}


def read_other_insurance(loop: Sequence[Segment], found: list[Finding]) -> OtherInsurance:
    """Loops 2320 and 2330: an SBR and what follows it."""
    own, loops = divided(loop[1:], _SHAPE)
    parties, others = divided_parties(loops, ("IL", "PR"), _PROVIDERS, found)
    lowered: list[CasAdjustment] = []
    amounts: list[Amount] = []
    consent: Segment | None = None
    for segment in own:
        if segment.id == "CAS":
            lowered += adjustments(segment, "2320", others, found)
        elif segment.id == "AMT":
            amounts += _amount(segment, others, found)
        elif segment.id == "OI" and consent is None:
            consent = segment
        else:
            others += kept_segment(segment, "2320", _SHAPE, found)
    payer, decided_on = _payer(parties.get("PR"), others, found)
    return OtherInsurance(
        insured=read_insured(loop[0]),
        subscriber=_subscriber(parties.get("IL"), others, found),
        payer=payer,
        adjustments=tuple(lowered),
        amounts=tuple(amounts),
        benefits_assigned=consent.get(3) if consent else "",
        patient_signature=consent.get(4) if consent else "",
        release=consent.get(6) if consent else "",
        decided_on=decided_on,
        others=kept(others),
    )


def read_decision(
    loop: Sequence[Segment], component: str, found: list[Finding]
) -> LineDecision | None:
    """Loop 2430: an SVD and what follows it; None where what was paid cannot be read."""
    start = loop[0]
    paid = stated_amount(start, 2, "2430", found)
    if paid is None:
        return None
    counted = units(start.get(5))
    if counted is None and start.get(5):
        found.append(unreadable(start, 5, "2430", A_NUMBER))
    done = procedure(start.get(3), component)
    lowered, decided_on, left, others = _of_decision(loop[1:], found)
    return LineDecision(
        payer=start.get(1),
        paid=paid,
        code=done.code,
        modifiers=done.modifiers,
        qualifier=done.qualifier,
        description=done.description,
        units=counted,
        bundled_into=start.get(6),
        adjustments=tuple(lowered),
        decided_on=decided_on,
        left=left,
        others=kept(others),
    )


def _of_decision(
    segments: Iterable[Segment], found: list[Finding]
) -> tuple[list[CasAdjustment], date | None, Money | None, list[Segment]]:
    """What was taken off, when, what is left for others to pay; and what no field holds."""
    lowered: list[CasAdjustment] = []
    others: list[Segment] = []
    decided_on: date | None = None
    left: Money | None = None
    for segment in segments:
        if segment.id == "CAS":
            lowered += adjustments(segment, "2430", others, found)
        elif segment.id == "DTP" and decided_on is None:
            decided_on = _decided_on(segment, "2430", others, found)
        elif segment.id == "AMT" and segment.get(1) == "EAF" and left is None:
            left = stated_amount(segment, 2, "2430", found)
            if left is None:
                others.append(segment)
        else:
            if segment.id not in INSIDE_A_LINE.follows:
                found.append(unknown(segment, "2430"))
            others.append(segment)
    return lowered, decided_on, left, others


def _subscriber(
    loop: Sequence[Segment] | None, others: list[Segment], found: list[Finding]
) -> OtherSubscriber | None:
    if loop is None:
        return None
    party = read_party(loop, "2330A", _OF_A_SUBSCRIBER, found)
    others += party.others
    name = party.name
    return OtherSubscriber(
        last_name=name.get(3),
        first_name=name.get(4),
        identifier=name.get(9),
        middle_name=name.get(5),
        suffix=name.get(7),
        qualifier=name.get(8),
        is_person=name.get(2) != "2",
        address=party.address,
        references=tuple(party.references),
    )


def _payer(
    loop: Sequence[Segment] | None, others: list[Segment], found: list[Finding]
) -> tuple[Payer | None, date | None]:
    """The payer, and the day it decided on."""
    if loop is None:
        return None, None
    party = read_party(loop, "2330B", OF_A_PAYER | {"DTP"}, found)
    stated = party.parts.get("DTP")
    decided_on = _decided_on(stated, "2330B", others, found) if stated else None
    return payer_of(party), decided_on


def _amount(segment: Segment, others: list[Segment], found: list[Finding]) -> tuple[Amount, ...]:
    amount = stated_amount(segment, 2, "2320", found)
    if amount is None:
        others.append(segment)
        return ()
    return (Amount(segment.get(1), amount),)


def _decided_on(
    segment: Segment, loop: str, others: list[Segment], found: list[Finding]
) -> date | None:
    """The day of a DTP*573; any other DTP is kept."""
    stated = period(segment.get(3))
    if segment.get(1) == "573" and stated is not None:
        return stated[0]
    if segment.get(1) == "573":
        found.append(unreadable(segment, 3, loop, A_DAY))
    others.append(segment)
    return None
