"""Months that rosters paid, as people ask for them."""

from dataclasses import dataclass
from typing import Any

from domain.claims.claim import CLAIM, NoClaim
from domain.identifiers import ClaimNumber, PartnerCode
from domain.money import Money
from domain.period import Month
from domain.problem import Refused, refuse
from hub import lookups
from hub.views import View
from hub.wiring import Hub
from projections.member_months import MEMBER_MONTHS, PaidMonth
from projections.remittance_balance import REMITTANCE_BALANCE


@dataclass(frozen=True)
class ClaimOfMonth:
    """A claim of a member's month, whose it is, and what stands paid of it in cents."""

    number: ClaimNumber
    partner_code: PartnerCode
    paid: Money


@dataclass(frozen=True)
class MonthShown:
    """A month with its rows (trace and cents), and the claims that bill care in it.

    `others` are claims of another partner than the month's: a difference for a person.
    """

    month: PaidMonth
    rows: tuple[tuple[str, Money], ...]
    claims: tuple[ClaimOfMonth, ...]

    @property
    def others(self) -> tuple[ClaimNumber, ...]:
        """The claims that are another partner's."""
        own = self.month.partner_code
        return tuple(each.number for each in self.claims if each.partner_code != own)


def list_months(view: View, *, partner: str, plan: str, month: str) -> list[PaidMonth]:
    """The months, by number; empty texts leave nothing out."""
    asked = {"partner_code": partner.upper(), "plan_key": plan, "month": month}
    only: dict[str, Any] = {name: text for name, text in asked.items() if text}
    return sorted(view.rows(MEMBER_MONTHS, **only), key=lambda row: row.number)


def find_month(hub: Hub, number: str) -> MonthShown | Refused:
    """The month of this number, with its rows and claims."""
    view = hub.projector.live
    rows = view.rows(MEMBER_MONTHS, number=number.strip().upper())
    if not rows:
        return refuse(
            "month.unknown",
            what="no month has this number",
            where=f"month {number[:30]}",
            fix="list them: hub roster list",
        )
    month = rows[0]
    notices = view.get_many(REMITTANCE_BALANCE, [row.remittance_id for row in month.rows])
    stated = tuple((notices[row.remittance_id].trace, row.cents) for row in month.rows)
    return MonthShown(month, stated, _claims(hub, month))


def _claims(hub: Hub, month: PaidMonth) -> tuple[ClaimOfMonth, ...]:
    key = lookups.member_month(month.plan_key, month.member_id, Month.read(month.month))
    claims = hub.handler.states(CLAIM, hub.log.find(lookups.MEMBER_MONTH, key)).values()
    accounts = [claim.account for claim in claims if not isinstance(claim, NoClaim)]
    found = (
        ClaimOfMonth(each.body.number, each.body.partner_code, each.money.paid)
        for each in accounts
        if not each.void
    )
    return tuple(sorted(found, key=lambda claim: claim.number))
