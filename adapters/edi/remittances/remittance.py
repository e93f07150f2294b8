"""What an 835 states, as typed values: remittance, claim payments, lines, provider adjustments.

Amounts are cents with the sign of the file; None is an amount that could not be read, and never
a zero in its place. Quantities are decimals. Source: 005010X221A1.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.finding import Finding
from adapters.edi.remittances.parties import NO_ACCOUNT, NOBODY, BankAccount, Contact, Party
from adapters.edi.remittances.provider_sums import (
    HospitalSummary,
    Inpatient,
    Outpatient,
    ProviderSummary,
    remarks,
)
from adapters.edi.values import (
    NOTHING_KEPT,
    Amount,
    CasAdjustment,
    DatedAs,
    Private,
    Reference,
    Verbatim,
)
from domain.money import Money


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A QTY: what is counted, and how many."""

    qualifier: str
    quantity: Decimal


class Procedure(msgspec.Struct, frozen=True, gc=False):
    """What was done: a code with up to four modifiers; `qualifier` says of which list it is."""

    qualifier: str
    code: str
    modifiers: tuple[str, ...] = ()
    description: str = ""


class ServicePayment(msgspec.Struct, frozen=True, gc=False):
    """One line as paid (loop 2110), numbered from 1 within its claim.

    `original` is SVC06, what was billed where the plan paid another; `units_billed` is SVC07,
    given where it differs from `units_paid`. No units mean one (SVC05). `remarks` are LQ*HE,
    `drug_remarks` LQ*RX. `others` are segments that no field holds. `segment` is the number of its
    SVC in the file.
    """

    ordinal: int
    procedure: Procedure
    billed: Money | None
    paid: Money | None
    revenue_code: str = ""
    units_paid: Decimal | None = None
    original: Procedure | None = None
    units_billed: Decimal | None = None
    adjustments: tuple[CasAdjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[DatedAs, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    remarks: tuple[str, ...] = ()
    drug_remarks: tuple[str, ...] = ()
    others: Verbatim = NOTHING_KEPT
    segment: int = 0

    @property
    def service_date(self) -> date | None:
        """The day of the service (DTM*472), else the first day of its period (DTM*150)."""
        first_of_period = None
        for dated in self.dates:
            if dated.qualifier == "472":
                return dated.day
            if dated.qualifier == "150" and first_of_period is None:
                first_of_period = dated.day
        return first_of_period

    @property
    def line_control(self) -> str:
        """The number that the claim gave the line (REF*6R), empty where the plan echoes none."""
        for reference in self.references:
            if reference.qualifier == "6R":
                return reference.value
        return ""

    @property
    def qualifier(self) -> str:
        """Of which list the code is that was paid."""
        return self.procedure.qualifier

    @property
    def code(self) -> str:
        """The code that was paid."""
        return self.procedure.code

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The modifiers of the code that was paid."""
        return self.procedure.modifiers

    @property
    def original_code(self) -> str:
        """The code that was billed, where the plan paid another; else empty."""
        return self.original.code if self.original else ""


class Heading(msgspec.Struct, frozen=True, gc=False):
    """What stands over a run of claims (loop 2000): its number LX01, and sums about them.

    No sum is ever part of a balance. `others` are segments that no field holds.
    """

    number: str = ""
    provider: ProviderSummary | None = None
    hospital: HospitalSummary | None = None
    others: Verbatim = NOTHING_KEPT


FIRST_HEADING = Heading("1")


class ClaimPayment(msgspec.Struct, frozen=True, gc=False):
    """One claim as paid (loop 2100), numbered from 1 within its remittance.

    `adjustments` are those of the claim itself; the lines have their own. `drg`, `drg_weight` and
    `discharged_share` are CLP11-CLP13; CLP10 and CLP14 are not used in 5010. `segments` are all of
    the claim in file order, `others` those that no field holds. `segment`, `offset` and `length`
    say where it stands in the file, in bytes. `unread` is true where an amount of it could not be
    read: its balance is then unknown. Printing it shows no name or number.
    """

    ordinal: int
    claim_number: str
    status: str
    billed: Money | None
    paid: Money | None
    member_responsibility: Money | None = 0
    filing: str = ""
    payer_control: str = ""
    facility: str = ""
    frequency: str = ""
    patient_status: str = ""
    drg: str = ""
    drg_weight: Decimal | None = None
    discharged_share: Decimal | None = None
    condition: str = ""
    adjustments: tuple[CasAdjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[DatedAs, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    contacts: tuple[Contact, ...] = ()
    inpatient: Inpatient | None = None
    outpatient: Outpatient | None = None
    lines: tuple[ServicePayment, ...] = ()
    private: Private = Private()
    heading: Heading = FIRST_HEADING
    others: Verbatim = NOTHING_KEPT
    segments: Verbatim = NOTHING_KEPT
    findings: tuple[Finding, ...] = ()
    balanced: bool = True
    unread: bool = False
    segment: int = 0
    offset: int = 0
    length: int = 0

    def __repr__(self) -> str:
        return f"<claim payment {self.ordinal} with {len(self.lines)} lines>"

    @property
    def remarks(self) -> tuple[str, ...]:
        """The remark codes about the claim as a whole (MIA, MOA)."""
        return (*remarks(self.inpatient), *remarks(self.outpatient))

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


def evened(name: str) -> str:
    """A name as it is compared: capitals, one blank between words."""
    return " ".join(name.upper().split())


class RemittanceHeader(msgspec.Struct, frozen=True, gc=False):
    """Who pays whom, how much, how and when: all that stands before the first claim.

    `paid` is BPR02; `handling` BPR01, `credit_debit` BPR03, `method` BPR04, `format` BPR05,
    `payer_account` BPR06-BPR09, `originator` BPR10 and BPR11, `payee_account` BPR12-BPR15,
    `effective_on` BPR16; `trace` TRN02, `payer_id` TRN03, `payer_supplement` TRN04; `currency`
    CUR02; `references` are REF (EV, F2); `produced_on` DTM*405. `segments` are all of the header
    in file order, `others` those that no field of it or its parties holds.
    """

    handling: str = ""
    paid: Money | None = None
    credit_debit: str = ""
    method: str = ""
    format: str = ""
    payer_account: BankAccount = NO_ACCOUNT
    originator: str = ""
    originator_supplement: str = ""
    payee_account: BankAccount = NO_ACCOUNT
    effective_on: date | None = None
    trace: str = ""
    payer_id: str = ""
    payer_supplement: str = ""
    currency: str = ""
    references: tuple[Reference, ...] = ()
    produced_on: date | None = None
    who_pays: Party = NOBODY
    who_is_paid: Party = NOBODY
    others: Verbatim = NOTHING_KEPT
    segments: Verbatim = NOTHING_KEPT
    version: str = ""
    segment: int = 0
    offset: int = 0

    @property
    def payer_name(self) -> str:
        """N102 of the payer."""
        return self.who_pays.name

    @property
    def payer_number(self) -> str:
        """N104 of the payer."""
        return self.who_pays.number

    @property
    def payer_references(self) -> tuple[Reference, ...]:
        """Further numbers of the payer (1000A REF)."""
        return self.who_pays.references

    @property
    def payee_name(self) -> str:
        """N102 of the payee."""
        return self.who_is_paid.name

    @property
    def payee_npi(self) -> str:
        """The payee's NPI, in N1*PE or a REF below it; empty where neither states one."""
        return self.who_is_paid.known_as("XX", "HPI")

    @property
    def payee_tin(self) -> str:
        """The payee's TIN, in N1*PE or a REF below it; empty where neither states one."""
        return self.who_is_paid.known_as("FI", "TJ")

    @property
    def payee_references(self) -> tuple[Reference, ...]:
        """Further numbers of the payee (1000B REF)."""
        return self.who_is_paid.references

    @property
    def payer(self) -> str:
        """By what the payer is known: TRN03, else its number in N1*PR, else its name evened out."""
        return self.payer_id or self.payer_number or evened(self.payer_name)

    @property
    def moves_money(self) -> bool:
        """False for a notice: BPR01 is H, or BPR04 is NON."""
        return self.handling != "H" and self.method != "NON"


class Totals(msgspec.Struct, frozen=True):
    """The sums of a remittance; `adjustments` are per CAS group, claims and lines together.

    `residual` is BPR02 - (paid - provider_adjustments); it and `balanced` are None where an
    amount that counts could not be read. `unread_claims` are those with such an amount: the sums
    hold what could be read of them.
    """

    claims: int
    billed: Money
    paid: Money
    provider_adjustments: Money
    adjustments: Mapping[str, Money]
    balanced: bool | None
    residual: Money | None
    unread_claims: int = 0
