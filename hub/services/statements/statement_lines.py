"""One movement of money about a claim, as lines of a statement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.agreements.terms import Terms
from domain.identifiers import RemittanceId
from domain.service_line import ServiceLine
from domain.statements.statement_parts import TAKEN_BACK, Arrival, Original, StatementLine
from projections.partner_statement import MovedPart, Movement, PartnerStatementClaim
from projections.remittance_balance import RemittanceBalance

ToldIn = Mapping[tuple[str, int], str]
"""The number of the statement that states a movement, by posting and line."""

_PAID = frozenset({"paid", "part-paid", "covered"})


@dataclass(frozen=True)
class Moved:
    """One movement that counts: that at a place among those of its claim."""

    claim: PartnerStatementClaim
    at: int
    remittances: Mapping[RemittanceId, RemittanceBalance]
    arrival: Arrival

    @property
    def movement(self) -> Movement:
        """The movement itself."""
        return self.claim.movements[self.at]

    @property
    def terms(self) -> Terms:
        """What it was shared by."""
        return self.claim.terms[self.movement.agreed]

    @property
    def remittance(self) -> RemittanceBalance:
        """The notice that told it."""
        return self.remittances[self.movement.remittance_id]


def lines_of(moved: Moved, told_in: ToldIn) -> Iterator[StatementLine]:
    """A line for each line of the claim that it moved; `told_in` names earlier statements."""
    billed = {line.line: line for line in moved.claim.lines}
    for part in moved.movement.parts:
        yield _line(moved, part, billed.get(part.line), told_in)


def _line(
    moved: Moved, part: MovedPart, billed: ServiceLine | None, told_in: ToldIn
) -> StatementLine:
    movement = moved.movement
    direct = movement.is_direct
    return StatementLine(
        posting_id=movement.posting_id,
        kind=movement.kind,
        claim=moved.claim.number,
        line=part.line,
        plan_key=moved.claim.plan_key,
        service=billed.service if billed else None,
        service_on=billed.service_on if billed else None,
        units=part.units,
        billed=billed.charge if billed else 0,
        rate=_rate(billed),
        plan_paid=0 if direct else part.plan_paid,
        fee=0 if direct else part.fee,
        upstream=part.upstream,
        hub_own=part.hub_own,
        waiting=part.waiting,
        net=part.net,
        rule=moved.terms.rule,
        outcome=part.outcome,
        adjustments=part.adjustments,
        remarks=part.remarks,
        trace=moved.remittance.trace,
        paid_on=movement.paid_on,
        arrival="paid-direct" if direct else moved.arrival,
        bank_on=moved.remittance.bank_on,
        encounters=billed.encounters if billed else (),
        original=_original(moved, part, told_in),
        repriced=_is_repriced(moved, part.line),
        invoiced=part.fee if direct else 0,
        direct=part.direct,
        notice_on=moved.remittance.paid_on,
        paid_later_on=_paid_later_on(moved, part),
    )


def _rate(billed: ServiceLine | None) -> int | None:
    if billed is None or not billed.units or billed.charge % billed.units:
        return None
    return billed.charge // billed.units


def _original(moved: Moved, part: MovedPart, told_in: ToldIn) -> Original | None:
    """The last payment of the line before it was undone or taken back."""
    if moved.movement.kind not in TAKEN_BACK:
        return None
    for earlier in reversed(moved.claim.movements[: moved.at]):
        paid = [each.line for each in earlier.parts if each.plan_paid > 0]
        if earlier.kind == "payment" and paid and (part.line in {0, *paid}):
            line = part.line or paid[0]
            return Original(
                posting_id=earlier.posting_id,
                trace=moved.remittances[earlier.remittance_id].trace,
                paid_on=earlier.paid_on,
                statement=told_in.get((earlier.posting_id, line), ""),
            )
    return None


def _paid_later_on(moved: Moved, part: MovedPart) -> date | None:
    """The day of the notice that paid a line which this movement denied."""
    if part.outcome != "denied":
        return None
    for later in moved.claim.movements[moved.at + 1 :]:
        paid = [each.line for each in later.parts if each.outcome in _PAID]
        if part.line in paid and moved.remittances[later.remittance_id].counts:
            return moved.remittances[later.remittance_id].paid_on
    return None


def _is_repriced(moved: Moved, line: int) -> bool:
    """Whether one notice undid the payment of a line and paid as many units of it anew."""
    same = [
        (each.kind, part)
        for each in moved.claim.movements
        if each.remittance_id == moved.movement.remittance_id
        for part in each.parts
        if part.line == line
    ]
    undone = [part for kind, part in same if kind == "reversal" and part.plan_paid < 0]
    again = [part for kind, part in same if kind == "payment" and part.plan_paid > 0]
    if len(undone) != 1 or len(again) != 1 or moved.movement.kind not in {"reversal", "payment"}:
        return False
    before = [
        part.units
        for each in moved.claim.movements
        if each.kind == "payment" and each.remittance_id != moved.movement.remittance_id
        for part in each.parts
        if part.line == line and part.plan_paid > 0
    ]
    return before[-1:] == [again[0].units] and undone[0].plan_paid + again[0].plan_paid != 0
