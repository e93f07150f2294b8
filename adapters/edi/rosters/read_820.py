"""An 820 to typed payments: header first, then one RMR at a time.

One pass holds one payment in memory. Nothing aborts: what is wrong comes as findings. Sources:
005010X218, 005010X306.

What must sum up: BPR02 is the sum of RMR04 in the published examples of 005010X306, which has no
ADX. In 005010X218 RMR04 is what is paid and RMR05 what was billed, so an ADX under an RMR (loop
2320) explains their difference, while one before any RMR (loop 2200) changes the payment itself:
negative lowers it (X12 005010, ADX01). The guide's own words on balancing were not at hand: a
residual is stated with both sums, and nothing is made to fit.
"""

from collections.abc import Iterator
from itertools import chain

from adapters.edi.elements import cents, day
from adapters.edi.envelope import Transaction, TransactionHeader
from adapters.edi.finding import Finding
from adapters.edi.rosters.findings import Findings, place
from adapters.edi.rosters.parties import NOWHERE, parties, reference
from adapters.edi.rosters.payment_820 import (
    EntityInProgress,
    PaymentInProgress,
    adjustment,
    dated,
)
from adapters.edi.rosters.premium import (
    PremiumAdjustment,
    PremiumHeader,
    PremiumPayment,
    PremiumTotals,
)
from adapters.edi.values import Verbatim
from adapters.edi.x12 import Segment
from domain.money import Money, show_money

SUPPORTED = frozenset({"005010X218", "005010X306"})

_AFTER_HEADER = frozenset({"ENT", "ADX", "RMR"})
_OF_HEADER = frozenset({"BPR", "TRN", "CUR", "REF", "DTM"})
_ONCE = frozenset({"BPR", "TRN", "CUR"})
_UNDER_PARTY = frozenset({"N2", "N3", "N4", "PER", "RDM", "REF"})


