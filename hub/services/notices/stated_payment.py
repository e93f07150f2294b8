"""What a remittance states at its places, read again from its sealed archive for a person.

Money that no claim took keeps no number of the plan's in the ledger: such a number is another's
claim, or anything that a plan wrote there. It is read where it stands, when somebody asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from adapters.edi.remittances.remittance import (
    ClaimPayment,
    ProviderAdjustment,
    ServicePayment,
)
from domain.identifiers import ClaimNumber
from domain.money import Money
from domain.problem import Refused
from hub.lookups import CLAIM
from hub.services.matching.our_numbers import claim_numbers_alone, claim_numbers_in
from hub.services.matching.stated_services import stated_line
from hub.services.notices.places import Place, any_notice_at, nothing_there
from hub.services.notices.remittance_files import archived_remittance, some_payments
from hub.services.notices.withdrawals import known_notice
from hub.store.chunks import chunks
from hub.wiring import Hub

_AT_ONCE = 1_000


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


@dataclass(frozen=True)
class StatedPlace:
    """A claim payment (CLP) or provider adjustment (PLB), and the claim of ours that it names.

    `amount` is its cash effect in cents, None where it cannot be read.
    """

    segment: str
    ordinal: int
    amount: Money | None
    names: ClaimNumber | None = None


def look_at(hub: Hub, where: Place) -> StatedPayment | Refused:
    """What stands at a place, whatever became of the notice; nothing is kept, no name is read."""
    notice = any_notice_at(hub, where)
    if isinstance(notice, Refused):
        return notice
    file = archived_remittance(hub, notice)
    if where.is_adjustment:
        moved = file.provider_adjustments()
        within = where.ordinal <= len(moved)
        return _adjustment(moved[where.ordinal - 1]) if within else nothing_there(where, len(moved))
    payments = some_payments(file, {where.ordinal})
    return _payment(payments[0]) if payments else nothing_there(where, notice.claims)


def stated_places(hub: Hub, remittance_id: str) -> Iterator[StatedPlace]:
    """All that a notice states, in its order: what a person decides on before it is posted."""
    file = archived_remittance(hub, known_notice(hub, remittance_id))
    every = [("CLP", each.ordinal, each.paid, each.claim_number) for each in file.claims()]
    moved = enumerate(file.provider_adjustments(), start=1)
    every += [("PLB", at, -each.amount, each.reference) for at, each in moved]
    for some in chunks(every, _AT_ONCE):
        stated = [claim_numbers_in(text) or claim_numbers_alone(text) for *_, text in some]
        # what only has the form of a number of ours may be anything, and is not repeated
        known = hub.log.find_many(CLAIM, [number for each in stated for number in each])
        for (segment, at, amount, _), numbers in zip(some, stated, strict=True):
            ours = [number for number in numbers if known[number]]
            yield StatedPlace(segment, at, amount, ours[0] if len(ours) == 1 else None)


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
