"""A remittance as it states itself, before anyone judges it."""

from datetime import date
from typing import Literal

import msgspec

from domain.event import Source
from domain.identifiers import PartnerCode, PlanKey, RemittanceId
from domain.money import Money
from domain.posting import PAID_DIRECT, carried_account, deposit_account

Holds = Literal["claims", "months"]
"""What a notice pays: claims, as an 835 does, or months of members, as an 820 or a roster does."""

ParkedBecause = Literal["unbalanced", "conflict", "payee", "partner", "department", "payer", "day"]
SUSPENSE_OF = {
    "unbalanced": "unbalanced-remittance",
    "conflict": "conflicting-remittance",
    "payee": "unknown-payee",
    "partner": "partner-paid",
    "department": "other-department",
    "payer": "unknown-payer",
    "day": "doubtful-day",
}


class Notice(msgspec.Struct, frozen=True):
    """A remittance as it states itself.

    Amounts in cents: `deposit` is BPR02, `billed` and `paid` sum CLP03 and CLP04, `adjusted` sums
    the PLB amounts with their sign. `moves_bank_money` is false for BPR01 = H and method NON.
    `digest` is the keyed content digest that tells a copy from a conflict. `stated_on` is BPR16 as
    stated, empty where it is missing; `paid_on` is then the day of the notice or of its file.
    Of a roster `claims` counts the rows.
    `paid_to` is the partner whose bank the money lands at, None for the hub's.
    """

    remittance_id: RemittanceId
    plan_key: PlanKey
    payer: str
    trace: str
    method: str
    moves_bank_money: bool
    paid_on: date
    deposit: Money
    billed: Money
    paid: Money
    adjusted: Money
    claims: int
    digest: str
    source: Source
    stated_on: date | None = None
    holds: Holds = "claims"
    paid_to: PartnerCode | None = None

    @property
    def residual(self) -> Money:
        """What BPR02 states beyond claims and provider adjustments; zero where it balances."""
        return self.deposit - (self.paid - self.adjusted)

    @property
    def expects_deposit(self) -> bool:
        """Whether money reaches the hub's bank by it: not where it informs only or sets all off."""
        return self.moves_bank_money and self.deposit > 0 and self.paid_to is None

    @property
    def cash(self) -> str:
        """The account the money comes in by; none of the hub's where it is paid to a partner."""
        if self.paid_to is not None:
            return PAID_DIRECT
        account = deposit_account if self.moves_bank_money else carried_account
        return account(self.plan_key)


class Outcome(msgspec.Struct, frozen=True):
    """How the claims of a posted remittance were placed, in numbers."""

    matched: int
    unmatched: int
    parked: int

    def plus(self, other: "Outcome") -> "Outcome":
        """Both together."""
        return Outcome(
            self.matched + other.matched,
            self.unmatched + other.unmatched,
            self.parked + other.parked,
        )
