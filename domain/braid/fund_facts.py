"""What happens to a fund: registered, amended, received, drawn, returned, closed."""

from datetime import date

from domain.braid.fund_terms import FundDraw, FundKey, FundTerms
from domain.event import Fact, event
from domain.money import Money
from domain.posting import Entries


@event("fund.registered", version=1)
class FundRegistered(Fact, frozen=True):
    """A fund can be drawn."""

    terms: FundTerms
    budget: Money


@event("fund.budget-amended", version=1)
class BudgetAmended(Fact, frozen=True):
    """The budget is another one."""

    fund_key: FundKey
    before: Money
    budget: Money
    reason: str


@event("fund.received", version=1)
class FundReceived(Fact, frozen=True):
    """Money of the fund is in the bank."""

    fund_key: FundKey
    reference: str
    amount: Money
    bank_on: date
    entries: Entries


@event("fund.drawn", version=1)
class FundDrawn(Fact, frozen=True):
    """Cost is charged to the fund; the money is set apart for the partner."""

    draw: FundDraw
    entries: Entries


@event("fund.draw-returned", version=1)
class DrawReturned(Fact, frozen=True):
    """Part of a draw, or all of it, is back in the fund."""

    fund_key: FundKey
    draw_number: str
    amount: Money
    kept: Money
    reason: str
    returned_on: date
    entries: Entries


@event("fund.closed", version=1)
class FundClosed(Fact, frozen=True):
    """Nothing more is drawn; `left` was never drawn."""

    fund_key: FundKey
    left: Money
    closed_on: date
    reason: str


FundFact = FundRegistered | BudgetAmended | FundReceived | FundDrawn | DrawReturned | FundClosed
