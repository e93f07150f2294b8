"""A request to a plan: may this care be given. Source: 005010X217."""

from datetime import datetime
from decimal import Decimal

import msgspec

from adapters.edi.inquiries.stated import Delivery, Message, Party, Person, Procedure
from adapters.edi.values import StatedDays
from domain.money import Money


class AskedDiagnosis(msgspec.Struct, frozen=True, gc=False):
    """One part of an HI: `kind` ABK is the principal diagnosis, ABF another one."""

    kind: str
    code: str


class AskedAttachment(msgspec.Struct, frozen=True, gc=False):
    """A PWK: a paper that goes with the request.

    `kind` says which (03 report, OZ support data ...), `way` how it comes (EL, FX, BM), `control`
    the number it bears.
    """

    kind: str
    way: str
    control: str = ""


class AskedCare(msgspec.Struct, frozen=True, gc=False):
    """One service: what, how much, when; loop 2000F.

    `units` are counted in `unit_kind` (UN units, MJ minutes); `deliveries` say how often. With a
    `revenue_code` it is an institution's service (SV2), else a professional one (SV1).
    """

    procedure: Procedure | None = None
    charge: Money | None = None
    unit_kind: str = ""
    units: Decimal | None = None
    revenue_code: str = ""
    dates: tuple[StatedDays, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    messages: tuple[Message, ...] = ()


class AuthorizationRequest(msgspec.Struct, frozen=True, gc=False):
    """What is asked for one member, or what the plan's answer repeats of it: loops 2000E, 2000F.

    `trace` is our number, `trace_by` who gave it (TRN03). `category` is UM01 (HS health services,
    SC specialty care, AR admission), `certification` UM02 (I initial, R renewal, S revised, 3
    cancelled), `service_type` UM03; `place` and `place_kind` are UM04 (``11``, B). `previous` is
    REF*BB, the number of the authorization that is renewed or changed.
    """

    trace: str
    member: Person
    category: str = "HS"
    certification: str = "I"
    service_type: str = ""
    place: str = ""
    place_kind: str = ""
    previous: str = ""
    diagnoses: tuple[AskedDiagnosis, ...] = ()
    dates: tuple[StatedDays, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    services: tuple[AskedCare, ...] = ()
    attachments: tuple[AskedAttachment, ...] = ()
    messages: tuple[Message, ...] = ()
    providers: tuple[Party, ...] = ()
    trace_by: str = ""


class AuthorizationInquiry(msgspec.Struct, frozen=True):
    """One request to one plan: one transaction, as the guide wants it. `reference` is BHT03.

    `plan` decides (role X3), `asker` requests (role 1P).
    """

    reference: str
    made_at: datetime
    plan: Party
    asker: Party
    request: AuthorizationRequest
