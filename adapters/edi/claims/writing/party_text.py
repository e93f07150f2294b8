"""Who stands in a claim, as the text of segments: names, addresses, contacts, numbers.

Names are cleaned by `basic`; numbers and codes stand as they are: the checks let no delimiter
through. Source: 005010X222A1 1000A to 2010CA, 2310, 2420.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from adapters.edi.basic_text import basic
from adapters.edi.claims.claim_parties import (
    MEDI_CAL,
    Address,
    BillingProvider,
    Contact,
    Insured,
    Patient,
    Payer,
    Provider,
    Providers,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.writing.kept_text import (
    BILLING,
    PATIENT,
    SUBSCRIBER,
    kept_text,
    with_kept,
)
from adapters.edi.elements import write_day
from adapters.edi.values import Reference

_day = lru_cache(1 << 14)(write_day)  # members come again in every batch
_SPECIALTY = {"DN": "RF", "P3": "RF"}  # PRV01; all others perform (PE)


def segment(*elements: str) -> str:
    """The elements as one segment, empty ones at its end left out."""
    return "*".join(elements).rstrip("*")


def references_text(references: Iterable[Reference]) -> list[str]:
    """Each number as a REF."""
    return [f"REF*{each.qualifier}*{each.value}" for each in references]


def address_text(address: Address) -> tuple[str, str]:
    """N3 and N4."""
    second = basic(address.second_line)
    abroad = f"*{address.country}***{address.subdivision}".rstrip("*")
    return (
        f"N3*{basic(address.street)}*{second}" if second else f"N3*{basic(address.street)}",
        f"N4*{basic(address.city)}*{address.state}*{address.zip_code}{abroad}",
    )


def submitter_text(submitter: Submitter) -> list[str]:
    """Loop 1000A."""
    names = (basic(submitter.name), basic(submitter.first_name), basic(submitter.middle_name))
    kind = "1" if submitter.first_name else "2"
    phone = (("TE", submitter.phone),) if submitter.phone else ()
    return [
        segment("NM1", "41", kind, *names, "", "", "46", submitter.identifier),
        _contact(Contact(submitter.contact, (*phone, *submitter.ways))),
        *kept_text(submitter.others),
    ]


def receiver_text(receiver: Receiver) -> list[str]:
    """Loop 1000B."""
    return [
        f"NM1*40*2*{basic(receiver.name)}*****46*{receiver.identifier}",
        *kept_text(receiver.others),
    ]


def billing_text(billing: BillingProvider, at: int) -> list[str]:
    """Loops 2000A to 2010AB; `at` is the level's number in the hierarchy."""
    kind = "1" if billing.first_name else "2"
    written = [f"HL*{at}**20*1"]
    if billing.taxonomy:
        written.append(f"PRV*BI*PXC*{billing.taxonomy}")
    names = (basic(billing.name), basic(billing.first_name), basic(billing.middle_name))
    numbered = ("", basic(billing.suffix), *_numbered("XX", billing.npi))
    written += [
        segment("NM1", "85", kind, *names, *numbered),
        *address_text(billing.address),
        *([f"REF*EI*{billing.tin}"] if billing.tin else []),
        *references_text(billing.references),
    ]
    if billing.contact is not None:
        written.append(_contact(billing.contact))
    if billing.pay_to is not None:
        written += [f"NM1*87*{kind}", *address_text(billing.pay_to)]
    return with_kept(written, billing.others, BILLING)


def insured_text(insured: Insured) -> str:
    """How someone is covered: an SBR."""
    if insured is MEDI_CAL:
        return "SBR*P*18*******MC"
    return segment(
        "SBR",
        insured.responsibility,
        insured.relation,
        insured.group_number,
        basic(insured.group_name),
        insured.insurance_type,
        "",
        "",
        "",
        insured.filing,
    )


def subscriber_text(member: Subscriber, payer: Payer, opening: str) -> list[str]:
    """Loops 2000B, 2010BA and 2010BB behind the HL that opens them."""
    kind = "1" if member.is_person else "2"
    name = _person(f"IL*{kind}", member, f"{member.qualifier}*{member.cin}")
    written = [opening, insured_text(member.insured), name]
    if member.address is not None:
        written += address_text(member.address)
    if member.born_on is not None or member.sex:
        written.append(f"DMG*D8*{_day(member.born_on)}*{member.sex}")
    if member.references:
        written += references_text(member.references)
    written.append(f"NM1*PR*2*{basic(payer.name)}*****{payer.qualifier}*{payer.identifier}")
    if payer.address is not None:
        written += address_text(payer.address)
    if payer.references:
        written += references_text(payer.references)
    if payer.others.segments:
        written += kept_text(payer.others)
    return with_kept(written, member.others, SUBSCRIBER)


def patient_text(patient: Patient, opening: str) -> list[str]:
    """Loops 2000C and 2010CA behind the HL that opens them."""
    condition = segment("PAT", patient.relation, "", "", "", *patient.condition)
    written = [opening, condition, _person("QC*1", patient, "")]
    if patient.address is not None:
        written += address_text(patient.address)
    if patient.born_on is not None or patient.sex:
        written.append(f"DMG*D8*{_day(patient.born_on)}*{patient.sex}")
    written += references_text(patient.references)
    return with_kept(written, patient.others, PATIENT)


def claim_providers_text(providers: Providers) -> list[str]:
    """Loops 2310A to 2310D; nobody orders or sells a whole claim."""
    return _providers(
        ("DN", providers.referring),
        ("P3", providers.primary_care),
        ("82", providers.rendering),
        ("77", providers.facility),
        ("DQ", providers.supervising),
    )


def line_providers_text(providers: Providers) -> list[str]:
    """Loops 2420A to 2420F."""
    return _providers(
        ("82", providers.rendering),
        ("QB", providers.purchased),
        ("77", providers.facility),
        ("DQ", providers.supervising),
        ("DK", providers.ordering),
        ("DN", providers.referring),
        ("P3", providers.primary_care),
    )


def _providers(*stated: tuple[str, Provider | None]) -> list[str]:
    return [text for role, each in stated if each is not None for text in _provider(role, each)]


def _provider(role: str, provider: Provider) -> Iterator[str]:
    kind = "1" if provider.is_person else "2"
    names = f"{basic(provider.name)}*{basic(provider.first_name)}*{basic(provider.middle_name)}"
    numbered = f"XX*{provider.npi}" if provider.npi else ""
    yield f"NM1*{role}*{kind}*{names}**{basic(provider.suffix)}*{numbered}".rstrip("*")
    if provider.taxonomy:
        yield f"PRV*{_SPECIALTY.get(role, 'PE')}*PXC*{provider.taxonomy}"
    if provider.address is not None:
        yield from address_text(provider.address)
    if provider.references:
        yield from references_text(provider.references)
    if provider.contact is not None:
        yield _contact(provider.contact)
    if provider.others.segments:
        yield from kept_text(provider.others)


def _person(role: str, person: Subscriber | Patient, identified: str) -> str:
    names = f"{basic(person.last_name)}*{basic(person.first_name)}"
    middle, suffix = basic(person.middle_name), basic(person.suffix)
    return f"NM1*{role}*{names}*{middle}**{suffix}*{identified}".rstrip("*")


def _contact(contact: Contact) -> str:
    ways = (text for way in contact.ways for text in way)
    return segment("PER", "IC", basic(contact.name), *ways)


def _numbered(qualifier: str, number: str) -> tuple[str, str]:
    return (qualifier, number) if number else ("", "")
