"""What an 835 states, as typed values: remittance, claim payments, lines, provider adjustments.

Amounts are cents with the sign of the file; None is an amount that could not be read, and never
a zero in its place. Quantities are decimals. Source: 005010X221A1.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.finding import Finding
from adapters.edi.values import Amount, CasAdjustment, DatedAs, Private, Reference
from adapters.edi.x12 import Segment
from domain.money import Money


class ServicePayment(msgspec.Struct, frozen=True, gc=False):
    """One line as paid (loop 2110), numbered from 1 within its claim.

    `original_code` is SVC06, the code that was billed where the plan paid another; `units_billed`
    is SVC07, given where it differs from `units_paid`. No units mean one (SVC05). `segment` is the
    number of its SVC in the file.
    """

    ordinal: int
    qualifier: str
    code: str
    modifiers: tuple[str, ...]
    billed: Money | None
    paid: Money | None
    units_paid: Decimal | None = None
    original_code: str = ""
    units_billed: Decimal | None = None
    service_date: date | None = None
    line_control: str = ""
    adjustments: tuple[CasAdjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    remarks: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[DatedAs, ...] = ()
    segment: int = 0


class ClaimPayment(msgspec.Struct, frozen=True, gc=False):
    """One claim as paid (loop 2100), numbered from 1 within its remittance.

    `adjustments` are those of the claim itself; the lines have their own. `segment`, `offset` and
    `length` say where it stands in the file, in bytes. `unread` is true where an amount of it
    could not be read: its balance is then unknown. `others` are segments that no one reads here.
    """

    ordinal: int
    claim_number: str
    status: str
    billed: Money | None
    paid: Money | None
    member_responsibility: Money = 0
    filing: str = ""
    payer_control: str = ""
    facility: str = ""
    frequency: str = ""
    adjustments: tuple[CasAdjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    remarks: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[DatedAs, ...] = ()
    lines: tuple[ServicePayment, ...] = ()
    private: Private = Private()
    others: tuple[Segment, ...] = ()
    findings: tuple[Finding, ...] = ()
    balanced: bool = True
    unread: bool = False
    segment: int = 0
    offset: int = 0
    length: int = 0

    @property
    def interest(self) -> Money:
        """Interest the plan says is in this payment (AMT*I), of the claim and its lines."""
        return sum(
            amount.amount
            for amounts in (self.amounts, *(line.amounts for line in self.lines))
            for amount in amounts
            if amount.qualifier == "I"
        )


class ProviderAdjustment(msgspec.Struct, frozen=True, gc=False):
    """One pair of a PLB: money moved outside of any claim.

    A positive amount lowers the payment, a negative one raises it (domain.md 7.4). `pair` counts
    the pairs of its segment from 1.
    """

    provider: str
    fiscal_date: date | None
    reason: str
    reference: str
    amount: Money
    pair: int = 1
    segment: int = 0
    offset: int = 0
    length: int = 0


class RemittanceHeader(msgspec.Struct, frozen=True, gc=False):
    """Who pays whom, how much, how and when: all that stands before the first claim.

    `paid` is BPR02; `handling` BPR01, `credit_debit` BPR03, `method` BPR04, `effective_on` BPR16,
    `trace` TRN02, `payer_id` TRN03, `payer_number` N104 of the payer, `produced_on` DTM*405.
    """

    handling: str = ""
    paid: Money | None = None
    credit_debit: str = ""
    method: str = ""
    effective_on: date | None = None
    trace: str = ""
    payer_id: str = ""
    payer_name: str = ""
    payer_number: str = ""
    payer_references: tuple[Reference, ...] = ()
    payee_name: str = ""
    payee_npi: str = ""
    payee_tin: str = ""
    payee_references: tuple[Reference, ...] = ()
    version: str = ""
    produced_on: date | None = None
    references: tuple[Reference, ...] = ()
    others: tuple[Segment, ...] = ()
    segment: int = 0
    offset: int = 0

    @property
    def payer(self) -> str:
        """By what the payer is known: TRN03, else its number in N1*PR, else its name evened out."""
        return self.payer_id or self.payer_number or " ".join(self.payer_name.upper().split())

    @property
    def moves_money(self) -> bool:
        """False for a notice: BPR01 is H, or BPR04 is NON."""
        return self.handling != "H" and self.method != "NON"


class Totals(msgspec.Struct, frozen=True):
    """The sums of a remittance; `adjustments` are per CAS group, claims and lines together.

    `residual` is BPR02 - (paid - provider_adjustments); it and `balanced` are None where an
    amount that counts could not be read.
    """

    claims: int
    billed: Money
    paid: Money
    provider_adjustments: Money
    adjustments: Mapping[str, Money]
    balanced: bool | None
    residual: Money | None
