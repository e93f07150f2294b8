"""What must hold of everyone who stands in a claim: member, patient, plan, providers, batch.

Source: 005010X222A1 1000A to 2010CA, 2310, 2420.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from adapters.edi.claims.checks.forms import (
    FIX_MEMBER,
    FIX_PARTNER,
    FIX_PLAN,
    FIX_SETTINGS,
    WAYS,
    Kinds,
    address_problems,
    choice_problems,
    code_problems,
    contact_problems,
    is_address,
    is_name,
    is_number,
    kept_problems,
    kinds,
    name_problems,
    number_problems,
    phone_problems,
    reference_problems,
    street_address_problems,
    taxonomy_problems,
    words,
)
from adapters.edi.claims.claim_parties import (
    MEDI_CAL,
    NO_PROVIDERS,
    BillingProvider,
    Insured,
    Patient,
    Payer,
    Provider,
    Providers,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.professional_claim import ProfessionalClaim
from adapters.edi.values import Reference
from domain.identifiers import npi, tin
from domain.problem import Problem

RESPONSIBILITIES = frozenset("ABCDEFGHPSTU")
_SEXES = frozenset("FMU")
_RELATIONS = frozenset({"01", "19", "20", "21", "39", "40", "53", "G8"})  # PAT01
_INSURANCE_TYPES = frozenset({"", "12", "13", "14", "15", "16", "41", "42", "43", "47"})
_FILINGS = words("11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ") | {""}
_MEMBER_QUALIFIERS = frozenset({"II", "MI"})
_PAYER_QUALIFIERS = frozenset({"PI", "XV"})
_PAYER_REFERENCES = kinds(("2U EI FY NF", 3), ("G2 LU", 2))
_BILLING_REFERENCES = kinds(("0B 1G", 2), ("SY", 1))
_SUBSCRIBER_REFERENCES = kinds(("SY", 1), ("Y4", 1))
_PATIENT_REFERENCES = kinds(("Y4", 1), ("1W SY", 1))


class _Place(msgspec.Struct, frozen=True):
    """What the guide has room for where a provider stands.

    `being` is P for persons, O for organizations, empty for both; `address` is needed, taken or
    empty; `named` says whether the loop has a name at all.
    """

    loop: str
    being: str
    references: Kinds
    address: str = ""
    contact: bool = False
    taxonomy: bool = False
    named: bool = True


_CLAIM_PLACES = {
    "referring": _Place("2310A", "P", kinds(("0B 1G G2", 3))),
    "primary_care": _Place("2310A", "P", kinds(("0B 1G G2", 3))),
    "rendering": _Place("2310B", "", kinds(("0B 1G G2 LU", 4)), taxonomy=True),
    "facility": _Place("2310C", "O", kinds(("0B G2 LU", 3)), "needed", contact=True),
    "supervising": _Place("2310D", "P", kinds(("0B 1G G2 LU", 4))),
}
_LINE_PLACES = {
    "rendering": _Place("2420A", "", kinds(("0B 1G G2 LU", 20)), taxonomy=True),
    "purchased": _Place("2420B", "", kinds(("0B 1G G2", 20)), named=False),
    "facility": _Place("2420C", "O", kinds(("G2 LU", 3)), "needed"),
    "supervising": _Place("2420D", "P", kinds(("0B 1G G2 LU", 20))),
    "ordering": _Place("2420E", "P", kinds(("0B 1G G2", 20)), "taken", contact=True),
    "referring": _Place("2420F", "P", kinds(("0B 1G G2", 20))),
    "primary_care": _Place("2420F", "P", kinds(("0B 1G G2", 20))),
}


def submitter_problems(submitter: Submitter, at: str) -> Iterator[Problem]:
    """Loop 1000A: a contact can be reached, by telephone mostly."""
    where = f"{at}, loop 1000A"
    yield from number_problems(f"{where}, NM109", submitter.identifier, 80, FIX_SETTINGS)
    yield from name_problems(f"{where}, NM103", submitter.name, 60, FIX_SETTINGS)
    for text, longest, element in (
        (submitter.first_name, 35, "NM104"),
        (submitter.middle_name, 25, "NM105"),
        (submitter.contact, 60, "PER02"),
    ):
        yield from name_problems(f"{where}, {element}", text, longest, FIX_SETTINGS, least=0)
    if submitter.phone or not submitter.ways:
        yield from phone_problems(f"{where}, PER04", submitter.phone, FIX_SETTINGS)
    for kind, number in submitter.ways:
        yield from choice_problems(f"{where}, PER05", kind, WAYS)
        yield from number_problems(f"{where}, PER06", number, 256, FIX_SETTINGS)
    yield from kept_problems(where, submitter.others)


def receiver_problems(receiver: Receiver, at: str) -> Iterator[Problem]:
    """Loop 1000B."""
    where = f"{at}, loop 1000B"
    yield from number_problems(where, receiver.identifier, 80, FIX_PLAN)
    yield from name_problems(where, receiver.name, 60, FIX_PLAN)
    yield from kept_problems(where, receiver.others)


def billing_problems(
    billing: BillingProvider, at: str, fix: str, payer: Payer | None = None
) -> Iterator[Problem]:
    """Loops 2000A to 2010AB: who bills, where it stands, where payment goes.

    Who gives care that needs no NPI is known to `payer` by another number (REF*G2 of 2010BB). A
    person may have a social security number (REF*SY) in place of a TIN.
    """
    where = f"{at}, loop 2010AA"
    yield from name_problems(f"{where}, NM103", billing.name, 60, fix)
    for text, longest, element in (
        (billing.first_name, 35, "NM104"),
        (billing.middle_name, 25, "NM105"),
        (billing.suffix, 10, "NM107"),
    ):
        yield from name_problems(f"{where}, {element}", text, longest, fix, least=0)
    if billing.npi or not (billing.references or _has(payer.references if payer else (), "G2")):
        yield from code_problems("837p.npi", npi, billing.npi, f"{where}, NM109")
    if billing.tin or not _has(billing.references, "SY"):
        yield from code_problems("837p.tin", tin, billing.tin, f"{where}, REF02")
    if billing.taxonomy:
        yield from taxonomy_problems(f"{at}, loop 2000A, PRV03", billing.taxonomy)
    yield from street_address_problems(where, billing.address, fix)
    yield from reference_problems(where, billing.references, _BILLING_REFERENCES, fix)
    yield from contact_problems(where, billing.contact, fix)
    if billing.pay_to is not None:
        yield from address_problems(f"{at}, loop 2010AB", billing.pay_to, fix)
    yield from kept_problems(where, billing.others)


def _has(references: Iterable[Reference], qualifier: str) -> bool:
    return any(each.qualifier == qualifier for each in references)


def own_billing_problems(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """A partner that bills under its own numbers is judged with each of its claims."""
    if claim.billing is not None:
        yield from billing_problems(claim.billing, at, FIX_PARTNER, claim.payer)


def member_problems(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Loops 2000B and 2010BA: names that fit, an address, a birth date, a sex."""
    member, where = claim.subscriber, f"{at}, loop 2010BA"
    yield from _person_problems(member, where, is_patient=claim.patient is None)
    if member.cin or member.is_person:  # an employer may have no number
        yield from _member_number(member, where)
    if member.insured is not MEDI_CAL:
        yield from insured_problems(f"{at}, loop 2000B", member.insured)
    if member.references:
        yield from reference_problems(where, member.references, _SUBSCRIBER_REFERENCES, FIX_MEMBER)
    if member.others.segments:
        yield from kept_problems(where, member.others)


