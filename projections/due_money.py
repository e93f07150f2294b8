"""Money that is nobody's yet: each waits for a person, with what to do about it."""

from collections.abc import Iterable
from datetime import date, timedelta

from domain.agreements.shares import Share
from domain.claims.attribution import PAID_TWICE, RECOVERY, REVERSED_EARLY, ClaimMoney
from domain.claims.claim_facts import ClaimAdjudicated, ClaimMoneyMoved, ClaimMonthSettled
from domain.identifiers import PartnerCode
from domain.money import show_money
from domain.months.member_month import MonthMoneyMoved
from domain.notices.notice import ParkedBecause
from domain.notices.parked_money import UNMATCHED, MoneyParked, MoneyRefused, ParkedItem
from domain.notices.remittance import RemittanceParked
from domain.posting import Entry, suspense_account
from projections.due_item import DueItem, DueKind, told

MoneyFact = ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled
SharedFact = MoneyFact | MonthMoneyMoved

_SUSPENSE = suspense_account("")
_REFUND_DAYS = 60  # 42 CFR 438.608(d)(2): an overpayment goes back within 60 days
PARKED: dict[ParkedBecause, str] = {
    "unbalanced": "its claims and adjustments do not come to the payment that it states; ask the "
    "plan for a corrected notice; where another told the payment: hub remittance dismiss",
    "conflict": "a notice of the same payer and number is posted that says something else; ask the "
    "plan which of the two holds, then say so: hub remittance accept, or dismiss",
    "payee": "it pays an NPI or tax number that is not the hub's; find out whose money it is",
    "partner": "it pays a partner itself, and no contract says so; ask the plan to pay the hub, or "
    "add the contract as administrative-partner",
    "department": "it pays another department under the hub's tax number: not the hub's money; "
    "hand the notice on to that department, then: hub remittance dismiss",
    "day": "it states no day, or one that is far ahead; ask the plan for the day of the payment, "
    "then say so: hub remittance accept --paid-on DAY",
    "payer": "it comes from no plan of the hub's; find out who pays, and adopt the plan",
}


def suspended(entries: Iterable[Entry | Share]) -> list[str]:
    """Why money of a posting, or a share, waits in suspense, or has left it."""
    accounts = [entry.account for entry in entries if entry.account.startswith(_SUSPENSE)]
    return [account.removeprefix(_SUSPENSE) for account in dict.fromkeys(accounts)]


def parked_remittance(fact: RemittanceParked) -> DueItem:
    """A payment notice that waits whole."""
    return DueItem(
        kind="parked-remittance",
        what=f"the whole payment notice waits: {PARKED[fact.because]}",
        who="hub",
        plan_key=fact.notice.plan_key,
        amount=fact.notice.deposit,
        subject=fact.notice.trace,
    )


def parked_money(fact: MoneyParked | MoneyRefused) -> DueItem:
    """A claim payment, or what the plan kept or added, that no claim of ours takes."""
    item = fact.item
    is_claim = item.kind == "claim"
    return DueItem(
        kind="parked-payment" if is_claim else "unplaced-adjustment",
        what=_payment(fact) if is_claim else _adjustment(item),
        who="hub",
        plan_key=item.plan_key,
        amount=item.amount if is_claim else abs(item.amount),
        subject=f"{item.trace or item.remittance_id}/{item.ordinal}",
    )


def _payment(fact: MoneyParked | MoneyRefused) -> str:
    item = fact.item
    why = told(fact.problems) or (
        "none of our claims has its number"
        if item.reason == UNMATCHED
        else item.reason.replace("-", " ")
    )
    return (
        f"claim payment {item.ordinal} of the notice of {item.paid_on}: {why}; "
        f"look at it: hub remittance look {item.trace or item.remittance_id} --clp {item.ordinal}; "
        "say whose it is: hub remittance match"
    )


def _adjustment(item: ParkedItem) -> str:
    did = "kept" if item.amount < 0 else "added"
    return (
        f"the plan {did} {show_money(abs(item.amount))} ({item.code}), and none of our claims is "
        f"named for it; what it names: hub remittance look {item.trace or item.remittance_id} "
        f"--plb {item.ordinal}; ask the plan what it is for, then: hub remittance match, with "
        f"{_or_own(item)}"
    )


def _or_own(item: ParkedItem) -> str:
    """What a plan paid to a partner itself is never the hub's own."""
    return "--claim" if item.paid_to else "--claim or, where it is the hub's own, --hub-own"


def in_suspense(reason: str, fact: SharedFact) -> DueItem | None:
    """Money of a claim, or of a month that a roster paid, that is nobody's yet.

    Gone once the shares hold none.
    """
    account = suspense_account(reason)
    cents = sum(share.cents for share in fact.shares if share.account == account)
    if not cents:
        return None
    kind, what, due_on = _owned(reason, fact)
    return DueItem(
        kind=kind,
        what=what,
        who="hub",
        due_on=due_on,
        partner_code=PartnerCode(fact.number[:3]),
        amount=abs(cents),
        subject=fact.number,
    )


def _owned(reason: str, fact: SharedFact) -> tuple[DueKind, str, date | None]:
    match reason:
        case _ if reason == PAID_TWICE:
            day = _paid_again_on(fact.money) or fact.paid_on
            what = (
                f"the plan paid care or a month again on {day}; give it back: hub refund propose; "
                "or say why it is right: hub payment accept-second"
            )
            return "paid-twice", what, day + timedelta(days=_REFUND_DAYS)
        case _ if reason == RECOVERY:
            what = "the plan kept more for it than it had paid; ask the plan for the rest"
            return "recovery-above-payment", what, None
        case _ if reason == REVERSED_EARLY:
            what = "the plan undid a payment of it that no notice stated; ask for that notice"
            return "reversal-without-payment", what, None
        case _:
            raise AssertionError(f"no share of a claim waits as {reason}")


def _paid_again_on(money: ClaimMoney) -> date | None:
    """The day of the first payment of a line that was paid already, and that nobody accepted."""
    seen: set[int] = set()
    for payment in money.payments:
        lines = {line.line for line in payment.lines if line.paid}
        if lines & seen and payment.place not in money.accepted:
            return payment.paid_on
        seen |= lines
    return None


def member_charged(fact: MoneyFact) -> DueItem | None:
    """An alarm: the plan says that the member owes; it ends when the plan no longer does."""
    if fact.alarm != "member-charged":
        return None
    return DueItem(
        kind="member-charged",
        what="the plan says that the member owes; never bill a Medi-Cal member, and ask the plan",
        who="hub",
        partner_code=PartnerCode(fact.number[:3]),
        subject=fact.number,
    )
