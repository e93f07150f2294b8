"""Claims as the 837P and invoice writers want them: the member's details put in at write time."""

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType

from msgspec.structs import replace

from adapters.edi.claims.claim_parties import (
    Address,
    BillingProvider,
    Payer,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.professional_claim import ClaimLine, ProfessionalBatch, ProfessionalClaim
from domain.agreements.partner import PartnerDetails
from domain.agreements.plan import Profile
from domain.care.member import MemberDetails
from domain.claims.claim_facts import ClaimBody, Send
from domain.identifiers import Npi, PayerControlNumber, Tin, line_control_number
from domain.problem import Problem
from domain.service_line import ServiceLine
from hub.settings import FILE, FileSettings

_SETTINGS = MappingProxyType(
    {
        "submitter, loop 1000A, NM103": "hub.name",
        "submitter, loop 1000A, NM109": "envelope.sender_id",
        "submitter, loop 1000A, PER02": "hub.contact",
        "submitter, loop 1000A, PER04": "hub.phone",
        "billing provider, loop 2000A, PRV03": "hub.taxonomy",
        "billing provider, loop 2010AA, NM103": "hub.name",
        "billing provider, loop 2010AA, NM109": "hub.npi",
        "billing provider, loop 2010AA, REF02": "hub.tin",
        "billing provider, loop 2010AA, N301": "hub.street",
        "billing provider, loop 2010AA, N401": "hub.city",
        "billing provider, loop 2010AA, N402": "hub.state",
        "billing provider, loop 2010AA, N403": "hub.zip",
    }
)
"""Where a batch states what the hub's settings say: the other side of `professional_batch`."""


def professional_claim(
    body: ClaimBody,
    send: Send,
    replaces: PayerControlNumber | None,
    member: MemberDetails,
    profile: Profile,
) -> ProfessionalClaim:
    """One sending of a claim; its place is that of its first line."""
    return ProfessionalClaim(
        sent_as=send.sent_as,
        subscriber=_subscriber(member),
        payer=Payer(profile.name, profile.route.payer_id),
        charge=body.charge,
        place=body.lines[0].place,
        diagnoses=body.diagnoses,
        lines=tuple(_line(send, line) for line in body.lines),
        frequency=send.frequency,
        authorization=body.authorization_number,
        payer_control=replaces,
    )


def professional_batch(
    settings: FileSettings,
    profile: Profile,
    *,
    reference: str,
    made_at: datetime,
    claims: tuple[ProfessionalClaim, ...],
    billed_as: PartnerDetails | None = None,
) -> ProfessionalBatch:
    """Claims from the hub, who submits them, to one plan; it bills them, or the partner does."""
    hub = settings.hub
    return ProfessionalBatch(
        reference=reference,
        made_at=made_at,
        submitter=Submitter(hub.name, settings.envelope.sender_id, hub.contact, hub.phone),
        receiver=Receiver(profile.route.receiver_name, profile.route.receiver_id),
        billing=_billing(settings, billed_as),
        claims=claims,
    )


def _billing(settings: FileSettings, partner: PartnerDetails | None) -> BillingProvider:
    """Loops 2000A and 2010AA: the hub, or the partner where that is who the plan pays."""
    if partner is None:
        hub = settings.hub
        address = Address(hub.street, hub.city, hub.state, hub.zip)
        return BillingProvider(hub.name, Npi(hub.npi), Tin(hub.tin), hub.taxonomy, address)
    stated = partner.billing
    if stated is None or partner.npi is None or partner.tin is None:
        raise AssertionError(f"{partner.code} bills before its numbers are stated")
    address = Address(stated.street, stated.city, stated.state, stated.zip_code)
    return BillingProvider(partner.name, partner.npi, partner.tin, stated.taxonomy, address)


def in_settings(
    problems: Iterable[Problem], billed_as: PartnerDetails | None = None
) -> tuple[Problem, ...]:
    """Problems with what the hub's settings or the partner say, each told once and where to mend.

    Every other problem stays where it stands.
    """
    return tuple(dict.fromkeys(_where_to_mend(each, billed_as) for each in problems))


def _where_to_mend(problem: Problem, billed_as: PartnerDetails | None) -> Problem:
    if billed_as is not None and problem.where.startswith("billing provider"):
        return replace(problem, where=f"partner {billed_as.code}, {problem.where}")
    key = _SETTINGS.get(problem.where)
    return replace(problem, where=f"{FILE}, {key}") if key else problem


def _subscriber(member: MemberDetails) -> Subscriber:
    return Subscriber(
        last_name=member.last_name,
        first_name=member.first_name,
        cin=member.cin,
        address=Address(member.street, member.city, member.state, member.zip_code),
        born_on=member.born_on,
        sex=member.sex,
    )


def _line(send: Send, line: ServiceLine) -> ClaimLine:
    return ClaimLine(
        control=line_control_number(send.sent_as, line.line),
        code=line.service.code,
        modifiers=line.service.modifiers,
        charge=line.charge,
        units=line.units,
        place=line.place,
        service_on=line.service_on,
        pointers=line.pointers,
    )
