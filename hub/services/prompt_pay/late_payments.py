"""Claims that a plan paid late, or has not paid in time: what it owes for that, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from domain.agreements.fee_schedule import FeeSchedule
from domain.agreements.plan import AdoptedPlan, PromptPay
from domain.identifiers import ClaimNumber, PartnerCode, PayerControlNumber, PlanKey
from domain.money import Money, split
from domain.prompt_pay.expected_payment import Priced, expected_payments
from domain.prompt_pay.prompt_pay import (
    SHORTEST,
    Contest,
    Interest,
    PaidPart,
    automatic_until,
    due_on,
    increments,
    interest_on,
    penalty_on,
    rule_for,
)
from domain.service_line import Service
from hub.services.agreements.plans import find_rates
from hub.services.known import all_plans
from hub.services.moment import of_one_moment
from hub.services.sending.receipt_proofs import Proof, ReceiptProofs
from hub.views import View
from hub.wiring import Hub
from projections.claim_status import CLAIM_STATUS, ClaimStatus, LineStatus
from projections.expected_pay import EXPECTED_PAY, ExpectedPay, Sending

WITH_THE_PLAN = frozenset({"submitted", "received", "accepted"})
VOID = "8"

LateState = Literal["owed", "may-still-come", "growing", "settled"]


@dataclass(frozen=True)
class LatePart:
    """What came for a line after the last day in time, and the proof of when the plan had it."""

    part: PaidPart
    sent_as: str
    proof: Proof


@dataclass(frozen=True)
class LateClaim:
    """A claim with every figure that leads to what the plan owes for it, in cents.

    `paid` is the interest that came already; what of it is beyond the interest owed counts as
    penalty, beside `penalty_paid`, what came as one. A claim that is not paid at all yet is
    `growing`: its parts are what it should pay, dated today. `may_come_until` is the last day on
    which small interest may still come by itself.
    """

    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    payer_control: PayerControlNumber | None
    state: LateState
    parts: tuple[LatePart, ...]
    interest: Interest
    penalty: Money
    paid: Money
    penalty_paid: Money = 0
    may_come_until: date | None = None

    @property
    def late_amount(self) -> Money:
        """What came late, all parts together."""
        return sum(each.part.amount for each in self.parts)

    @property
    def interest_unpaid(self) -> Money:
        """Interest that is still to come."""
        return max(self.interest.total - max(self.paid, 0), 0)

    @property
    def penalty_unpaid(self) -> Money:
        """The penalty that is still to come."""
        beyond = max(max(self.paid, 0) - self.interest.total, 0)
        return max(self.penalty - beyond - max(self.penalty_paid, 0), 0)

    @property
    def owed(self) -> Money:
        """Interest and penalty that are still to come."""
        return self.interest_unpaid + self.penalty_unpaid


@dataclass(frozen=True)
class UnprovenClaim:
    """A claim paid so late that interest may be owed, and what keeps it from being claimed."""

    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    sent_on: date
    paid_on: date | None
    amount: Money
    because: str


@dataclass(frozen=True)
class ContestedClaim:
    """A claim whose clock stands: the plan asked for information and waits for it."""

    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    asked_on: date


@dataclass(frozen=True)
class LatePayments:
    """All that plans owe for paying late, and what cannot be claimed yet, by number.

    Of those `contested` the clock stands.
    """

    claims: tuple[LateClaim, ...]
    unproven: tuple[UnprovenClaim, ...]
    contested: tuple[ContestedClaim, ...] = ()

    def of_state(self, *states: LateState) -> tuple[LateClaim, ...]:
        """Those in one of the states."""
        return tuple(each for each in self.claims if each.state in states)


@dataclass(frozen=True)
class _Claim:
    """A claim as it stands and its times with the plan."""

    status: ClaimStatus
    pay: ExpectedPay


@dataclass(frozen=True)
class _Piece:
    """Money of a line that came, or should have, on a day, for one sending."""

    line: int
    amount: Money
    paid_on: date
    sending: Sending


def late_payments(
    hub: Hub, *, plan: PlanKey | None = None, partner: PartnerCode | None = None
) -> LatePayments:
    """What plans owe for paying late, reckoned as of today."""
    claims = _claims(hub, plan=plan, partner=partner)
    reckoning = _Reckoning(hub)
    late: list[LateClaim] = []
    unproven: list[UnprovenClaim] = []
    contested: list[ContestedClaim] = []
    for claim in claims:
        contested += reckoning.standing(claim)
        for pieces, growing in (
            (_paid_pieces(claim), False),
            (tuple(reckoning.unpaid_pieces(claim)), True),
        ):
            found = reckoning.reckon(claim, pieces, growing=growing)
            late += [each for each in found if isinstance(each, LateClaim)]
            unproven += [each for each in found if isinstance(each, UnprovenClaim)]
    return LatePayments(tuple(late), tuple(unproven), tuple(contested))


def _claims(hub: Hub, *, plan: PlanKey | None, partner: PartnerCode | None) -> list[_Claim]:
    asked = {"plan_key": plan, "partner_code": partner}
    only: dict[str, Any] = {field: value for field, value in asked.items() if value is not None}

    def read(view: View, _position: int) -> list[_Claim]:
        pays = [each for each in view.rows(EXPECTED_PAY, **only) if _may_be_late(each, hub.today)]
        known = view.get_many(CLAIM_STATUS, [each.claim_id for each in pays])
        return [_Claim(known[each.claim_id], each) for each in pays if each.claim_id in known]

    found = of_one_moment(hub, read, EXPECTED_PAY, CLAIM_STATUS)
    return sorted(found, key=lambda each: each.pay.number)


def _may_be_late(pay: ExpectedPay, today: date) -> bool:
    """Whether any payment came, or is missing, later than the shortest time after a sending."""
    if not pay.sendings:
        return False
    last = pay.sendings[-1]
    answered = any(each.sent_as == last.sent_as for each in pay.stated)
    return (
        bool(pay.contested)
        or any(each.paid_on > pay.sendings[0].sent_on + SHORTEST for each in pay.stated)
        or (not answered and today > last.sent_on + SHORTEST)
    )


class _Reckoning:
    """Reckons claim by claim; what plans, rates and archived files say is looked up once."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._today = hub.today
        self._plans: Mapping[PlanKey, AdoptedPlan] = all_plans(hub)
        self._proofs = ReceiptProofs(hub, self._plans)
        self._rates: dict[PlanKey, FeeSchedule] = {}

    def unpaid_pieces(self, claim: _Claim) -> Iterator[_Piece]:
        """What a plan that has the claim should pay, as if it came today."""
        sending = claim.pay.sendings[-1]
        if claim.status.state not in WITH_THE_PLAN or sending.frequency == VOID:
            return
        amounts = expected_of(claim.status, claim.pay, self._rates_of(claim.pay.plan_key))
        for line, expected in zip(claim.status.lines, amounts, strict=True):
            if expected is not None and expected > line.paid:
                yield _Piece(line.line, expected - line.paid, self._today, sending)

    def reckon(
        self, claim: _Claim, pieces: Iterable[_Piece], *, growing: bool
    ) -> list[LateClaim | UnprovenClaim]:
        """What is owed for the pieces that came late, and for which no receipt is proven."""
        late: list[LatePart] = []
        unproven: list[UnprovenClaim] = []
        for piece in pieces:
            # it was received on the day of sending at the earliest
            if self._part(claim, piece, piece.sending.sent_on) is None:
                continue
            proof = self._proofs.of(claim.pay, piece.sending.sent_as)
            if isinstance(proof, Proof):
                part = self._part(claim, piece, max(proof.received_on, piece.sending.sent_on))
                late += [LatePart(part, piece.sending.sent_as, proof)] if part else []
            else:
                unproven.append(_unproven(claim, piece, proof.because, growing=growing))
        owed = [self._late(claim, tuple(late), growing=growing)] if late else []
        return [*owed, *_together(unproven)]

    def standing(self, claim: _Claim) -> Iterator[ContestedClaim]:
        """That the clock stands, where the plan was in time to ask about its last sending."""
        pay, sending = claim.pay, claim.pay.sendings[-1]
        contests = contests_of(pay, sending.sent_as)
        if not contests or claim.status.state not in WITH_THE_PLAN:
            return
        proof = self._proofs.of(pay, sending.sent_as)
        received_on = proof.received_on if isinstance(proof, Proof) else sending.sent_on
        if self._due_on(pay, sending, received_on) is None:
            asked_on = contests[-1].asked_on
            yield ContestedClaim(pay.number, pay.partner_code, pay.plan_key, asked_on)

    def _part(self, claim: _Claim, piece: _Piece, received_on: date) -> PaidPart | None:
        """What came late; None for what came in time, and while the clock stands."""
        last_day = self._due_on(claim.pay, piece.sending, received_on)
        if last_day is None or piece.paid_on <= last_day:
            return None
        rule = rule_for(received_on)
        return PaidPart(piece.line, piece.amount, piece.paid_on, last_day, rule)

    def _due_on(self, pay: ExpectedPay, sending: Sending, received_on: date) -> date | None:
        plan = self._plans.get(pay.plan_key)
        prompt_pay = plan.profile.prompt_pay if plan else PromptPay()
        contests = contests_of(pay, sending.sent_as)
        return due_on(received_on, working_days=prompt_pay.working_days, contests=contests)

    def _late(self, claim: _Claim, late: tuple[LatePart, ...], *, growing: bool) -> LateClaim:
        pay, parts = claim.pay, [each.part for each in late]
        interest = interest_on(parts)
        until = automatic_until(interest.total, max(part.paid_on for part in parts))
        interest_paid = [each for each in pay.added if each.kind == "interest"]
        by_itself = sum(each.amount for each in interest_paid if each.on <= until) > 0
        left_out = not growing and not by_itself and self._today > until
        made = LateClaim(
            number=pay.number,
            partner_code=pay.partner_code,
            plan_key=pay.plan_key,
            payer_control=claim.status.payer_control,
            state="growing",
            parts=late,
            interest=interest,
            penalty=penalty_on(interest.total, [p.rule for p in parts]) if left_out else 0,
            paid=0 if growing else sum(each.amount for each in interest_paid),
            penalty_paid=0 if growing else _penalties(pay),
        )
        return made if growing else self._with_state(made, until, by_itself=by_itself)

    def _with_state(self, made: LateClaim, until: date, *, by_itself: bool) -> LateClaim:
        if not made.owed:
            return replace(made, state="settled")
        if not by_itself and self._today <= until:
            return replace(made, state="may-still-come", may_come_until=until)
        return replace(made, state="owed")

    def _rates_of(self, key: PlanKey) -> FeeSchedule:
        if key not in self._rates:
            self._rates[key] = find_rates(self._hub, key)
        return self._rates[key]


