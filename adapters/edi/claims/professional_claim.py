"""A professional claim as an 837P or an invoice carries it: written by us, read by a plan.

Texts and numbers are as they should stand in the file; amounts are in cents. Names, addresses,
birth dates, CINs and notes are personal details. Where nothing is said, a claim is as our field
sends them: the member is the subscriber, one plan pays. `others` are segments that no field holds.
Source: 005010X222A1.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from adapters.edi.claims.claim_parties import (
    NO_PROVIDERS,
    BillingProvider,
    Patient,
    Payer,
    Providers,
    Receiver,
    Submitter,
    Subscriber,
)
from adapters.edi.claims.other_insurance import LineDecision, OtherInsurance
from adapters.edi.values import NOTHING_KEPT, Amount, Reference, StatedDays, Verbatim
from domain.identifiers import (
    AuthorizationNumber,
    Diagnosis,
    LineControlNumber,
    Modifier,
    PayerControlNumber,
    PlaceOfService,
    ProcedureCode,
    SendNumber,
)
from domain.money import Money

Frequency = Literal["1", "7", "8"]  # CLM05-3: original, replacement, void


class Note(msgspec.Struct, frozen=True, gc=False):
    """An NTE; `kind` is ADD for more about the claim. Its text is a personal detail."""

    kind: str
    text: str

    def __repr__(self) -> str:
        return f"<note {self.kind}, not shown>"


class Attachment(msgspec.Struct, frozen=True, gc=False):
    """A PWK: a paper that goes with the claim.

    `kind` says which (03 report, OZ support data ...), `way` how it comes (EL, FX, BM, AA on
    request), `control` the number it bears.
    """

    kind: str
    way: str
    control: str = ""


class Indicators(msgspec.Struct, frozen=True, gc=False):
    """What CLM06 to CLM12 and CLM20 say: signatures, assignment, causes, special programme, delay.

    `causes` are the parts of CLM11: up to three causes (AA, EM, OA), the state, the country.
    """

    provider_signature: str = "Y"
    assignment: str = "A"
    benefits_assigned: str = "Y"
    release: str = "Y"
    patient_signature: str = ""
    causes: tuple[str, ...] = ()
    special_programme: str = ""
    delay_reason: str = ""


AS_USUAL = Indicators()


class ClaimLine(msgspec.Struct, frozen=True, gc=False):
    """One billed line: loop 2400; `pointers` count the claim's diagnoses from 1.

    `units` are whole in our field; `basis` is UN, in files of others MJ (minutes) too. The care
    lasted from `service_on` to `service_to`, one day where that is None. `place` is that of the
    claim unless the line says another. `emergency`, `epsdt`, `family_planning` and `copay` are
    SV109, SV111, SV112 and SV115. `providers` are those that differ from the claim's.
    """

    control: LineControlNumber
    code: ProcedureCode
    modifiers: tuple[Modifier, ...]
    charge: Money
    units: int | Decimal
    place: PlaceOfService
    service_on: date
    pointers: tuple[int, ...] = (1,)
    service_to: date | None = None
    qualifier: str = "HC"
    description: str = ""
    basis: str = "UN"
    emergency: str = ""
    epsdt: str = ""
    family_planning: str = ""
    copay: str = ""
    authorization: AuthorizationNumber | None = None
    references: tuple[Reference, ...] = ()
    dates: tuple[StatedDays, ...] = ()
    amounts: tuple[Amount, ...] = ()
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    providers: Providers = NO_PROVIDERS
    decisions: tuple[LineDecision, ...] = ()
    others: Verbatim = NOTHING_KEPT


class ProfessionalClaim(msgspec.Struct, frozen=True, gc=False):
    """One claim: loops 2000B to 2430.

    `charge` is what all lines charge together; `payer_control` is the plan's number of the claim
    that this one replaces or voids (REF*F8); `referral` is REF*9F. `billing` is None where the
    batch's billing provider bills it. `amounts` are AMT (F5 what the patient paid).
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
    referral: str = ""
    indicators: Indicators = AS_USUAL
    patient: Patient | None = None
    billing: BillingProvider | None = None
    providers: Providers = NO_PROVIDERS
    references: tuple[Reference, ...] = ()
    dates: tuple[StatedDays, ...] = ()
    amounts: tuple[Amount, ...] = ()
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    other_insurance: tuple[OtherInsurance, ...] = ()
    others: Verbatim = NOTHING_KEPT

    def __repr__(self) -> str:
        return f"<professional claim with {len(self.lines)} lines, not shown>"


class ProfessionalBatch(msgspec.Struct, frozen=True):
    """Claims that go to one plan in one file; `reference` is the batch's own number (BHT03).

    `billing` bills every claim that does not name another billing provider.
    """

    reference: str
    made_at: datetime
    submitter: Submitter
    receiver: Receiver
    billing: BillingProvider
    claims: tuple[ProfessionalClaim, ...]
