"""A professional claim as an 837P or an invoice carries it: written by us, read by a plan.

The hub is the billing provider, the member is the subscriber, one plan pays. Texts and numbers
are as they should stand in the file; amounts are in cents. Names, addresses, birth dates and CINs
are personal details. Source: 005010X222A1.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from domain.identifiers import (
    AuthorizationNumber,
    Cin,
    Diagnosis,
    LineControlNumber,
    Modifier,
    Npi,
    PayerControlNumber,
    PlaceOfService,
    ProcedureCode,
    SendNumber,
    Tin,
)
from domain.money import Money

Frequency = Literal["1", "7", "8"]  # CLM05-3: original, replacement, void
Sex = Literal["M", "F", "U"]


class Address(msgspec.Struct, frozen=True, gc=False):
    """A street address; `zip_code` is five or nine digits, `second_line` may be empty."""

    street: str
    city: str
    state: str
    zip_code: str
    second_line: str = ""


class Submitter(msgspec.Struct, frozen=True, gc=False):
    """Who sends the file: loop 1000A; `phone` is ten digits."""

    name: str
    identifier: str
    contact: str
    phone: str


class Receiver(msgspec.Struct, frozen=True, gc=False):
    """Who takes the file: loop 1000B."""

    name: str
    identifier: str


class BillingProvider(msgspec.Struct, frozen=True, gc=False):
    """The organization that bills and is paid: loops 2000A and 2010AA."""

    name: str
    npi: Npi
    tin: Tin
    taxonomy: str
    address: Address


class Subscriber(msgspec.Struct, frozen=True, gc=False):
    """The member, who is always the subscriber: loop 2010BA."""

    last_name: str
    first_name: str
    cin: Cin
    address: Address
    born_on: date
    sex: Sex


class Payer(msgspec.Struct, frozen=True, gc=False):
    """The plan: loop 2010BB."""

    name: str
    identifier: str


class ReferringPerson(msgspec.Struct, frozen=True, gc=False):
    """The practitioner who recommended the care: loop 2310A, a person always."""

    last_name: str
    first_name: str
    npi: Npi


class RenderingProvider(msgspec.Struct, frozen=True, gc=False):
    """Who gave the care, where it is not the billing provider: loop 2310B.

    `first_name` is empty for an organization.
    """

    name: str
    npi: Npi
    taxonomy: str
    first_name: str = ""


class ServiceFacility(msgspec.Struct, frozen=True, gc=False):
    """Where the care was given, if a plan wants to know: loop 2310C."""

    name: str
    address: Address
    npi: Npi | None = None


class ClaimLine(msgspec.Struct, frozen=True, gc=False):
    """One billed line: loop 2400; `pointers` count the claim's diagnoses from 1."""

    control: LineControlNumber
    code: ProcedureCode
    modifiers: tuple[Modifier, ...]
    charge: Money
    units: int
    place: PlaceOfService
    service_on: date
    pointers: tuple[int, ...] = (1,)


class ProfessionalClaim(msgspec.Struct, frozen=True, gc=False):
    """One claim: loops 2000B to 2400.

    `charge` is what all lines charge together; `payer_control` is the plan's number of the claim
    that this one replaces or voids.
    """

    sent_as: SendNumber
    subscriber: Subscriber
    payer: Payer
    charge: Money
    place: PlaceOfService
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[ClaimLine, ...]
    frequency: Frequency = "1"
    authorization: AuthorizationNumber | None = None
    payer_control: PayerControlNumber | None = None
    referring: ReferringPerson | None = None
    rendering: RenderingProvider | None = None
    facility: ServiceFacility | None = None


class ProfessionalBatch(msgspec.Struct, frozen=True):
    """Claims that go to one plan in one file; `reference` is the batch's own number (BHT03)."""

    reference: str
    made_at: datetime
    submitter: Submitter
    receiver: Receiver
    billing: BillingProvider
    claims: tuple[ProfessionalClaim, ...]
