"""Whose claim it is and who receives the care: the levels of a member.

Source: 005010X222A1 2000B, 2010BA, 2010BB, 2000C, 2010CA.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from adapters.edi.claims.claim_parties import MEDI_CAL, Insured, Patient, Payer, Subscriber
from adapters.edi.claims.reading.findings_837p import A_DAY, missing, unreadable
from adapters.edi.claims.reading.parties_in_837p import (
    Party,
    divided_parties,
    kept_segment,
    read_party,
)
from adapters.edi.claims.reading.stated_in_837p import Inside, Shape, divided, kept, texts
from adapters.edi.elements import day
from adapters.edi.finding import Finding
from adapters.edi.x12 import Segment
from domain.identifiers import Cin

_INSIDE = {"NM1": Inside(frozenset({"N3", "N4", "DMG", "REF", "PER"}))}
_SUBSCRIBER = Shape(frozenset({"HL", "SBR", "PAT"}), _INSIDE)
_PATIENT = Shape(frozenset({"HL", "PAT"}), _INSIDE)
_OF_A_PERSON = frozenset({"N3", "N4", "DMG", "REF"})
_CONTACT = frozenset({"PER"})
OF_A_PAYER = frozenset({"N3", "N4", "REF"})

UNSAID = Insured(responsibility="", relation="", filing="")
_NOBODY = Payer("", "")


class SubscriberLevel(msgspec.Struct, frozen=True):
    """Level 2000B; `subscriber` is None where it does not say who that is.

    `named` says whether it has the loop of a subscriber at all. `lacking` says what keeps every
    claim under it from being typed.
    """

    subscriber: Subscriber | None
    payer: Payer
    named: bool
    lacking: tuple[Finding, ...]


class PatientLevel(msgspec.Struct, frozen=True):
    """Level 2000C; `patient` is None where it does not say who that is, as `lacking` tells."""

    patient: Patient | None
    lacking: tuple[Finding, ...] = ()


def read_subscriber(segments: Sequence[Segment], found: list[Finding]) -> SubscriberLevel:
    """Loops 2000B to 2010BB; empty where the file has no such level."""
    own, loops = divided(segments, _SUBSCRIBER)
    parties, others = divided_parties(loops, ("IL", "PR"), {}, found)
    insured = UNSAID
    for segment in own:
        if segment.id == "SBR" and insured is UNSAID:
            insured = read_insured(segment)
        elif segment.id != "HL":
            others += kept_segment(segment, "2000B", _SUBSCRIBER, found)
    payer = _NOBODY
    if (pays := parties.get("PR")) is not None:
        payer = payer_of(read_party(pays, "2010BB", OF_A_PAYER, found))
    insures = parties.get("IL")
    if insures is None:
        return SubscriberLevel(None, payer, named=False, lacking=())
    party = read_party(insures, "2010BA", _OF_A_PERSON, found, keeps=_CONTACT)
    is_person = party.name.get(2) != "2"
    for element, what, is_needed in (
        (3, "the subscriber has no name", True),
        (9, "the subscriber has no number", is_person),
    ):
        if is_needed and not party.name.get(element):
            lacking = missing(party.name, f"NM1{element:02d}", "2010BA", what)
            return SubscriberLevel(None, payer, named=True, lacking=(lacking,))
    subscriber = _subscriber(party, insured, others, found)
    return SubscriberLevel(subscriber, payer, named=True, lacking=())


def _subscriber(
    party: Party, insured: Insured, others: list[Segment], found: list[Finding]
) -> Subscriber:
    name = texts(party.name, 9)
    born_on, sex = _demographics(party, "2010BA", found)
    return Subscriber(
        last_name=name[3],
        first_name=name[4],
        cin=Cin(name[9]),
        address=party.address,
        born_on=born_on,
        sex=sex,
        middle_name=name[5],
        suffix=name[7],
        qualifier=name[8],
        is_person=name[2] != "2",
        insured=insured,
        references=tuple(party.references),
        others=kept([*others, *party.others]),
    )


def read_patient(segments: Sequence[Segment], found: list[Finding]) -> PatientLevel:
    """Loops 2000C and 2010CA."""
    own, loops = divided(segments, _PATIENT)
    parties, others = divided_parties(loops, ("QC",), {}, found)
    stated: Segment | None = None
    for segment in own:
        if segment.id == "PAT" and stated is None:
            stated = segment
        elif segment.id != "HL":
            others += kept_segment(segment, "2000C", _PATIENT, found)
    loop = parties.get("QC")
    if loop is None or not loop[0].get(3):
        at = loop[0] if loop else segments[0]
        lacking = missing(at, "NM103", "2010CA", "the patient has no name")
        return PatientLevel(None, (lacking,))
    party = read_party(loop, "2010CA", _OF_A_PERSON, found, keeps=_CONTACT)
    name = texts(party.name, 7)
    born_on, sex = _demographics(party, "2010CA", found)
    patient = Patient(
        relation=stated.get(1) if stated else "",
        last_name=name[3],
        first_name=name[4],
        address=party.address,
        born_on=born_on,
        sex=sex,
        middle_name=name[5],
        suffix=name[7],
        condition=_condition(stated) if stated else (),
        references=party.numbers[1],
        others=kept([*others, *party.others]),
    )
    return PatientLevel(patient)


def payer_of(party: Party) -> Payer:
    """A payer, of the claim or of other insurance."""
    name = texts(party.name, 9)
    return Payer(
        name=name[3],
        identifier=name[9],
        qualifier=name[8],
        address=party.address,
        references=tuple(party.references),
        others=kept(party.others),
    )


def read_insured(segment: Segment) -> Insured:
    """An SBR: how someone is covered."""
    said = texts(segment, 9)
    return _insured(said[1], said[2], said[3], said[4], said[5], said[9])


@lru_cache(1 << 10)
def _insured(
    responsibility: str, relation: str, number: str, name: str, kind: str, filing: str
) -> Insured:
    stated = Insured(responsibility, relation, number, name, kind, filing)
    return MEDI_CAL if stated == MEDI_CAL else stated


def _condition(stated: Segment) -> tuple[str, ...]:
    """PAT05 to PAT09 (005010X222A1 2000C), empty ones at the end left out."""
    texts = stated.elements[5:10]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _demographics(party: Party, loop: str, found: list[Finding]) -> tuple[date | None, str]:
    """Birth date and sex; a DMG whose day cannot be read is kept."""
    stated = party.parts.get("DMG")
    if stated is None:
        return None, ""
    born_on = day(stated.get(2))
    if stated.get(2) and born_on is None:
        found.append(unreadable(stated, 2, loop, A_DAY))
        party.others.append(stated)
    return born_on, stated.get(3)
