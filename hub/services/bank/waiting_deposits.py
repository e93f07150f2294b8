"""What waits between the bank and the remittances, in both directions: how long, and who acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.identifiers import RemittanceId
from domain.money import Money, show_money
from domain.notices.bank_part import NEAR
from domain.notices.deposit import trace_key
from domain.sums import Sums, sums_to
from hub.services.bank.named_deposits import SHOWN_OF_AN_ID
from hub.views import View
from projections.deposit_status import DEPOSIT_STATUS, DepositStatus
from projections.due_bank import GRACE_DAYS
from projections.remittance_balance import REMITTANCE_BALANCE, RemittanceBalance

_DAYS_APART = 120
_NOT_YET_POSTED = frozenset({"parked", "posting", "withdrawing"})


@dataclass(frozen=True)
class Awaited:
    """A remittance that the bank has less of than it announced, or more; `lacking` in cents."""

    remittance: RemittanceBalance
    lacking: Money
    days: int
    who: Literal["hub", "plan"]
    to_do: str


@dataclass(frozen=True)
class WaitingDeposit:
    """A deposit of which something is matched to no remittance."""

    deposit: DepositStatus
    days: int
    to_do: str


def awaited_remittances(view: View, today: date) -> list[Awaited]:
    """Remittances whose money the bank has not, or not to the cent, oldest first."""
    rows = view.rows(REMITTANCE_BALANCE, state="posted")
    found = [_awaited(row, (today - row.paid_on).days) for row in rows if row.awaited]
    return sorted(found, key=lambda each: (-each.days, each.remittance.trace))


def waiting_deposits(view: View, today: date) -> list[WaitingDeposit]:
    """Deposits whose remittances are not known, oldest first.

    Of money out only what names the trace of a remittance waits: the rest is none of the plans'.
    """
    by_key: dict[str, list[RemittanceBalance]] = {}
    for remittance in view.rows(REMITTANCE_BALANCE):
        by_key.setdefault(trace_key(remittance.trace), []).append(remittance)
    found = []
    for state in ("unmatched", "partly"):
        for row in view.rows(DEPOSIT_STATUS, state=state):
            named = [each for trace in row.traces for each in by_key.get(trace_key(trace), ())]
            if row.left > 0 or named:
                days = (today - row.bank_on).days
                found.append(WaitingDeposit(row, days, _to_do(row, named)))
    return sorted(found, key=lambda each: (-each.days, each.deposit.deposit_id))


def proposals(view: View, deposit: DepositStatus) -> Sums[RemittanceId]:
    """Sets of remittances that come exactly to what is left of a deposit; a person chooses.

    The search is bounded: among the remittances nearest in days.
    """
    coming_in = deposit.left > 0
    open_cents = {
        row.remittance_id: (row.awaited if coming_in else row.in_bank, _apart(row, deposit))
        for row in view.rows(REMITTANCE_BALANCE, state="posted")
        if row.moves_bank_money and _apart(row, deposit) <= _DAYS_APART
    }
    may = {key: each for key, each in open_cents.items() if each[0] > 0}
    nearest = sorted(may, key=lambda key: (may[key][1], key))
    return sums_to(abs(deposit.left), {key: may[key][0] for key in nearest})


def _awaited(row: RemittanceBalance, days: int) -> Awaited:
    lacking, held = row.awaited, row.in_bank
    if lacking < 0:
        to_do = "the bank has more than was announced; ask the plan what the rest is for"
        return Awaited(row, lacking, days, "hub", to_do)
    if held and lacking <= NEAR:
        to_do = "the bank has cents less than was announced; ask the plan for them"
        return Awaited(row, lacking, days, "hub", to_do)
    if days <= GRACE_DAYS:
        return Awaited(row, lacking, days, "plan", "the transfer or cheque is under way")
    came = f"the bank has {show_money(held)} of it" if held else "the bank has none of it"
    return Awaited(row, lacking, days, "hub", f"{came}; ask the plan where the payment is")


def _to_do(deposit: DepositStatus, named: Sequence[RemittanceBalance]) -> str:
    """What a person may do about a deposit that is not matched, or not all."""
    look = f"hub deposit show {deposit.deposit_id[:SHOWN_OF_AN_ID]}"
    if deposit.left < 0:
        return f"it gave back money that the bank had not; look at it: {look}"
    if named:
        waiting = [row.trace for row in named if row.state in _NOT_YET_POSTED]
        if waiting:
            return f"remittance {waiting[0]} is not posted yet: hub remittance show {waiting[0]}"
        dismissed = [row.trace for row in named if row.state == "dismissed"]
        if dismissed and not any(row.state == "posted" for row in named):
            after_all = f"if it holds after all: hub remittance reopen {dismissed[0]}"
            return f"remittance {dismissed[0]} was dismissed; {after_all}"
        return f"its trace does not tell which remittance, or how much; look at it: {look}"
    if not deposit.traces:
        return f"the bank gave no trace; see which remittances come to it: {look}"
    return (
        "no remittance has its trace; receive the payment notice (hub receive FILE), or match it "
        f"by hand: {look}"
    )


def _apart(row: RemittanceBalance, deposit: DepositStatus) -> int:
    return abs((row.paid_on - deposit.bank_on).days)
