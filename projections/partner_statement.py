"""What moved about each claim of a partner, and about each month that a roster paid it for."""

from collections.abc import Iterable
from datetime import date
from typing import get_args

import msgspec
from msgspec.structs import replace

from domain.adjustment import Adjustment
from domain.agreements.terms import Terms
from domain.claims.claim_facts import (
    ClaimAdjudicated,
    ClaimBody,
    ClaimCorrected,
    ClaimMoneyMoved,
    ClaimMonthSettled,
    ClaimOpened,
    MoneyKind,
)
from domain.claims.denial import LineResult, Outcome
from domain.identifiers import (
    ClaimId,
    ClaimNumber,
    MemberId,
    PartnerCode,
    PlanKey,
    RemittanceId,
)
from domain.money import Money
from domain.months.member_month import MonthBody, MonthMoneyMoved, MonthOpened
from domain.months.month_split import MonthSplitMoved
from domain.posting import PAID_DIRECT, Entry
from domain.service_line import ServiceLine
from projections.projection import Projection

MoneyFact = ClaimAdjudicated | ClaimMoneyMoved | ClaimMonthSettled | MonthMoneyMoved
StatementFact = ClaimOpened | ClaimCorrected | MonthOpened | MonthSplitMoved | MoneyFact

# where money comes in by, where it waits between two notices, what is to be invoiced: nobody's part
_CASH = frozenset({"deposit", "carried", "receivable"})
# whose part of the plan's money an account holds; any other waits for a person
_PARTS = {
    "hub-fee": "fee",
    "partner": "net",
    "upstream-fee": "upstream",
    "hub-own": "hub_own",
    "suspense": "waiting",
}


class MovedPart(msgspec.Struct, frozen=True, gc=False):
    """What one movement means for one line (line 0: the whole claim), in cents.

    `plan_paid` is the plan's money, `fee` the hub's part of it, `net` the partner's, `upstream`
    what a lead entity kept, `hub_own` what is the hub's alone, `waiting` what waits for a person;
    below zero where money was taken back. `units` were paid; outcome, adjustments and remarks are
    those the line has after it; `direct` is what it changed of what the plan paid the partner
    itself.
    """

    line: int
    plan_paid: Money
    fee: Money
    net: Money
    outcome: Outcome | None = None
    units: int = 0
    adjustments: tuple[Adjustment, ...] = ()
    upstream: Money = 0
    hub_own: Money = 0
    waiting: Money = 0
    direct: Money = 0
    remarks: tuple[str, ...] = ()


class Movement(msgspec.Struct, frozen=True, gc=False):
    """One payment, reversal, takeback or interest, with the lines that it changes.

    `agreed` is the place, in those of its claim, of the terms that it was shared by. `is_direct`
    tells that the plan paid the partner itself: then there is but the fee, which the hub invoices.
    """

    posting_id: str
    kind: MoneyKind
    remittance_id: RemittanceId
    paid_on: date
    parts: tuple[MovedPart, ...]
    agreed: int = 0
    is_direct: bool = False


