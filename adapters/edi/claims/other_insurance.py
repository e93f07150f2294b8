"""What an earlier payer decided about a claim: loops 2320, 2330 and 2430 (005010X222A1)."""

from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.claims.claim_parties import Address, Insured, Payer
from adapters.edi.values import NOTHING_KEPT, Amount, CasAdjustment, Reference, Verbatim
from domain.money import Money


class OtherSubscriber(msgspec.Struct, frozen=True, gc=False):
    """Who is insured with the other payer: loop 2330A."""

    last_name: str
    first_name: str
    identifier: str
    middle_name: str = ""
    suffix: str = ""
    qualifier: str = "MI"
    is_person: bool = True
    address: Address | None = None
    references: tuple[Reference, ...] = ()

    def __repr__(self) -> str:
        return "<subscriber, not shown>"


class OtherInsurance(msgspec.Struct, frozen=True, gc=False):
    """Another payer of the claim: SBR, CAS, AMT, OI and the loops 2330A and 2330B.

    `amounts` are AMT: D what it paid, EAF what is left to others, A8 what it does not cover.
    `benefits_assigned`, `patient_signature` and `release` are OI03, OI04 and OI06. The payer's
    own number of the claim is REF*F8 in `payer.references`. `decided_on` is DTP*573.
    """

    insured: Insured
    subscriber: OtherSubscriber | None
    payer: Payer | None
    adjustments: tuple[CasAdjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    benefits_assigned: str = ""
    patient_signature: str = ""
    release: str = ""
    decided_on: date | None = None
    others: Verbatim = NOTHING_KEPT

    @property
    def paid(self) -> Money | None:
        """What the other payer paid for the claim (AMT*D), None where it does not say."""
        return next((each.amount for each in self.amounts if each.qualifier == "D"), None)


class LineDecision(msgspec.Struct, frozen=True, gc=False):
    """What the other payer called `payer` (SVD01) decided about one line: loop 2430.

    `code` and `modifiers` are those it paid, `bundled_into` the line (LX01) it was bundled into.
    `left` is AMT*EAF, what remains for others to pay.
    """

    payer: str
    paid: Money
    code: str
    modifiers: tuple[str, ...] = ()
    qualifier: str = "HC"
    description: str = ""
    units: int | Decimal | None = None
    bundled_into: str = ""
    adjustments: tuple[CasAdjustment, ...] = ()
    decided_on: date | None = None
    left: Money | None = None
    others: Verbatim = NOTHING_KEPT
