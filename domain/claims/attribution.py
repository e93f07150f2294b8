"""Whose money it is, line by line.

The shares of a claim are a function of sums alone: what was paid and not reversed, what was taken
back, what was announced, what interest came. So the order in which files arrive never matters,
no cent drifts, and a line that is fully taken back leaves every account at zero again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from domain.agreements.contract import Terms
from domain.agreements.shares import (
    PaidLine,
    Share,
    Shares,
    claim_shares,
    interest_shares,
    invoiced_addition,
    invoiced_shares,
)
from domain.identifiers import PartnerCode, PlanKey, RemittanceId
from domain.money import Money, split
from domain.posting import (
    Entries,
    Entry,
    balanced,
    carried_account,
    suspense_account,
)

PAID_TWICE = "paid-twice"
RECOVERY = "recovery-above-payment"
REVERSED_EARLY = "reversal-without-payment"

_ANY: Mapping[int, int] = MappingProxyType({})

Place = tuple[date, str, int]
"""Day, remittance and ordinal in it: the order in which money is told, whenever files arrive."""


class LivePayment(msgspec.Struct, frozen=True, gc=False):
    """A payment by its place: the day, the remittance and the claim ordinal in it."""

    paid_on: date
    remittance_id: RemittanceId
    ordinal: int
    payer_control: str
    lines: tuple[PaidLine, ...]

    @property
    def place(self) -> Place:
        """When and where it was stated."""
        return (self.paid_on, self.remittance_id, self.ordinal)

    @property
    def paid(self) -> Money:
        """The whole payment, all lines together."""
        return sum(line.paid for line in self.lines)


class Reversal(msgspec.Struct, frozen=True, gc=False):
    """A plan undoes a payment of `amount` cents (above zero, where the notice is below)."""

    paid_on: date
    remittance_id: RemittanceId
    ordinal: int
    payer_control: str
    amount: Money

    @property
    def place(self) -> Place:
        """When and where it was stated."""
        return (self.paid_on, self.remittance_id, self.ordinal)


class Returned(msgspec.Struct, frozen=True, gc=False):
    """Of what the hub sent back: `amount` cents were for the payment at a place, all of it."""

    posting_id: str
    place: Place
    amount: Money


class ClaimMoney(msgspec.Struct, frozen=True, gc=False):
    """All money about one claim, as sums.

    `payments` are those that stand, `undone` those that one of the `reversals` has undone, in the
    order of these; a reversal that came before its payment undoes nothing yet. `taken` is what the
    plan kept of other money to recover this claim, `announced` what it said it would keep in a
    later remittance (005010X221A1 PLB WO, positive and negative), `refunded` what the hub sent back
    itself, `receipted` what the plan gave for a refund that it received (PLB 72), `interest` and
    `penalties` what it added. All in cents, none below zero but these two. `accepted` are the
    places of payments of which a person said that they are right beside an earlier one, `returned`
    what of `refunded` was for one payment.
    """

    payments: tuple[LivePayment, ...] = ()
    undone: tuple[LivePayment, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    taken: Money = 0
    announced: Money = 0
    interest: Money = 0
    refunded: Money = 0
    receipted: Money = 0
    penalties: Money = 0
    accepted: tuple[Place, ...] = ()
    returned: tuple[Returned, ...] = ()

    @property
    def added(self) -> Money:
        """What the plan gave beside the care: interest and penalties."""
        return self.interest + self.penalties

    @property
    def stands_from(self) -> Place | None:
        """The place of the first payment that stands and is not recovered; none where none is."""
        places = [payment.place for payment in self.payments if payment.paid > 0]
        return None if self.recovered_whole else min(places, default=None)

    @property
    def received(self) -> Money:
        """The cash effect of everything so far."""
        return self.paid - self.reversed_early - self.recovered + self.announced + self.added

    @property
    def recovered(self) -> Money:
        """What the plan kept and the hub sent back, less what the plan gave for the latter.

        Below zero where a plan thanks for a refund that nobody is known to have sent.
        """
        return self.taken + self.refunded - self.receipted

    @property
    def undone_in_all(self) -> Money:
        """What the plan undid or kept and the hub sent back, less what each gave for that."""
        kept, sent = self.taken - self.announced, self.refunded - self.receipted
        return sum(each.amount for each in self.reversals) + max(kept, 0) + max(sent, 0)

    @property
    def returned_twice(self) -> Money:
        """What the hub sent back of payments that the plan undid itself: the plan has it twice."""
        if not self.returned:
            return 0
        standing = {payment.place for payment in self.payments}
        return sum(each.amount for each in self.returned if each.place not in standing)

    @property
    def paid(self) -> Money:
        """What the payments that stand come to."""
        return sum(payment.paid for payment in self.payments)

    @property
    def reversed_early(self) -> Money:
        """What reversals took whose payment is not known."""
        undone = sum(payment.paid for payment in self.undone)
        return sum(reversal.amount for reversal in self.reversals) - undone

    @property
    def recovered_whole(self) -> bool:
        """Whether what was recovered, announcements left aside, has met all that stands paid."""
        met = self.recovered - met_by_announcement(self)
        if not 0 < self.paid <= met:
            return False
        right = told_apart(self)[0] if self.returned else ()
        return sum(line.paid for line in right) <= met - self.returned_twice


def with_payment(money: ClaimMoney, payment: LivePayment) -> ClaimMoney:
    """The money after a payment, met at once by a reversal that waits for it."""
    return _settled(money, (*money.payments, *money.undone, payment), money.reversals)


def with_reversal(money: ClaimMoney, reversal: Reversal) -> ClaimMoney:
    """The money after a reversal, which undoes one payment of its amount, now or when it comes."""
    known = (*money.payments, *money.undone)
    return _settled(money, known, (*money.reversals, reversal))


def without_payment(money: ClaimMoney, place: Place) -> ClaimMoney:
    """The money as if the payment at a place had never been; a reversal of it waits again."""
    known = [each for each in (*money.payments, *money.undone) if each.place != place]
    accepted = tuple(each for each in money.accepted if each != place)
    return _settled(msgspec.structs.replace(money, accepted=accepted), known, money.reversals)


def without_reversal(money: ClaimMoney, place: Place) -> ClaimMoney:
    """The money as if the reversal at a place had never been; what it had undone stands again."""
    left = [each for each in money.reversals if each.place != place]
    return _settled(money, (*money.payments, *money.undone), left)


def _settled(
    money: ClaimMoney, payments: Sequence[LivePayment], reversals: Sequence[Reversal]
) -> ClaimMoney:
    """Pair every reversal with the payment that it undoes, by day and number, never by arrival."""
    live = sorted(payments, key=lambda payment: payment.place)
    ordered = sorted(reversals, key=lambda reversal: reversal.place)
    undone: list[LivePayment] = []
    for reversal in ordered:
        same = [payment for payment in live if payment.paid == reversal.amount]
        if same:
            met = min(same, key=lambda payment: _distance(payment, reversal))
            live.remove(met)
            undone.append(met)
    return msgspec.structs.replace(
        money, payments=tuple(live), undone=tuple(undone), reversals=tuple(ordered)
    )


def _distance(payment: LivePayment, reversal: Reversal) -> tuple[bool, bool, int, int]:
    """The same number comes first, then the last payment of an earlier day, else a later one."""
    days = (reversal.paid_on - payment.paid_on).days
    other = payment.payer_control != reversal.payer_control
    return (other, days <= 0, abs(days), payment.ordinal)


def met_by_announcement(money: ClaimMoney) -> Money:
    """The part of what was recovered that the plan had announced, and given before."""
    return min(max(money.recovered - money.returned_twice, 0), money.announced)


def attribute(
    terms: Terms,
    partner: PartnerCode,
    plan: PlanKey,
    money: ClaimMoney,
    *,
    theirs: bool = True,
    most_units: Mapping[int, int] = _ANY,
) -> Shares:
    """The shares of every account in one claim; they add up to `money.received`.

    `theirs` tells that what is paid may be the partner's at all: not where the care or the month
    is, or may be, paid by another claim: then it waits whole in `suspense:paid-twice`, with what
    was added. There waits, too, a second live payment of a line that nobody accepted. What is
    recovered, by whatever way, is met first by what its announcement left at `carried`, then by
    what was paid twice, then by the lines in proportion to what was paid for them; what the hub
    gave back for a payment that does not stand is never met by these. What exceeds all of it, or
    was given back for nothing, waits in `suspense:recovery-above-payment`. A reversal before its
    payment waits in `suspense:reversal-without-payment`. `most_units` are the units that each line
    was billed for: payments of it together pay no more.
    """
    right, twice = told_apart(money, theirs=theirs, most_units=most_units)
    met = _met(money, right, twice)
    undone = _undone_lines(money) if theirs else ()
    stands = _left_after(met.by_right, right)
    shares = claim_shares(terms, partner, plan, right, stands, undone=undone)
    shares += _twice(twice, _left_after(met.by_twice, twice))
    if theirs or right:
        if money.interest > 0:
            shares += interest_shares(terms, partner, plan, money.interest)
        if money.penalties > 0:
            shares += interest_shares(terms, partner, plan, money.penalties, "penalty")
    else:
        waits = max(money.interest, 0) + max(money.penalties, 0)
        shares.append(Share(0, suspense_account(PAID_TWICE), waits))
    shares.append(Share(0, carried_account(plan), money.announced - met.by_announced))
    # what a plan keeps beyond the interest and penalties it gave is nobody's: no partner owes it
    kept = min(money.interest, 0) + min(money.penalties, 0)
    shares.append(Share(0, suspense_account(RECOVERY), kept - met.above))
    shares.append(Share(0, suspense_account(REVERSED_EARLY), -money.reversed_early))
    return _merged(shares)


def invoice(
    terms: Terms,
    partner: PartnerCode,
    plan: PlanKey,
    money: ClaimMoney,
    *,
    theirs: bool = True,
    most_units: Mapping[int, int] = _ANY,
) -> Shares:
    """The shares of a claim that the plan pays to the partner itself: the hub's fee, owed by it.

    They come to zero: none of the cash is the hub's. What the partner may have to give back, for
    whatever reason, bears no fee.
    """
    right, twice = told_apart(money, theirs=theirs, most_units=most_units)
    stands = _left_after(_met(money, right, twice).by_right, right)
    undone = _undone_lines(money) if theirs else ()
    shares = invoiced_shares(terms, partner, plan, right, stands, undone=undone)
    if theirs or right:
        shares += invoiced_addition(terms, partner, plan, max(money.interest, 0))
        shares += invoiced_addition(terms, partner, plan, max(money.penalties, 0), "penalty")
    return _merged(shares)


def movement(before: Shares, after: Shares, cash: Entry) -> Entries:
    """The posting that moves the shares from `before` to `after`, paid for by `cash`."""
    gained = [Entry(share.account, -share.cents, share.line) for share in after]
    given_up = [Entry(share.account, share.cents, share.line) for share in before]
    sums: dict[tuple[str, int], Money] = {}
    for entry in (cash, *gained, *given_up):
        key = (entry.account, entry.line)
        sums[key] = sums.get(key, 0) + entry.cents
    return balanced(Entry(account, cents, line) for (account, line), cents in sums.items())


def told_apart(
    money: ClaimMoney, *, theirs: bool = True, most_units: Mapping[int, int] = _ANY
) -> tuple[list[PaidLine], list[PaidLine]]:
    """The lines as they are rightly paid, all payments together, and what was paid for them twice.

    The first payment of a line is right where it may be the partner's at all; so is any that a
    person accepted.
    """
    right: dict[int, PaidLine] = {}
    twice: list[PaidLine] = []
    for payment in money.payments:
        accepted = payment.place in money.accepted
        for line in payment.lines:
            known = right.get(line.line)
            if known is None or not known.paid:
                is_right = theirs or accepted
                if is_right:
                    right[line.line] = line
            else:
                is_right = accepted
                if is_right:
                    right[line.line] = _together(known, line, most_units)
            if line.paid and not is_right:
                twice.append(line)
    return [right[at] for at in sorted(right)], twice


def _together(known: PaidLine, more: PaidLine, most_units: Mapping[int, int]) -> PaidLine:
    """Two payments of a line as one; they never pay for more units than it has."""
    units = known.units + more.units
    most = most_units.get(known.line, units)
    return PaidLine(known.line, known.paid + more.paid, min(units, most))


def _undone_lines(money: ClaimMoney) -> Iterator[PaidLine]:
    """What was rightly paid once and is undone: what was only ever paid twice bore no fee."""
    for at, payment in enumerate(money.undone):
        # those undone later stood beside it, as those do that stand
        beside = (*money.payments, *money.undone[at + 1 :])
        earlier = {
            line.line
            for other in beside
            if other.place < payment.place
            for line in other.lines
            if line.paid
        }
        is_accepted = payment.place in money.accepted
        yield from (line for line in payment.lines if is_accepted or line.line not in earlier)


class _Met(NamedTuple):
    """By what that was recovered is met: announced before, paid twice, rightly paid, nothing."""

    by_announced: Money
    by_twice: Money
    by_right: Money
    above: Money


_NOTHING_MET = _Met(0, 0, 0, 0)


def _met(money: ClaimMoney, right: Sequence[PaidLine], twice: Sequence[PaidLine]) -> _Met:
    if not money.recovered:
        return _NOTHING_MET
    by_announced = met_by_announcement(money)
    left = money.recovered - by_announced
    by_twice = _met_by(twice, left)
    # what the plan has twice was for one payment: none that is rightly paid meets it
    by_right = _met_by(right, min(left - by_twice, left - money.returned_twice))
    above = money.recovered - by_announced - by_twice - by_right
    return _Met(by_announced, by_twice, by_right, above)


def _met_by(lines: Iterable[PaidLine], recovered: Money) -> Money:
    """How much of what was recovered these payments can meet."""
    return min(max(recovered, 0), max(sum(line.paid for line in lines), 0))


def _twice(lines: Iterable[PaidLine], stands: Iterable[Money]) -> list[Share]:
    account = suspense_account(PAID_TWICE)
    return [Share(line.line, account, left) for line, left in zip(lines, stands, strict=True)]


def _left_after(recovered: Money, lines: Sequence[PaidLine]) -> list[Money]:
    if not recovered:
        return [line.paid for line in lines]
    taken = split(recovered, [line.paid for line in lines])
    return [line.paid - part for line, part in zip(lines, taken, strict=True)]


def _merged(shares: Iterable[Share]) -> Shares:
    sums: dict[tuple[int, str], Money] = {}
    for share in shares:
        key = (share.line, share.account)
        sums[key] = sums.get(key, 0) + share.cents
    return tuple(Share(line, account, cents) for (line, account), cents in sums.items() if cents)