class PartnerStatementClaim(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A claim of a partner: every line it ever billed, as last stated, and all its movements.

    A member month that a roster pays is one without lines, under its own id; so is what a partner
    has by the split of a month, under the id of that. The last of `terms` shares what is paid from
    now on.
    """

    claim_id: ClaimId
    number: ClaimNumber
    partner_code: PartnerCode
    plan_key: PlanKey
    member_id: MemberId
    terms: tuple[Terms, ...]
    lines: tuple[ServiceLine, ...]
    movements: tuple[Movement, ...] = ()


def _keys(fact: StatementFact) -> Iterable[str]:
    match fact:
        case ClaimOpened(body=body):
            return (body.claim_id,)
        case MonthOpened(body=month):
            return (f"{month.month_id}/{month.partner_code}",)
        case MonthMoneyMoved(month_id=month_id, partner_code=partner):
            return (f"{month_id}/{partner}",)
        case MonthSplitMoved(split_id=split_id, parts=parts):
            return [f"{split_id}/{part.partner_code}" for part in parts if part.moved]
        case _:
            return (fact.claim_id,)


def _evolve(
    key: str, claim: PartnerStatementClaim | None, fact: StatementFact
) -> PartnerStatementClaim | None:
    if isinstance(fact, MonthSplitMoved):
        return _split(PartnerCode(key.rpartition("/")[2]), claim, fact)
    if isinstance(fact, ClaimOpened):
        return _opened(fact.body.claim_id, fact.body.lines, fact.body)
    if isinstance(fact, MonthOpened):
        opened = _opened(ClaimId(fact.body.month_id), (), fact.body)
        return opened if claim is None else replace(opened, movements=claim.movements)
    if claim is None:
        return None
    if isinstance(fact, ClaimCorrected):
        by_number = {line.line: line for line in (*claim.lines, *fact.lines)}
        return replace(claim, lines=tuple(by_number[number] for number in sorted(by_number)))
    if isinstance(fact, ClaimMoneyMoved) and fact.agreed is not None:
        claim = replace(claim, terms=(*claim.terms, fact.agreed.terms))
    return replace(claim, movements=(*claim.movements, _movement(claim, fact)))


def _opened(
    claim_id: ClaimId, lines: tuple[ServiceLine, ...], body: ClaimBody | MonthBody
) -> PartnerStatementClaim:
    return PartnerStatementClaim(
        claim_id=claim_id,
        number=body.number,
        partner_code=body.partner_code,
        plan_key=body.plan_key,
        member_id=body.member_id,
        terms=(body.terms,),
        lines=lines,
    )


def _split(
    partner: PartnerCode, known: PartnerStatementClaim | None, fact: MonthSplitMoved
) -> PartnerStatementClaim:
    """A partner's part of a month that several shared: above zero what it got by the split."""
    (part,) = (each for each in fact.parts if each.partner_code == partner)
    before = known or PartnerStatementClaim(
        claim_id=ClaimId(fact.split_id),
        number=part.number,
        partner_code=partner,
        plan_key=fact.plan_key,
        member_id=fact.member_id,
        terms=(Terms(fact.rule, ""),),
        lines=(),
    )
    movement = Movement(
        posting_id=fact.posting_id,
        kind=fact.kind,
        remittance_id=fact.remittance_id,
        paid_on=fact.paid_on,
        parts=(MovedPart(0, part.moved, 0, part.moved),),
    )
    return replace(before, movements=(*before.movements, movement))


def _movement(claim: PartnerStatementClaim, fact: MoneyFact) -> Movement:
    return Movement(
        posting_id=fact.posting_id,
        kind=fact.kind,
        remittance_id=fact.remittance_id,
        paid_on=fact.paid_on,
        parts=_parts(claim, fact),
        agreed=len(claim.terms) - 1,
        is_direct=fact.cash == PAID_DIRECT,
    )


def _parts(claim: PartnerStatementClaim, fact: MoneyFact) -> tuple[MovedPart, ...]:
    """The lines whose money moved, or of which the plan now says something else."""
    said = {part.line: part for moved in claim.movements for part in moved.parts}
    moved: dict[int, list[Entry]] = {}
    for entry in fact.entries:
        if entry.account.partition(":")[0] not in _CASH and entry.account != fact.cash:
            moved.setdefault(entry.line, []).append(entry)
    stated = () if isinstance(fact, MonthMoneyMoved) else fact.results
    results = {result.line: result for result in stated}
    parts = []
    for line in sorted({*moved, *results}):
        part = _part(line, moved.get(line, ()), results.get(line))
        if fact.cash == PAID_DIRECT and line in results:
            part = replace(part, direct=results[line].paid - _direct(claim, line))
        if line in moved or _says_else(said.get(line), part):
            parts.append(part)
    return tuple(parts)


def _direct(claim: PartnerStatementClaim, line: int) -> Money:
    """What the plan paid the partner itself for a line so far."""
    return sum(
        part.direct for moved in claim.movements for part in moved.parts if part.line == line
    )


def _part(line: int, entries: Iterable[Entry], result: LineResult | None) -> MovedPart:
    sums = dict.fromkeys(_PARTS.values(), 0)
    for entry in entries:
        sums[_PARTS.get(entry.account.partition(":")[0], "waiting")] -= entry.cents
    part = MovedPart(
        line=line,
        plan_paid=sum(sums.values()),
        fee=sums["fee"],
        net=sums["net"],
        upstream=sums["upstream"],
        hub_own=sums["hub_own"],
        waiting=sums["waiting"],
    )
    if result is None:
        return part
    return replace(
        part,
        outcome=result.outcome,
        units=result.units,
        adjustments=result.adjustments,
        remarks=result.remarks,
    )


def _says_else(known: MovedPart | None, new: MovedPart) -> bool:
    return known is None or (known.outcome, known.units, known.adjustments) != (
        new.outcome,
        new.units,
        new.adjustments,
    )


PARTNER_STATEMENT: Projection[PartnerStatementClaim] = Projection(
    name="partner_statement",
    version=5,
    row=PartnerStatementClaim,
    indexes=("partner_code",),
    facts=get_args(StatementFact),
    keys=_keys,
    evolve=_evolve,
)
