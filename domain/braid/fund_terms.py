"""What a fund pays for: its restriction, its place in the order, and what a draw is for."""

from collections.abc import Collection
from datetime import date
from typing import Literal, NewType

import msgspec

from domain.braid.cost import Programme, ProgrammeKey
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.period import Month, Period
from domain.service_line import Service

FundKey = NewType("FundKey", str)
"""The short name of a fund, and of its accounts."""

FundKind = Literal["prop-10", "ipp", "path", "county", "donation", "other"]

GapKind = Literal["below-cost", "not-billable", "denied", "waiting"]
"""Why Medi-Cal leaves a cost uncovered; the order in which funds cover it."""

GAP_KINDS: tuple[GapKind, ...] = ("below-cost", "not-billable", "denied", "waiting")
SETTLED: tuple[GapKind, ...] = GAP_KINDS[:3]


class ProgrammeMonth(msgspec.Struct, frozen=True, order=True, gc=False):
    """The care of one partner in one programme in one month: what is charged to funds at once."""

    month: Month
    programme: ProgrammeKey
    partner_code: PartnerCode

    def __str__(self) -> str:
        return f"{self.partner_code} in {self.programme}, {self.month}"


class Need(msgspec.Struct, frozen=True, order=True, gc=False):
    """Cost that Medi-Cal leaves uncovered: of which care, and why, in cents.

    `service` reads ``98960 U2``, empty for care without a code. `reason` is the code behind the
    kind: ``CO-197`` of a denial, ``no-cin`` of care that nobody is billed for, who acts next.
    """

    kind: GapKind
    first_day: date
    last_day: date
    service: str
    reason: str
    cents: Money


class Restriction(msgspec.Struct, frozen=True):
    """What the giver of a fund allows it to pay; an empty list allows any.

    A payer of last resort waits until plans have answered. `note` is the giver's own condition,
    such as that it must add to other money and never take its place.
    """

    partners: tuple[PartnerCode, ...] = ()
    programmes: tuple[ProgrammeKey, ...] = ()
    services: tuple[Service, ...] = ()
    counties: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    pays_for: tuple[GapKind, ...] = SETTLED
    last_resort: bool = False
    note: str = ""


class FundTerms(msgspec.Struct, frozen=True):
    """A fund as its giver made it.

    `order` says when it is drawn among others, lowest first. `period` bounds the days of care.
    `is_banked` tells that its money lies in the hub's bank; else draws are told and post nothing.
    """

    key: FundKey
    name: str
    kind: FundKind
    order: int
    period: Period
    restriction: Restriction = Restriction()
    is_banked: bool = True

    @property
    def turn(self) -> tuple[bool, bool, int, FundKey]:
        """When it is drawn: Prop 10 after all others, payers of last resort before it."""
        return (self.kind == "prop-10", self.restriction.last_resort, self.order, self.key)

    def admits(self, programme: Programme, partner: PartnerCode, need: Need) -> bool:
        """Whether it may pay for a need."""
        asked = self.restriction
        return (
            _allows(asked.partners, partner)
            and _allows(asked.programmes, programme.key)
            and _allows([str(service) for service in asked.services], need.service)
            and _allows(asked.counties, programme.county)
            and _allows(asked.populations, programme.population)
            and need.kind in asked.pays_for
            and need.first_day in self.period
            and need.last_day in self.period
        )


def _allows(listed: Collection[str], asked: str) -> bool:
    return not listed or asked in listed


class FundDraw(msgspec.Struct, frozen=True, kw_only=True):
    """A draw and what it rests on, in cents.

    `ordinal` counts the draws of the programme month over all funds. `cost` is that of its care,
    `medi_cal` what plans came to, `others` what other draws stand at; `needs` sum to the amount.
    """

    fund_key: FundKey
    use: ProgrammeMonth
    ordinal: int
    programme: Programme
    cost: Money
    medi_cal: Money
    others: Money
    needs: tuple[Need, ...]
    drawn_on: date

    @property
    def number(self) -> str:
        """What people call it."""
        use = self.use
        return f"{use.partner_code}-{use.programme}-{use.month}-{self.ordinal}"

    @property
    def amount(self) -> Money:
        """What is drawn."""
        return sum(need.cents for need in self.needs)
