"""The names, addresses and notes that were cleaned to fit the file, each by where it stands."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from adapters.edi.basic_text import TextChange, changes
from adapters.edi.claims.claim_parties import (
    NO_PROVIDERS,
    Address,
    BillingProvider,
    Contact,
    Patient,
    Payer,
    Providers,
    Subscriber,
)
from adapters.edi.claims.other_insurance import OtherInsurance
from adapters.edi.claims.professional_claim import (
    ClaimLine,
    Note,
    ProfessionalBatch,
    ProfessionalClaim,
)
from adapters.edi.claims.writing.transaction_text import Billed

_Text = tuple[str, str, str]  # whose it is as "member, ", its element, the text
_ROLES = {role: role.replace("_", " ") for role in Providers.__struct_fields__}
_KEPT = 1 << 14  # members and partners come again in every batch


def cleaned_texts(batch: ProfessionalBatch, claims: Sequence[Billed]) -> Iterator[TextChange]:
    """What was changed in the texts of a file; never the texts themselves."""
    yield from changes("submitter, NM103", batch.submitter.name)
    yield from changes("submitter, NM104", batch.submitter.first_name)
    yield from changes("submitter, NM105", batch.submitter.middle_name)
    yield from changes("submitter, PER02", batch.submitter.contact)
    yield from changes("receiver, NM103", batch.receiver.name)
    for billing, _ in groupby(claims, key=itemgetter(0)):
        for place, element, text in _of_billing(billing):
            yield from changes(f"{place}{element}", text)
    for _, claim in claims:
        for place, element, text in _of_claim(claim):
            if _is_changed(text):
                yield from changes(f"claim {claim.sent_as}, {place}{element}", text)


@lru_cache(_KEPT)
def _is_changed(text: str) -> bool:
    return any(True for _ in changes("", text))


def _of_billing(billing: BillingProvider) -> Iterator[_Text]:
    yield "billing provider, ", "NM103", billing.name
    yield "billing provider, ", "NM104", billing.first_name
    yield "billing provider, ", "NM105", billing.middle_name
    yield "billing provider, ", "NM107", billing.suffix
    yield from _of_address("billing provider, ", billing.address)
    yield from _of_contact("billing provider, ", billing.contact)
    yield from _of_address("pay-to address, ", billing.pay_to)


def _of_claim(claim: ProfessionalClaim) -> Iterator[_Text]:
    member, patient = claim.subscriber, claim.patient
    yield from _of_person("member, ", member)
    if member.insured.group_name:
        yield "member, ", "SBR04", member.insured.group_name
    if patient is not None:
        yield from _of_person("patient, ", patient)
    yield from _of_payer("plan, ", claim.payer)
    if claim.providers is not NO_PROVIDERS:
        yield from _of_providers("", claim.providers)
    if claim.notes:
        yield from _of_notes("", claim.notes)
    for at, other in enumerate(claim.other_insurance, start=1):
        yield from _of_other(f"other insurance {at}, ", other)
    for at, line in enumerate(claim.lines, start=1):
        yield from _of_line(at, line)


def _of_line(at: int, line: ClaimLine) -> Iterator[_Text]:
    if line.description:
        yield f"line {at}, ", "SV101", line.description
    if line.notes:
        yield from _of_notes(f"line {at}, ", line.notes)
    if line.providers is not NO_PROVIDERS:
        yield from _of_providers(f"line {at}, ", line.providers)
    for decision in line.decisions:
        yield f"line {at}, ", "SVD03", decision.description


def _of_person(place: str, person: Subscriber | Patient) -> Iterator[_Text]:
    yield place, "NM103", person.last_name
    yield place, "NM104", person.first_name
    if person.middle_name:
        yield place, "NM105", person.middle_name
    if person.suffix:
        yield place, "NM107", person.suffix
    yield from _of_address(place, person.address)


def _of_payer(place: str, payer: Payer) -> Iterator[_Text]:
    yield place, "NM103", payer.name
    if payer.address is not None:
        yield from _of_address(place, payer.address)


def _of_providers(prefix: str, providers: Providers) -> Iterator[_Text]:
    for role, words in _ROLES.items():
        provider = getattr(providers, role)
        if provider is None:
            continue
        place = f"{prefix}{words}, "
        yield place, "NM103", provider.name
        if provider.first_name:
            yield place, "NM104", provider.first_name
            yield place, "NM105", provider.middle_name
            yield place, "NM107", provider.suffix
        if provider.address is not None:
            yield from _of_address(place, provider.address)
        if provider.contact is not None:
            yield from _of_contact(place, provider.contact)


def _of_other(place: str, other: OtherInsurance) -> Iterator[_Text]:
    yield place, "SBR04", other.insured.group_name
    if (person := other.subscriber) is not None:
        yield place, "NM103", person.last_name
        yield place, "NM104", person.first_name
        yield place, "NM105", person.middle_name
        yield place, "NM107", person.suffix
        yield from _of_address(place, person.address)
    if other.payer is not None:
        yield from _of_payer(f"{place}payer, ", other.payer)


def _of_address(place: str, address: Address | None) -> Iterator[_Text]:
    if address is None:
        return
    yield place, "N301", address.street
    if address.second_line:
        yield place, "N302", address.second_line
    yield place, "N401", address.city


def _of_contact(place: str, contact: Contact | None) -> Iterator[_Text]:
    if contact is not None:
        yield place, "PER02", contact.name


def _of_notes(prefix: str, notes: Sequence[Note]) -> Iterator[_Text]:
    for each in notes:
        yield prefix, "NTE02", each.text
