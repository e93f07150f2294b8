"""A payment in advance as an 820 states it: a premium or capitation, and for whom it is.

Sources: 005010X218 (premiums), 005010X306 (exchange payments). Who is paid for is a personal
detail: names and numbers stand in parties, numbers and kept segments, and printing shows none.
"""

from datetime import date
from decimal import Decimal

import msgspec

from adapters.edi.finding import Finding
from adapters.edi.rosters.parties import NO_NUMBERS, Numbers, Party
from adapters.edi.values import NOTHING_KEPT, Reference, StatedDays, Verbatim
from domain.money import Money, show_money

ORGANIZATION, INDIVIDUAL = "organization", "individual"


class PremiumHeader(msgspec.Struct, frozen=True):
    """What an 820 says before its first payment.

    `paid` is BPR02, `handling` BPR01 (C money and remittance, I remittance only ...), `method`
    BPR04 (ACH, CHK, NON); `trace` TRN02 finds the money; `payer_id` is TRN03.
    """

    handling: str
    paid: Money | None
    credit_debit: str
    method: str
    effective_on: date | None
    trace: str
    payer_id: str
    currency: str
    references: tuple[Reference, ...]
    dates: tuple[StatedDays, ...]
    parties: tuple[Party, ...]
    version: str
    segment: int
    offset: int
    segments: Verbatim = NOTHING_KEPT
    others: Verbatim = NOTHING_KEPT

    @property
    def receiver(self) -> Party | None:
        """Who is paid (N1*PE)."""
        return self._of("PE")

    @property
    def remitter(self) -> Party | None:
        """Who pays (N1*PR; N1*RM in 005010X306)."""
        return self._of("PR") or self._of("RM")

    def _of(self, entity: str) -> Party | None:
        return next((each for each in self.parties if each.entity == entity), None)


class Entity(msgspec.Struct, frozen=True, gc=False):
    """An ENT: for whom the payments under it are, an organization or one person (loop 2000).

    `people` are NM1 as they stand (IL the member), `numbers` ENT03/ENT04 and the REFs that stand
    before the first payment. Without an ENT `kind` is empty and `ordinal` 0.
    """

    ordinal: int = 0
    kind: str = ""
    people: tuple[Party, ...] = ()
    numbers: Numbers = NO_NUMBERS

    @property
    def person(self) -> Party | None:
        """The member paid for (NM1*IL), else the first person named."""
        named = (each for each in self.people if each.entity == "IL")
        return next(named, self.people[0] if self.people else None)


class PremiumAdjustment(msgspec.Struct, frozen=True, gc=False):
    """An ADX; `amount` is None where it states none, `reason` ADX02 (53 an earlier month ...)."""

    amount: Money | None
    reason: str
    numbers: Numbers = NO_NUMBERS
    entity: Entity = Entity()
    segment: int = 0
    offset: int = 0


class SummaryCount(msgspec.Struct, frozen=True, gc=False):
    """An SLN: how many of `unit` (IE people, 10 groups) a summary line is about."""

    unit: str
    number: Decimal | None


class SummaryLine(msgspec.Struct, frozen=True, gc=False):
    """An IT1 with its charges (SAC: code and amount) and counts (005010X218 2310A to 2315A)."""

    number: str
    charges: tuple[tuple[str, Money | None], ...] = ()
    counts: tuple[SummaryCount, ...] = ()


class PremiumPayment(msgspec.Struct, frozen=True, gc=False):
    """An RMR: one payment for one policy, group or member (loop 2300).

    `reference_kind` is RMR01, `reference` RMR02 (a policy or member number; in 005010X306 the kind
    of payment: APTC), `action` RMR03. `paid` is RMR04, `billed` RMR05: None where they state none.
    `adjustments` say why the two differ (loop 2320). `others` are segments that no field holds.
    """

    ordinal: int
    entity: Entity
    reference_kind: str
    reference: str
    action: str
    paid: Money | None
    billed: Money | None
    adjustments: tuple[PremiumAdjustment, ...]
    numbers: Numbers
    dates: tuple[StatedDays, ...]
    lines: tuple[SummaryLine, ...]
    segments: Verbatim
    others: Verbatim
    findings: tuple[Finding, ...]
    segment: int
    offset: int
    length: int

    def __repr__(self) -> str:
        paid = "unread" if self.paid is None else show_money(self.paid)
        return f"<premium payment {self.ordinal}, {paid}, for whom not shown>"


class PremiumTotals(msgspec.Struct, frozen=True):
    """The sums of an 820, in cents.

    `paid` is the sum of RMR04, `earlier` of the ADX that change earlier payments (loop 2200),
    `explained` of the ADX under single payments (loop 2320). `residual` is BPR02 less paid less
    earlier; None where an amount cannot be read. Money that does not sum up is never made to.
    """

    payments: int
    paid: Money
    billed: Money
    earlier: Money
    explained: Money
    balanced: bool | None
    residual: Money | None
