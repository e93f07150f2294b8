"""What goes back to plans, and by when (42 CFR 438.608(d)(2))."""

from msgspec.structs import replace

from domain.payments.refund import RefundApproved, RefundProposed
from projections.due_item import DueItem


def proposed(fact: RefundProposed) -> DueItem:
    """A second person has to agree."""
    refund = fact.refund
    return DueItem(
        kind="refund-owed",
        what=f"to go back to the plan ({refund.reason}); a second person looks at it: "
        f"hub refund approve {refund.number}",
        who="hub",
        due_on=refund.due_on,
        partner_code=refund.partner_code,
        plan_key=refund.plan_key,
        amount=refund.amount,
        subject=refund.number,
    )


def approved(item: DueItem, fact: RefundApproved) -> DueItem:
    """The cheque has to go out."""
    what = f"owed to the plan since {fact.approved_on}; send the cheque, then: hub refund sent"
    return replace(item, what=f"{what} {item.subject}")
