"""What a remittance states at one place, read again from its sealed archive for a person.

Money that no claim took keeps no number of the plan's in the ledger: such a number is another's
claim, or anything that a plan wrote there. It is read where it stands, when somebody asks.
"""

from dataclasses import dataclass
from datetime import date

from adapters.edi.remittances.remittance import (
    ClaimPayment,
    ProviderAdjustment,
    ServicePayment,
)
from domain.money import Money
from domain.problem import Refused
from hub.services.matching.stated_services import stated_line
from hub.services.notices.hand_matching import Place, nothing_there, notice_at
from hub.services.notices.remittance_files import archived_remittance, some_payments
from hub.wiring import Hub


@dataclass(frozen=True, repr=False)
class StatedPaidLine:
    """One line: what was billed on which day, in cents, and the codes of what was not paid."""

    service: str
    day: date | None
    billed: Money | None
    paid: Money | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class StatedPayment:
    """A claim payment: the plan's number of it (CLP07), the number as sent (CLP01), its lines.

    A provider adjustment has the reference that it names as `sent_as`, and no lines. `code` is the
    status (CLP02) or the reason (PLB03-1), `amount` the cash effect in cents.
    """

    plan_number: str
    sent_as: str
    code: str
    amount: Money | None
    lines: tuple[StatedPaidLine, ...] = ()


def look_at(hub: Hub, where: Place) -> StatedPayment | Refused:
    """What stands at a place; nothing of it is kept, and no name is read."""
    notice = notice_at(hub, where)
    if isinstance(notice, Refused):
        return notice
    file = archived_remittance(hub, notice)
    if where.is_adjustment:
        moved = file.provider_adjustments()
        within = where.ordinal <= len(moved)
        return _adjustment(moved[where.ordinal - 1]) if within else nothing_there(where)
    payments = some_payments(file, {where.ordinal})
    return _payment(payments[0]) if payments else nothing_there(where)


def _adjustment(moved: ProviderAdjustment) -> StatedPayment:
    return StatedPayment("", moved.reference, moved.reason, -moved.amount)


def _payment(payment: ClaimPayment) -> StatedPayment:
    lines = tuple(_line(payment, each) for each in payment.lines)
    number, sent_as = payment.payer_control, payment.claim_number
    return StatedPayment(number, sent_as, payment.status, payment.paid, lines)


def _line(payment: ClaimPayment, paid: ServicePayment) -> StatedPaidLine:
    billed = paid.original or paid.procedure
    return StatedPaidLine(
        " ".join((billed.code, *billed.modifiers)),
        stated_line(payment, paid).day,
        paid.billed,
        paid.paid,
        tuple(f"{each.group}-{each.reason}" for each in paid.adjustments),
    )