class Reading820:
    """One payment in advance being read.

    `header` is there at once. Iterate `payments` once; after it `earlier_adjustments`, `totals`
    and `findings` are complete. `findings` are those outside of payments, the transaction's own
    included; each payment carries its own. `others` are segments outside of payments that no field
    holds.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._body = iter(transaction)
        self._found = Findings("premium")
        self._others: list[Segment] = []
        self._earlier: list[PremiumAdjustment] = []
        self._sums = _Sums()
        before, self._pending = _before_payments(self._body)
        self.header = _header(before, transaction.header, self._found)
        self.payments: Iterator[PremiumPayment] = self._payments()

    @property
    def findings(self) -> list[Finding]:
        """What is wrong outside of payments, so far."""
        return [*self._found.found, *self._transaction.findings]

    @property
    def earlier_adjustments(self) -> tuple[PremiumAdjustment, ...]:
        """The ADX read so far that change earlier payments, each with whom it concerns."""
        return tuple(self._earlier)

    @property
    def others(self) -> Verbatim:
        """Segments outside of header and payments that no field holds, so far."""
        return Verbatim(tuple(self._others))

    @property
    def totals(self) -> PremiumTotals:
        """The sums of what was read so far."""
        return self._sums.totals(self.header.paid)

    def _payments(self) -> Iterator[PremiumPayment]:
        component = self._transaction.delimiters.component
        entity = EntityInProgress(NOWHERE)
        payment: PaymentInProgress | None = None
        entities = payments = 0
        pending = () if self._pending is None else (self._pending,)
        for segment in chain(pending, self._body):
            if payment is not None and segment.id in ("ENT", "NM1", "RMR"):
                yield self._sums.add(payment.finish())
                payment = None
            if segment.id == "ENT":
                entities += 1
                self._keep_unpaid(entity)
                entity = EntityInProgress(segment)
            elif segment.id == "NM1":
                entity.name(segment)
            elif segment.id == "RMR":
                payments += 1
                stated = entity.stated(entities)
                payment = PaymentInProgress(segment, payments, stated, component)
            elif payment is not None:
                payment.take(segment)
            else:
                self._before_payment(segment, entity, entities)
        if payment is not None:
            yield self._sums.add(payment.finish())
        self._keep_unpaid(entity)
        self._compare()

    def _keep_unpaid(self, entity: EntityInProgress) -> None:
        if entity.unpaid:
            self._others += entity.unpaid
            self._found.missing("RMR", "what is paid for whom is named here", entity.unpaid[0])

    def _before_payment(self, segment: Segment, entity: EntityInProgress, ordinal: int) -> None:
        if segment.id == "REF" and not entity.is_stated:
            entity.number(segment)
        elif segment.id == "ADX":
            read = adjustment(segment, self._found, "2200", entity.stated(ordinal))
            self._earlier.append(read)
            self._sums.add_earlier(read)
        else:
            self._others.append(segment)
            self._found.unknown(segment, "2000")

    def _compare(self) -> None:
        totals, start = self.totals, place(self._transaction.header)
        if not totals.payments and not self._earlier:
            self._found.missing("RMR", "what is paid for whom", start)
        if not totals.residual:
            return
        paid = show_money(self.header.paid or 0)
        self._found.add(
            "out-of-balance",
            Segment("BPR", ["BPR"], self.header.segment, self.header.offset, 0),
            what=f"the payment is {paid}, its parts {show_money(totals.paid)}, changes of earlier "
            f"payments {show_money(totals.earlier)}: {show_money(totals.residual)} is left over; "
            f"differences of parts from what was billed are {show_money(totals.explained)}",
            fix="ask the sender for a corrected file; the money waits for a person",
            element="BPR02",
        )


def read_820(transaction: Transaction) -> Reading820:
    """The payment in `transaction`; the caller looks at `SUPPORTED` first."""
    return Reading820(transaction)


class _Sums:
    """Running sums over the payments given out."""

    def __init__(self) -> None:
        self._unread = False
        self._payments = 0
        self._paid: Money = 0
        self._billed: Money = 0
        self._earlier: Money = 0
        self._explained: Money = 0

    def add(self, payment: PremiumPayment) -> PremiumPayment:
        """Count a payment, and give it back."""
        self._payments += 1
        self._paid += payment.paid or 0
        self._billed += payment.billed or 0
        self._explained += sum(each.amount or 0 for each in payment.adjustments)
        self._unread = self._unread or payment.paid is None
        return payment

    def add_earlier(self, adjusted: PremiumAdjustment) -> None:
        """Count a change of an earlier payment."""
        self._earlier += adjusted.amount or 0
        self._unread = self._unread or adjusted.amount is None

    def totals(self, stated: Money | None) -> PremiumTotals:
        """The sums against BPR02."""
        unknown = stated is None or self._unread
        residual = None if unknown else (stated or 0) - self._paid - self._earlier
        return PremiumTotals(
            payments=self._payments,
            paid=self._paid,
            billed=self._billed,
            earlier=self._earlier,
            explained=self._explained,
            balanced=None if residual is None else residual == 0,
            residual=residual,
        )


def _before_payments(body: Iterator[Segment]) -> tuple[list[Segment], Segment | None]:
    before: list[Segment] = []
    for segment in body:
        if segment.id in _AFTER_HEADER:
            return before, segment
        before.append(segment)
    return before, None


def _header(segments: list[Segment], start: TransactionHeader, found: Findings) -> PremiumHeader:
    named, own = parties(segments, _UNDER_PARTY)
    bpr, trn, cur = (_first(own, name, found, start) for name in ("BPR", "TRN", "CUR"))
    others = [
        each
        for each in own
        if each.id not in _OF_HEADER or (each.id in _ONCE and each not in (bpr, trn, cur))
    ]
    for segment in others:
        found.unknown(segment)
    if bpr.get(16) and day(bpr.get(16)) is None:
        found.dated(bpr, 16)
    return PremiumHeader(
        handling=bpr.get(1),
        paid=found.amount(bpr, 2) if bpr.number else cents(""),
        credit_debit=bpr.get(3),
        method=bpr.get(4),
        effective_on=day(bpr.get(16)),
        trace=trn.get(2).strip(),
        payer_id=trn.get(3).strip(),
        currency=cur.get(2),
        references=tuple(reference(each) for each in own if each.id == "REF"),
        dates=tuple(each for s in own if s.id == "DTM" for each in dated(s, found)),
        parties=named,
        version=start.version,
        segment=bpr.number or start.first_segment,
        offset=bpr.offset or start.offset,
        segments=Verbatim(tuple(segments)),
        others=Verbatim(tuple(others)),
    )


_MUST = {"BPR": "what is paid", "TRN": "its number"}


def _first(
    segments: list[Segment], name: str, found: Findings, start: TransactionHeader
) -> Segment:
    segment = next((each for each in segments if each.id == name), NOWHERE)
    if not segment.number and name in _MUST:
        found.missing(name, _MUST[name], place(start))
    return segment
