"""What a plan in a box says and pays: pure functions from claims and a scenario to readings.

What it writes always balances: BPR02 = sum CLP04 - sum PLB. Where more is taken back than paid, the
rest is carried to the next payment (PLB FB), so no payment is ever below zero.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from msgspec.structs import replace as restate

from adapters.edi.remittances.remittance import (
    ClaimPayment,
    Procedure,
    ProviderAdjustment,
    ServicePayment,
)
from adapters.edi.values import Amount, CasAdjustment, DatedAs, Private, Reference
from adapters.edi.x12 import Segment
from domain.money import Money
from hub.rehearsal.scenario import (
    Answer,
    Change,
    Deny,
    Pay,
    Payment,
    PayMonth,
    Reduce,
    Reject,
    Scenario,
    SentClaim,
    SentLine,
    Wait,
)

REPLACEMENT, VOID, REVERSAL = "7", "8", "22"


@dataclass(frozen=True)
class Settled:
    """A claim that was decided, and how; `by_month` where its money is a member month's."""

    claim: SentClaim
    payment: ClaimPayment
    by_month: bool
    stands: bool = True


@dataclass(frozen=True)
class Desk:
    """What lies on the plan's desk: claims that wait, those decided, and what it still holds back.

    `carried` is what earlier payments took back and could not keep, in cents.
    """

    waiting: tuple[SentClaim, ...] = ()
    settled: tuple[Settled, ...] = ()
    carried: Money = 0
    traces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gate:
    """What the plan says of a claim before anyone judges payment; `status` is empty for yes."""

    claim: SentClaim
    status: str
    payer_control: str


@dataclass(frozen=True)
class Paid:
    """One payment in full: `amount` is BPR02, in cents."""

    trace: str
    paid_on: date
    amount: Money
    claims: tuple[ClaimPayment, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...]


def take_in(
    desk: Desk, scenario: Scenario, claims: Iterable[SentClaim]
) -> tuple[Desk, tuple[Gate, ...]]:
    """Every claim gets a yes or a no at the gate; those with a yes wait on the desk."""
    gates = tuple(_gate(scenario, claim) for claim in claims)
    taken = tuple(gate.claim for gate in gates if not gate.status)
    return replace(desk, waiting=desk.waiting + taken), gates


def pay(desk: Desk, scenario: Scenario, payment: Payment) -> tuple[Desk, Paid]:
    """Decide what waits, undo what the payment undoes, and pay the difference."""
    work = _Run(desk, scenario)
    for change in payment.changes:
        work.change(change)
    for claim in desk.waiting:
        work.decide(claim)
    return work.result(payment)


def _gate(scenario: Scenario, claim: SentClaim) -> Gate:
    answer = scenario.answer_to(claim)
    rejected = answer.status if isinstance(answer, Reject) else ""
    return Gate(claim, rejected, "" if rejected else _own_number(scenario, claim))


def _own_number(scenario: Scenario, claim: SentClaim) -> str:
    """The plan's number of one sending: the same claim sent again gets another."""
    return scenario.payer.prefix + claim.sent_as[3:13]


class _Run:
    """One payment being put together."""

    def __init__(self, desk: Desk, scenario: Scenario) -> None:
        self._desk = desk
        self._scenario = scenario
        self._settled = list(desk.settled)
        self._left: list[SentClaim] = []
        self._claims: list[ClaimPayment] = []
        self._moved: list[ProviderAdjustment] = []

    def change(self, change: Change) -> None:
        """Undo what was paid for the claims that the change fits."""
        for at, settled in enumerate(list(self._settled)):
            if not (settled.stands and settled.payment.paid and change.when.fits(settled.claim)):
                continue
            self._settled[at] = replace(settled, stands=False)
            if change.kind == "take-back":
                self._move("WO", settled.claim.sent_as, settled.payment.paid)
                continue
            self._add(reversal_of(settled.payment))
            if change.kind == "correct":
                self._settle(settled.claim, change.answer)

    def decide(self, claim: SentClaim) -> None:
        """A claim gets its answer; a replacement or void undoes first what it replaces."""
        answer = self._scenario.answer_to(claim)
        if isinstance(answer, Wait):
            self._left.append(claim)
            return
        if claim.frequency in {REPLACEMENT, VOID}:
            self._undo(claim.replaces)
        if claim.frequency != VOID:
            self._settle(claim, answer)

    def result(self, payment: Payment) -> tuple[Desk, Paid]:
        """The payment, and the desk after it."""
        interest = sum(claim.interest for claim in self._claims)
        if interest:
            self._move("L6", "", -interest)
        if self._desk.carried:
            self._move("FB", payment.trace, self._desk.carried)
        total = sum(each.paid or 0 for each in self._claims)
        total -= sum(each.amount for each in self._moved)
        if total < 0:
            self._move("FB", payment.trace, total)
        desk = Desk(
            waiting=tuple(self._left),
            settled=tuple(self._settled),
            carried=max(-total, 0),
            traces=(*self._desk.traces, payment.trace),
        )
        numbered = tuple(restate(each, ordinal=n) for n, each in enumerate(self._claims, start=1))
        amount = max(total, 0)
        paid = Paid(payment.trace, payment.paid_on, amount, numbered, tuple(self._moved))
        return desk, paid

    def _undo(self, payer_control: str) -> None:
        for at, settled in enumerate(self._settled):
            if settled.stands and settled.payment.payer_control == payer_control:
                self._settled[at] = replace(settled, stands=False)
                if settled.payment.paid:
                    self._add(reversal_of(settled.payment))

    def _settle(self, claim: SentClaim, answer: Answer) -> None:
        payment = _decided(claim, answer, month_paid=self._month_is_paid(claim))
        payment = restate(payment, payer_control=_own_number(self._scenario, claim))
        self._settled.append(Settled(claim, payment, isinstance(answer, PayMonth)))
        self._add(payment)

    def _month_is_paid(self, claim: SentClaim) -> bool:
        return any(
            settled.stands and settled.by_month and settled.payment.paid
            for settled in self._settled
            if (settled.claim.cin, settled.claim.month) == (claim.cin, claim.month)
        )

    def _add(self, payment: ClaimPayment) -> None:
        self._claims.append(payment)

    def _move(self, reason: str, reference: str, amount: Money | None) -> None:
        adjustment = ProviderAdjustment("", None, reason, reference, amount or 0)
        self._moved.append(adjustment)