def _penalties(pay: ExpectedPay) -> Money:
    return sum(each.amount for each in pay.added if each.kind == "penalty")


def contests_of(pay: ExpectedPay, sent_as: str) -> tuple[Contest, ...]:
    """What the plan asked for about a sending, in order of day."""
    asked = (each for each in pay.contested if each.sent_as == sent_as)
    ordered = sorted(asked, key=lambda each: each.asked_on)
    return tuple(Contest(each.asked_on, each.arrived_on) for each in ordered)


def expected_of(
    status: ClaimStatus, pay: ExpectedPay, rates: FeeSchedule
) -> tuple[Money | None, ...]:
    """What should come for each line of a claim in cents; None for one without a rate."""
    lines = [priced(line) for line in status.lines]
    return expected_payments(lines, rates, by_the_month=pay.by_the_month)


def priced(line: LineStatus) -> Priced:
    """A line of a claim as a rate sees it."""
    return Priced(Service.read(line.service), line.service_on, line.units, line.charge)


def _paid_pieces(claim: _Claim) -> tuple[_Piece, ...]:
    """What each payment added to each line, up to what stands paid of it."""
    pieces: list[_Piece] = []
    for line, stands in zip(claim.status.lines, _standing(claim.status), strict=True):
        stated = [
            (each, amount)
            for each in claim.pay.stated
            for number, amount in each.amounts
            if number == line.line
        ]
        added = increments([amount for _, amount in stated], stands)
        pieces += [
            _Piece(line.line, more, each.paid_on, sending_of(claim.pay, each.sent_as, each.paid_on))
            for (each, _), more in zip(stated, added, strict=True)
            if more
        ]
    return tuple(pieces)


