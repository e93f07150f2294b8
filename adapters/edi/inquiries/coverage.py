"""What a plan says about one member's coverage: its benefits, or why it does not answer.

Amounts are in cents, percentages parts of one as written. Source: 005010X279A1.
"""

from decimal import Decimal

import msgspec

from adapters.edi.inquiries.stated import (
    NO_PARTY,
    Delivery,
    Message,
    Party,
    Procedure,
    Rejection,
    Unit,
)
from adapters.edi.values import NOTHING_KEPT, Reference, StatedDays, Verbatim
from domain.money import Money

# EB01 as 005010X279A1 lists it (general knowledge): 1 to 5 are coverage that stands
_ACTIVE = frozenset("12345")
_INACTIVE = frozenset("678")
_WHOLE_PLAN = "30"  # EB03: the health benefit plan itself, not one service of it


class BenefitEntity(msgspec.Struct, frozen=True, gc=False):
    """Who takes part in a benefit: loop 2120.

    The party's role says how: P3 and P4 primary care, Y2 managed care organization, PR and PRP
    payers, GP or X3 groups. `details` are its segments as they stand.
    """

    party: Party = NO_PARTY
    details: Verbatim = NOTHING_KEPT


class Benefit(msgspec.Struct, frozen=True, gc=False):
    """One EB with what belongs to it: loops 2110, 2115 and 2120.

    `information` is EB01 (1 active, 6 inactive, B copayment, L primary care, R other payer ...),
    `service_types` EB03, `insurance_type` EB04 (MC Medicaid, HM ...), `period` EB06,
    `authorization` EB11 and `in_network` EB12 are Y, N, U or W. `more` are the codes of III.
    """

    information: str
    coverage_level: str = ""
    service_types: tuple[str, ...] = ()
    insurance_type: str = ""
    plan_description: str = ""
    period: str = ""
    amount: Money | None = None
    percent: Decimal | None = None
    quantity_kind: str = ""
    quantity: Decimal | None = None
    authorization: str = ""
    in_network: str = ""
    procedure: Procedure | None = None
    pointers: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[StatedDays, ...] = ()
    messages: tuple[Message, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    entities: tuple[BenefitEntity, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    @property
    def states(self) -> str:
        """active, inactive, or empty where it says neither or is rejected itself."""
        if self.rejections:
            return ""
        if self.information in _ACTIVE:
            return "active"
        return "inactive" if self.information in _INACTIVE else ""


class CoverageAnswer(Unit, frozen=True, gc=False, kw_only=True):
    """What is said about one member, or at the level of the plan or of whoever asked.

    `rejections` are the level's own, `rejections_above` those of the levels above it, which stop
    every answer below them. `dates` are those of the person (291, 307, 346 ...).
    """

    benefits: tuple[Benefit, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    rejections_above: tuple[Rejection, ...] = ()
    dates: tuple[StatedDays, ...] = ()

    @property
    def result(self) -> str:
        """active, inactive, rejected or unknown.

        What is said about the whole plan decides before what is said about single services.
        """
        if self.rejections:
            return "rejected"
        stated = self.stated
        if stated:
            return "active" if "active" in stated else "inactive"
        of_benefits = any(benefit.rejections for benefit in self.benefits)
        return "rejected" if of_benefits or self.rejections_above else "unknown"

    @property
    def stated(self) -> frozenset[str]:
        """What the deciding benefits state: active, inactive, both or neither."""
        whole = [b for b in self.benefits if not b.service_types or _WHOLE_PLAN in b.service_types]
        of_plan = {benefit.states for benefit in whole} - {""}
        return frozenset(of_plan or {benefit.states for benefit in self.benefits} - {""})

    @property
    def reasons(self) -> tuple[Rejection, ...]:
        """Every rejection that concerns the member: from above, its own, of single benefits."""
        of_benefits = (rejection for benefit in self.benefits for rejection in benefit.rejections)
        return (*self.rejections_above, *self.rejections, *of_benefits)

    @property
    def entities(self) -> tuple[BenefitEntity, ...]:
        """Everyone who takes part in a benefit: the plan the member is in, primary care."""
        return tuple(entity for benefit in self.benefits for entity in benefit.entities)
