"""What of the bank's lines stands in no account yet, and what a person should know of it.

The bank's account holds what is matched to payment notices; the bank's own figure has the rest too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.books.books import MonthReport
from domain.identifiers import PlanKey
from domain.money import Money, show_money
from domain.posting import deposit_account
from domain.problem import Problem
from hub.services.bank.named_deposits import SHOWN_OF_AN_ID
from hub.services.bank.waiting_deposits import WaitingDeposit, waiting_deposits
from hub.views import View
from hub.wiring import Hub
from projections.deposit_status import DEPOSIT_STATUS

_DEPOSITS = deposit_account(PlanKey(""))


@dataclass(frozen=True)
class UnmatchedLines:
    """Cents of the bank's lines that are matched to no notice: what came in, what went out."""

    came_in: Money
    went_out: Money

    @property
    def net(self) -> Money:
        """What they add to the bank's account to come to the bank's own figure."""
        return self.came_in - self.went_out


def unmatched_lines(view: View, through: date | None = None) -> UnmatchedLines:
    """What is matched to no notice of all lines, or of those up to a day."""
    left = [
        row.left
        for state in ("unmatched", "partly")
        for row in view.rows(DEPOSIT_STATUS, state=state)
        if through is None or row.bank_on <= through
    ]
    return UnmatchedLines(
        came_in=sum(cents for cents in left if cents > 0),
        went_out=-sum(cents for cents in left if cents < 0),
    )


def before_closing(hub: Hub, report: MonthReport) -> tuple[Problem, ...]:
    """What a person should know before a month is closed; none of it keeps the month open."""
    last = report.month.period.last_day
    waiting = waiting_deposits(hub.projector.live, hub.today)
    return (
        *(_unannounced(each) for each in waiting if each.deposit.bank_on <= last),
        *_not_in_bank(report),
    )


def _unannounced(waiting: WaitingDeposit) -> Problem:
    deposit = waiting.deposit
    moved = "reached the bank" if deposit.left > 0 else "left the bank"
    return Problem(
        code="books.deposit-unmatched",
        what=f"{show_money(abs(deposit.left))} {moved} and stands in no account: no payment "
        "notice is matched to it",
        where=f"deposit {deposit.deposit_id[:SHOWN_OF_AN_ID]} of {deposit.bank_on}",
        fix=waiting.to_do,
    )


def _not_in_bank(report: MonthReport) -> Iterator[Problem]:
    for row in report.accounts:
        if row.account.startswith(_DEPOSITS) and row.closing:
            more = "less" if row.closing > 0 else "more"
            yield Problem(
                code="books.deposit-off",
                what=f"the bank has {show_money(abs(row.closing))} {more} than was announced up "
                f"to the end of {report.month}",
                where=f"account {row.account}",
                fix="see which notices: hub deposit list --waiting",
            )