def _standing(status: ClaimStatus) -> tuple[Money, ...]:
    """What stands paid of each line; what the plan took back of the claim lowers all alike."""
    paid = [max(line.paid, 0) for line in status.lines]
    left = min(max(status.paid, 0), sum(paid))
    return split(left, paid)


def sending_of(pay: ExpectedPay, sent_as: str, paid_on: date) -> Sending:
    """The sending that a payment answers: the one it names, else the last before it."""
    named = next((each for each in pay.sendings if each.sent_as == sent_as), None)
    before = [each for each in pay.sendings if each.sent_on <= paid_on]
    return named or (before or pay.sendings)[-1]


def _unproven(claim: _Claim, piece: _Piece, because: str, *, growing: bool) -> UnprovenClaim:
    pay = claim.pay
    return UnprovenClaim(
        number=pay.number,
        partner_code=pay.partner_code,
        plan_key=pay.plan_key,
        sent_on=piece.sending.sent_on,
        paid_on=None if growing else piece.paid_on,
        amount=piece.amount,
        because=because,
    )


def _together(unproven: Iterable[UnprovenClaim]) -> list[UnprovenClaim]:
    """One of each claim, sending and payment, its lines together."""
    sums: dict[tuple[date, date | None], UnprovenClaim] = {}
    for each in unproven:
        key = (each.sent_on, each.paid_on)
        known = sums.get(key)
        amount = each.amount + (known.amount if known else 0)
        sums[key] = replace(each, amount=amount)
    return list(sums.values())
