"""Who sends and takes a file and who bills: the levels that many claims share.

Source: 005010X222A1 1000A, 1000B, 2000A, 2010AA, 2010AB, 2010AC.
"""

from collections.abc import Sequence

import msgspec

from adapters.edi.claims.claim_parties import Address, BillingProvider, Receiver, Submitter
from adapters.edi.claims.reading.parties_in_837p import (
    ADDRESS,
    Role,
    divided_parties,
    kept_segment,
    read_party,
)
from adapters.edi.claims.reading.stated_in_837p import Inside, Shape, divided, kept
from adapters.edi.finding import Finding
from adapters.edi.values import Reference
from adapters.edi.x12 import Segment
from domain.identifiers import Npi, Tin

_HEADER = Shape(frozenset({"BHT"}), {"NM1": Inside(frozenset({"PER", "N3", "N4", "REF"}))})
_LEVEL = Shape(
    frozenset({"HL", "PRV", "CUR"}), {"NM1": Inside(frozenset({"N3", "N4", "REF", "PER"}))}
)
_OF_A_BILLER = frozenset({"N3", "N4", "REF", "PER"})
_TAX_NUMBERS = ("EI", "24")  # REF01, and NM108 in older guides
_NOWHERE = Address("", "", "", "")


class Header(msgspec.Struct, frozen=True):
    """What stands before the levels; `reference` is the batch's own number (BHT03)."""

    reference: str
    submitter: Submitter
    receiver: Receiver


def read_header(segments: Sequence[Segment], found: list[Finding]) -> Header:
    """BHT and loops 1000A and 1000B, as far as the file has them."""
    own, loops = divided(segments, _HEADER)
    parties, others = divided_parties(loops, ("41", "40"), {}, found)
    starts = [segment for segment in own if segment.id == "BHT"]
    for segment in own:
        if segment.id != "BHT":
            others += kept_segment(segment, "", _HEADER, found)
    receiver = Receiver("", "")
    if (takes := parties.get("40")) is not None:
        party = read_party(takes, "1000B", frozenset(), found)
        receiver = Receiver(party.name.get(3), party.name.get(9), kept(party.others))
    reference = starts[0].get(3) if starts else ""
    others += starts[1:]
    return Header(reference, _submitter(parties.get("41"), others, found), receiver)


def _submitter(
    loop: Sequence[Segment] | None, others: list[Segment], found: list[Finding]
) -> Submitter:
    if loop is None:
        return Submitter("", "", "", "", others=kept(others))
    party = read_party(loop, "1000A", frozenset({"PER"}), found)
    contact = party.contact
    phone = contact.phone if contact else ""
    ways = list(contact.ways) if contact else []
    if phone:
        ways.remove(("TE", phone))
    return Submitter(
        name=party.name.get(3),
        identifier=party.name.get(9),
        contact=contact.name if contact else "",
        phone=phone,
        first_name=party.name.get(4),
        middle_name=party.name.get(5),
        ways=tuple(ways),
        others=kept([*others, *party.others]),
    )


def read_billing(segments: Sequence[Segment], found: list[Finding]) -> BillingProvider:
    """Loops 2000A to 2010AC, as far as the file has them."""
    own, loops = divided(segments, _LEVEL)
    parties, others = divided_parties(loops, ("85", "87"), {"PE": Role("2010AC")}, found)
    taxonomy = ""
    for segment in own:
        if segment.id == "PRV" and not taxonomy:
            taxonomy = segment.get(3)
        elif segment.id != "HL":
            others += kept_segment(segment, "2000A", _LEVEL, found)
    pay_to = None
    if (paid := parties.get("87")) is not None:
        party = read_party(paid, "2010AB", ADDRESS, found)
        pay_to = party.address
        others += party.others
        if any(paid[0].elements[3:]):  # older guides may name another payee here
            others.append(paid[0])
    bills = parties.get("85")
    if bills is None:
        return BillingProvider(
            "", Npi(""), Tin(""), taxonomy, _NOWHERE, pay_to, others=kept(others)
        )
    party = read_party(bills, "2010AA", _OF_A_BILLER, found)
    npi, numbers = party.numbers
    tin, references = _tin(numbers)
    return BillingProvider(
        name=party.name.get(3),
        npi=npi or Npi(""),
        tin=tin,
        taxonomy=taxonomy,
        address=party.address or _NOWHERE,
        pay_to=pay_to,
        contact=party.contact,
        first_name=party.name.get(4),
        middle_name=party.name.get(5),
        suffix=party.name.get(7),
        references=references,
        others=kept([*others, *party.others]),
    )


def _tin(numbers: tuple[Reference, ...]) -> tuple[Tin, tuple[Reference, ...]]:
    """The employer's number, and all other numbers; one of a person (SY) is not a TIN."""
    for qualifier in _TAX_NUMBERS:
        for at, number in enumerate(numbers):
            if number.qualifier == qualifier:
                return Tin(number.value), (*numbers[:at], *numbers[at + 1 :])
    return Tin(""), numbers
