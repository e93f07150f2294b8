"""Which money of the hub's own stands in for partners' debts, and who agreed to it?"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from domain.identifiers import PartnerCode
from domain.money import Money
from domain.payments.hub_advance import (
    HubAdvanceAsked,
    HubAdvanceFact,
    HubAdvanceGiven,
    HubAdvanceReturned,
)
from projections.projection import Projection


class HubAdvanceStatus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One movement of the hub's own money for a partner's debt, in cents; `on` the bank's day."""

    partner_code: PartnerCode
    reference: str
    kind: Literal["given", "returned"]
    amount: Money
    on: date
    by: str
    approved_by: str = ""

    @property
    def waits(self) -> bool:
        """Whether a second person has yet to agree."""
        return self.kind == "given" and not self.approved_by


def _keys(fact: HubAdvanceFact) -> Iterable[str]:
    kind = "returned" if isinstance(fact, HubAdvanceReturned) else "given"
    return (f"{fact.partner_code}/{kind}/{fact.reference}",)


def _evolve(
    _key: str, known: HubAdvanceStatus | None, fact: HubAdvanceFact
) -> HubAdvanceStatus | None:
    match fact:
        case HubAdvanceAsked(bank_on=day):
            return _status(fact, "given", day)
        case HubAdvanceGiven(by=by):
            return replace(known, approved_by=by) if known else None
        case HubAdvanceReturned(returned_on=day):
            return _status(fact, "returned", day)


def _status(
    fact: HubAdvanceAsked | HubAdvanceReturned, kind: Literal["given", "returned"], day: date
) -> HubAdvanceStatus:
    return HubAdvanceStatus(
        partner_code=fact.partner_code,
        reference=fact.reference,
        kind=kind,
        amount=fact.amount,
        on=day,
        by=fact.by,
    )


HUB_ADVANCES: Projection[HubAdvanceStatus] = Projection(
    name="hub_advances",
    version=1,
    row=HubAdvanceStatus,
    indexes=("partner_code",),
    facts=get_args(HubAdvanceFact),
    keys=_keys,
    evolve=_evolve,
)
