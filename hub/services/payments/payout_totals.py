"""What each payee was paid in a calendar year, for information returns (Form 1099).

A payment counts for the year in which its warrant was issued; one that is void counts for none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.disbursements.return_thresholds import Threshold, Thresholds, threshold_in
from domain.identifiers import PartnerCode
from domain.money import Money
from domain.payments.payee import W9
from hub.services.agreements.payees import list_payees
from hub.services.payments.payouts import list_payouts
from hub.wiring import Hub
from projections.payee_status import PayeeStatus
from projections.payout_status import PayoutStatus, PayoutWarrant


@dataclass(frozen=True)
class PayeeTotal:
    """A payee's year in cents: by statements, in advance, both less what was void.

    `is_due` is None where the year has no threshold yet.
    """

    partner_code: PartnerCode
    names: tuple[str, ...]
    w9: W9
    statements: Money
    advances: Money
    payments: int
    is_due: bool | None

    @property
    def total(self) -> Money:
        """All of it."""
        return self.statements + self.advances


@dataclass(frozen=True)
class YearTotals:
    """All payees of a calendar year, those that are exempt apart; the threshold it was held to."""

    year: int
    threshold: Threshold | None
    payees: tuple[PayeeTotal, ...]
    exempt: tuple[PayeeTotal, ...]

    @property
    def without_w9(self) -> tuple[PartnerCode, ...]:
        """Who was paid and has no form on file."""
        return tuple(each.partner_code for each in self.payees if each.w9.state == "missing")


def year_totals(
    hub: Hub, year: int, thresholds: Thresholds, *, known_at: int | None = None
) -> YearTotals:
    """What was paid to each payee in a calendar year, as far as it is known, or was then."""
    threshold = threshold_in(thresholds, year)
    paid: dict[PartnerCode, list[PayoutStatus]] = {}
    for row in list_payouts(hub, known_at=known_at):
        if any(_counts(warrant, year) for warrant in row.warrants):
            paid.setdefault(row.partner_code, []).append(row)
    payees = {each.partner_code: each for each in list_payees(hub, known_at=known_at)}
    totals = [
        _total(rows, payees.get(code, PayeeStatus(partner_code=code)), year, threshold)
        for code, rows in sorted(paid.items())
    ]
    return YearTotals(
        year=year,
        threshold=threshold,
        payees=tuple(each for each in totals if each.w9.state != "exempt"),
        exempt=tuple(each for each in totals if each.w9.state == "exempt"),
    )


def _counts(warrant: PayoutWarrant, year: int) -> bool:
    return warrant.stands and warrant.paid_on is not None and warrant.paid_on.year == year


def _total(
    rows: Iterable[PayoutStatus], payee: PayeeStatus, year: int, threshold: Threshold | None
) -> PayeeTotal:
    cents: dict[str, Money] = {"statement": 0, "advance": 0}
    names: dict[str, None] = {}
    payments = 0
    for row in rows:
        for _ in filter(lambda each: _counts(each, year), row.warrants):
            cents[row.payout.kind] += row.payout.amount
            payments += 1
        if row.recipient:
            names[row.recipient.name] = None
    total = sum(cents.values())
    exempt = payee.w9.state == "exempt"
    return PayeeTotal(
        partner_code=payee.partner_code,
        names=tuple(names),
        w9=payee.w9,
        statements=cents["statement"],
        advances=cents["advance"],
        payments=payments,
        is_due=None if threshold is None else total >= threshold.cents and not exempt,
    )
