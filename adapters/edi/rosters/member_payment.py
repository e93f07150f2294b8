"""What a roster pays for one month of one member, whether an 820 or a sheet states it.

Below zero the plan takes the month back. Who is paid for is a personal detail: printing shows none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec

from adapters.edi.finding import Finding
from adapters.edi.rosters.premium import Entity, PremiumAdjustment, PremiumPayment
from adapters.edi.rosters.read_820 import Reading820
from adapters.edi.values import StatedDays
from domain.money import Money
from domain.period import Month

_COVERAGE = "582"  # 005010X218 2300 DTM01, and in the header: the period that is paid for
_SOCIAL_SECURITY = "34"
# the number on the card begins with the CIN and goes on with digits (domain.md 6.4)
_CIN = re.compile(r"(9[0-9]{7}[A-Z])[0-9]*")


class PaidFor(msgspec.Struct, frozen=True, gc=False):
    """The numbers by which a roster names a member: the plan's, a CIN; printing shows none."""

    numbers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<{len(self.numbers)} numbers of a member, not shown>"

    @property
    def cin(self) -> str:
        """The CIN among them, empty where none is."""
        found = (_CIN.fullmatch(number) for number in self.numbers)
        return next((each[1] for each in found if each), "")

    @property
    def key(self) -> str:
        """The number that tells the member apart: the CIN, else the first there is."""
        return self.cin or next(iter(self.numbers), "")


class MemberPayment(msgspec.Struct, frozen=True, gc=False):
    """One row of a roster; `amount` is None where it cannot be read.

    `ordinal` counts the rows of an 820 from 1; of a sheet it is the number that people see there.
    `month` is None where none is stated, or more than one. `segment`, `offset` and `length` say
    where it stands in the file, in bytes.
    """

    ordinal: int
    paid_for: PaidFor
    month: Month | None
    amount: Money | None
    findings: tuple[Finding, ...] = ()
    segment: int = 0
    offset: int = 0
    length: int = 0


def member_payments(reading: Reading820) -> Iterator[MemberPayment]:
    """The rows of an 820: its payments, then its changes of earlier ones that name a person."""
    common = reading.header.dates
    last = 0
    for payment in reading.payments:
        last = payment.ordinal
        yield MemberPayment(
            ordinal=last,
            paid_for=_paid_for(payment.entity, _of_row(payment)),
            month=_month(payment.dates or common),
            amount=payment.paid,
            findings=payment.findings,
            segment=payment.segment,
            offset=payment.offset,
            length=payment.length,
        )
    changes = (each for each in reading.earlier_adjustments if names_a_person(each))
    for at, change in enumerate(changes, start=last + 1):
        yield MemberPayment(
            ordinal=at,
            paid_for=_paid_for(change.entity, ()),
            month=None,  # which month it changes stands nowhere in it
            amount=change.amount,
            segment=change.segment,
            offset=change.offset,
        )


def names_a_person(change: PremiumAdjustment) -> bool:
    """Whether a change of an earlier payment is about one person."""
    return change.entity.person is not None


def roster_digest(
    total: Money | None, rows: Iterable[MemberPayment], changes: Iterable[Sequence[object]]
) -> str:
    """The same for the same members, months and amounts, whatever the file and the order of rows.

    Keep it under a key of the hub: a member's number can be guessed back from it.
    """
    stated = sorted((row.paid_for.key, str(row.month or ""), row.amount or 0) for row in rows)
    written = msgspec.msgpack.encode(("roster", total, stated, sorted(map(list, changes))))
    return sha256(written).hexdigest()


def _paid_for(entity: Entity, own: Iterable[str]) -> PaidFor:
    """The number of the person named, and every CIN beside it; never a social security number."""
    person = entity.person
    named: tuple[str, ...] = ()
    if person is not None and person.number_qualifier != _SOCIAL_SECURITY:
        named = (person.number.strip().upper(),)
    others = (*(each.value for each in entity.numbers.references), *own)
    cins = (each.strip().upper() for each in others)
    found = (*named, *(each for each in cins if _CIN.fullmatch(each)))
    return PaidFor(tuple(dict.fromkeys(filter(None, found))))


def _of_row(payment: PremiumPayment) -> Iterator[str]:
    """What a row itself may name the member by."""
    yield payment.reference
    yield from (each.value for each in payment.numbers.references)


def _month(dates: Iterable[StatedDays]) -> Month | None:
    periods = [each for each in dates if each.qualifier == _COVERAGE]
    months = {Month.of(day) for each in periods for day in (each.first_day, each.last_day)}
    return months.pop() if len(months) == 1 else None