def _member_number(member: Subscriber, where: str) -> Iterator[Problem]:
    if not is_number(member.cin, 80):
        yield from number_problems(f"{where}, NM109", member.cin, 80, FIX_MEMBER)
    if member.qualifier not in _MEMBER_QUALIFIERS:
        taken = _MEMBER_QUALIFIERS
        yield from choice_problems(f"{where}, NM108", member.qualifier, taken)


def patient_problems(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Loops 2000C and 2010CA; one who is the subscriber too has no loop of their own."""
    patient, where = claim.patient, f"{at}, loop 2010CA"
    relation = claim.subscriber.insured.relation
    wanted = "18" if patient is None else ""
    if relation != wanted:
        yield Problem(
            "837p.patient-relation",
            "the patient is the subscriber, yet the relation is not 18"
            if patient is None
            else "the patient is another person, yet the subscriber has a relation to the patient",
            f"{at}, loop 2000B, SBR02",
            "state who the patient is in one way only",
        )
    if patient is None:
        return
    yield from choice_problems(f"{at}, loop 2000C, PAT01", patient.relation, _RELATIONS)
    yield from _person_problems(patient, where, is_patient=True)
    for text in patient.condition:
        if text:
            yield from number_problems(f"{at}, loop 2000C, PAT", text, 35, FIX_MEMBER)
    yield from reference_problems(where, patient.references, _PATIENT_REFERENCES, FIX_MEMBER)
    yield from kept_problems(where, patient.others)


def insured_problems(where: str, insured: Insured) -> Iterator[Problem]:
    """How someone is covered, in the codes of the guide."""
    yield from choice_problems(f"{where}, SBR01", insured.responsibility, RESPONSIBILITIES)
    yield from choice_problems(f"{where}, SBR05", insured.insurance_type, _INSURANCE_TYPES)
    yield from choice_problems(f"{where}, SBR09", insured.filing, _FILINGS)
    if insured.group_number:
        yield from number_problems(f"{where}, SBR03", insured.group_number, 50, FIX_MEMBER)
    yield from name_problems(f"{where}, SBR04", insured.group_name, 60, FIX_MEMBER, least=0)


def plan_problems(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Loop 2010BB; nearly all claims of a batch go to one plan."""
    if not _is_payer(claim.payer):
        yield from _plan(claim.payer, f"{at}, loop 2010BB")


@lru_cache(64)
def _is_payer(payer: Payer) -> bool:
    return not any(True for _ in _plan(payer, ""))


def _plan(payer: Payer, where: str) -> Iterator[Problem]:
    yield from payer_problems(payer, where, FIX_PLAN)
    yield from reference_problems(where, payer.references, _PAYER_REFERENCES, FIX_PLAN)


def payer_problems(payer: Payer, where: str, fix: str) -> Iterator[Problem]:
    """Someone who pays, the plan or another."""
    yield from name_problems(where, payer.name, 60, fix)
    yield from number_problems(where, payer.identifier, 80, fix)
    yield from choice_problems(f"{where}, NM108", payer.qualifier, _PAYER_QUALIFIERS)
    if payer.address is not None:
        yield from address_problems(where, payer.address, fix)
    yield from kept_problems(where, payer.others)


def provider_problems(claim: ProfessionalClaim, at: str) -> Iterator[Problem]:
    """Loops 2310 and 2420: each provider is whom its loop takes, and says what it must."""
    if claim.providers is not NO_PROVIDERS:
        yield from _providers(claim.providers, _CLAIM_PLACES, at)
    for number, line in enumerate(claim.lines, start=1):
        if line.providers is not NO_PROVIDERS:
            yield from _providers(line.providers, _LINE_PLACES, f"{at}, line {number}")


def _providers(providers: Providers, places: dict[str, _Place], at: str) -> Iterator[Problem]:
    for role in providers.__struct_fields__:
        provider = getattr(providers, role)
        if provider is None:
            continue
        place = places.get(role)
        if place is None:
            called = role.replace("_", " ")
            yield Problem(
                "837p.provider-place",
                f"the whole claim names a provider as {called}; only a line has a place for one",
                at,
                "name the provider in each line it stands for",
            )
        else:
            yield from _provider(role, provider, place, f"{at}, loop {place.loop}")


def _provider(role: str, provider: Provider, place: _Place, where: str) -> Iterator[Problem]:
    if provider.npi is not None or (role != "facility" and not provider.references):
        yield from code_problems("837p.npi", npi, provider.npi or "", f"{where}, NM109")
    if place.being and provider.is_person != (place.being == "P"):
        yield _wrong_being(role, where)
    yield from _provider_names(provider, place, where)
    if provider.taxonomy and place.taxonomy:
        yield from taxonomy_problems(f"{where}, PRV03", provider.taxonomy)
    if place.address == "needed":
        yield from street_address_problems(where, provider.address, FIX_PARTNER)
    elif provider.address is not None:
        yield from address_problems(where, provider.address, FIX_PARTNER)
    if provider.references:
        yield from reference_problems(where, provider.references, place.references, FIX_PARTNER)
    if provider.contact is not None:
        yield from contact_problems(where, provider.contact, FIX_PARTNER)
    if provider.others.segments:
        yield from kept_problems(where, provider.others)
    yield from _without_place(provider, place, where)


def _provider_names(provider: Provider, place: _Place, where: str) -> Iterator[Problem]:
    """A person has a first name, an organization none."""
    if place.named and not is_name(provider.name, 60):
        yield from name_problems(f"{where}, NM103", provider.name, 60, FIX_PARTNER)
    if provider.is_person:
        if not is_name(provider.first_name, 35):
            yield from name_problems(f"{where}, NM104", provider.first_name, 35, FIX_PARTNER)
    elif provider.first_name:
        what = "the provider is an organization and has a first name"
        yield Problem("837p.first-name", what, f"{where}, NM104", FIX_PARTNER)
    if provider.middle_name or provider.suffix:
        middle, suffix = provider.middle_name, provider.suffix
        yield from name_problems(f"{where}, NM105", middle, 25, FIX_PARTNER, least=0)
        yield from name_problems(f"{where}, NM107", suffix, 10, FIX_PARTNER, least=0)


def _wrong_being(role: str, where: str) -> Problem:
    if role == "supervising":
        return Problem(
            "837p.supervising-organization",
            "the supervising provider is an organization; the loop takes a person",
            f"{where}, NM102",
            "name the person who supervises, or state the organization as rendering",
        )
    if role == "facility":
        return Problem(
            "837p.facility-person",
            "the facility is a person; the loop takes an organization",
            f"{where}, NM102",
            "name the organization where the care was given",
        )
    return Problem(
        "837p.person-needed",
        f"the {role.replace('_', ' ')} provider is an organization; the loop takes a person",
        f"{where}, NM102",
        "name the person",
    )


def _without_place(provider: Provider, place: _Place, where: str) -> Iterator[Problem]:
    """What the guide has no room for would be lost, so it is told."""
    for what, is_stated in (
        ("a name", not place.named and (provider.name or provider.first_name)),
        ("a taxonomy code", not place.taxonomy and provider.taxonomy),
        ("an address", not place.address and provider.address is not None),
        ("a contact", not place.contact and provider.contact is not None),
    ):
        if is_stated:
            yield Problem(
                "837p.no-room",
                f"the provider has {what}, for which the guide has no room",
                where,
                "leave it out",
            )


def _person_problems(
    person: Subscriber | Patient, where: str, *, is_patient: bool
) -> Iterator[Problem]:
    """Names that fit; of the patient also address, birth date and sex."""
    if not is_name(person.last_name, 60):
        yield from name_problems(f"{where}, NM103", person.last_name, 60, FIX_MEMBER)
    is_person = not isinstance(person, Subscriber) or person.is_person
    if is_person and not is_name(person.first_name, 35):
        yield from name_problems(f"{where}, NM104", person.first_name, 35, FIX_MEMBER)
    if person.middle_name:
        yield from name_problems(f"{where}, NM105", person.middle_name, 25, FIX_MEMBER)
    if person.suffix:
        yield from name_problems(f"{where}, NM107", person.suffix, 10, FIX_MEMBER)
    if (is_patient or person.address is not None) and not is_address(person.address):
        yield from address_problems(where, person.address, FIX_MEMBER)
    if is_patient and person.born_on is None:
        what = "no birth date is stated"
        yield Problem("837p.birth-date-missing", what, f"{where}, DMG02", FIX_MEMBER)
    if (is_patient or person.born_on is not None or person.sex) and person.sex not in _SEXES:
        yield Problem("837p.sex", "the sex is none of M, F and U", f"{where}, DMG03", FIX_MEMBER)
