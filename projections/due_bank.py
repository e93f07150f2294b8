"""What waits between plans and the bank: money without a notice, a notice without its money."""

from datetime import timedelta

from msgspec.structs import replace

from domain.notices.bank_part import NEAR
from domain.notices.deposit import DepositMatched, DepositRecorded, DepositUnmatched
from domain.notices.remittance import (
    RemittanceDeposited,
    RemittanceDepositUndone,
    RemittancePosted,
    RemittancePostingStarted,
)
from projections.due_item import DueItem

# CAQH CORE 370: notice and transfer come within three business days of each other; a weekend and
# a holiday beside them
GRACE_DAYS = 7
_UNBANKED = "the bank has not got all of what it announced; ask the plan where the payment is"


def unmatched_deposit(fact: DepositRecorded) -> DueItem:
    """Money in the bank that no payment notice announced; what went out waits for nobody."""
    return DueItem(
        kind="unmatched-deposit",
        what=f"the bank has it since {fact.line.bank_on}, and no posted notice is matched to it; "
        "see what to do: hub deposit list --waiting",
        who="hub" if fact.line.amount > 0 else "nobody",
        amount=fact.line.amount,
        subject=fact.line.deposit_id,
    )


def less_unmatched(item: DueItem, fact: DepositMatched | DepositUnmatched) -> DueItem:
    """What is left of a deposit to be matched; it waits for nobody once that is nothing."""
    left = item.amount + (fact.cents if isinstance(fact, DepositUnmatched) else -fact.cents)
    return replace(item, amount=left, who="hub" if left > 0 else "nobody")


def announced(fact: RemittancePostingStarted) -> DueItem | None:
    """Money that is to reach the bank; nobody waits for it before the notice is posted."""
    notice = fact.notice
    if not notice.expects_deposit:
        return None
    return DueItem(
        kind="unbanked-remittance",
        what=_UNBANKED,
        who="nobody",
        due_on=notice.paid_on + timedelta(days=GRACE_DAYS),
        plan_key=notice.plan_key,
        amount=notice.deposit,
        subject=notice.trace,
    )


def awaited(
    item: DueItem, fact: RemittancePosted | RemittanceDeposited | RemittanceDepositUndone
) -> DueItem:
    """What the bank lacks of a posted remittance, or has beyond what was announced.

    Where it came but for cents, or with more, nothing is under way: the hub asks the plan.
    """
    cents = 0
    if isinstance(fact, RemittanceDeposited):
        cents = fact.cents
    elif isinstance(fact, RemittanceDepositUndone):
        cents = -fact.cents
    lacking, held = item.amount - cents, item.held + cents
    if not lacking:
        return replace(item, amount=lacking, held=held, who="nobody")
    if lacking < 0 or (held and lacking <= NEAR):
        more = "more" if lacking < 0 else "cents less"
        what = f"the bank has {more} than it announced; ask the plan about it"
        return replace(item, what=what, amount=lacking, held=held, who="hub")
    return replace(item, what=_UNBANKED, amount=lacking, held=held, who="plan")