def reversal_of(payment: ClaimPayment) -> ClaimPayment:
    """The payment undone: status 22, every amount turned."""
    return restate(
        payment,
        status=REVERSAL,
        billed=_turned(payment.billed),
        paid=_turned(payment.paid),
        amounts=(),
        adjustments=tuple(map(_turned_adjustment, payment.adjustments)),
        lines=tuple(
            restate(
                line,
                billed=_turned(line.billed),
                paid=_turned(line.paid),
                adjustments=tuple(map(_turned_adjustment, line.adjustments)),
            )
            for line in payment.lines
        ),
    )


def _turned(amount: Money | None) -> Money | None:
    return None if amount is None else -amount


def _turned_adjustment(adjustment: CasAdjustment) -> CasAdjustment:
    return restate(adjustment, amount=-adjustment.amount)


# one claim's answer


def _decided(claim: SentClaim, answer: Answer, *, month_paid: bool) -> ClaimPayment:
    lines = tuple(_lines(claim.lines, answer, month_paid=month_paid))
    interest = answer.interest_cents if isinstance(answer, Pay) else 0
    return ClaimPayment(
        ordinal=0,
        claim_number=claim.sent_as,
        status="1",
        billed=claim.charge,
        paid=sum(line.paid or 0 for line in lines),
        filing="MC",
        facility=claim.place,
        frequency=claim.frequency,
        amounts=(Amount("I", interest),) if interest else (),
        lines=lines,
        private=_patient(claim),
    )


def _lines(
    lines: Sequence[SentLine], answer: Answer, *, month_paid: bool
) -> Iterator[ServicePayment]:
    for ordinal, line in enumerate(lines, start=1):
        match answer:
            case Reduce(units=units, reason=reason) if line.units > units:
                yield _line(ordinal, line, units, reason)
            case Deny(reason=reason):
                yield _line(ordinal, line, 0, reason)
            case PayMonth(reason=reason) if month_paid or ordinal > 1:
                yield _line(ordinal, line, 0, reason)
            case _:
                yield _line(ordinal, line, line.units, "")


def _line(ordinal: int, line: SentLine, units: int, reason: str) -> ServicePayment:
    """A line of which `units` are paid; the rest of its charge is adjusted by `reason`."""
    code, *modifiers = line.service.split()
    paid = line.charge * units // line.units
    group, _, carc = reason.partition("-")
    rest = CasAdjustment(group, carc, line.charge - paid)
    return ServicePayment(
        ordinal=ordinal,
        procedure=Procedure("HC", code, tuple(modifiers)),
        billed=line.charge,
        paid=paid,
        units_paid=Decimal(units),
        units_billed=Decimal(line.units) if units != line.units else None,
        adjustments=(rest,) if rest.amount else (),
        references=(Reference("6R", line.control),) if line.control else (),
        dates=(DatedAs("472", line.service_on),),
    )


def _patient(claim: SentClaim) -> Private:
    """The patient as 005010X221A1 2100 NM1*QC asks for."""
    name = ["NM1", "QC", "1", claim.last_name, claim.first_name, "", "", "", "MI", claim.cin]
    return Private((Segment("NM1", name, 0, 0, 0),))
